"""The ground of all tables: one metadata, the column types, and what every column must say.

Every column carries `info` with `owner` (who answers for it), `class` (OPEN, CONDITIONAL,
PERSONAL or INTERNAL) and `family` (the policy family, None for what is never served). Every table
carries `info["placement"]`: shard, reference, stream or local, so that the database can be
distributed one day without a new schema. `fact_table` makes the versioned tables: a correction
appends a row and closes the one before; nothing is edited.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.types import JSON, Date, String, TypeDecorator, TypeEngine
from typing_extensions import override

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND, DAY = 1_000_000, 86_400  # microseconds, seconds

# Text sorts by code point on both databases.
Text = String().with_variant(postgresql.TEXT(collation="C"), "postgresql")


class Instant(TypeDecorator[datetime]):
    """An aware instant with microseconds: timestamptz, or integer microseconds on SQLite."""

    impl = BigInteger
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its offset")
        if dialect.name == "postgresql":
            return value
        since = value - EPOCH  # three sums take a third of a division
        return (since.days * DAY + since.seconds) * SECOND + since.microseconds

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return EPOCH + timedelta(microseconds=int(value))


class Money(TypeDecorator[int]):
    """An amount of CNY in whole fen."""

    impl = BigInteger
    cache_ok = True


class Fraction6(TypeDecorator[int]):
    """A number with six decimals, kept as whole millionths: exact and equal on both databases."""

    impl = BigInteger
    cache_ok = True


_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def document_text(value: Any) -> str:
    """A document as it is stored, on both databases."""
    return _WRITER.encode(value)


class Document(TypeDecorator[Any]):
    """A small JSON value, kept as text with its key order: lists of codes, reasons, scores."""

    impl = JSON
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSON(none_as_null=True))
        return dialect.type_descriptor(String())

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return document_text(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if isinstance(value, str) else value


@compiles(CreateIndex, "sqlite")
def _create_index(element: CreateIndex, compiler: Any, **options: Any) -> str:
    """SQLite has no NULLS LAST in an index: what has no value comes last in a descending one."""
    text = compiler.visit_create_index(element, **options)
    return str(text).replace(" DESC NULLS LAST", " DESC")


def column(
    name: str,
    kind: Any,
    family: str | None,
    *,
    owner: str = "CITY_COMMERCE",
    klass: str = "CONDITIONAL",
    required: bool = False,
    **more: Any,
) -> Column[Any]:
    """One column with its owner, class and family."""
    info = {"owner": owner, "class": klass, "family": family}
    return Column(name, kind, nullable=not required, info=info, **more)


def internal(name: str, kind: Any, *, required: bool = True, **more: Any) -> Column[Any]:
    """A column that no answer ever shows."""
    return column(name, kind, None, owner="HUB", klass="INTERNAL", required=required, **more)


def _version_columns() -> list[Column[Any]]:
    return [
        internal("node_id", Text),
        column("recorded_at", Instant, "META", owner="HUB", klass="OPEN", required=True),
        column("superseded_at", Instant, "META", owner="HUB", klass="OPEN"),
        column("source", Text, "META", owner="HUB", klass="OPEN", required=True),
        column("batch_id", BigInteger, "INTAKE", owner="HUB", klass="INTERNAL"),
        internal("provider", Text),
        column("rule_version", Text, "META", owner="HUB", klass="OPEN"),
        column(
            "disputed", Boolean, "META", owner="HUB", klass="OPEN", required=True, default=False
        ),
    ]


def fact_table(name: str, *columns: Column[Any], order: str | None = None) -> Table:
    """A versioned statement about one merchant.

    Key (merchant_id, fact_id, recorded_at); one current row a fact; `order` names the column by
    which lists of one merchant run newest first, and gets its index.
    """
    table = Table(
        name,
        metadata,
        internal("merchant_id", BigInteger),
        internal("fact_id", BigInteger),
        *_version_columns(),
        *columns,
        PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at"),
        CheckConstraint("merchant_id >= 0", name="merchant_id"),
        info={"placement": "shard", "versioned": True},
    )
    current = table.c.superseded_at.is_(None)
    Index(
        f"uq_{name}_current",
        table.c.merchant_id,
        table.c.fact_id,
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    if order is not None:
        Index(
            f"ix_{name}_{order}",
            table.c.merchant_id,
            table.c[order].desc(),
            table.c.fact_id.desc(),
            sqlite_where=current,
            postgresql_where=current,
        )
    return table


def register_table(name: str, *columns: Column[Any], key: tuple[str, ...]) -> Table:
    """A versioned row of a register (party, source, institution, case): no merchant in its key."""
    table = Table(
        name,
        metadata,
        internal("fact_id", BigInteger),
        *_version_columns(),
        *columns,
        PrimaryKeyConstraint("fact_id", "recorded_at"),
        info={"placement": "reference", "versioned": True, "key": key},
    )
    current = table.c.superseded_at.is_(None)
    for columns_of_key in (("fact_id",), key):
        Index(
            f"uq_{name}_{'_'.join(columns_of_key)}",
            *(table.c[part] for part in columns_of_key),
            unique=True,
            sqlite_where=current,
            postgresql_where=current,
        )
    return table


def plain_table(name: str, placement: str, *parts: Any, **stored: Any) -> Table:
    """A table that is not versioned: code lists, proof, intake bookkeeping."""
    info = {"placement": placement, "versioned": False}
    return Table(name, metadata, *parts, info=info, **stored)


__all__ = [
    "BigInteger",
    "Boolean",
    "Date",
    "Document",
    "Fraction6",
    "Instant",
    "Integer",
    "Money",
    "Text",
    "column",
    "document_text",
    "fact_table",
    "internal",
    "metadata",
    "plain_table",
    "register_table",
]
