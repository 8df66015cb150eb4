"""fileObjection: a merchant disputes a fact about itself.

In: the fact, the field of it that is wrong, and why. Out: the objection; the fact is marked as
disputed at once and its provider sees it at once, so it is FORWARDED when the provider decides
(2 + 5 working days) and MARKED when the data centre does (5). Refused: a fact that is not about
the caller or not visible to it (NOT_FOUND, as one that is not there), a field that the caller does
not see or that is none of the fact (INVALID), one that is disputed already (WRONG_STATE).
CREDIT Art. 36.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from authz import predicates
from authz.vocabulary import Action
from hub import rule_set
from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, allowed, refuse
from hub.commands.corrections import FACTS
from hub.commands.given import TEXT, text
from hub.commands.versions import Place, Stored, append, change, current, place_of, place_of_id
from hub.domain.due import due
from hub.domain.vocabulary import ObjectionStatus, PartyKind, UserErrorCode
from hub.tables.credit import objection

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

RUNNING = tuple(
    status.value
    for status in (ObjectionStatus.OPEN, ObjectionStatus.MARKED, ObjectionStatus.FORWARDED)
)
_ABOUT_THE_ROW = frozenset({"id", "merchant", "provenance"})
_WINDOW = (
    *("published_on", "visible_until", "revoked_on", "repaired_on", "penalty_class"),
    *("listed_on", "removed_on", "withdrawn_on", "inspected_on"),
)


def file_objection(connection: Connection, act: Act, given: Input) -> Done:
    place = place_of_id(given["fact"], FACTS)
    if place is None or place.merchant_id is None:
        absent("fact")
    if not allowed(act, "fileObjection", {"merchant_id": place.merchant_id}):
        absent("fact")
    firm = facts.merchant_by_key(connection, place.merchant_id)
    fact = current(connection, place)
    if firm is None or fact is None:
        absent("fact")
    coordinate = _coordinate(act, place, fact, str(given["coordinate"]))
    statement = text(given, "statement", TEXT)
    earlier = _earlier(connection, place)
    if any(row["coordinate"] == coordinate and row["status"] in RUNNING for row in earlier):
        message = "该事实的同一异议尚在处理 (this objection is under way)"
        refuse(UserErrorCode.WRONG_STATE, message, "fact")
    status, due_on = _clock(connection, act, fact["provider"])
    key = (firm["uscc"], place.node_id, coordinate, str(len(earlier)))
    values = {
        "coordinate": coordinate,
        "fact": place.node_id,
        "fact_provider": fact["provider"],
        "statement": statement,
        "filed_on": act.today,
        "due_on": due_on,
        "status": status.value,
        "decision": None,
        "decided_on": None,
    }
    change(connection, act, place, fact, {"disputed": True})
    made = place_of(act, "Objection", objection, place.merchant_id, key)
    return append(connection, act, made, None, values, facts.ACTS)


def _coordinate(act: Act, place: Place, fact: Stored, coordinate: str) -> str:
    """A field that the caller sees of this very row; a hidden one is as one that is not there."""
    names = act.policy.names.types[place.type_name]
    seen = {name for name in names if _visible(act, place, fact, name)}
    if not seen:
        absent("fact")
    if coordinate not in seen or coordinate.partition(".")[2] in _ABOUT_THE_ROW:
        message = "该事实没有此字段 (the fact has no such field)"
        refuse(UserErrorCode.INVALID, message, "coordinate")
    return coordinate


def _visible(act: Act, place: Place, fact: Stored, coordinate: str) -> bool:
    row = {
        "caller": act.principal,
        "today": act.today,
        "type": place.type_name,
        "merchant_id": place.merchant_id,
        "sender": fact["provider"],
        **{name: fact[name] for name in _WINDOW if name in fact},
    }
    rules = act.policy.grant(act.principal.roles).rules_for(coordinate)
    return any(predicates.holds(rule.scope, rule.family, row) for rule in rules)


def _earlier(connection: Connection, place: Place) -> list[Stored]:
    """Every objection that there ever was against the fact, as it stands now."""
    c = objection.c
    rows = connection.execute(
        select(c.fact_id, c.coordinate, c.status).where(
            c.merchant_id == place.merchant_id,
            c.fact == place.node_id,
            c.superseded_at.is_(None),
        )
    ).mappings()
    return [dict(row) for row in rows]


def _clock(connection: Connection, act: Act, provider: str) -> tuple[ObjectionStatus, date | None]:
    kind = facts.party_kind(connection, provider)
    decides = act.guard.ever((kind,), "Mutation.decideObjection", Action.ACT)
    forwarded = decides and kind != PartyKind.DATA_CENTER
    step = "provider_decides" if forwarded else "centre_decides"
    rules, calendar = rule_set.thresholds_of(connection), rule_set.calendar_of(connection)
    last = due("objection", act.today, rules, calendar, {"step": step})
    return (ObjectionStatus.FORWARDED if forwarded else ObjectionStatus.MARKED), last.due
