"""The record of every read: durable before the bytes leave (law 8), ready to be sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
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

# Which records speak of a merchant, beside the merchant: what accessLedger reads. A row is all of
# one part that was sorted in, known by the last of them.
access_subject = plain_table(
    "access_subject",
    "shard",
    internal("merchant_id", BigInteger),
    internal("stream", BigInteger),
    internal("record_id", BigInteger),
    internal("records", Text),  # each number between two commas: ",17,42,"
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

# What reading writes, and upkeep sorts, past the data version. No answer reads the counters.
_GROWING = (access_record, access_recent, access_subject, access_counter)
GROWING = frozenset(table.name for table in _GROWING)


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


class _Each(FunctionElement[int]):
    """The numbers of a text between commas, as rows."""

    name = "each"
    inherit_cache = True


@compiles(_Each)
def _each(element: _Each, compiler: Any, **options: Any) -> str:
    listed = compiler.process(element.clauses, **options)
    return f"json_array_elements_text(CAST('[' || trim({listed}, ',') || ']' AS JSON))"


@compiles(_Each, "sqlite")
def _each_on_sqlite(element: _Each, compiler: Any, **options: Any) -> str:
    return f"json_each('[' || trim({compiler.process(element.clauses, **options)}, ',') || ']')"


def each_of(listed: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[int]]:
    """Rows of the numbers between commas, beside those that hold them, and the number of each."""
    rows = _Each(listed).table_valued("value", name="each", joins_implicitly=True)
    return rows, cast(rows.c.value, BigInteger)


def names(listed: ColumnElement[Any], key: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a number stands in a text between commas."""
    comma = literal(",", String)
    return _Place(listed, comma.concat(cast(key, String)).concat(comma)) > 0


def sorted_of(key: ColumnElement[Any]) -> Select[Any]:
    """The records that name a merchant and are sorted in."""
    subject = access_subject.c
    rows, number = each_of(subject.records)
    pairs = select(subject.merchant_id, subject.stream, number.label("record_id"))
    return pairs.select_from(access_subject, rows).where(subject.merchant_id == key)


def recent_of(key: ColumnElement[Any]) -> Select[Any]:
    """The records that name a merchant and are not sorted in yet."""
    recent = access_recent.c
    rows = select(key.label("merchant_id"), recent.stream, recent.record_id)
    return rows.where(names(recent.merchants, key))


def subjects_of(key: ColumnElement[Any]) -> CompoundSelect[Any]:
    """Every record that names a merchant, once: one statement sees it sorted in or recent."""
    return union_all(sorted_of(key), recent_of(key))
