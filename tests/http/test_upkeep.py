"""Derived figures follow intake by themselves, in the serving process."""

from __future__ import annotations

import asyncio
import io
import logging
from pathlib import Path

import pytest

from hub import clock
from hub.cli.intake import Intake
from hub.database import Database, open_database
from hub.derive import waiting
from hub.errors import UnavailableError
from hub.ingest.batch import Options
from hub.keys import instance_secret
from hub.settings import Settings
from hub.upkeep import Upkeep
from tests.serving import Command

ROWS = "uscc,name,industry,industry_edition\n91310115MA1K000016,甲美容,8040,2017\n"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    command = Command(tmp_path, {"HUB_DATABASE_URL": database_url})
    command.done("init", "--steward", "a", "--steward", "b")
    found = Settings.from_environment(command.environment)
    with Intake(found) as intake:
        intake.file("merchants", io.BytesIO(ROWS.encode()), Options())
    return found


def test_whoever_waits_is_judged_once(settings: Settings) -> None:
    async def scene() -> list[int]:
        database = open_database(settings.database_url)
        upkeep = Upkeep(database, instance_secret(settings.keys_dir))
        counts = [(await upkeep.catch_up()).merchants for _ in range(2)]
        await database.close()
        return counts

    assert asyncio.run(scene()) == [1, 0]


def test_statistics_are_stated_once_and_nobody_waits_for_all_of_them(settings: Settings) -> None:
    async def scene() -> list[int]:
        database = open_database(settings.database_url)
        upkeep = Upkeep(database, instance_secret(settings.keys_dir))
        await upkeep.catch_up()
        counts = [await upkeep.publish() for _ in range(2)]
        await database.close()
        return counts

    first, second = asyncio.run(scene())
    assert (first > 0, second) == (True, 0)


def test_it_looks_when_it_begins_and_when_it_is_woken(settings: Settings) -> None:
    async def scene() -> None:
        database = open_database(settings.database_url)
        upkeep = Upkeep(database, instance_secret(settings.keys_dir))
        upkeep.begin()
        await _empty(database)
        await database.run(lambda each: waiting.queue_all(each, clock.now()))
        assert await database.run(waiting.left) == 1
        upkeep.wake()
        await _empty(database)
        await upkeep.end()
        await database.close()

    asyncio.run(scene())


def test_a_failure_is_logged_and_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    class Away:
        calls = 0

        async def run(self, _: object) -> object:
            self.calls += 1
            error: Exception = RuntimeError("13800000000")
            if self.calls == 1:
                error = UnavailableError("DATABASE_UNAVAILABLE", "away")
            raise error

    async def scene(away: Away) -> None:
        upkeep = Upkeep(away, b"")  # type: ignore[arg-type]
        upkeep.begin()
        for _ in range(2):
            await asyncio.sleep(0.01)
            upkeep.wake()
        await asyncio.sleep(0.01)
        await upkeep.end()

    away = Away()
    with caplog.at_level(logging.INFO):
        asyncio.run(scene(away))
    assert away.calls == 3
    assert "DATABASE_UNAVAILABLE" in caplog.text
    assert "13800000000" not in caplog.text


async def _empty(database: Database) -> None:
    for _ in range(200):
        if await database.run(waiting.left) == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("somebody still waits")
