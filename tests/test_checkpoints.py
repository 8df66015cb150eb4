"""What the loop commits is taken over by a thread, while nobody keeps a snapshot."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from hub.database import open_database
from hub.engines import checkpoints, moment
from hub.engines.checkpoints import Checkpoints
from hub.engines.snapshot import PERIOD, RELEASED, seconds_to_release

if TYPE_CHECKING:
    from sqlalchemy import Connection

pytestmark = pytest.mark.anyio

LONG = "x" * 3_000
GROUPS, EACH = 200, 20


def tables(connection: Connection) -> None:
    for each in ("access_recent (n)", "data_version (version)"):
        connection.execute(text(f"create table {each}"))


async def test_the_log_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "COMMITS", EACH)
    monkeypatch.setattr(checkpoints, "seconds_to_release", lambda: 0.0)
    monkeypatch.setattr(moment, "LONGEST", 60.0)  # however busy the disk is
    path = tmp_path / "hub.sqlite"
    database = open_database(f"sqlite+aiosqlite:///{path}")
    try:
        await database.run(tables, moves=False)
        for number in range(1, GROUPS + 1):
            await database.append([("insert into access_recent values (?)", [(LONG,)] * 10)])
            if number % EACH == 0:
                await asyncio.sleep(0.01)  # it is asked for by now
                await asyncio.to_thread(database._writer.submit(int).result)  # type: ignore[attr-defined] # and done
        found = await database.read("select count(*) from access_recent")
        assert found == (GROUPS * 10,)
        assert path.with_name("hub.sqlite-wal").stat().st_size < len(LONG) * GROUPS * 10 / 2
    finally:
        await database.close()


async def test_it_waits_for_enough_commits_and_comes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "COMMITS", 3)
    monkeypatch.setattr(checkpoints, "seconds_to_release", lambda: 0.0)
    taken: list[int] = []
    made = Checkpoints(lambda: taken.append(1))
    made.committed()
    made.committed()
    await asyncio.sleep(0.01)
    assert taken == []
    for _ in range(5):
        made.committed()
    await asyncio.sleep(0.01)
    assert taken == [1]
    for _ in range(3):
        made.committed()
    made.close()
    await asyncio.sleep(0.01)
    assert taken == [1]


def test_it_comes_when_no_snapshot_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for now in (0.0, 0.3, RELEASED, 17.9):
        monkeypatch.setattr("hub.engines.snapshot.time.monotonic", lambda now=now: now)
        since = (now + seconds_to_release()) % PERIOD
        assert 0 < since < RELEASED
