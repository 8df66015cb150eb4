"""What several ask at once by one statement: each one's answer, record and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from authz.principal import PUBLIC
from authz.store import shipped
from hub.domain.identifiers import hash63
from hub.engines.postgresql import PostgresqlDatabase
from hub.proof.joint import APART
from hub.proof.record import Count
from hub.tables.proof import access_counter, access_record
from resolvers.joint import COMMON
from tests.operation.conftest import DISTRICTS, SmallHub, principal

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]

PAUSE = 0.05  # seconds
DOCUMENT = "query Look($uscc: Uscc!) { merchant(uscc: $uscc) { uscc name contactPhone } }"
PUBLICLY = "query Look($uscc: Uscc!) { merchant(uscc: $uscc) { uscc name } }"
CALLERS = [
    replace(principal(code), subject=f"officer-{number}", purpose=purpose)
    for number, purpose in enumerate((None, "巡查", "复查"))
    for code in ("district-commerce-310113", "city-commerce")
]


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were read at once, group by group; who reads alone gives others time to ask."""
    found: list[int] = []
    by_one_plan = PostgresqlDatabase._by_one_plan
    for_many = PostgresqlDatabase._for_many

    async def noted(self: Any, connection: Any, sql: str, columns: Any) -> Any:
        found.append(len(columns[0]))
        return await for_many(self, connection, sql, columns)

    async def slowly(self: Any, connection: Any, sql: str, values: Any) -> Any:
        await asyncio.sleep(PAUSE)
        return await by_one_plan(self, connection, sql, values)

    monkeypatch.setattr(PostgresqlDatabase, "_for_many", noted)
    monkeypatch.setattr(PostgresqlDatabase, "_by_one_plan", slowly)
    return found


async def test_each_has_his_own_answer_and_his_own_record(
    sizes: list[int], small_hub: SmallHub
) -> None:
    asked = [(who, code) for who in CALLERS for code in DISTRICTS] * 2
    alone = [await small_hub.ask(DOCUMENT, who, {"uscc": code}) for who, code in asked]
    before = await _records(small_hub)
    found = await asyncio.gather(
        *(small_hub.ask(DOCUMENT, who, {"uscc": code}) for who, code in asked)
    )
    assert max(sizes) > 4
    assert found == alone
    assert {each["data"]["merchant"]["contactPhone"] for each in found} == {None, "02112345678"}
    expected = Counter((who.party, who.subject, who.purpose, (hash63(c),)) for who, c in asked)
    assert before == expected
    assert await _records(small_hub) == expected + expected


async def _records(hub: SmallHub) -> Counter[Any]:
    columns = access_record.c["party", "subject", "purpose", "merchant_ids"]
    rows = await hub.database.run(lambda c: c.execute(select(*columns)).all())
    return Counter((*row[:3], tuple(row[3])) for row in rows)


async def test_counts_of_one_shop_are_added_up(sizes: list[int], small_hub: SmallHub) -> None:
    asked = [code for code in DISTRICTS for _ in range(5)]
    found = await asyncio.gather(
        *(small_hub.ask(PUBLICLY, PUBLIC, {"uscc": code}) for code in asked)
    )
    assert [each["data"]["merchant"]["uscc"] for each in found] == asked
    assert max(sizes) > 4
    columns = access_counter.c["merchant_id", "answers"]
    rows = await small_hub.database.run(lambda c: c.execute(select(*columns)).all())
    counted: Counter[int] = Counter()
    for merchant, answers in rows:
        counted[merchant] += answers
    assert counted == {hash63(code): 5 for code in DISTRICTS}


def test_what_counters_are_not_told_apart_by_is_common_to_all() -> None:
    """Else answers of two minutes would be counted as one's."""
    common = {f"proof_{name}" for name in Count._fields if name not in APART}
    assert common <= COMMON


async def test_a_new_policy_shuts_the_gate_for_all_who_are_read_together(
    sizes: list[int], small_hub: SmallHub
) -> None:
    who = principal("district-commerce-310113")
    asked = list(DISTRICTS) * 3
    await asyncio.gather(*(small_hub.ask(DOCUMENT, who, {"uscc": code}) for code in asked))
    lines = shipped().splitlines(keepends=True)
    without = [line for line in lines if "DISTRICT_COMMERCE" not in line or "CONTACT" not in line]
    assert len(without) < len(lines)
    await small_hub.apply("".join(without))
    found = await asyncio.gather(*(small_hub.ask(DOCUMENT, who, {"uscc": code}) for code in asked))
    assert max(sizes) > 4
    assert [each for each in found if "data" in each] == []
    assert all(each["errors"][0]["extensions"]["code"] == "INVALID" for each in found)


async def test_a_page_without_a_size_is_answered_alike_alone_and_at_once(
    sizes: list[int], small_hub: SmallHub
) -> None:
    """A variable may be null where the field has a size of its own."""
    document = """query List($n: Int, $d: [String!]) {
      merchants(first: $n, where: { district: $d }) { nodes { name } } }"""
    who = principal("city-commerce")
    asked: list[dict[str, Any]] = [
        {"n": size, "d": ["310113"]} for size in (None, 2, 1, None, 2, 1, None, 2)
    ]
    alone = [await small_hub.ask(document, who, each) for each in asked]
    found = await asyncio.gather(*(small_hub.ask(document, who, each) for each in asked))
    assert found == alone
    assert max(sizes) > 1
