"""Derived figures follow intake by themselves, in the serving process."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

import pytest

from hub import clock
from hub.app import asgi
from hub.database import Database, open_database
from hub.derive import waiting
from hub.errors import UnavailableError
from hub.keys import instance_secret
from hub.proof.sorting import sort_part
from hub.settings import Settings
from hub.upkeep import Round, Upkeep


def test_the_loop_waits_for_no_thread_longer_than_a_millisecond(begun: Settings) -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        asgi(begun)
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)


def test_whoever_waits_is_judged_once(begun: Settings) -> None:
    async def scene() -> list[int]:
        database = open_database(begun.database_url)
        upkeep = Upkeep(database, instance_secret(begun.keys_dir))
        counts = [(await upkeep.catch_up()).merchants for _ in range(2)]
        await database.close()
        return counts

    assert asyncio.run(scene()) == [1, 0]


def test_statistics_are_stated_once_and_nobody_waits_for_all_of_them(begun: Settings) -> None:
    async def scene() -> list[int]:
        database = open_database(begun.database_url)
        upkeep = Upkeep(database, instance_secret(begun.keys_dir))
        await upkeep.catch_up()
        counts = [await upkeep.publish() for _ in range(2)]
        await database.close()
        return counts

    first, second = asyncio.run(scene())
    assert (first > 0, second) == (True, 0)


def test_it_looks_when_it_begins_and_when_it_is_woken(begun: Settings) -> None:
    async def scene() -> None:
        database = open_database(begun.database_url)
        upkeep = Upkeep(database, instance_secret(begun.keys_dir))
        upkeep.begin()
        await _empty(database)
        await database.run(lambda each: waiting.queue_all(each, clock.now()))
        assert await database.run(waiting.left) == 1
        upkeep.wake()
        await _empty(database)
        await upkeep.end()
        await database.close()

    asyncio.run(scene())


def test_it_looks_often_and_seldom_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def scene() -> int:
        calls = 0

        async def work() -> None:
            nonlocal calls
            calls += 1
            if calls == 3:
                raise UnavailableError("DATABASE_UNAVAILABLE", "away")

        often = Round("looks", work, 0.001)
        often.begin()
        await asyncio.sleep(0.1)
        await often.end()
        return calls

    with caplog.at_level(logging.INFO, "hub.upkeep"):
        assert asyncio.run(scene()) == 3
    assert caplog.text.count("looks wait: DATABASE_UNAVAILABLE") == 1


def test_a_failure_is_logged_and_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    class Away:
        calls = 0

        async def run(self, work: object, **_: object) -> object:
            if work is sort_part:
                return False
            self.calls += 1
            error: Exception = RuntimeError("13800000000")
            if self.calls == 1:
                error = UnavailableError("DATABASE_UNAVAILABLE", "away")
            raise error

    async def scene(away: Away) -> None:
        upkeep = Upkeep(away, b"")  # type: ignore[arg-type]
        upkeep.begin()
        for calls in (1, 2):
            await _called(away, calls)
            upkeep.wake()
        await _called(away, 3)
        await upkeep.end()

    away = Away()
    with caplog.at_level(logging.INFO, "hub.upkeep"):
        asyncio.run(scene(away))
    assert away.calls == 3
    assert "DATABASE_UNAVAILABLE" in caplog.text
    assert "13800000000" not in caplog.text


async def _called(away: Any, calls: int) -> None:
    for _ in range(6_000):
        if away.calls == calls:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it has not tried again")


async def _empty(database: Database) -> None:
    for _ in range(200):
        if await database.run(waiting.left) == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("somebody still waits")
