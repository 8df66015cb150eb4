"""Reads of one statement asked at once: whose turn, whose row, whose error."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from hub.database import open_database
from hub.engines.joint import POINTS, JointReads, Manner
from hub.engines.seats import Seats
from hub.engines.turns import CALLER, late
from hub.errors import HubError, UnavailableError

pytestmark = pytest.mark.anyio
BROKEN = "broken"


class Form:
    sql = "joint"
    alike = True

    def columns(self, asked: Sequence[Sequence[Any]]) -> Sequence[Any] | None:
        return [list(column) for column in zip(*asked, strict=True)] if self.alike else None


class Stage:
    """A database that answers with what it was asked, when it is let go on."""

    def __init__(self, places: int = 2, manner: Manner = POINTS) -> None:
        self.runs: list[list[Any]] = []  # the values of each statement
        self.refusal: Exception | None = None
        self.waiting, self.jointly = asyncio.Event(), asyncio.Event()
        self.jointly.set()
        self.seats: Seats[object] = Seats(places, self._connect, self._end)
        self.reads = JointReads(self.seats, 5.0, manner, self._one, self._many, Counter())
        self.form: Form | None = Form()

    async def _connect(self) -> object:
        return object()

    async def _end(self, _: object) -> None: ...

    async def _one(self, _: object, __: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
        self.runs.append([values[0]])
        await self.waiting.wait()
        if values[0] == BROKEN:
            raise ValueError(BROKEN)
        return None if values[0] == "shut" else (values[0],)

    async def _many(self, _: object, __: str, columns: Sequence[Any]) -> list[tuple[Any, ...]]:
        self.runs.append(columns[0])
        await self.jointly.wait()
        if self.refusal is not None:
            raise self.refusal
        if BROKEN in columns[0]:
            raise ValueError(BROKEN)
        rows = [(at, value) for at, value in enumerate(columns[0], 1) if value != "shut"]
        return rows[::-1]  # in no order

    async def ask(self, value: str, party: str = "bank", sql: str = "select") -> asyncio.Task[Any]:
        async def asking() -> Any:
            CALLER.set((party, "li"))
            return await self.reads.read(sql, (value,), lambda: self.form)

        task = asyncio.create_task(asking())
        await asyncio.sleep(0)
        return task

    async def answers(self, *values: str) -> list[Any]:
        tasks = [await self.ask(value) for value in values]
        self.waiting.set()
        return await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_asks_meanwhile_is_read_at_once_and_each_has_his_own_row() -> None:
    stage = Stage()
    assert await stage.answers("a", "b", "c", "d") == [("a",), ("b",), ("c",), ("d",)]
    assert stage.runs == [["a"], ["b", "c", "d"]]
    assert await stage.answers("e") == [("e",)]
    assert stage.runs[2:] == [["e"]]


async def test_a_gate_that_is_shut_for_one_is_shut_for_nobody_else() -> None:
    stage = Stage()
    assert await stage.answers("a", "b", "shut", "d") == [("a",), ("b",), None, ("d",)]


async def test_an_error_is_told_to_whom_it_belongs() -> None:
    stage = Stage()
    first, b, broken, d = await stage.answers("a", "b", BROKEN, "d")
    assert (first, b, d) == (("a",), ("b",), ("d",))
    assert isinstance(broken, ValueError)


async def test_past_the_deadline_the_whole_group_is_late() -> None:
    stage = Stage()
    stage.refusal = late()
    first, *others = await stage.answers("a", "b", "c")
    assert first == ("a",)
    assert [each.code for each in others] == ["DEADLINE", "DEADLINE"]
    assert len(stage.runs) == 2  # nobody is read again


async def test_a_group_has_an_end_and_parties_take_turns_in_it() -> None:
    stage = Stage()
    tasks = [await stage.ask("first")]
    tasks += [await stage.ask(f"bank-{at}", "bank") for at in range(POINTS.most + 4)]
    tasks += [await stage.ask("court", "court"), await stage.ask("police", "police")]
    stage.waiting.set()
    await asyncio.gather(*tasks)
    assert stage.runs[1][:4] == ["bank-0", "court", "police", "bank-1"]
    assert [len(run) for run in stage.runs] == [1, POINTS.most, 6]


async def test_who_went_away_is_not_read_for_and_holds_up_nobody() -> None:
    stage = Stage()
    tasks = [await stage.ask(value) for value in ("a", "b", "c", "d")]
    for gone in (tasks[0], tasks[2]):
        gone.cancel()
    stage.waiting.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [found[1], found[3]] == [("b",), ("d",)]
    assert stage.runs == [["a"], ["b", "d"]]


async def test_a_statement_without_a_joint_form_is_read_alone_side_by_side() -> None:
    stage = Stage(places=3)
    stage.form = None
    tasks = [await stage.ask(value, party) for value, party in (("a", "x"), ("b", "y"))]
    await asyncio.sleep(0)
    assert stage.runs == [["a"], ["b"]]
    stage.waiting.set()
    assert await asyncio.gather(*tasks) == [("a",), ("b",)]


async def test_those_who_have_too_little_in_common_are_read_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Stage()
    stage.form = Form()
    stage.form.alike = False
    tasks = [await stage.ask(value) for value in ("a", "b", "c")]
    stage.waiting.set()
    assert await asyncio.gather(*tasks) == [("a",), ("b",), ("c",)]
    assert stage.runs == [["a"], ["b"], ["c"]]
    assert not caplog.records  # it is no failure


async def test_a_place_that_cannot_be_had_is_refused_to_whose_turn_it_is() -> None:
    stage = Stage()
    tasks = [await stage.ask(value) for value in ("a", "b", "c")]
    taken, times = stage.seats.take, iter([HubError("TOO_MANY", 429, "x")])

    async def take(seconds: float | None = None) -> Any:
        for error in times:
            raise error
        return await taken(seconds)

    stage.seats.take = take  # type: ignore[method-assign]
    stage.waiting.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert (found[0], found[2]) == (("a",), ("c",))
    assert isinstance(found[1], HubError)


async def test_too_many_of_one_party_are_refused_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hub.engines.fair.WAITING", 3)
    stage = Stage()
    tasks = [await stage.ask(f"bank-{at}") for at in range(5)] + [await stage.ask("c", "court")]
    stage.waiting.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [getattr(each, "code", "") for each in found] == ["", "", "", "", "TOO_MANY", ""]


async def test_statements_share_the_number_of_those_who_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T57: who floods with several statements may wait no longer in line than with one."""
    monkeypatch.setattr("hub.engines.fair.WAITING", 3)
    stage = Stage(places=4)
    tasks = [await stage.ask(f"{at}", sql=f"select {at % 2}") for at in range(7)]
    tasks.append(await stage.ask("c", "court", "select 1"))
    stage.waiting.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [getattr(each, "code", "") for each in found] == [""] * 5 + ["TOO_MANY"] * 2 + [""]
    again = await asyncio.gather(*[await stage.ask(f"{at}") for at in range(4)])
    assert again == [(f"{at}",) for at in range(4)]


