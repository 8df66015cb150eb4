"""requestCaseAccess: court, police or procuratorate asks to read named merchants for one case.

In: the case, its paper, officers, merchants, families, period and last day. Out: the access,
REQUESTED, to be verified within two working days. Refused: a paper with defects of form, all named
at once; a paper that was used before (CONFLICT) unless it was returned, and then the new request
takes the place of the returned one. Domain §5.1.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select

from hub import rule_set
from hub.clock import SHANGHAI
from hub.commands import facts
from hub.commands.act import Act, ActRefusedError, Done, Input, UserError, demand, refuse
from hub.commands.case_form import Paper, defects
from hub.commands.given import LINE, optional_text, word
from hub.commands.versions import Place, Stored, append, close, locked, place_of
from hub.domain.identifiers import hash63
from hub.domain.vocabulary import CaseAccessStatus, UserErrorCode
from hub.tables.case import case_access, case_family, case_officer, case_subject

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERIFY_WORKING_DAYS = 2
_END_OF_DAY = time(23, 59, 59, tzinfo=SHANGHAI)
_SEEN_ANYWAY = frozenset({"all", "published"})


def request_case_access(connection: Connection, act: Act, given: Input) -> Done:
    authority = act.principal.party
    demand(act, "requestCaseAccess", {"authority": authority})
    facts.party_row(connection, authority)  # requests of one authority run one after the other
    paper = _paper(given)
    known = facts.known_merchants(connection, list(paper.subjects))
    found = defects(paper, act.principal.kind, _grantable(act), known, act.today)
    if found:
        raise ActRefusedError(
            *(
                UserError(code, f"{message} [{defect.name}]", (field,))
                for defect in found
                for code, field, message in (defect.value,)
            )
        )
    place = _place(connection, act, given["caseNumber"], str(paper.paper))
    source = facts.source_of(connection, act, "case-accesses")
    done = append(connection, act, place, None, _row(connection, act, given, paper), source)
    _name(connection, place.fact_id, paper)
    return done


def _paper(given: Input) -> Paper:
    officers = (
        tuple(
            optional_text(each, name, 200, ("officers", str(place))) or ""
            for name in ("subject", "name", "badge")
        )
        for place, each in enumerate(given["officers"])
    )
    return Paper(
        paper=optional_text(given, "paper", 200),
        digest=str(given["paperDigest"]).strip().lower(),
        legal_basis=optional_text(given, "legalBasis", LINE),
        purpose=optional_text(given, "purpose", LINE),
        officers=tuple((subject, name, badge) for subject, name, badge in officers),
        subjects=tuple(dict.fromkeys(given["subjects"])),
        families=tuple(dict.fromkeys(word(each) for each in given["families"])),
        period_from=given.get("periodFrom"),
        period_until=given.get("periodUntil"),
        closes_on=given["closesOn"],
    )


def _grantable(act: Act) -> frozenset[str]:
    """Families that policy opens to these roles under a lease, or on every row anyway."""
    rules = act.policy.grant(act.principal.roles).rules.values()
    words = {"lease"} | _SEEN_ANYWAY
    return frozenset(rule.family for each in rules for rule in each if rule.scope in words)


def _place(connection: Connection, act: Act, case_number: str, paper: str) -> Place:
    """A new access of its own, also for a paper that comes again after it was returned."""
    c = case_access.c
    authority = act.principal.party
    same = and_(c.authority == authority, c.case_number == case_number, c.paper == paper)
    before = locked(connection, case_access, and_(same, c.superseded_at.is_(None)))
    if before is not None:
        if before["status"] != CaseAccessStatus.RETURNED:
            message = "该文书已申请过调取 (this paper was used for a request before)"
            refuse(UserErrorCode.CONFLICT, message, "paper")
        close(connection, act, _returned(before), before)
    tries = select(func.count(c.fact_id.distinct())).where(same)
    times = str(connection.execute(tries).scalar_one())
    key = (authority, case_number, paper, times)
    return place_of(act, "CaseAccess", case_access, None, key)


def _returned(before: Stored) -> Place:
    return Place("CaseAccess", case_access, None, before["fact_id"])


def _row(connection: Connection, act: Act, given: Input, paper: Paper) -> dict[str, Any]:
    calendar = rule_set.calendar_of(connection)
    last = calendar.add_working_days(act.today, VERIFY_WORKING_DAYS).day
    return {
        "case_number": given["caseNumber"],
        "authority": act.principal.party,
        "paper": paper.paper,
        "paper_digest": paper.digest,
        "legal_basis": paper.legal_basis,
        "purpose": paper.purpose,
        "families": list(paper.families),
        "period_from": paper.period_from,
        "period_until": paper.period_until,
        "status": CaseAccessStatus.REQUESTED.value,
        "defects": [],
        "verify_by": datetime.combine(last, _END_OF_DAY),
        "opens_on": None,
        "closes_on": paper.closes_on,
        "sealed": bool(given.get("sealed")),
        "requested_by": act.principal.subject,
        "end_reason": None,
    }


def _name(connection: Connection, case_id: int, paper: Paper) -> None:
    """Officers, merchants and families, named once and never changed."""
    people = [
        {"case_id": case_id, "subject": subject, "name": name, "badge": badge}
        for subject, name, badge in paper.officers
    ]
    firms = [{"case_id": case_id, "merchant_id": hash63(uscc)} for uscc in paper.subjects]
    families = [{"case_id": case_id, "family": family} for family in paper.families]
    for table, rows in ((case_officer, people), (case_subject, firms), (case_family, families)):
        connection.execute(insert(table), rows)
