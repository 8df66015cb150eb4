"""Enforcement: orders to correct, inspections and draws, clues, penalties, referrals of crimes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_

from hub.tables.enforcement import (
    clue,
    inspection,
    inspection_draw,
    penalty,
    rectification,
    referral,
)
from hub.tables.merchant import merchant
from resolvers.binding import Cell, Compare, Link, Order, Row, Scope, TypeBinding
from resolvers.parts import (
    FACT_LINKS,
    ID,
    NEWEST_TIES,
    OWN_RECORDS,
    REGISTER_TIES,
    beside,
    cells,
    fact,
    newest,
    to_party,
)
from resolvers.relations import MERCHANT_SCOPES
from resolvers.spans import of_instant
from resolvers.subselects import exists

OPEN_ORDERS = ("OPEN", "EXTENDED", "OVERDUE", "REFUSED")
OPEN_CLUES = ("SENT", "ACCEPTED", "FILED")
MERCHANT = {"merchant": FACT_LINKS["merchant"]}
PLACE = {
    "district": Compare(
        ("merchant", "district", "code"), "among", here="district", expand="district", renames=True
    ),
    "industry": Compare(
        ("merchant", "industry", "code"), "among", here="industry_key", expand="industry"
    ),
}


def under_order(row: Row) -> ColumnElement[Any]:
    """An order that is not corrected yet."""
    return row["status"].in_(OPEN_ORDERS)


def _published(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """Inside its window, not revoked, not repaired, more than a warning; domain 1.7."""
    today = row.binds.today
    return and_(
        row["published_on"] <= today,
        row["visible_until"] > today,
        row["revoked_on"].is_(None),
        row["repaired_on"].is_(None),
        row["penalty_class"] != "warning",
    )


def _self_done(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """The caller's own merchant, once the inspection is done: a plan is not announced."""
    return and_(row["merchant_id"] == row.binds.merchant_id, row["inspected_on"].is_not(None))


def _overdue(row: Row) -> ColumnElement[Any]:
    """Past the step that the recipient owes next: acceptance, feedback or decision."""
    today = row.binds.today
    late = or_(
        and_(row["status"] == "SENT", row["accept_by"] < today),
        and_(row["status"] == "ACCEPTED", row["feedback_by"] < today),
        and_(row["status"] == "FILED", row["decide_by"] < today),
    )
    return func.coalesce(late, false())


def _through_inspections(word: str) -> Scope:
    """A draw is judged by the merchants that it drew: one in scope opens it."""
    scope = MERCHANT_SCOPES[word]

    def make(row: Row, family: str, _: Any) -> ColumnElement[Any]:
        drawn, of_draw = beside(row, inspection, "drawn")
        merchants, owner = beside(row, merchant, "owner")
        day = of_draw["planned_on"]
        inside = and_(
            of_draw["draw"] == row["node_id"],
            of_draw["superseded_at"].is_(None),
            owner["superseded_at"].is_(None),
            scope.make(owner, family, (day, day) if scope.dated else None),
        )
        rows = drawn.join(merchants, owner["merchant_id"] == of_draw["merchant_id"])
        return exists(rows, inside)

    return Scope(make, scope.variant)


