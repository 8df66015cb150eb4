"""How the databases run the golden statements: planned once, however often they are bound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from hub.engines.sqlite import driver
from tests.engines import Engines
from tests.resolvers.golden import FOLDER

STATEMENTS = sorted(FOLDER.glob("*/sqlite.sql"))
ANYTHING = 0  # no list, no page and nobody's key


@pytest.fixture(scope="module")
def sqlite(engines: Engines) -> Iterator[Any]:
    """A connection to a migrated database."""
    url = engines.fresh("sqlite")
    connection = driver.connect(make_url(url).database, isolation_level=None)
    yield connection
    connection.close()
    engines.drop(url)


def planned_again(sqlite: Any, sql: str) -> bool:
    """Whether SQLite plans a statement that it has run before, because it is bound anew."""
    asked: list[object] = []
    sqlite.set_authorizer(lambda action, *_: asked.append(action) or 0)  # asked while planning
    parameters = [ANYTHING] * sql.count("?")
    sqlite.execute(sql, parameters).fetchall()
    first = len(asked)
    assert first > 0
    sqlite.execute(sql, parameters).fetchall()
    sqlite.set_authorizer(None)
    return len(asked) > first


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.parent.name)
def test_sqlite_plans_a_statement_once(sqlite: Any, path: Path) -> None:
    assert not planned_again(sqlite, path.read_text(encoding="utf-8"))


def test_a_plan_that_hangs_on_a_value_is_found(sqlite: Any) -> None:
    assert planned_again(sqlite, "SELECT uscc FROM merchant WHERE merchant_id = ? LIMIT ?")
