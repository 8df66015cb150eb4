"""Batches over HTTP: the statuses of the contract, and who may send."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
from sqlalchemy import func, select

from hub.app import asgi
from hub.cli.intake import Intake
from hub.database import open_database
from hub.engines.turns import Turns
from hub.http.ingest import AT_ONCE
from hub.http.waiting import waited_for
from hub.http.wire import Gone
from hub.ingest.batch import Options
from hub.keys import signing_keys
from hub.settings import Settings
from hub.tables.proof import access_counter
from hub.tokens import Issuer
from tests.serving import Command

pytestmark = pytest.mark.anyio
USCC, WRONG = "91310115MA1K000016", "91310115MA1K000010"
HEAD = "uscc,name,industry,industry_edition\n"
GOOD = f"{HEAD}{USCC},甲美容,8040,2017\n"
MIXED = f"{GOOD}{WRONG},乙美容,8040,2017\n"
PARTIES = "code,kind,name\ndata-center,DATA_CENTER,市大数据中心\nbank-a,BANK,甲银行\n"
SOURCES = (
    "code,name,party,kinds,cadence_days\n"
    "registry,登记,data-center,merchants;shareholders,1\n"
    "owners,股东,data-center,shareholders,1\n"
    "bank,银行,bank-a,merchants;custody-accounts,1\n"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, module_database_url: str) -> Settings:
    folder = tmp_path_factory.mktemp("ingest")
    command = Command(folder, {"HUB_DATABASE_URL": module_database_url})
    command.done("init", "--steward", "a", "--steward", "b")
    found = Settings.from_environment(command.environment)
    with Intake(found) as intake:
        for kind, text in (("parties", PARTIES), ("sources", SOURCES)):
            outcome = intake.file(kind, io.BytesIO(text.encode()), Options())
            assert outcome.receipt.quarantined == 0
    return found


@dataclass
class Door:
    client: httpx.AsyncClient
    issuer: Issuer

    async def send(self, kind: str, body: str | bytes, party: str = "data-center", **more: str):  # type: ignore[no-untyped-def]
        token = self.issuer.issue(party=party, subject="li", ttl=60)
        names = {name.replace("_", "-"): value for name, value in more.items()}
        headers = {"authorization": f"Bearer {token}", "content-type": "text/csv", **names}
        return await self.client.post(f"/ingest/{kind}", content=body, headers=headers)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Door]:
    app = asgi(settings)
    keys = signing_keys(settings.keys_dir, demo_mode=True)
    issuer = Issuer(keys, issuer=settings.issuer, audience=settings.audience)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        yield Door(client, issuer)
    await app.closing()


@pytest.fixture
async def door(settings: Settings) -> AsyncIterator[Door]:
    async with opened(settings) as door:
        yield door


async def test_a_batch_is_made_once(door: Door) -> None:
    first = await door.send("merchants", GOOD, idempotency_key="once")
    assert (first.status_code, first.json()["accepted"]) == (201, 1)
    again = await door.send("merchants", GOOD, idempotency_key="once")
    assert (again.status_code, again.json()) == (200, first.json())
    other = await door.send("merchants", GOOD + "\n", idempotency_key="once")
    assert other.status_code == 409
    fresh = await door.send("merchants", GOOD, idempotency_key="twice")
    assert (fresh.status_code, fresh.json()["unchanged"]) == (201, 1)


async def test_rows_in_quarantine_are_their_senders_own(door: Door) -> None:
    sent = await door.send("merchants", MIXED, idempotency_key="mixed")
    assert (sent.status_code, sent.json()["codes"]) == (207, {"USCC_CHECK_DIGIT": 1})
    address = sent.headers["link"].split(">")[0].lstrip("<")
    token = door.issuer.issue(party="data-center", subject="li", ttl=60)
    mine = await door.client.get(address, headers={"authorization": f"Bearer {token}"})
    assert mine.status_code == 200
    assert mine.headers["content-type"] == "text/csv; charset=utf-8"
    assert "USCC_CHECK_DIGIT" in mine.text
    token = door.issuer.issue(party="bank-a", subject="li", ttl=60)
    theirs = await door.client.get(address, headers={"authorization": f"Bearer {token}"})
    assert theirs.status_code == 404
    assert (await door.client.get(address)).status_code == 401


async def test_lines_of_json_come_in_too(door: Door) -> None:
    line = f'{{"uscc":"{USCC}","name":"甲美容二"}}\n'
    sent = await door.send(
        "merchants", line, idempotency_key="lines", content_type="application/x-ndjson"
    )
    assert (sent.status_code, sent.json()["accepted"]) == (201, 1)


async def test_an_old_encoding_comes_in(door: Door) -> None:
    body = f"{HEAD}{USCC},沪上美容美发有限公司,8040,2017\n".encode("gb18030")
    sent = await door.send(
        "merchants", body, idempotency_key="old", content_type="text/csv; charset=gb18030"
    )
    assert sent.status_code == 201


async def test_who_may_not_send_is_refused(door: Door) -> None:
    bank = await door.send("merchants", GOOD, party="bank-a", idempotency_key="x")
    assert (bank.status_code, bank.json()["errors"][0]["extensions"]["code"]) == (
        403,
        "KIND_NOT_ALLOWED",
    )
    headers = {"content-type": "text/csv", "idempotency-key": "x"}
    nobody = await door.client.post("/ingest/merchants", content=GOOD, headers=headers)
    assert nobody.status_code == 401
    operator = await door.send("merchants", GOOD, party="operator", idempotency_key="x")
    assert operator.status_code == 401


@pytest.mark.parametrize(
    ("kind", "headers", "status"),
    [
        ("merchants", {}, 400),
        ("merchants", {"idempotency_key": ""}, 400),
        ("merchants", {"idempotency_key": "a b"}, 400),
        ("merchants", {"idempotency_key": "x" * 201}, 400),
        ("merchants", {"idempotency_key": "s", "x_source": "bank"}, 422),
        ("merchants", {"idempotency_key": "s", "x_source": "owners"}, 422),
        ("merchants", {"idempotency_key": "s", "x_source": "operator"}, 422),
        ("shareholders", {"idempotency_key": "s"}, 422),
        ("nonsense", {"idempotency_key": "s"}, 422),
        ("merchants", {"idempotency_key": "s", "content_type": "application/json"}, 415),
        ("merchants", {"idempotency_key": "s", "content_encoding": "gzip"}, 415),
    ],
)
async def test_a_batch_is_refused_as_a_whole(
    door: Door, kind: str, headers: dict[str, str], status: int
) -> None:
    sent = await door.send(kind, GOOD, **headers)
    assert sent.status_code == status
    assert set(sent.json()) == {"errors"}


async def test_unknown_columns_refuse_the_batch(door: Door) -> None:
    sent = await door.send("merchants", "uscc,nonsense\n", idempotency_key="columns")
    assert (sent.status_code, sent.json()["errors"][0]["extensions"]["code"]) == (
        422,
        "UNKNOWN_COLUMN",
    )


async def test_a_caller_turned_away_is_on_record(door: Door, settings: Settings) -> None:
    database = open_database(settings.database_url)
    counted = select(func.coalesce(func.sum(access_counter.c.answers), 0)).where(
        access_counter.c.outcome == "REFUSED"
    )
    before = await database.run(lambda each: each.scalar(counted))
    headers = {"authorization": "Bearer x"}
    answer = await door.client.post("/graphql", json={"query": "{ me { roles } }"}, headers=headers)
    assert answer.status_code == 401
    after = await database.run(lambda each: each.scalar(counted))
    await database.close()
    assert after == before + 1


async def test_a_batch_whose_turn_does_not_come_is_sent_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.http.ingest.AT_ONCE", 0)
    async with opened(replace(settings, deadline_ms=200)) as door:
        late = await door.send("merchants", GOOD, idempotency_key="busy")
    assert (late.status_code, late.headers["retry-after"]) == (503, "1")
    assert late.json()["errors"][0]["extensions"]["code"] == "BATCHES_WAIT"
    monkeypatch.undo()
    async with opened(settings) as door:
        sent = await door.send("merchants", GOOD, idempotency_key="busy")
    assert sent.status_code == 201


async def test_nobody_waits_in_line_for_a_sender_who_hung_up() -> None:
    turns, events = Turns(1), asyncio.Queue[dict[str, str]]()
    held = await turns.take()
    waiting = asyncio.create_task(waited_for(turns.take, events.get, 60, RuntimeError))
    await asyncio.sleep(0.1)
    await events.put({"type": "http.disconnect"})
    with pytest.raises(Gone):
        await waiting
    turns.give(held)
    assert turns.at_once() is not None


async def test_a_batch_gives_its_place_back_whatever_becomes_of_it(door: Door) -> None:
    for number in range(AT_ONCE + 1):
        sent = await door.send("merchants", "name\n\n", idempotency_key=f"r{number}")
        refused = await door.send("merchants", "x\n", idempotency_key=f"r{number}x")
        assert (sent.status_code, refused.status_code) == (201, 422)
