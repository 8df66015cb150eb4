"""The record of reading, as the merchant that was read sees it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from hub.tables.proof import access_recent, access_record, access_subject, names
from resolvers.binding import Cell, Order, Row, Scope, TypeBinding
from resolvers.masks import HIDDEN
from resolvers.parts import ANY_LINK, as_it_is, beside, sealed, to_any_party, under_seal
from resolvers.subselects import exists


def unsealed(row: Row) -> ColumnElement[Any]:
    """Reads under a sealed case stay out of the ledger until they are released."""
    return ~row["sealed"]


def _self(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """The record speaks of the caller's own merchant, and is no secret, however it is found."""
    own = row.binds.merchant_id
    return and_(unsealed(row), or_(_sorted_in(row, own), _recently(row, own)))


def _sorted_in(row: Row, own: ColumnElement[Any]) -> ColumnElement[Any]:
    """It stands among the records of the merchant, in a row that ends with it or a later one."""
    rows, subject = beside(row, access_subject, "subject")
    here = and_(subject["merchant_id"] == own, subject["stream"] == row["stream"])
    later = subject["record_id"] >= row["record_id"]
    found = names(subject["records"], row["record_id"])
    return exists(rows, here, later, found)


def _recently(row: Row, own: ColumnElement[Any]) -> ColumnElement[Any]:
    rows, newest = beside(row, access_recent, "recent")
    same = and_(newest["stream"] == row["stream"], newest["record_id"] == row["record_id"])
    return exists(rows, same, names(newest["merchants"], own))


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
