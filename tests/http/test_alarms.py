"""Alarms ring in time and in order, and not for those that took them back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from hub.http import alarms
from hub.http.alarms import Alarms, after

pytestmark = pytest.mark.anyio
SHORT = 0.02


class Sleeper:
    """Says when it was woken; `then` is what it does first."""

    def __init__(self, woken: list[Sleeper], then: Callable[[], None] = lambda: None) -> None:
        self._woken = woken
        self._then = then

    def ring(self) -> None:
        self._then()
        self._woken.append(self)


async def _until(found: Callable[[], bool]) -> None:
    for _ in range(30_000):
        if found():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it did not come to that")


async def test_each_rings_after_its_time_and_not_before() -> None:
    loop, woken = asyncio.get_running_loop(), list[Sleeper]()
    first, second = Sleeper(woken), Sleeper(woken)
    after(SHORT).set(first)
    await asyncio.sleep(SHORT / 2)
    began = loop.time()
    after(SHORT).set(second)
    await _until(lambda: first in woken)
    assert woken == [first] or loop.time() - began >= SHORT - alarms.GRAIN
    await _until(lambda: second in woken)
    assert loop.time() - began >= SHORT - alarms.GRAIN
    assert woken == [first, second]


async def test_who_takes_it_back_sleeps_on() -> None:
    woken = list[Sleeper]()
    sleeps, wakes = Sleeper(woken), Sleeper(woken)
    after(SHORT).set(sleeps)
    after(SHORT).set(wakes)
    after(SHORT).unset(sleeps)
    await _until(lambda: bool(woken))
    assert woken == [wakes]


async def test_who_is_woken_may_take_back_anothers_and_set_one() -> None:
    woken, more = list[Sleeper](), list[Sleeper]()
    other, later = Sleeper(woken), Sleeper(more)

    def then() -> None:
        after(SHORT).unset(other)
        after(SHORT).set(later)

    first = Sleeper(woken, then)
    for each in (first, other):
        after(SHORT).set(each)
    await _until(lambda: bool(more))
    assert woken == [first]


async def test_all_of_one_length_are_one_timer() -> None:
    loop = asyncio.get_running_loop()
    timers: list[float] = []

    class Loop:
        time = staticmethod(loop.time)

        def call_later(self, seconds: float, _: Callable[[], None]) -> None:
            timers.append(seconds)

    many = Alarms(Loop(), 60.0)  # type: ignore[arg-type]
    for _ in range(100):
        sleeper = Sleeper([])
        many.set(sleeper)
        many.unset(sleeper)
    assert timers == [60.0]


def test_each_loop_has_its_own() -> None:
    async def rings() -> None:
        woken = list[Sleeper]()
        after(60.0).set(Sleeper(woken))  # left behind when its loop ends
        after(SHORT).set(Sleeper(woken))
        await _until(lambda: bool(woken))

    asyncio.run(rings())
    asyncio.run(rings())
