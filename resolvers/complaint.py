"""Complaint tickets and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select

from hub.tables.base import Text
from hub.tables.complaint import complaint
from resolvers.binding import Cell, Compare, Link, Order, Row, Scope, TypeBinding
from resolvers.parts import beside, cells, fact, known, newest
from resolvers.spans import EVERY_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOSED = ("RESOLVED", "FAILED", "REFUSED")
RECENT_DAYS = 90


def recent(row: Row) -> ColumnElement[Any]:
    """Received in the last ninety days."""
    since: ColumnElement[Any] = row.binds.dialect.add_days(row.binds.today, -RECENT_DAYS)
    return row["received_on"] > since


def _open(row: Row) -> ColumnElement[Any]:
    return row["status"].not_in(CLOSED)


def _overdue(row: Row) -> ColumnElement[Any]:
    """Open past its due day; a ticket without a due day is never overdue."""
    return func.coalesce(and_(_open(row), row["due_on"] < row.binds.today), false())


def _own_tickets(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    own: ColumnElement[Any] = row.binds.among(row["channel"], "channels", Text)
    return own


def _summary(row: Row, _: Mapping[str, Any]) -> Select[Any]:
    table, ticket = beside(row, complaint, "ticket")
    return (
        select(
            row["merchant_id"].label("merchant_id"),
            func.count().label("total"),
            func.coalesce(func.sum(case((_open(ticket), 1), else_=0)), 0).label("open"),
            func.coalesce(func.sum(case((recent(ticket), 1), else_=0)), 0).label("last90_days"),
        )
        .select_from(table)
        .where(ticket["merchant_id"] == row["merchant_id"], known(ticket, row))
    )


SUMMARY_LINK = Link("ComplaintSummary", rows=_summary)

SUMMARY = TypeBinding(
    "ComplaintSummary",
    None,
    {**cells("int", "total", "open"), "last90Days": Cell("int", "last90_days")},
    anchored=True,
    dated="all",
    days={"all": EVERY_DAY},
)
COMPLAINT = fact(
    "Complaint",
    complaint,
    "X",
    {
        **cells("text", "ticket", "channel", "category", "status", "text", "result"),
        **cells("date", "received_on", "due_on", "resolved_on"),
        **cells("money", "amount"),
        "overdue": Cell("boolean", make=_overdue),
    },
    scopes={"own_tickets": Scope(_own_tickets)},
    dated="received_on",
    order=newest("receivedOn"),
    filters={
        "status": Compare(("status",), "among"),
        "overdue": Compare(("overdue",), "boolean"),
        "category": Compare(("category",), "among"),
        "channel": Compare(("channel",), "among"),
        "receivedOn": Compare(("receivedOn",), "ordered"),
        "dueOn": Compare(("dueOn",), "ordered"),
        "district": Compare(
            ("merchant", "district", "code"),
            "among",
            here="district",
            expand="district",
            renames=True,
        ),
        "industry": Compare(
            ("merchant", "industry", "code"), "among", here="industry_key", expand="industry"
        ),
    },
    orders={"RECEIVED_ON": Order(path=("receivedOn",)), "DUE_ON": Order(path=("dueOn",))},
)

BINDINGS = (SUMMARY, COMPLAINT)
