"""The record of reading, as the merchant that was read sees it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from hub.tables.proof import access_recent, access_record, access_subject, names
from resolvers.binding import Cell, Expression, Order, Row, Scope, TypeBinding
from resolvers.masks import HIDDEN
from resolvers.parts import ANY_LINK, as_it_is, beside, sealed, to_any_party, under_seal


def unsealed(row: Row) -> ColumnElement[Any]:
    """Reads under a sealed case stay out of the ledger until they are released."""
    return ~row["sealed"]


def _self(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """The record speaks of the caller's own merchant, and is no secret, however it is found."""
    own = row.binds.merchant_id
    sorted_in = _beside(row, access_subject, lambda subject: subject["merchant_id"] == own)
    recent = _beside(row, access_recent, lambda newest: names(newest["merchants"], own))
    return and_(unsealed(row), or_(sorted_in, recent))


def _beside(row: Row, table: Table, about: Expression) -> ColumnElement[Any]:
    """A row of another table is of the same record, and about the caller's own merchant."""
    rows, other = beside(row, table, table.name.removeprefix("access_"))
    same = and_(other["stream"] == row["stream"], other["record_id"] == row["record_id"])
    return exists(select(1).select_from(rows).where(about(other), same))


RECORD = TypeBinding(
    "AccessRecord",
    access_record,
    {
        "id": Cell("id", "node_id", masks=as_it_is("node_id")),
        **under_seal("instant", "at"),
        **under_seal("text", "policy_version", "outcome", "sealed_in"),
        **sealed("text", None, "subject", "purpose", "case_number"),
        **sealed("text", HIDDEN, "operation", "operation_digest"),
        **sealed("int", 0, "merchants"),
        **sealed("json", "[]", "families"),
    },
    {"party": to_any_party("party", masks=ANY_LINK)},
    {"self": Scope(_self)},
    letter="l",
    order=(Order(path=("at",), descending=True),),
    ties=(Order("record_id", descending=True), Order("stream")),
)

BINDINGS = (RECORD,)
