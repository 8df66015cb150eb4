"""What is done in a moment is done at once, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.engines import moment as module
from hub.engines.embedded import at_once, driver
from hub.engines.moment import AGAIN, COMMITS, LONGEST, Moment

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
    return Moment(lambda: driver.connect(path, isolation_level=None), driver.DatabaseError)


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
    closed = Moment(lambda: driver.connect(away, isolation_level=None), driver.DatabaseError)
    assert closed.read("select 1", ()) == (False, None)
    closed.close()


MORE = [("insert into t values (?)", [(8,), (9,)]), ("update t set n = n + 1 where n = ?", [(7,)])]
WRONG = [*MORE, ("insert into nowhere values (?)", [(1,)])]


def rows(path: Path) -> list[int]:
    with driver.connect(path) as connection:
        return [n for (n,) in connection.execute("select n from t order by n")]


def test_what_is_appended_is_there_for_all(path: Path, moment: Moment) -> None:
    assert moment.append(MORE)
    assert rows(path) == [8, 8, 9]
    assert moment.append(lambda version: [("insert into t values (?)", [(version,)])]) is False
    moment.close()


def test_what_fails_leaves_nothing_and_is_for_a_thread(path: Path, moment: Moment) -> None:
    assert not moment.append(WRONG)
    assert rows(path) == [7]
    assert moment.append(MORE)


def test_nothing_is_appended_while_another_writes(path: Path) -> None:
    moment = Moment(lambda: at_once(str(path)), driver.DatabaseError)
    assert moment.read("select n from t", ()) == (True, (7,))
    other = driver.connect(path, isolation_level=None)
    other.execute("begin immediate")
    assert not moment.append([])
    other.execute("rollback")
    assert moment.append([])
    other.close()
    moment.close()


def test_a_slow_disk_is_waited_for_by_a_thread(
    monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    at, seconds = 0.0, 0.0

    def later() -> float:
        nonlocal at
        at += seconds
        return at

    monkeypatch.setattr(module, "perf_counter", later)
    seconds = 5 * LONGEST  # one that is late
    assert moment.append([])
    seconds = LONGEST / 2
    assert all(moment.append([]) for _ in range(COMMITS))
    seconds = 2 * LONGEST
    done = [moment.append([]) for _ in range(COMMITS + AGAIN)]
    first = done.index(False)
    assert first < COMMITS
    assert done[first:] == [False] * AGAIN + [True] * (COMMITS - first)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into t values (1)",
        "delete from t",
        "delete from access_recent",
        "update access_recent set n = 2",
        "insert or replace into access_subject values (1)",
        "create table u (n)",
        "drop table access_recent",
        "attach database ':memory:' as other",
        "pragma query_only=off",
    ],
)
def test_the_loop_writes_nothing_but_records(path: Path, sql: str) -> None:
    with driver.connect(path) as connection:
        for name in ("access_recent", "access_subject"):
            connection.execute(f"create table {name} (n)")
    moment = Moment(lambda: at_once(str(path)), driver.DatabaseError)
    assert moment.read(sql, ()) == (False, None)
    assert not moment.append([(sql, [()])])
    assert moment.append([("insert into access_recent values (?)", [(1,)])])
    assert moment.read("select count(*) from t, access_recent", ()) == (True, (1,))
    moment.close()
