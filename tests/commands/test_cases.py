"""Case accesses: the form of the paper, who opens, who ends, and that nothing is left after it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from authz import predicates
from authz.principal import Principal
from hub.commands.act import Act, Done, Outcome, Refused
from hub.commands.catalogue import COMMANDS
from hub.domain.identifiers import hash63
from hub.domain.vocabulary import Family
from hub.tables.case import case_access, case_family, case_officer, case_subject
from tests.commands.world import (
    BEAUTY,
    COURT,
    GYM,
    NOBODY,
    NOW,
    POLICE,
    SALON,
    STEWARD,
    TODAY,
    Desk,
    caller,
)

CASE = "（2022）沪0115民初123号"
WANG = {"subject": "wang", "name": "王某", "badge": "沪A001"}
LI = {"subject": "li", "name": "李某", "badge": "沪A002"}
PAPER: dict[str, Any] = {
    "caseNumber": CASE,
    "paper": "调查令（2022）沪0115调令7号",
    "paperDigest": "AB" * 32,
    "legalBasis": "《民事诉讼法》第七十条",
    "purpose": "查明预收资金余额",
    "officers": [WANG, LI],
    "subjects": [SALON],
    "families": ["CARDS", "ACCOUNTS", "HISTORY"],
    "closesOn": date(2022, 7, 15),
}
COURT_STEWARD = caller("court-310115", "COURT", roles=("COURT", "STEWARD"))
PROSECUTOR = caller("procuratorate-310115", "PROCURATORATE")


def test_a_request_waits_for_two_working_days(desk: Desk) -> None:
    thursday = datetime(2022, 6, 30, 2, 0, tzinfo=UTC)
    done = desk.done(COURT, "requestCaseAccess", now=thursday, sealed=True, **PAPER)
    row = desk.row(case_access, done.fact_id)
    assert (done.type_name, done.merchant_id) == ("CaseAccess", None)
    assert (row["status"], row["opens_on"], row["sealed"]) == ("REQUESTED", None, True)
    assert row["verify_by"] == datetime(2022, 7, 4, 15, 59, 59, tzinfo=UTC)  # over a week-end
    assert (row["authority"], row["provider"], row["requested_by"]) == (
        *(COURT.party, COURT.party),
        "wang",
    )
    assert (row["paper_digest"], row["families"]) == ("ab" * 32, PAPER["families"])
    assert {each["subject"] for each in desk.rows_of(case_officer)} == {"wang", "li"}
    assert [each["merchant_id"] for each in desk.rows_of(case_subject)] == [hash63(SALON)]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"paper": " "}, ["PAPER"]),
        ({"paperDigest": "ab"}, ["PAPER_DIGEST"]),
        ({"legalBasis": ""}, ["LEGAL_BASIS"]),
        ({"purpose": "\t"}, ["PURPOSE"]),
        ({"officers": [WANG]}, ["OFFICERS"]),
        ({"officers": [WANG, WANG]}, ["OFFICERS", "OFFICER_TWICE"]),
        ({"officers": [WANG, LI, LI]}, ["OFFICER_TWICE"]),
        ({"officers": [WANG, {**LI, "badge": ""}]}, ["OFFICER_UNNAMED"]),
        ({"subjects": []}, ["SUBJECTS"]),
        ({"subjects": [SALON, NOBODY]}, ["SUBJECT_UNKNOWN"]),
        ({"families": []}, ["FAMILIES"]),
        ({"families": ["CARDS", "CLUES"]}, ["FAMILY_NOT_GRANTABLE"]),  # a court reads no clues
        ({"families": ["ACCESSLOG"]}, ["FAMILY_NOT_GRANTABLE"]),
        ({"families": ["CASES"]}, ["FAMILY_NOT_GRANTABLE"]),
        ({"periodFrom": date(2022, 2, 1), "periodUntil": date(2022, 1, 31)}, ["PERIOD"]),
        ({"closesOn": TODAY - timedelta(days=1)}, ["CLOSES_PAST"]),
        ({"closesOn": date(2023, 6, 16)}, ["CLOSES_FAR"]),
        ({"paper": "", "purpose": "", "subjects": []}, ["PAPER", "PURPOSE", "SUBJECTS"]),
    ],
)
def test_defects_of_form_are_named(desk: Desk, changed: dict[str, Any], codes: list[str]) -> None:
    outcome = desk.act(COURT, "requestCaseAccess", **{**PAPER, **changed})
    assert isinstance(outcome, Refused)
    assert [each.message.rpartition("[")[2].rstrip("]") for each in outcome.errors] == codes
    assert desk.rows(case_access) == []
    assert desk.rows_of(case_officer) == []


@pytest.mark.parametrize(
    ("who", "changed"),
    [
        (POLICE, {"families": ["CLUES", "REFERRALS"]}),
        (PROSECUTOR, {"officers": [LI]}),
        (COURT, {"closesOn": TODAY}),
        (COURT, {"closesOn": date(2023, 6, 15)}),
        (COURT, {"families": ["PUBLIC", "CUSTODYSTATUS", "CARDS"]}),
        (COURT, {"subjects": [SALON, GYM, SALON], "officers": [LI, WANG]}),
    ],
)
def test_a_paper_in_form_is_taken(desk: Desk, who: Principal, changed: dict[str, Any]) -> None:
    desk.done(who, "requestCaseAccess", **{**PAPER, **changed})


def test_others_ask_for_no_case(desk: Desk) -> None:
    for who in (BEAUTY, STEWARD):
        assert desk.refused(who, "requestCaseAccess", **PAPER) == ("NOT_ALLOWED", None)


def test_a_steward_opens(desk: Desk) -> None:
    asked = desk.done(COURT, "requestCaseAccess", **PAPER)
    tomorrow = NOW + timedelta(days=1)
    opened = desk.done(
        STEWARD, "verifyCaseAccess", id=asked.node_id, outcome="OPENED", now=tomorrow
    )
    assert opened == asked
    row = desk.row(case_access, asked.fact_id)
    assert (row["status"], row["opens_on"]) == ("OPEN", date(2022, 6, 16))
    assert row["provider"] == COURT.party  # it stays the authority's own record
    given = {"id": asked.node_id, "outcome": "RETURNED", "defects": ["章"]}
    assert desk.refused(STEWARD, "verifyCaseAccess", **given) == ("WRONG_STATE", ("id",))


def test_nobody_opens_for_their_own_authority(desk: Desk) -> None:
    asked = desk.done(COURT, "requestCaseAccess", **PAPER)
    given = {"id": asked.node_id, "outcome": "OPENED"}
    for who in (COURT_STEWARD, COURT, POLICE):
        assert desk.refused(who, "verifyCaseAccess", **given) == ("NOT_ALLOWED", ("id",))
    assert desk.row(case_access, asked.fact_id)["status"] == "REQUESTED"
    foreign = desk.done(POLICE, "requestCaseAccess", **PAPER)
    desk.done(COURT_STEWARD, "verifyCaseAccess", id=foreign.node_id, outcome="OPENED")


def test_opening_and_returning_have_their_form(desk: Desk) -> None:
    asked = desk.done(COURT, "requestCaseAccess", **PAPER)
    returned = {"id": asked.node_id, "outcome": "RETURNED"}
    opened = {"id": asked.node_id, "outcome": "OPENED"}
    late = datetime(2022, 7, 15, 16, 0, tzinfo=UTC)  # the first instant after the last day
    refused = desk.refused
    assert refused(STEWARD, "verifyCaseAccess", **returned) == ("INCOMPLETE", ("defects",))
    assert refused(STEWARD, "verifyCaseAccess", **returned, defects=[" "])[0] == "INCOMPLETE"
    assert refused(STEWARD, "verifyCaseAccess", **opened, defects=["x"])[0] == "INVALID"
    assert refused(STEWARD, "verifyCaseAccess", **opened, now=late) == ("TOO_LATE", ("id",))
    assert refused(STEWARD, "verifyCaseAccess", id="a" * 27, outcome="OPENED")[0] == "NOT_FOUND"
    desk.done(STEWARD, "verifyCaseAccess", **opened, now=late - timedelta(microseconds=1))


def test_a_returned_paper_may_come_again(desk: Desk) -> None:
    first = desk.done(COURT, "requestCaseAccess", **PAPER)
    assert desk.refused(COURT, "requestCaseAccess", **PAPER) == ("CONFLICT", ("paper",))
    given = {"id": first.node_id, "outcome": "RETURNED", "defects": ["未盖章", "未盖章"]}
    desk.done(STEWARD, "verifyCaseAccess", **given)
    assert desk.row(case_access, first.fact_id)["defects"] == ["未盖章"]
    wider = {**PAPER, "subjects": [SALON, GYM]}
    second = desk.done(COURT, "requestCaseAccess", **wider)
    assert second.fact_id != first.fact_id
    now_standing = [row for row in desk.rows(case_access) if row["superseded_at"] is None]
    assert [row["fact_id"] for row in now_standing] == [second.fact_id]
    ended = {"id": second.node_id, "reason": "撤回"}
    desk.done(COURT, "endCaseAccess", **ended)
    assert desk.refused(COURT, "requestCaseAccess", **PAPER)[0] == "CONFLICT"
    # another authority's paper of the same name says nothing of this one
    desk.done(POLICE, "requestCaseAccess", **PAPER)


def test_the_authority_or_a_steward_ends(desk: Desk) -> None:
    for number, who in enumerate((COURT, STEWARD)):
        asked = desk.done(COURT, "requestCaseAccess", **{**PAPER, "paper": f"令{number}"})
        desk.done(STEWARD, "verifyCaseAccess", id=asked.node_id, outcome="OPENED")
        for stranger in (POLICE, BEAUTY):
            given = {"id": asked.node_id, "reason": "x"}
            assert desk.refused(stranger, "endCaseAccess", **given) == ("NOT_FOUND", ("id",))
        assert desk.refused(who, "endCaseAccess", id=asked.node_id, reason="")[0] == "INCOMPLETE"
        desk.done(who, "endCaseAccess", id=asked.node_id, reason="已结案")
        row = desk.row(case_access, asked.fact_id)
        assert (row["status"], row["end_reason"]) == ("ENDED", "已结案")
        again = desk.refused(who, "endCaseAccess", id=asked.node_id, reason="again")
        assert again == ("WRONG_STATE", ("id",))


def test_an_access_past_its_day_is_over(desk: Desk) -> None:
    asked = desk.done(COURT, "requestCaseAccess", **PAPER)
    desk.done(STEWARD, "verifyCaseAccess", id=asked.node_id, outcome="OPENED")
    late = datetime(2022, 7, 15, 16, 0, tzinfo=UTC)
    refused = desk.refused(COURT, "endCaseAccess", id=asked.node_id, reason="x", now=late)
    assert refused[0] == "WRONG_STATE"


def leases_on(connection: Connection, uscc: str) -> list[dict[str, Any]]:
    """The facts of `lease` about a merchant, read as the statement reads them."""
    found = connection.execute(
        select(case_access).where(
            case_access.c.superseded_at.is_(None),
            case_access.c.fact_id.in_(
                select(case_subject.c.case_id).where(case_subject.c.merchant_id == hash63(uscc))
            ),
        )
    ).mappings()
    return [
        {
            **row,
            "party": row["authority"],
            "officers": set(_column(connection, case_officer.c.subject, row["fact_id"])),
            "families": set(_column(connection, case_family.c.family, row["fact_id"])),
        }
        for row in found
    ]


def _column(connection: Connection, column: Any, case_id: int) -> list[str]:
    return list(connection.scalars(select(column).where(column.table.c.case_id == case_id)))


def reach(connection: Connection, who: Principal, today: date) -> set[tuple[str, str, date | None]]:
    """Every (merchant, family, day of fact) that the lease opens to a caller."""
    days = (None, *(date(2021, 1, 1) + timedelta(days=90 * step) for step in range(7)))
    return {
        (uscc, family.value, day)
        for uscc in (SALON, GYM)
        for leases in (leases_on(connection, uscc),)
        for family in Family
        for day in days
        if predicates.holds(
            "lease",
            family.value,
            {"caller": who, "today": today, "leases": leases, "dated_on": day},
        )
    }


def test_nothing_of_a_lease_remains_after_its_end(desk: Desk) -> None:
    dice = random.Random(22)
    court = desk.frame(COURT)
    steward = replace(court, principal=STEWARD)

    def one(connection: Connection, number: int) -> None:
        asked = {**PAPER, **_drawn(dice), "caseNumber": f"（2022）沪0115民初{number}号"}
        who = COURT.in_case(str(asked["caseNumber"]), "办案")
        done = _do(connection, court, "requestCaseAccess", f"r{number}", asked)
        assert reach(connection, who, TODAY) == set()
        outcome = {"id": done.node_id, "outcome": "OPENED"}
        _do(connection, steward, "verifyCaseAccess", f"v{number}", outcome)
        opened = reach(connection, who, TODAY)
        assert {(uscc, family) for uscc, family, _ in opened} == {
            (uscc, family) for uscc in asked["subjects"] for family in asked["families"]
        }
        assert reach(connection, replace(who, subject="zhao"), TODAY) == set()
        assert reach(connection, replace(who, case_number=CASE), TODAY) == set()
        assert reach(connection, who, asked["closesOn"]) == opened
        assert reach(connection, who, asked["closesOn"] + timedelta(days=1)) == set()
        ended = {"id": done.node_id, "reason": "结案"}
        _do(connection, dice.choice((court, steward)), "endCaseAccess", f"e{number}", ended)
        assert reach(connection, who, TODAY) == set()

    desk.transact(lambda connection: [one(connection, number) for number in range(1, 26)])


def _drawn(dice: random.Random) -> dict[str, Any]:
    families = [family.value for family in desk_families()]
    since = date(2021, 1, 1) + timedelta(days=dice.randrange(400))
    return {
        "paper": f"令{dice.random()}",
        "subjects": dice.sample([SALON, GYM], dice.randint(1, 2)),
        "families": dice.sample(families, dice.randint(1, len(families))),
        "periodFrom": dice.choice((None, since)),
        "periodUntil": dice.choice((None, since + timedelta(days=200))),
        "closesOn": TODAY + timedelta(days=dice.randrange(300)),
    }


def desk_families() -> tuple[Family, ...]:
    """What the contract lets a court read under a lease."""
    return (
        *(Family.CONTACT, Family.IDNUMBER, Family.OWNERSHIP, Family.PAYMENTS, Family.REVENUE),
        *(Family.CARDS, Family.CUSTODYNEED, Family.CUSTODYSUM, Family.ACCOUNTS),
        *(Family.GUARANTEES, Family.RISKDETAIL, Family.CREDIT, Family.COMPLAINTCOUNT),
        *(Family.COMPLAINTS, Family.COMPLAINTTEXT, Family.ENFORCEMENT, Family.HISTORY),
    )


def _do(connection: Connection, act: Act, name: str, key: str, given: dict[str, Any]) -> Done:
    outcome: Outcome = COMMANDS[name](connection, act, {"idempotencyKey": key, **given})
    assert isinstance(outcome, Done), outcome
    return outcome
