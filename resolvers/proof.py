"""The record of reading, as the merchant that was read sees it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from hub.tables.proof import access_record, access_subject
from resolvers.binding import Cell, Order, Row, Scope, TypeBinding
from resolvers.masks import HIDDEN
from resolvers.parts import ANY_LINK, as_it_is, beside, sealed, to_any_party, under_seal


def unsealed(row: Row) -> ColumnElement[Any]:
    """Reads under a sealed case stay out of the ledger until they are released."""
    return ~row["sealed"]


def _self(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """The record speaks of the caller's own merchant, and is no secret, however it is found."""
    table, subject = beside(row, access_subject, "subject")
    own = and_(
        subject["merchant_id"] == row.binds.merchant_id,
        subject["stream"] == row["stream"],
        subject["record_id"] == row["record_id"],
    )
    return and_(unsealed(row), exists(select(1).select_from(table).where(own)))


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
