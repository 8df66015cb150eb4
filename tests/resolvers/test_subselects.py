"""Subselects and printed cells of ours are, to the letter, what SQLAlchemy's own would be."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from hub.tables.fund import custody_account
from hub.tables.merchant import merchant, outlet
from resolvers.compiled import compiled_by
from resolvers.json_postgresql import PostgreSQL
from resolvers.json_sql import Dialect, Ref
from resolvers.json_sqlite import SQLite
from resolvers.printed import Printed
from resolvers.registry import REGISTRY
from resolvers.rows import kinds_of
from resolvers.subselects import Derived, RowByRow, Subselect, exists, subselect

DIALECTS = (SQLite(keeps=True), SQLite(keeps=False), PostgreSQL())
A, B = merchant.alias("a"), outlet.alias("b")
KEY, DISTRICT = (Ref("a", name, merchant.c[name].type) for name in ("merchant_id", "district"))
MINE, STATUS = (Ref("b", name, outlet.c[name].type) for name in ("merchant_id", "status"))
CONDITIONS: tuple[tuple[Any, ...], ...] = (
    (),
    (MINE == KEY,),
    (MINE == KEY, sa.or_(STATUS == "OPEN", STATUS.is_(None))),
    (sa.and_(MINE == KEY, STATUS == "OPEN"), STATUS.in_(("OPEN", "SHUT"))),
    (Ref("b", "flag", sa.Boolean()),),
    (sa.true(),),
)


@pytest.fixture(params=DIALECTS, ids=["sqlite", "sqlite-parses", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


def text(expression: Any, dialect: Dialect) -> str:
    """The expression as a column and as a condition of a whole statement."""
    whole = sa.select(sa.func.json(expression).label("it")).select_from(A)
    return str(compiled_by(whole.where(expression), dialect.engine))


@pytest.mark.parametrize("conditions", CONDITIONS)
def test_whether_there_is_a_row(dialect: Dialect, conditions: tuple[Any, ...]) -> None:
    ours = exists(B, *conditions)
    theirs = sa.exists(sa.select(1).select_from(B).where(*conditions))
    for form in (lambda each: each, sa.not_, lambda each: sa.and_(DISTRICT == "x", each)):
        assert text(form(ours), dialect) == text(form(theirs), dialect)


@pytest.mark.parametrize("conditions", CONDITIONS)
def test_what_is_looked_for_row_by_row(dialect: Dialect, conditions: tuple[Any, ...]) -> None:
    """The same on either database; PostgreSQL may not gather what is wanted for all rows."""
    ours = RowByRow(sa.func.coalesce(sa.or_(DISTRICT == "x", exists(B, *conditions)), sa.false()))
    some = sa.select(1).select_from(B).where(*conditions)
    some = some.offset(sa.literal_column("0")) if isinstance(dialect, PostgreSQL) else some
    theirs = sa.func.coalesce(sa.or_(DISTRICT == "x", sa.exists(some)), sa.false())
    written = text(theirs, dialect).replace("LIMIT ALL ", "")
    assert text(ours, dialect).split() == written.split()


def test_one_value(dialect: Dialect) -> None:
    most = sa.func.max(MINE)
    theirs = sa.select(most).select_from(B).scalar_subquery()
    assert text(subselect(most, B) > 1, dialect) == text(theirs > 1, dialect)
    theirs = sa.select(MINE).select_from(B).where(MINE == KEY).scalar_subquery()
    assert text(Subselect(MINE, B, MINE == KEY), dialect) == text(theirs, dialect)


def test_named_values(dialect: Dialect) -> None:
    pairs = [("status", STATUS), ("Mixed Case", MINE + 1), ("is", exists(A, MINE == KEY))]
    named = sa.select(*(value.label(key) for key, value in pairs)).select_from(B)
    ours, theirs = Derived(pairs, B, "r$"), named.subquery("r$")
    whole = [sa.select(Ref("r$", "status", sa.String())).select_from(e) for e in (ours, theirs)]
    assert len({str(compiled_by(each, dialect.engine)) for each in whole}) == 1


def test_a_select_inside_leans_on_the_rows_around_it(dialect: Dialect) -> None:
    """By columns of the tables themselves, which bring their table where nothing has it."""
    own = custody_account.alias("c")
    count = sa.select(sa.func.count()).select_from(own)
    inside = count.where(own.c.merchant_id == B.c.merchant_id)
    leaning = inside.scalar_subquery() > 0
    theirs = sa.exists(sa.select(1).select_from(B).where(leaning))
    made = text(exists(B, leaning), dialect)
    assert made == text(theirs, dialect)
    assert made.count("outlet AS b") == 2  # as a column and as a condition, never once more


def test_each_cell_is_printed_as_it_would_be_made(dialect: Dialect) -> None:
    printed = 0
    for binding in REGISTRY.types.values():
        kinds = {} if binding.table is None else kinds_of(binding.table)
        for cell in binding.cells.values():
            if cell.column not in kinds:
                continue
            column = Ref("a", cell.column, kinds[cell.column])
            leaf = dialect.leaf(cell.kind, column)
            if isinstance(leaf, Printed):
                printed += 1
                made = leaf.form.make(column)
                assert text(leaf, dialect) == text(made, dialect)
                assert type(leaf.type) is type(made.type)
    assert printed > 40
