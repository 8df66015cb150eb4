"""What every table must say and be, so that it can be explained, guarded and distributed.

The numbers are the rules for tables that one day lie on many machines.
"""

from __future__ import annotations

import pkgutil

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

import hub.tables
from hub.domain.vocabulary import Family, PartyKind
from hub.tables.base import Document, Fraction6, Instant, Money, Text
from hub.tables.catalogue import MODULES, TABLES
from migrations.distribute import ORDER, distribution

CLASSES = {"OPEN", "CONDITIONAL", "PERSONAL", "INTERNAL"}
OWNERS = {*PartyKind, "HUB"}
TYPES = (BigInteger, Boolean, Date, Integer, LargeBinary, Document, Fraction6, Instant, Money)
SHARDS = [name for name, table in TABLES.items() if table.info["placement"] == "shard"]


def findings(table: Table) -> list[str]:
    """What a table lacks of the rules for all tables."""
    wrong = []
    if table.info.get("placement") not in ORDER:  # rule 1
        wrong.append(f"{table.name}: placement")
    if not table.primary_key.columns:
        wrong.append(f"{table.name}: no key")
    if any(len(str(index.name)) > 63 for index in table.indexes):
        wrong.append(f"{table.name}: a name that PostgreSQL would cut")
    if table.foreign_keys:  # rule 4: intake checks; a shard never waits for a register
        wrong.append(f"{table.name}: foreign key")
    return wrong + [f"{table.name}.{c.name}: {what}" for c in table.c for what in said(c)]


def said(column: Column[object]) -> list[str]:
    """What a column lacks."""
    info, default = column.info, column.default
    family = info.get("family", "")
    faults = {
        "owner": info.get("owner") not in OWNERS,
        "class": info.get("class") not in CLASSES,
        "family": family is not None and family not in set(Family),
        "served without a family": family is None and info.get("class") != "INTERNAL",
        # rule 12: instants and numbers are bound, never made by the database or by a clock
        "made by the database": column.server_default is not None or column.onupdate is not None,
        "default that is no plain value": default is not None and not default.is_scalar,
        "type": not (column.type is Text or isinstance(column.type, TYPES)),
    }
    return [fault for fault, found in faults.items() if found]


def test_every_table_and_column_says_what_it_must() -> None:
    assert [what for table in TABLES.values() for what in findings(table)] == []


def test_a_table_that_says_nothing_is_found() -> None:
    bare = Table("bare", hub.tables.base.metadata.__class__(), Column("x", Integer))
    assert {"bare: placement", "bare: no key", "bare.x: owner", "bare.x: class"} <= set(
        findings(bare)
    )


def test_the_catalogue_misses_no_module() -> None:
    there = {module.name for module in pkgutil.iter_modules(hub.tables.__path__)}
    listed = {module.__name__.rsplit(".", 1)[-1] for module in MODULES}
    assert there - listed == {"base", "catalogue"}


@pytest.mark.parametrize("name", SHARDS)
def test_a_shards_keys_carry_the_merchant(name: str) -> None:
    """Rule 2: first in the key, and in every unique constraint and unique index."""
    table = TABLES[name]
    merchant = table.c.merchant_id
    assert isinstance(merchant.type, BigInteger)
    assert not merchant.nullable
    assert next(iter(table.primary_key)) is merchant
    unique = [index for index in table.indexes if index.unique]
    unique += [part for part in table.constraints if isinstance(part, UniqueConstraint)]
    assert all(merchant in set(part.columns) for part in unique)


@pytest.mark.parametrize("name", [n for n, t in TABLES.items() if t.info["versioned"]])
def test_a_versioned_table_keeps_one_current_row(name: str) -> None:
    table = TABLES[name]
    key = [column.name for column in table.primary_key]
    assert key[-2:] == ["fact_id", "recorded_at"]
    current = [i for i in table.indexes if i.unique and "fact_id" in {c.name for c in i.columns}]
    assert len(current) == 1
    for dialect in ("sqlite", "postgresql"):
        condition = current[0].dialect_options[dialect]["where"]
        assert str(condition) == f"{name}.superseded_at IS NULL"


def test_a_registers_natural_key_is_unique_among_current_rows() -> None:
    for table in TABLES.values():
        if "key" in table.info:
            keys = {tuple(c.name for c in index.columns) for index in table.indexes if index.unique}
            assert tuple(table.info["key"]) in keys


def test_everything_has_its_place() -> None:
    """Rule 17: the call that would place each table."""
    assert distribution(TABLES["district"]) == "select create_reference_table('district')"
    for name in SHARDS:
        assert (
            distribution(TABLES[name])
            == f"select create_distributed_table('{name}', 'merchant_id')"
        )
    assert distribution(TABLES["staged_chunk"]) is None
    for table in TABLES.values():
        call = distribution(table)
        if call and "distributed" in call:
            column = call.split("'")[3]
            assert column in table.primary_key.columns
    with pytest.raises(ValueError, match="placement"):
        distribution(Table("lost", hub.tables.base.metadata.__class__(), info={"placement": "?"}))


def test_keys_and_indexes_are_named() -> None:
    for table in TABLES.values():
        names = [part.name for part in (*table.indexes, *table.constraints)]
        assert all(names)
        assert len(set(names)) == len(names)
        assert isinstance(table.primary_key, PrimaryKeyConstraint)
        assert all(isinstance(index, Index) for index in table.indexes)