RECTIFICATION = TypeBinding(
    "Rectification",
    rectification,
    {
        **ID,
        **cells("text", "reference", "status"),
        **cells("date", "issued_on", "due_on", "corrected_on"),
    },
    {
        **MERCHANT,
        "issuer": to_party("issuer"),
        "violation": Link("Violation", (("violation", "code"),)),
    },
    OWN_RECORDS,
    anchored=True,
    letter="D",
    dated="issued_on",
    order=newest("issuedOn"),
    ties=NEWEST_TIES,
    filters={
        "status": Compare(("status",), "among"),
        "dueOn": Compare(("dueOn",), "ordered"),
        "issuer": Compare(("issuer", "code"), "among", here="issuer"),
        "violation": Compare(("violation", "code"), "among", here="violation"),
        **PLACE,
    },
)
DRAW = TypeBinding(
    "InspectionDraw",
    inspection_draw,
    {
        **ID,
        **cells("text", "title", "plan", "commitment", "seed", "algorithm"),
        **cells("int", "eligible"),
        **cells("instant", "drawn_at"),
    },
    {"inspections": Link("Inspection", (("node_id", "draw"),), "connection")},
    {**OWN_RECORDS, **{word: _through_inspections(word) for word in MERCHANT_SCOPES}},
    letter="d",
    order=newest("drawnAt"),
    ties=REGISTER_TIES,
)
INSPECTION = TypeBinding(
    "Inspection",
    inspection,
    {
        **ID,
        **cells("json", "inspectors"),
        **cells("date", "planned_on", "inspected_on", "published_on"),
        **cells("text", "result", "findings"),
    },
    {**MERCHANT, "draw": Link("InspectionDraw", (("draw", "node_id"),))},
    {**OWN_RECORDS, "self_done": Scope(_self_done)},
    anchored=True,
    letter="i",
    dated="planned_on",
    order=newest("plannedOn"),
    ties=NEWEST_TIES,
    filters={
        "result": Compare(("result",), "among"),
        "plannedOn": Compare(("plannedOn",), "ordered"),
        "draw": Compare(("draw", "id"), "equal"),
        **PLACE,
    },
)
CLUE = TypeBinding(
    "Clue",
    clue,
    {
        **ID,
        **cells("text", "evidence", "status"),
        **cells("instant", "sent_at"),
        **cells("date", "accept_by", "feedback_by", "decide_by"),
    },
    {
        **MERCHANT,
        "sender": to_party("sender"),
        "recipient": to_party("recipient"),
        "violation": Link("Violation", (("violation", "code"),)),
        "history": Link(
            "ClueStep",
            (("merchant_id", "merchant_id"), ("fact_id", "fact_id")),
            "list",
            order=(Order("recorded_at"),),
            history=True,
        ),
    },
    OWN_RECORDS,
    anchored=True,
    dated="sent",
    days={"sent": of_instant("sent_at")},
    letter="c",
    order=newest("sentAt"),
    ties=NEWEST_TIES,
    filters={
        "status": Compare(("status",), "among"),
        "overdue": Compare(("status",), "boolean", narrow=_overdue),
        "sender": Compare(("sender", "code"), "among", here="sender"),
        "recipient": Compare(("recipient", "code"), "among", here="recipient"),
        "violation": Compare(("violation", "code"), "among", here="violation"),
        **PLACE,
    },
    orders={
        "SENT_AT": Order(path=("sentAt",)),
        "ACCEPT_BY": Order(path=("acceptBy",)),
        "FEEDBACK_BY": Order(path=("feedbackBy",)),
        "DECIDE_BY": Order(path=("decideBy",)),
    },
)
STEP = TypeBinding(
    "ClueStep",
    clue,
    {
        **cells("text", "status", "note"),
        "at": Cell("instant", "recorded_at"),
    },
    {"by": to_party("provider")},
    OWN_RECORDS,
    anchored=True,
    ties=(Order("recorded_at"),),
)
PENALTY = fact(
    "Penalty",
    penalty,
    "p",
    {
        **cells("text", "authority", "decision_number", "kind"),
        **cells("money", "amount"),
        **cells("date", "decided_on", "published_on", "visible_until", "revoked_on", "repaired_on"),
    },
    links={"violation": Link("Violation", (("violation", "code"),))},
    scopes={"published": Scope(_published)},
    dated="decided_on",
    order=newest("decidedOn"),
    filters={
        "decidedOn": Compare(("decidedOn",), "ordered"),
        "authority": Compare(("authority",), "text", "authority_folded"),
        "violation": Compare(("violation", "code"), "among", here="violation"),
        **PLACE,
    },
)
REFERRAL = TypeBinding(
    "CriminalReferral",
    referral,
    {
        **ID,
        **cells("text", "suspected_crime", "status", "outcome"),
        **cells("date", "reported_on", "decide_by"),
        **cells("instant", "sent_at"),
    },
    {**MERCHANT, "sender": to_party("sender"), "recipient": to_party("recipient")},
    OWN_RECORDS,
    anchored=True,
    letter="r",
    dated="reported_on",
    visible=lambda row: row["decide_by"].is_not(None),  # intake counts the day for each
    order=newest("reportedOn"),
    ties=NEWEST_TIES,
    filters={
        "status": Compare(("status",), "among"),
        "recipient": Compare(("recipient", "code"), "among", here="recipient"),
    },
)

BINDINGS = (RECTIFICATION, DRAW, INSPECTION, CLUE, STEP, PENALTY, REFERRAL)
