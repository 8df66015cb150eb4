"""decideObjection: the fact's provider, or the data centre, upholds or rejects an objection.

In: the objection, the decision in words, and for an upheld one what is right. Out: the objection,
decided; an upheld fact is corrected by a superseding one, or withdrawn when no correction is given
(a rating stays, withdrawn); the mark goes when no other objection is left; figures wait to be
computed again, and everybody who read the merchant in the last ninety days has a notice. Refused:
an objection that is not the caller's to decide (NOT_FOUND), one decided before (WRONG_STATE), a
correction of a rejected one or of a fact that is gone, no words (INCOMPLETE). CREDIT Arts. 36, 37.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, func, insert, literal, select

from hub.commands import facts, outlet_search
from hub.commands.act import Act, Done, Input, absent, allowed, refuse
from hub.commands.corrections import FACTS, read_correction
from hub.commands.file_objection import RUNNING
from hub.commands.given import TEXT, text
from hub.commands.versions import (
    Place,
    Stored,
    change,
    close,
    current,
    figures_wait,
    place_of_id,
)
from hub.domain.vocabulary import ObjectionStatus, UserErrorCode
from hub.tables.credit import correction_notice, objection
from hub.tables.proof import access_record, subjects_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

READERS_OF_DAYS = 90


def decide_objection(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["id"], {"Objection": objection})
    if place is None or place.merchant_id is None:
        absent("id")
    facts.merchant_by_key(connection, place.merchant_id)
    before = current(connection, place)
    if before is None or not _may(act, place, before):
        absent("id")
    if before["status"] not in RUNNING:
        refuse(UserErrorCode.WRONG_STATE, "该异议已处理 (this objection is decided)", "id")
    decision, uphold = text(given, "decision", TEXT), bool(given["uphold"])
    correction = given.get("correction") or []
    if correction and not uphold:
        refuse(UserErrorCode.INVALID, "驳回时不得更正 (a rejection corrects nothing)", "correction")
    fact_place = place_of_id(before["fact"], FACTS)
    fact = None if fact_place is None else current(connection, fact_place)
    if fact_place is not None and fact is not None:
        mark = {"disputed": _disputed_by_others(connection, place, before["fact"])}
        if uphold:
            _uphold(connection, act, fact_place, fact, decision, correction, mark)
            _notify(connection, act, place, before["fact"])
        else:
            change(connection, act, fact_place, fact, mark)
    elif correction:
        refuse(UserErrorCode.WRONG_STATE, "该事实已撤销 (the fact is withdrawn)", "correction")
    status = ObjectionStatus.UPHELD if uphold else ObjectionStatus.REJECTED
    changes = {"status": status.value, "decision": decision, "decided_on": act.today}
    return change(connection, act, place, before, changes)


def _may(act: Act, place: Place, before: Stored) -> bool:
    row = {
        "merchant_id": place.merchant_id,
        "sender": before["provider"],
        "provider": before["fact_provider"],
    }
    return allowed(act, "decideObjection", row)


def _disputed_by_others(connection: Connection, place: Place, fact: str) -> bool:
    c = objection.c
    other = select(c.fact_id).where(
        c.merchant_id == place.merchant_id,
        c.fact == fact,
        c.fact_id != place.fact_id,
        c.status.in_(RUNNING),
        c.superseded_at.is_(None),
    )
    return connection.scalar(other.limit(1)) is not None


def _uphold(
    connection: Connection,
    act: Act,
    place: Place,
    fact: Stored,
    decision: str,
    correction: Sequence[Input],
    mark: dict[str, bool],
) -> None:
    changes: dict[str, Any] | None = None
    if correction:
        changes = read_correction(connection, place.type_name, correction)
    elif place.type_name == "Rating":
        changes = {"withdrawn_on": act.today, "withdrawal_reason": decision}
    if changes is None:
        close(connection, act, place, fact)
    else:
        change(connection, act, place, fact, {**changes, **mark})
    if place.type_name == "Outlet":
        row = None if changes is None else {**fact, **changes}
        outlet_search.reindex(connection, place, row)
    if place.merchant_id is not None:
        figures_wait(connection, act, place.merchant_id)


def _notify(connection: Connection, act: Act, place: Place, fact: str) -> None:
    """One notice a party that read the merchant lately; the public is not recorded by name."""
    record, named = access_record.c, subjects_of(literal(place.merchant_id, BigInteger)).subquery()
    same = and_(record.stream == named.c.stream, record.record_id == named.c.record_id)
    since = act.now - timedelta(days=READERS_OF_DAYS)
    last = func.max(record.at, type_=record.at.type)
    readers = connection.execute(
        select(record.party, last.label("read_at"))
        .select_from(named.join(access_record, same))
        .where(record.at >= since)
        .group_by(record.party)
        .order_by(record.party)
    ).all()
    rows = [
        {
            "merchant_id": place.merchant_id,
            "objection_id": place.fact_id,
            "party": reader.party,
            "fact": fact,
            "read_at": reader.read_at,
            "written_at": act.now,
        }
        for reader in readers
    ]
    if rows:
        connection.execute(insert(correction_notice), rows)
