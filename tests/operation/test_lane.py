"""A flood of documents that nobody has asked before starves neither known ones nor a party."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from typing import Any

import pytest

import hub.lane
from hub.engines.turns import CALLER
from hub.lane import Lane
from tests.operation.conftest import SmallHub, principal

pytestmark = pytest.mark.anyio

KNOWN = "{ merchants(first: 1) { totalCount } }"
UNSEEN = "{ %s: merchants(first: 1) { totalCount } }"
FLOOD = 30


async def test_known_documents_pass_a_flood_of_unseen_ones(small_hub: SmallHub) -> None:
    done: list[str] = []

    async def ask(document: str, party: str, name: str) -> None:
        CALLER.set((party, "officer-1"))
        found = await small_hub.ask(document, principal(party))
        assert "data" in found, found
        done.append(name)

    await ask(KNOWN, "city-commerce", "first")
    flood = [
        asyncio.create_task(ask(UNSEEN % f"a{at}", "association-beauty", "flood"))
        for at in range(FLOOD)
    ]
    await asyncio.sleep(0)
    known = asyncio.create_task(ask(KNOWN, "city-commerce", "known"))
    other = asyncio.create_task(ask(UNSEEN % "b", "district-commerce-310113", "other"))
    await asyncio.gather(known, other, *flood)
    assert done.index("known") < FLOOD // 2
    assert done.index("other") < FLOOD // 2
    assert done.count("flood") == FLOOD


async def test_the_lane_is_for_one_at_a_time() -> None:
    lane, order = Lane(), list[Any]()

    async def work(at: int) -> None:
        async with lane.turn():
            order.append(at)

    async with lane.turn():
        waiting = [asyncio.create_task(work(at)) for at in range(3)]
        await asyncio.sleep(0.02)
    assert order == []
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2]


@pytest.mark.parametrize("rest", [0, 1, 2])
async def test_the_lane_rests_as_often_as_it_worked(rest: int) -> None:
    lane, began = Lane(rest), time.monotonic()
    async with lane.turn():
        time.sleep(0.02)  # noqa: ASYNC251  # work that does not wait
    async with lane.turn():
        assert time.monotonic() - began > 0.019 * (1 + rest)


async def test_what_a_work_leaves_behind_is_collected_at_once() -> None:
    """Though no collection is due: objects in circles, as statements are made of."""
    gc.disable()
    try:
        async with Lane().turn():
            one, other = Circle(), Circle()
            one.next, other.next = other, one
            left = weakref.ref(one)
            del one, other
        assert left() is None
    finally:
        gc.enable()


class Circle:
    """Holds another."""

    next: Circle


async def test_what_was_forgotten_long_ago_is_collected_too() -> None:
    """Old garbage is Python's own to find, but it hardly looks while the lane collects."""
    lane = Lane(rest=0)
    one, other = Circle(), Circle()
    one.next, other.next = other, one
    left = weakref.ref(one)
    gc.collect()  # they are old now
    gc.disable()
    del one, other
    try:
        for _ in range(hub.lane.ALL):
            async with lane.turn():
                assert left() is not None
            await asyncio.sleep(0)
        assert left() is None
    finally:
        gc.enable()


async def test_a_work_that_fails_gives_its_place_back() -> None:
    lane = Lane()
    with pytest.raises(ZeroDivisionError):
        async with lane.turn():
            raise ZeroDivisionError
    async with lane.turn():
        pass


async def test_a_plan_is_made_in_the_lane_whatever_its_variables(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    turn = Lane.turn
    monkeypatch.setattr(Lane, "turn", lambda self: taken.append(1) or turn(self))
    document = "query ($w: MerchantFilter) { merchants(where: $w) { totalCount } }"
    for where in ({}, {"mine": True}, {"mine": True}, {}, {"mine": False}):
        await small_hub.ask(document, principal("city-commerce"), {"w": where})
    assert len(taken) == 1 + 3  # the document, and each form of its filter
