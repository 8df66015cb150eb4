"""Where a fact comes from: provenance, batches and their quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from hub.tables.base import Document
from hub.tables.intake import batch, quarantined_row
from hub.tables.party import source
from resolvers.binding import Cell, Compare, Link, Order, Row, TypeBinding
from resolvers.parts import ID, OWN_RECORDS, beside, cells
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

ACTS, AT_THE_HUB = "acts", "平台办理 (acts at the hub)"  # what comes by no source of a party's own


def _visible(row: Row) -> ColumnElement[Any]:
    return row["state"] == "VISIBLE"


def _of_visible(row: Row) -> ColumnElement[Any]:
    """What a batch left waiting is there with its receipt, not before."""
    batches, one = beside(row, batch, "batch")
    whole = and_(one["batch_id"] == row["batch_id"], _visible(one))
    return exists(batches, whole)


def _source(row: Row, _: Mapping[str, Any]) -> Select[Any]:
    """The registered source; or one that stands for a code that none has: acts at the hub."""
    sources, one = beside(row, source, "source")
    same = and_(one["code"] == row["source"], one["superseded_at"].is_(None))
    names = ("node_id", "code", "name", "party", "kinds", "cadence_days", "fact_id")
    registered = select(*(one[name].label(name) for name in names)).select_from(sources)
    other = select(
        literal("S").concat(func.substr(row["node_id"], 2)).label("node_id"),
        row["source"].label("code"),
        case((row["source"] == ACTS, AT_THE_HUB), else_=row["source"]).label("name"),
        row["provider"].label("party"),
        cast(literal("[]"), Document).label("kinds"),
        cast(null(), Integer).label("cadence_days"),
        literal(0).label("fact_id"),
    ).where(~exists(sources, same))
    both = union_all(registered.where(same), other).subquery(row.binds.alias("either"))
    return select(*(both.c[name].label(name) for name in names))


TO_SOURCE = Link("Source", rows=_source)

PROVENANCE = TypeBinding(
    "Provenance",
    None,
    {
        **cells("instant", "recorded_at", "superseded_at"),
        **cells("text", "rule_version"),
        **cells("boolean", "disputed"),
    },
    {
        "source": TO_SOURCE,
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
        "source": TO_SOURCE,
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
