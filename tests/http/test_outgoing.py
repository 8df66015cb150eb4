"""Answers that are ready together leave together, in order, and none waits for another turn."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from hub.http.outgoing import TOGETHER, Outgoing, of_loop

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.anyio


@pytest.fixture
async def outgoing() -> Outgoing:
    return Outgoing(asyncio.get_running_loop())


def writing(number: int, written: list[int]) -> Callable[[], None]:
    return partial(written.append, number)


async def test_what_is_ready_in_a_turn_leaves_at_its_end(outgoing: Outgoing) -> None:
    written: list[int] = []
    for number in range(TOGETHER - 1):
        outgoing.leave(writing(number, written))
    assert written == []
    await asyncio.sleep(0)
    assert written == list(range(TOGETHER - 1))
    outgoing.leave(writing(7, written))
    await asyncio.sleep(0)
    assert written[-1] == 7


async def test_enough_do_not_wait_for_more(outgoing: Outgoing) -> None:
    written: list[int] = []
    for number in range(TOGETHER + 1):
        outgoing.leave(writing(number, written))
    assert written == list(range(TOGETHER))
    await asyncio.sleep(0)
    assert written == list(range(TOGETHER + 1))


async def test_a_loop_has_one(outgoing: Outgoing) -> None:
    loop = asyncio.get_running_loop()
    assert of_loop(loop) is of_loop(loop)
    assert of_loop(loop).loop is loop


def test_another_loop_has_another() -> None:
    async def found() -> Outgoing:
        return of_loop(asyncio.get_running_loop())

    assert asyncio.run(found()) is not asyncio.run(found())
