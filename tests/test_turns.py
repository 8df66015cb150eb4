"""T57, T104: whose turn it is at the database, when one party asks for more than all places."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import Connection

from hub.database import Database
from hub.engines import fair
from hub.engines.turns import CALLER, NOBODY, OWN_WORK, Turns
from hub.errors import HubError, UnavailableError
from tests.test_database import SLOW

pytestmark = pytest.mark.anyio


class Stage:
    """Callers who take a place, note it, and hold it until they are told to go."""

    def __init__(self, places: int) -> None:
        self.turns = Turns(places)
        self.inside: list[str] = []
        self.went: list[str] = []
        self._doors: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, party: str, subject: str = "li") -> None:
        self._doors[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._one(name, party, subject))
        await asyncio.sleep(0)

    async def _one(self, name: str, party: str, subject: str) -> None:
        CALLER.set((party, subject))
        async with self.turns.turn():
            self.inside.append(name)
            self.went.append(name)
            try:
                await self._doors[name].wait()
            finally:
                self.inside.remove(name)

    async def go(self, name: str) -> None:
        self._doors[name].set()
        await self.tasks[name]
        await asyncio.sleep(0)

    async def empty(self) -> None:
        while self.inside:
            await self.go(self.inside[0])


async def test_a_place_is_kept_from_any_single_party() -> None:
    stage = Stage(3)
    for number in range(10):
        await stage.ask(f"a{number}", "bank-a", f"officer-{number}")
    assert stage.inside == ["a0", "a1"]
    await stage.ask("canary", "court-310115")
    assert stage.inside == ["a0", "a1", "canary"]
    await stage.go("canary")
    assert stage.inside == ["a0", "a1"]
    await stage.empty()
    assert len(stage.went) == 11


async def test_parties_take_turns_and_callers_within_them() -> None:
    stage = Stage(1)
    await stage.ask("first", "x")
    for name in ("a1", "a2", "a3"):
        await stage.ask(name, "bank-a", "chatty")
    await stage.ask("a4", "bank-a", "quiet")
    await stage.ask("b1", "bank-b")
    await stage.ask("p1", NOBODY, "192.0.2.1")
    await stage.ask("p2", NOBODY, "192.0.2.2")
    await stage.empty()
    assert stage.went == ["first", "a1", "b1", "p1", "a4", "p2", "a2", "a3"]


def queue(*parties: str) -> fair.FairQueue[str]:
    made: fair.FairQueue[str] = fair.FairQueue(lambda _: True)
    for number, party in enumerate(parties):
        made.stand(party, "li", f"{party}{number}")
    return made


def test_who_is_favoured_goes_first_and_the_others_as_ever() -> None:
    waiting = queue("a", "b", "c", "b")
    assert waiting.take(rather=lambda party: party == "b") == ("b", "b1")
    assert waiting.take(rather=lambda party: party == "d") == ("a", "a0")
    assert waiting.take(lambda party: party != "b", lambda party: party == "b") == ("c", "c2")
    assert waiting.take() == ("b", "b3")
    assert waiting.take(rather=lambda _: True) is None


def test_nobody_is_passed_over_for_ever() -> None:
    waiting = queue("a", *["b"] * 50, "a", "a")
    took = [waiting.take(rather=lambda party: party == "b") for _ in range(3 * fair.PASSED)]
    others = [place for place, found in enumerate(took) if found is not None and found[0] == "a"]
    assert others == [fair.PASSED, 2 * fair.PASSED + 2], "b was first itself in between"


async def test_who_hangs_up_leaves_the_line() -> None:
    stage = Stage(1)
    for name in ("a1", "a2", "a3"):
        await stage.ask(name, "bank-a")
    stage.tasks["a2"].cancel()
    await stage.go("a1")  # in the same moment, so that the line is called up over a2
    await stage.empty()
    assert stage.went == ["a1", "a3"]
    await stage.ask("a4", "bank-a")
    stage.tasks["a4"].cancel()
    await asyncio.sleep(0)
    await stage.ask("b1", "bank-b")
    assert stage.went[-1] == "b1", "a place that was given up is free again"
    await stage.empty()


async def test_who_hangs_up_when_called_gives_the_place_on() -> None:
    stage = Stage(1)
    for name in ("a1", "a2", "a3"):
        await stage.ask(name, "bank-a")
    stage._doors["a1"].set()
    await asyncio.sleep(0)  # a1 has left and a2 is called, but has not moved yet
    stage.tasks["a2"].cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert stage.inside == ["a3"]
    await stage.empty()


async def test_too_many_of_one_party_are_refused_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fair, "WAITING", 5)
    stage = Stage(2)
    for number in range(6):
        await stage.ask(f"a{number}", "bank-a", f"officer-{number}")
    await stage.ask("beyond", "bank-a", "another")
    with pytest.raises(HubError) as refusal:
        await stage.tasks["beyond"]
    assert (refusal.value.code, refusal.value.status) == ("TOO_MANY", 429)
    await stage.ask("b", "bank-b")
    assert "b" in stage.inside
    await stage.empty()
    assert len(stage.went) == 7


@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 2))),
)
@settings(max_examples=60, deadline=None)
def test_no_place_is_ever_lost(places: int, steps: list[tuple[str, str, int]]) -> None:
    """Whatever comes, leaves and is given up: at the end all places are free."""

    async def play() -> None:
        stage = Stage(places)
        for number, (party, subject, what) in enumerate(steps):
            await stage.ask(str(number), party, subject)
            most = max(1, places - 1)
            inside = [steps[int(name)][0] for name in stage.inside]
            assert len(inside) <= places
            assert all(inside.count(party) <= most for party in "abc")
            if what == 1 and stage.inside:
                await stage.go(stage.inside[0])
            if what == 2:
                stage.tasks[str(number)].cancel()
        await asyncio.sleep(0)
        for task in stage.tasks.values():
            task.cancel()
        await asyncio.gather(*stage.tasks.values(), return_exceptions=True)
        assert (stage.turns._free, stage.turns._inside, bool(stage.turns._waiting)) == (
            places,
            {},
            False,
        )

    asyncio.run(play())


async def asked(party: str, work: Callable[[], Any]) -> Any:
    CALLER.set((party, "li"))
    return await work()


@contextlib.asynccontextmanager
async def flooded(database: Database, party: str) -> AsyncIterator[list[asyncio.Task[Any]]]:
    """Statements without end, more than there are places."""
    slow = SLOW[database.dialect]
    flood = [
        asyncio.create_task(asked(party, lambda: database.read(slow, plan="list", deadline=300.0)))
        for _ in range(30)
    ]
    await asyncio.sleep(0.2)
    yield flood
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)


async def test_a_canary_reads_while_one_party_floods(database: Database) -> None:
    """T57 on the real engines."""
    quick = partial(database.read, "select 1", plan="list", deadline=60.0)
    async with flooded(database, "bank-a") as flood:
        own = asyncio.create_task(asked("bank-a", partial(quick, deadline=0.2)))
        canaries = [asyncio.create_task(asked("court-310115", quick)) for _ in range(5)]
        found = await asyncio.gather(own, *canaries, return_exceptions=True)
        assert not any(task.done() for task in flood)
    assert isinstance(found[0], UnavailableError), "without the share canaries wait like this one"
    assert [tuple(each) for each in found[1:]] == [(1,)] * 5


async def test_writers_take_turns_too(database: Database) -> None:
    order: list[str] = []

    def noted(name: str) -> Callable[[Connection], None]:
        return lambda _: order.append(name)

    first = (asked(party, lambda: database.run(lambda _: None)) for party in "abcd")
    await asyncio.gather(*first)  # every place has its connection: connecting takes no turn
    flood = [
        asyncio.create_task(asked("bank-a", lambda: database.run(noted("flood"))))
        for _ in range(60)
    ]
    await asyncio.sleep(0)
    canary = asyncio.create_task(asked("court-310115", lambda: database.run(noted("canary"))))
    await asyncio.gather(canary, *flood)
    assert len(order) == 61
    assert order.index("canary") < 30  # in the order of asking it would be the last


async def test_who_waits_too_long_goes_and_leaves_no_trace() -> None:
    stage = Stage(1)
    await stage.ask("first", "bank-a")
    began = asyncio.get_running_loop().time()
    with pytest.raises(UnavailableError) as refused:
        await stage.turns.take(0.05)
    assert refused.value.code == "DEADLINE"
    assert asyncio.get_running_loop().time() - began < 5
    await stage.go("first")
    assert await stage.turns.take(0.05) == OWN_WORK[0]


async def test_who_is_too_late_and_called_off_at_once_leaves_no_trace() -> None:
    stage = Stage(1)
    await stage.ask("first", "bank-a")
    late = asyncio.create_task(stage.turns.take(0.01))
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.01, late.cancel)
    with pytest.raises((UnavailableError, asyncio.CancelledError)):
        await late
    await stage.go("first")
    assert await stage.turns.take(0.05) == OWN_WORK[0]
