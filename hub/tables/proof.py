"""The record of every read: durable before the bytes leave (law 8), ready to be sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Index,
    PrimaryKeyConstraint,
    Select,
    String,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Document,
    Instant,
    Integer,
    Text,
    column,
    internal,
    plain_table,
)

_LOG: dict[str, Any] = {"owner": "HUB"}
# PostgreSQL would compress a row of a hundred merchants, or lay them aside: dearer than the row.
_WHOLE: dict[str, Any] = {"postgresql_with": {"toast_tuple_target": 8160}}

access_record = plain_table(
    "access_record",
    "stream",
    internal("stream", BigInteger),  # one number a writer
    internal("record_id", BigInteger),
    internal("node_id", Text),
    column("at", Instant, "LEDGER", required=True, **_LOG),
    column("party", Text, "LEDGER", required=True, **_LOG),
    column("subject", Text, "ACCESSLOG", klass="PERSONAL", **_LOG),
    column("purpose", Text, "LEDGER", **_LOG),
    column("case_number", Text, "ACCESSLOG", **_LOG),
    column("operation", Text, "ACCESSLOG", required=True, **_LOG),
    column("operation_digest", Text, "ACCESSLOG", required=True, **_LOG),
    column("policy_version", Text, "ACCESSLOG", required=True, **_LOG),
    column("outcome", Text, "LEDGER", required=True, **_LOG),
    column("merchants", Integer, "ACCESSLOG", required=True, **_LOG),
    internal("merchant_ids", Document),  # up to 100; beyond that their digest
    internal("merchants_digest", Text, required=False),
    column("families", Document, "LEDGER", required=True, **_LOG),
    internal("sealed", Boolean),  # made under a sealed case
    internal("case_id", BigInteger, required=False),
    column("sealed_in", Text, "ACCESSLOG", **_LOG),
    PrimaryKeyConstraint("stream", "record_id"),
    **_WHOLE,
)
Index("ix_access_record_node_id", access_record.c.node_id)

# Which merchants a record speaks of, beside the merchant: what accessLedger reads.
access_subject = plain_table(
    "access_subject",
    "shard",
    internal("merchant_id", BigInteger),
    internal("stream", BigInteger),
    internal("record_id", BigInteger),
    PrimaryKeyConstraint("merchant_id", "stream", "record_id"),
    sqlite_with_rowid=False,
)

# The same of the newest records, in the order of writing, until hub.proof.sorting sorts it in.
access_recent = plain_table(
    "access_recent",
    "stream",
    internal("stream", BigInteger),
    internal("record_id", BigInteger),
    internal("merchants", Text),  # each key between two commas: ",17,42,"
    PrimaryKeyConstraint("stream", "record_id"),
    sqlite_with_rowid=False,
    **_WHOLE,
)

# PUBLIC answers and refusals of unidentified callers, counted by the minute.
access_counter = plain_table(
    "access_counter",
    "stream",
    internal("minute", Instant),
    internal("operation_digest", Text),
    internal("outcome", Text),
    internal("merchant_id", BigInteger),  # 0: none, or many
    internal("day", Date),
    internal("answers", BigInteger),
    PrimaryKeyConstraint("minute", "operation_digest", "outcome", "merchant_id"),
)

# What reading writes, past the data version. No answer reads the counters.
GROWING = frozenset({access_record.name, access_recent.name, access_counter.name})


class _Place(FunctionElement[int]):
    """Where a text stands in another, from 1; 0: nowhere."""

    type = Integer()
    inherit_cache = True


@compiles(_Place)
def _place(element: _Place, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(_Place, "sqlite")
def _place_on_sqlite(element: _Place, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


def names(merchants: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text of `access_recent.merchants` holds a merchant's key."""
    comma = literal(",", String)
    return _Place(merchants, comma.concat(cast(key, String)).concat(comma)) > 0


def recent_of(key: ColumnElement[Any]) -> Select[Any]:
    """The rows of `access_subject` that a merchant will have, of records not yet sorted in."""
    recent = access_recent.c
    rows = select(key.label("merchant_id"), recent.stream, recent.record_id)
    return rows.where(names(recent.merchants, key))


def subjects_of(key: ColumnElement[Any]) -> CompoundSelect[Any]:
    """Every record that names a merchant, once: one statement sees it sorted in or recent."""
    return union_all(
        select(access_subject).where(access_subject.c.merchant_id == key), recent_of(key)
    )
