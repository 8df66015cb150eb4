"""A snapshot is kept while it is the data, no longer, and not for what reading writes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from hub.database import open_database
from hub.engines import snapshot
from hub.engines.embedded import HEAP
from hub.engines.snapshot import PERIOD, RELEASED, Snapshot
from hub.engines.sqlite import driver, writing_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.anyio

COUNT = "select count(*) from fact"
RECORDS = "select count(*) from access_recent"
RECORD = "insert into access_recent values (1)"


class Time:
    """A clock that the test turns; it begins where snapshots are taken."""

    def __init__(self) -> None:
        self.now = RELEASED

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(snapshot, "time", made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "hub.sqlite"
    connection = driver.connect(found, isolation_level=None)
    connection.execute("pragma journal_mode=wal").close()
    for table in ("fact (n)", "access_recent (n)", "data_version (version)"):
        connection.execute(f"create table {table}").close()
    connection.execute("insert into data_version values (0)").close()
    connection.close()
    return found


@pytest.fixture
def writer(path: Path) -> Iterator[Any]:
    connection = driver.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture
def reader(path: Path, time: Time) -> Iterator[Snapshot]:
    made = Snapshot(lambda: driver.connect(path, isolation_level=None), first)
    yield made
    made.close()


def first(connection: Any, sql: str, parameters: Any) -> Any:
    cursor = connection.execute(sql, parameters)
    row = cursor.fetchone()
    cursor.close()
    return row


def write(connection: Any, *, move: bool = True) -> None:
    """One transaction, as `Database.run` makes it; one that does not move is nobody's."""
    connection.execute("begin immediate").close()
    connection.execute("insert into fact values (1)").close()
    if move:
        connection.execute("update data_version set version = version + 1").close()
    connection.execute("commit").close()


def test_what_was_written_before_the_question_is_in_the_answer(
    reader: Snapshot, writer: Any
) -> None:
    for written in range(5):
        assert reader.read(COUNT, ()) == (written,)
        assert reader.read(COUNT, ()) == (written,)
        write(writer)


def test_a_record_of_proof_lets_the_snapshot_be(reader: Snapshot, writer: Any) -> None:
    reader.read(COUNT, ())
    writer.execute(RECORD).close()
    write(writer, move=False)
    assert reader.read(COUNT, ()) == (0,)


def test_who_reads_records_reads_the_newest(reader: Snapshot, writer: Any) -> None:
    reader.read(COUNT, ())
    writer.execute(RECORD).close()
    assert reader.read(RECORDS, ()) == (1,)
    assert reader.seconds_left() is None


def test_none_outlasts_its_period(reader: Snapshot, writer: Any, time: Time) -> None:
    reader.read(COUNT, ())
    write(writer, move=False)
    assert reader.seconds_left() == pytest.approx(PERIOD - RELEASED)
    time.now += PERIOD
    assert reader.read(COUNT, ()) == (1,)


def test_at_the_beginning_of_a_period_nobody_has_one(reader: Snapshot, time: Time) -> None:
    reader.read(COUNT, ())
    time.now = PERIOD
    assert reader.read(COUNT, ()) == (0,)
    assert reader.seconds_left() is None


def test_the_log_begins_anew_when_they_are_let_go(
    reader: Snapshot, writer: Any, time: Time
) -> None:
    def left() -> int:
        _, pages, taken = writer.execute("pragma wal_checkpoint").fetchone()
        return int(pages - taken)

    reader.read(COUNT, ())
    write(writer)
    assert left() > 0
    time.now = PERIOD
    reader.read(COUNT, ())
    assert left() == 0


def test_a_failure_lets_it_go(reader: Snapshot) -> None:
    reader.read(COUNT, ())
    with pytest.raises(driver.OperationalError):
        reader.read("select n from nowhere", ())
    assert reader.seconds_left() is None
    assert reader.read(COUNT, ()) == (0,)


def test_what_is_cut_short_while_letting_go_is_made_good(path: Path, time: Time) -> None:
    class CutShort(driver.Connection):  # type: ignore[misc] # the driver carries no types
        times = 0

        def execute(self, sql: str, *given: Any) -> Any:
            self.times += sql == "ROLLBACK"
            if sql == "ROLLBACK" and self.times == 1:
                raise driver.OperationalError("interrupted")
            return super().execute(sql, *given)

    reader = Snapshot(lambda: driver.connect(path, isolation_level=None, factory=CutShort), first)
    reader.read(COUNT, ())
    with pytest.raises(driver.OperationalError):
        reader.read("select n from nowhere", ())
    assert reader.seconds_left() is not None
    assert reader.read(COUNT, ()) == (0,)
    reader.close()


def test_without_a_version_there_is_no_snapshot(path: Path, writer: Any, time: Time) -> None:
    writer.execute("drop table data_version").close()
    reader = Snapshot(lambda: driver.connect(path, isolation_level=None), first)
    reader.read(COUNT, ())
    assert reader.seconds_left() is None
    write(writer, move=False)
    assert reader.read(COUNT, ()) == (1,)
    reader.close()


async def test_a_thread_without_work_lets_it_go(sqlite_url: str) -> None:
    database: Any = open_database(sqlite_url)
    try:
        await database.read("select count(*) from district", plan="list")
        await asyncio.sleep(2 * PERIOD)
        (idle,) = database._readers.connections
        assert idle.seconds_left() is None
    finally:
        await database.close()


def test_all_connections_to_the_embedded_database_share_one_heap(tmp_path: Path) -> None:
    engine = writing_engine(str(tmp_path / "heap.sqlite"))
    with engine.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar()
    engine.dispose()
    assert found == HEAP
