"""A ledger is the same before its newest records are sorted in, meanwhile and afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    func,
    insert,
    literal,
    select,
    union_all,
)

import hub.proof.sorting
from hub.engines import moving
from hub.proof.record import MANY, NEIGHBOURS, Stream
from hub.proof.sorting import sort_part
from hub.tables.proof import access_recent, access_subject, names, recent_of, sorted_of
from hub.upkeep import Upkeep
from resolvers.merchant import MERCHANT
from tests.operation.conftest import GYM, SALON, SECRET, SmallHub, principal
from tests.operation.test_ledger import owner

pytestmark = pytest.mark.anyio

LIST = "{ merchants(first: 10) { nodes { name } } }"
LOOK = "query($u: Uscc!) { merchant(uscc: $u) { name } }"
LEDGER = """
query($u: Uscc!, $n: Int!, $after: String) {
  merchant(uscc: $u) {
    accessLedger(first: $n, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } nodes { id purpose }
    }
  }
}
"""
ONE = partial(sort_part, full=1)  # a record a part
SEVERAL = partial(sort_part, full=2 * (hub.proof.sorting.RECORD + 20) + 1)


async def read(hub: SmallHub, times: int) -> None:
    for number in range(times):
        who = principal("city-commerce", purpose=f"read {number}")
        await (hub.ask(LIST, who) if number % 2 else hub.ask(LOOK, who, {"u": SALON}))


async def ledger(hub: SmallHub, uscc: str = SALON) -> tuple[int, list[str]]:
    """How many records there are, and the purposes of all that were read by officers, paged."""
    found: list[str] = []
    given: dict[str, Any] = {"u": uscc, "n": 3}
    total = None
    while True:
        answer = await hub.ask(LEDGER, owner(uscc), given)
        assert "data" in answer, answer
        page = answer["data"]["merchant"]["accessLedger"]
        total = page["totalCount"] if total is None else total
        found += [node["purpose"] for node in page["nodes"] if node["purpose"]]
        if not page["pageInfo"]["hasNextPage"]:
            return total, found
        given["after"] = page["pageInfo"]["endCursor"]


async def sizes(hub: SmallHub) -> tuple[int, int]:
    """Records not sorted in, and pairs of merchant and record that are."""

    def counted(connection: Connection) -> tuple[int, int]:
        recent = connection.scalar(select(func.count()).select_from(access_recent))
        listed = connection.scalars(select(access_subject.c.records)).all()
        return recent or 0, sum(len(each.strip(",").split(",")) for each in listed)

    return await hub.database.run(counted)


READ = [f"read {number}" for number in range(7)][::-1]
OTHERS = [purpose for purpose in READ if int(purpose[-1]) % 2]


async def same_at_every_stage(hub: SmallHub) -> None:
    """Recent as a whole, sorted in as a whole, and both at once: in order, page by page."""
    await read(hub, 7)
    assert await ledger(hub) == (7, READ)
    assert await ledger(hub, GYM) == (3, OTHERS)
    for number in range(9):  # looking makes more of them
        assert await hub.database.run(ONE if number % 2 else SEVERAL)
        assert (await ledger(hub))[1] == READ
        assert (await ledger(hub, GYM))[1] == OTHERS
    await read(hub, 1)
    assert (await ledger(hub))[1] == ["read 0", *READ]


async def test_a_ledger_is_the_same_at_every_stage(small_hub: SmallHub) -> None:
    await same_at_every_stage(small_hub)
    recent, subjects = await sizes(small_hub)
    assert recent > 0
    assert subjects > 7


def _greedy(key: ColumnElement[Any]) -> Any:
    return union_all(sorted_of(key), recent_of(key), sorted_of(key))


def _hasty(key: ColumnElement[Any]) -> Any:
    subject = access_subject.c
    last = select(subject.merchant_id, subject.stream, subject.record_id)
    return union_all(last.where(subject.merchant_id == key), recent_of(key))


def _indiscreet(key: ColumnElement[Any]) -> Any:
    recent = select(key.label("merchant_id"), access_recent.c.stream, access_recent.c.record_id)
    return union_all(sorted_of(key), recent)


PLANTED: dict[str, Callable[[ColumnElement[Any]], Any]] = {
    "the newest are forgotten": sorted_of,
    "of a part only the last is read": _hasty,
    "only the newest are read": recent_of,
    "what is sorted in is read twice": _greedy,
    "the newest are anybody's": _indiscreet,
}


@pytest.mark.parametrize("fault", sorted(PLANTED))
async def test_a_reader_that_errs_is_found(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    planted = replace(MERCHANT.links["accessLedger"], pairs=PLANTED[fault])
    monkeypatch.setitem(MERCHANT.links, "accessLedger", planted)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        await same_at_every_stage(small_hub)


async def test_sorting_that_keeps_what_it_sorted_in_is_found(
    small_hub: SmallHub,
) -> None:
    def keeping(connection: Connection) -> bool:
        before = [dict(row) for row in connection.execute(select(access_recent)).mappings()]
        if sort_part(connection, full=1):
            connection.execute(insert(access_recent), before[:1])
        return False

    await read(small_hub, 2)
    await small_hub.database.run(keeping)
    assert (await ledger(small_hub))[1] == ["read 1", "read 0", "read 0"]


async def test_nothing_is_lost_or_told_twice_while_it_is_sorted_in(small_hub: SmallHub) -> None:
    """Readers, writers and two that sort, all at once."""
    done, begun, writing = 0, 0, 2

    async def reads() -> None:
        nonlocal done, begun, writing
        for _ in range(30):
            begun += 1
            await small_hub.ask(LOOK, principal("city-commerce", purpose="read"), {"u": SALON})
            done += 1
        writing -= 1

    async def sorts() -> None:
        while writing:
            await small_hub.database.run(ONE)
            await asyncio.sleep(0)

    async def looks() -> None:
        while writing:
            at_least = done
            told = (await ledger(small_hub))[1]
            assert at_least <= len(told) <= begun

    async with asyncio.timeout(120), asyncio.TaskGroup() as together:
        for each in (reads, reads, sorts, sorts, looks):
            together.create_task(each())
    assert (await ledger(small_hub))[1] == ["read"] * 60


async def test_a_part_that_breaks_off_stays_where_it_was(small_hub: SmallHub) -> None:
    await read(small_hub, 4)
    before = await sizes(small_hub)

    def breaks(connection: Connection) -> None:
        assert sort_part(connection, full=1)
        raise LookupError

    with pytest.raises(LookupError):
        await small_hub.database.run(breaks)
    assert await sizes(small_hub) == before
    assert (await ledger(small_hub))[1] == READ[-4:]


async def test_a_part_is_sorted_in_when_it_is_full(small_hub: SmallHub) -> None:
    await read(small_hub, 4)
    assert not await small_hub.database.run(sort_part)
    weight = 2 * (hub.proof.sorting.RECORD + 20)  # two records at least
    assert await small_hub.database.run(partial(sort_part, full=weight))
    recent, subjects = await sizes(small_hub)
    assert 0 < recent < 4
    assert subjects >= 2


async def test_sorting_does_not_move_the_data_version(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.upkeep.sort_part", ONE)
    monkeypatch.setattr("hub.upkeep.PAUSE", 0)
    await read(small_hub, 1)
    before = await small_hub.database.read(moving.READ)
    await Upkeep(small_hub.database, SECRET).sort_in()
    assert await sizes(small_hub) == (0, 1)
    assert await small_hub.database.read(moving.READ) == before


async def test_whoever_writes_many_records_has_them_sorted_in(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.upkeep.sort_part", ONE)
    monkeypatch.setattr("hub.upkeep.PAUSE", 0)
    upkeep = Upkeep(small_hub.database, SECRET)
    upkeep.begin()
    small_hub.operations.recorder.stream.told = upkeep.recorded
    try:
        for _ in range(MANY):
            await small_hub.ask(LOOK, principal("city-commerce"), {"u": SALON})
        for _ in range(400):
            if (await sizes(small_hub))[1] == MANY:
                break
            await asyncio.sleep(0.05)
        assert await sizes(small_hub) == (0, MANY)
    finally:
        await upkeep.end()


async def test_a_key_within_another_is_not_named(small_hub: SmallHub) -> None:
    def named(connection: Connection, key: int) -> bool:
        text = literal(",123,45,")
        return bool(connection.scalar(select(names(text, literal(key, BigInteger)))))

    found = {key: await small_hub.database.run(partial(named, key=key)) for key in (123, 45)}
    assert all(found.values())
    for key in (12, 23, 2, 4, 5, 12345):
        assert not await small_hub.database.run(partial(named, key=key))


def test_node_ids_are_each_their_own_and_neighbours_lie_side_by_side() -> None:
    stream = Stream(SECRET)
    ids = [stream.identity().node_id for _ in range(100 * NEIGHBOURS)]
    assert len(set(ids)) == len(ids)
    assert sorted(ids) != ids
    blocks = [each[:20] for each in sorted(ids)]
    assert sum(a != b for a, b in pairwise(blocks)) <= 101
    assert Stream(SECRET)._half(1) != Stream(b"1" * 32)._half(1)
