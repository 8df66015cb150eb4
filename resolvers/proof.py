"""The record of reading, as the merchant that was read sees it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from hub.tables.proof import access_record, access_subject
from resolvers.binding import Order, Row, Scope, TypeBinding
from resolvers.parts import ID, beside, cells, to_party


def unsealed(row: Row) -> ColumnElement[Any]:
    """Reads under a sealed case stay out of the ledger until they are released."""
    return ~row["sealed"]


def _self(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """The record speaks of the caller's own merchant."""
    table, subject = beside(row, access_subject, "subject")
    own = and_(
        subject["merchant_id"] == row.binds.merchant_id,
        subject["stream"] == row["stream"],
        subject["record_id"] == row["record_id"],
    )
    return exists(select(1).select_from(table).where(own))


RECORD = TypeBinding(
    "AccessRecord",
    access_record,
    {
        **ID,
        **cells("instant", "at"),
        **cells("text", "subject", "purpose", "case_number", "operation", "operation_digest"),
        **cells("text", "policy_version", "outcome", "sealed_in"),
        **cells("int", "merchants"),
        **cells("json", "families"),
    },
    {"party": to_party("party")},
    {"self": Scope(_self)},
    letter="l",
    order=(Order(path=("at",), descending=True),),
    ties=(Order("record_id", descending=True),),
)

BINDINGS = (RECORD,)
