"""What a row's columns are, found without making them."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, func, select

from hub.tables.merchant import merchant, outlet
from resolvers.rows import kinds_of


@pytest.mark.parametrize("table", [merchant, outlet], ids=str)
def test_an_alias_has_its_tables_columns_and_makes_none(table: Table) -> None:
    alias = table.alias("one")
    before = set(vars(alias))
    kinds = kinds_of(alias)
    assert set(vars(alias)) == before
    assert kinds == {column.name: column.type for column in table.columns}
    assert kinds is kinds_of(table)


def test_other_rows_have_their_own() -> None:
    chosen = select(merchant.c.name.label("first")).subquery("few")
    assert kinds_of(chosen) == {"first": merchant.c.name.type}
    assert list(kinds_of(func.json_each("[]").table_valued("value"))) == ["value"]
