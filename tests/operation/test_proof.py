"""Law 8: the record of a read is there when the answer is, and without it there is no answer."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import BigInteger, literal, select

from hub.domain.identifiers import hash63
from hub.errors import UnavailableError
from hub.operation import Request
from hub.proof.record import digest_of
from hub.tables.proof import access_counter, access_record, subjects_of
from tests.operation.conftest import DISTRICTS, SALON, SmallHub, fill_merchant, principal

pytestmark = pytest.mark.anyio

PROFILE = 'query Profile { merchant(uscc: "91310115MA1K00015K") { name contactPhone } }'
LIST = "{ merchants(first: 10) { nodes { name } } }"


async def rows(hub: SmallHub, table: Any) -> list[Any]:
    return await hub.database.run(lambda c: list(c.execute(select(table)).mappings()))


async def named(hub: SmallHub, *codes: str) -> list[Any]:
    """The records that name these merchants."""
    keys = [literal(hash63(code), BigInteger) for code in codes]
    return await hub.database.run(
        lambda c: [row for key in keys for row in c.execute(subjects_of(key)).mappings()]
    )


async def test_a_read_is_recorded_with_party_purpose_policy_families_and_merchant(
    small_hub: SmallHub,
) -> None:
    who = principal("district-commerce-310113", purpose="巡查")
    answer = await small_hub.ask(PROFILE, who)
    assert answer["data"]["merchant"]["contactPhone"] == "02112345678"
    (record,) = await rows(small_hub, access_record)
    assert record["party"] == who.party
    assert record["subject"] == "officer-1"
    assert record["purpose"] == "巡查"
    assert record["outcome"] == "ANSWERED"
    assert record["merchants"] == 1
    assert record["merchant_ids"] == [hash63(SALON)]
    assert "CONTACT" in record["families"]
    assert record["policy_version"] == small_hub.rights.store.current().version
    assert record["node_id"].startswith("l")
    (subject,) = await named(small_hub, SALON)
    assert subject["stream"] == record["stream"]
    assert subject["record_id"] == record["record_id"]


async def test_a_list_names_every_merchant_that_it_speaks_of(small_hub: SmallHub) -> None:
    await small_hub.ask(LIST, principal("city-commerce"))
    (record,) = await rows(small_hub, access_record)
    assert record["merchants"] == 3
    assert len(await named(small_hub, *DISTRICTS)) == 3


async def test_counters_are_locked_in_one_order_whoever_asked_first(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes that add to the same counters in different orders would be a deadlock."""
    appended: list[Any] = []

    async def append(batches: Any) -> None:
        appended.append([row for _, rows in batches for row in rows])

    monkeypatch.setattr(small_hub.database, "append", append)
    refused = [f"{{ nothing{number} }}" for number in range(6)]
    for documents in (refused, refused, refused[::-1]):  # what is known waits in no lane
        await asyncio.gather(*(small_hub.ask(each) for each in documents))
    assert max(map(len, appended)) > 1
    assert [sorted(group) for group in appended] == appended


async def test_public_answers_are_counted_by_minute_and_merchant(small_hub: SmallHub) -> None:
    document = '{ merchant(uscc: "91310115MA1K00015K") { name } }'
    for _ in range(3):
        await small_hub.ask(document)
    assert await rows(small_hub, access_record) == []
    (counter,) = await rows(small_hub, access_counter)
    assert counter["answers"] == 3
    assert counter["merchant_id"] == hash63(SALON)
    assert counter["outcome"] == "ANSWERED"


async def test_a_refusal_is_recorded_too(small_hub: SmallHub) -> None:
    answer = await small_hub.ask(
        "{ merchants(first: 1) { nodes { nothing } } }", principal("city-commerce")
    )
    assert answer["status"] == 400
    (record,) = await rows(small_hub, access_record)
    assert record["outcome"] == "REFUSED"
    assert record["merchants"] == 0


async def test_an_unknown_cursor_is_refused_and_recorded_as_refused(small_hub: SmallHub) -> None:
    document = '{ merchants(first: 1, after: "MAAAA") { nodes { name } } }'
    answer = await small_hub.ask(document, principal("city-commerce"))
    assert answer["errors"][0]["extensions"]["code"] == "CURSOR_UNKNOWN"
    assert {record["outcome"] for record in await rows(small_hub, access_record)} == {"REFUSED"}


async def test_no_record_no_answer(small_hub: SmallHub) -> None:
    await small_hub.database.run(lambda c: c.exec_driver_sql("drop table access_record"))
    with pytest.raises(UnavailableError):
        await small_hub.operations.answer(Request(PROFILE), principal("city-commerce"))


@pytest.mark.parametrize(
    "document",
    [
        "{ merchants(first: 0) { totalCount } }",
        "{ complaints(first: 0) { totalCount } }",
        "{ merchants(first: 100) { totalCount nodes { name } } }",
        "{ statistics(by: [RISK_CODE]) { merchants } }",
        "{ a: merchants(first: 90) { nodes { uscc } } b: merchants(last: 90) { nodes { uscc } } }",
    ],
)
async def test_more_than_a_hundred_are_told_by_number_and_digest(
    small_hub: SmallHub, document: str
) -> None:
    codes = [*DISTRICTS, *(f"91310115MA2K{number:06d}" for number in range(150))]
    for code in codes[len(DISTRICTS) :]:
        await small_hub.database.run(partial(fill_merchant, code=code))
    answer = await small_hub.ask(document, principal("city-commerce"))
    assert answer["status"] == 200, answer
    (record,) = await rows(small_hub, access_record)
    assert record["merchants"] == len(codes)
    assert record["merchants_digest"] == digest_of([hash63(code) for code in codes])
    assert record["merchant_ids"] == []
    assert await named(small_hub, *codes) == []
    await small_hub.ask(document)
    assert {counter["merchant_id"] for counter in await rows(small_hub, access_counter)} == {0}


async def test_up_to_a_hundred_are_named(small_hub: SmallHub) -> None:
    codes = [*DISTRICTS, *(f"91310115MA2K{number:06d}" for number in range(97))]
    for code in codes[len(DISTRICTS) :]:
        await small_hub.database.run(partial(fill_merchant, code=code))
    await small_hub.ask("{ merchants(first: 0) { totalCount } }", principal("city-commerce"))
    (record,) = await rows(small_hub, access_record)
    assert record["merchants"] == len(record["merchant_ids"]) == 100
    assert record["merchant_ids"] == sorted(record["merchant_ids"])
    assert record["merchants_digest"] is None
    assert len(await named(small_hub, *codes)) == 100
