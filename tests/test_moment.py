"""What is done in a moment is done at once, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.engines.moment import AGAIN, Moment
from hub.engines.sqlite import driver

ENDLESS = "with recursive t(x) as (select 1 union all select x+1 from t) select max(x) from t"
COUNTED = (
    "with recursive t(x) as (select 1 union all select x+1 from t limit ?) select max(x) from t"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "hub.sqlite"
    with driver.connect(found) as connection:
        connection.execute("create table t (n integer)")
        connection.execute("insert into t values (7)")
    return found


@pytest.fixture
def moment(path: Path) -> Moment:
    return Moment(lambda: driver.connect(path, isolation_level=None), driver.OperationalError)


def test_a_short_read_is_done(moment: Moment) -> None:
    assert moment.read("select n from t where n = ?", (7,)) == (True, (7,))
    assert moment.read("select n from t where n = ?", (8,)) == (True, None)
    moment.close()


def test_an_endless_read_is_not(moment: Moment) -> None:
    assert moment.read(ENDLESS, ()) == (False, None)
    assert moment.read("select n from t", ()) == (True, (7,))


def test_a_text_that_was_too_long_once_is_tried_again_later(moment: Moment) -> None:
    assert moment.read(COUNTED, (10_000_000,)) == (False, None)
    for _ in range(AGAIN):
        assert moment.read(COUNTED, (1,)) == (False, None)
    assert moment.read(COUNTED, (1,)) == (True, (1,))


def test_many_short_reads_are_not_one_long_one(moment: Moment) -> None:
    for _ in range(200):
        assert moment.read(COUNTED, (1_000,)) == (True, (1_000,))


def test_what_cannot_be_read_is_for_a_thread(path: Path, moment: Moment) -> None:
    assert moment.read("select n from nowhere", ()) == (False, None)
    holder = driver.connect(path, isolation_level=None)
    holder.execute("begin exclusive")
    assert moment.read("select n from t", ()) == (False, None)
    holder.close()


def test_a_database_that_cannot_be_opened_is_for_a_thread(tmp_path: Path) -> None:
    away = tmp_path / "nowhere" / "hub.sqlite"
    closed = Moment(lambda: driver.connect(away, isolation_level=None), driver.OperationalError)
    assert closed.read("select 1", ()) == (False, None)
    closed.close()
