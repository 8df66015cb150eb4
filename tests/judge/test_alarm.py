"""A lie is found and its policy goes out of service; no answer waits for the judge."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import true, update

from authz.principal import PUBLIC
from authz.store import shipped
from hub.app import build_hub, figures
from hub.database import open_database, run_blocking
from hub.errors import UnavailableError
from hub.judge import judge as bench
from hub.judge.flags import FlagReader
from hub.judge.judge import Judge
from hub.keys import make_keys
from hub.settings import Settings
from hub.tables.merchant import merchant
from resolvers.binding import Scope
from resolvers.relations import MERCHANT_SCOPES
from tests.judge.conftest import judge_of
from tests.operation.conftest import DISTRICTS, SALON, SmallHub, fill, principal

pytestmark = pytest.mark.anyio

PHONES = (
    "{ merchants(first: 10) { nodes { name contactPhone complaints(first: 2) { totalCount } } } }"
)
NAMES = "{ merchants(first: 10) { nodes { name uscc issuer } } }"
OFFICER = principal("district-commerce-310113")


def lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every merchant is in the caller's district."""
    honest = MERCHANT_SCOPES["own_district"]
    everywhere = Scope(lambda *_: true(), honest.variant)
    monkeypatch.setitem(MERCHANT_SCOPES, "own_district", everywhere)


async def test_an_honest_hub_is_not_accused(small_hub: SmallHub) -> None:
    judge = judge_of(small_hub)
    readers = (OFFICER, principal("city-commerce"), principal("association-beauty"), PUBLIC)
    for who in readers:
        answer = await small_hub.ask(PHONES if who is OFFICER else NAMES, who)
        assert len(answer["data"]["merchants"]["nodes"]) == len(DISTRICTS), who.party
        await judge.rest()
    assert (judge.judged, judge.differences) == (len(readers), 0)


async def test_a_lie_takes_the_policy_out_of_service(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    judge = judge_of(small_hub)
    lie(monkeypatch)
    version = small_hub.rights.store.current().version
    answer = await small_hub.ask(PHONES, OFFICER)
    assert {row["contactPhone"] for row in answer["data"]["merchants"]["nodes"]} == {"02112345678"}
    await judge.rest()
    assert judge.differences > 0
    told = "\n".join(record.getMessage() for record in caplog.records)
    where = "coordinate=Merchant.contactPhone scopes=own_district"
    assert where in told
    assert f"policy={version}" in told
    assert "02112345678" not in told
    assert SALON not in told
    for who in (OFFICER, PUBLIC):
        with pytest.raises(UnavailableError) as refused:
            await small_hub.ask(NAMES, who)
        assert refused.value.code == "POLICY_OUT_OF_SERVICE"


async def test_another_version_is_served_again(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = judge_of(small_hub)
    with monkeypatch.context() as patch:
        lie(patch)
        await small_hub.ask(PHONES, OFFICER)
        await judge.rest()
    with pytest.raises(UnavailableError):
        await small_hub.ask(PHONES, OFFICER)
    await small_hub.apply(shipped())
    answer = await small_hub.ask(PHONES, OFFICER)
    phones = [row["contactPhone"] for row in answer["data"]["merchants"]["nodes"]]
    assert phones.count("02112345678") == 1
    await judge.rest()
    assert judge.judged == 2


async def test_one_in_so_many_is_judged(small_hub: SmallHub) -> None:
    judge = judge_of(small_hub, every=3)
    judged = []
    for _ in range(7):
        await small_hub.ask(PHONES, OFFICER)
        await judge.rest()
        judged.append(judge.judged)
    assert judged == [0, 0, 1, 1, 1, 2, 2]


async def test_what_was_not_answered_is_not_judged(small_hub: SmallHub) -> None:
    judge = judge_of(small_hub)
    assert (await small_hub.ask("{ nothing }", OFFICER))["status"] == 400
    unknown = '{ merchants(first: 1, after: "x") { nodes { name } } }'
    assert "errors" in await small_hub.ask(unknown, OFFICER)
    await judge.rest()
    assert judge.judged == 0


async def test_answers_do_not_wait_for_a_judge_at_work(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = judge_of(small_hub)
    go, begun = threading.Event(), threading.Event()
    honest = Judge._differences

    def slow(self: Judge, *given: Any) -> Any:
        begun.set()
        assert go.wait(20)
        return honest(self, *given)

    monkeypatch.setattr(Judge, "_differences", slow)
    try:
        await small_hub.ask(PHONES, OFFICER)
        assert await asyncio.to_thread(begun.wait, 20)
        for _ in range(3):
            assert (await small_hub.ask(PHONES, OFFICER))["status"] == 200
        assert judge.judged == 0
    finally:
        go.set()
    await judge.rest()
    assert judge.judged == 1, "others were passed over while it was busy"


@pytest.mark.parametrize("error", [RuntimeError("02112345678"), UnavailableError("X", "away")])
async def test_a_judge_that_fails_accuses_nobody(
    small_hub: SmallHub,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    judge = judge_of(small_hub)

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(bench, "facts_of", broken)
    assert (await small_hub.ask(PHONES, OFFICER))["status"] == 200
    await judge.rest()
    assert (judge.judged, judge.differences) == (0, 0)
    assert "a read was not judged" in caplog.text
    assert "02112345678" not in caplog.text
    assert (await small_hub.ask(PHONES, OFFICER))["status"] == 200
    await judge.end()


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_facts_and_flags_are_of_one_moment(
    small_hub: SmallHub, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merchant that moves between the two looks is no difference."""
    judge, read = judge_of(small_hub), FlagReader.read

    def moved(*given: Any) -> Any:
        move = update(merchant).values(district="310120")
        mover = threading.Thread(
            target=run_blocking, args=(database_url, lambda c: c.execute(move))
        )
        mover.start()
        mover.join()
        return read(*given)

    monkeypatch.setattr(FlagReader, "read", moved)
    await small_hub.ask(PHONES, OFFICER)
    await judge.rest()
    assert (judge.judged, judge.differences) == (1, 0)


async def test_the_hub_is_composed_with_its_judge(tmp_path: Path, database_url: str) -> None:
    database = open_database(database_url)
    await database.run(fill)
    await database.close()
    make_keys(tmp_path / "keys", demo=True, made=0)
    hub = build_hub(Settings(database_url=database_url, data_dir=tmp_path, judge_every=1))
    small = SmallHub(hub.operations, hub.database, hub.rights)
    await small.ask(PHONES, OFFICER)
    await hub.judge.rest()
    page = figures(hub.judge).page()
    await hub.close()
    assert "\nhub_reads_judged_total 1\n" in page
    assert "\nhub_rights_differences_total 0\n" in page
