"""Where a fact comes from: provenance, batches and their quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, select

from hub.tables.intake import batch, quarantined_row
from resolvers.binding import Cell, Compare, Link, Order, Row, TypeBinding
from resolvers.parts import ID, OWN_RECORDS, beside, cells

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def _visible(row: Row) -> ColumnElement[Any]:
    return row["state"] == "VISIBLE"


def _of_visible(row: Row) -> ColumnElement[Any]:
    """What a batch left waiting is there with its receipt, not before."""
    batches, one = beside(row, batch, "batch")
    whole = and_(one["batch_id"] == row["batch_id"], _visible(one))
    return exists(select(1).select_from(batches).where(whole))


PROVENANCE = TypeBinding(
    "Provenance",
    None,
    {
        **cells("instant", "recorded_at", "superseded_at"),
        **cells("text", "rule_version"),
        **cells("boolean", "disputed"),
    },
    {
        "source": Link("Source", (("source", "code"),)),
        "batch": Link("Batch", (("batch_id", "batch_id"),)),
    },
)
BATCH = TypeBinding(
    "Batch",
    batch,
    {
        **ID,
        **cells("text", "kind", "idempotency_key", "digest", "status"),
        **cells("instant", "received_at"),
        **cells("int", "rows", "accepted", "unchanged", "quarantined"),
    },
    {
        "source": Link("Source", (("source", "code"),)),
        "quarantine": Link("QuarantinedRow", (("batch_id", "batch_id"),), "connection"),
    },
    OWN_RECORDS,
    letter="B",
    order=(Order(path=("receivedAt",), descending=True),),
    ties=(Order("batch_id", descending=True),),
    visible=_visible,
    filters={
        "source": Compare(("source", "code"), "among", here="source"),
        "kind": Compare(("kind",), "among"),
        "status": Compare(("status",), "among"),
        "receivedSince": Compare(("receivedAt",), "since"),
    },
)
QUARANTINE = TypeBinding(
    "QuarantinedRow",
    quarantined_row,
    {
        **ID,
        **cells("int", "line"),
        **cells("text", "code", "field", "message"),
        "resolvedAt": Cell("instant", "resolved_at"),
    },
    {},
    OWN_RECORDS,
    letter="Q",
    order=(Order("line"),),
    ties=(Order("batch_id"),),
    visible=_of_visible,
)

BINDINGS = (PROVENANCE, BATCH, QUARANTINE)