async def test_nobody_waits_for_ever_when_the_work_is_cut_short() -> None:
    stage = Stage()
    tasks = [await stage.ask(value) for value in ("a", "b", "c")]
    stage.jointly.clear()
    stage.waiting.set()
    await tasks[0]
    await asyncio.sleep(0.01)
    assert stage.runs == [["a"], ["b", "c"]]
    (work,) = stage.reads._tasks
    work.cancel()
    found = await asyncio.gather(*tasks[1:], return_exceptions=True)
    assert all(isinstance(each, UnavailableError) for each in found)


async def test_of_lists_several_groups_are_under_way() -> None:
    stage = Stage(places=4, manner=Manner(2, 3))
    tasks = [await stage.ask(value) for value in "abcdefgh"]
    stage.jointly.clear()
    stage.waiting.set()
    await asyncio.gather(*tasks[:2])
    await asyncio.sleep(0.01)
    assert stage.runs == [["a"], ["b"], ["c", "d", "e"], ["f", "g", "h"]]
    stage.jointly.set()
    assert await asyncio.gather(*tasks[2:]) == [(value,) for value in "cdefgh"]
    assert await stage.answers("i") == [("i",)]


class Doubled:
    """A joint form by hand."""

    sql = """
        select place.number, ($1::integer[])[place.number] * 2
        from generate_subscripts($1::integer[], 1) as place(number)"""

    def columns(self, asked: Sequence[Sequence[Any]]) -> list[list[Any]]:
        return [list(column) for column in zip(*asked, strict=True)]


@pytest.mark.postgresql
async def test_a_value_that_cannot_be_bound_is_nobody_elses_error(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    try:
        asked = (1, 2, 2**40, 3, 2**31 - 1, 4)
        found = await asyncio.gather(
            *(database.read("select $1::integer * 2", [each], joint=Doubled) for each in asked),
            return_exceptions=True,
        )
        assert [found[at] for at in (0, 1, 3, 5)] == [(2,), (4,), (6,), (8,)]
        assert isinstance(found[2], asyncpg.DataError)
        assert isinstance(found[4], asyncpg.NumericValueOutOfRangeError)
    finally:
        await database.close()
