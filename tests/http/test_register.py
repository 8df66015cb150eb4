"""Who a token's party is: kind, roles, district and industries come from the register."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from hub.database import Database
from hub.domain.identifiers import hash63
from hub.errors import IdentityError
from hub.register import Register
from hub.tables.merchant import merchant
from hub.tables.party import officer, party, threshold
from hub.tables.policy import rights_epoch

pytestmark = pytest.mark.anyio
USCC = "91310113MA1GKABC54"
AT = datetime(2026, 3, 2, tzinfo=UTC)
FACT: dict[str, Any] = {"recorded_at": AT, "source": "test", "provider": "steward-1"}


def _party(connection: Connection, code: str, kind: str, **more: Any) -> None:
    key = hash63(code + str(more.get("recorded_at", "")))
    row = {"fact_id": key, "node_id": f"P{key}", "code": code, "kind": kind, "name": code}
    connection.execute(insert(party).values({**FACT, **row, "industries": [], "roles": [], **more}))


def _moved(connection: Connection) -> None:
    connection.execute(update(rights_epoch).values(register=rights_epoch.c.register + 1))


def _world(connection: Connection) -> None:
    _party(connection, "district-commerce-310113", "DISTRICT_COMMERCE", district="310113")
    _party(connection, "bank-a", "BANK", roles=["BANK", "BASE_PLATFORM"])
    _party(connection, "hotline-12345", "HOTLINE")
    _party(connection, "regulator-sport", "INDUSTRY_REGULATOR", industries=["893"])
    _party(connection, "association-prepaid", "ASSOCIATION", industries=["*"])
    _party(connection, "nobody", "PUBLIC")
    _party(connection, "gone", "BANK", superseded_at=AT)
    connection.execute(
        insert(officer).values(
            **FACT, fact_id=1, node_id="O1", party="bank-a", subject="li", name="李", badge="1"
        )
    )
    _merchant(connection)
    _moved(connection)


def _merchant(connection: Connection) -> None:
    texts = ("kind", "status", "issuer", "district", "district_basis", "industry_key")
    row: dict[str, Any] = dict.fromkeys(texts, "x") | {"mall_type": False, "name": "美容店"}
    row |= {"merchant_id": hash63(USCC), "fact_id": 1, "node_id": "M1", "uscc": USCC}
    connection.execute(insert(merchant).values(**FACT, **row, name_folded="x"))


@pytest.fixture
async def register(database: Database) -> Register:
    await database.run(_world)
    return Register(database, demo_mode=True)


async def test_kind_and_place_come_from_the_register(register: Register) -> None:
    found = await register.principal("district-commerce-310113", "anybody")
    assert (found.kind, found.roles, found.district) == (
        "DISTRICT_COMMERCE",
        ("DISTRICT_COMMERCE",),
        "310113",
    )
    assert found.institution is None
    assert found.channels == ()
    assert found.merchant_id is None


async def test_roles_are_those_asked_that_the_register_gives(register: Register) -> None:
    assert (await register.principal("bank-a", "li")).roles == ("BANK",)
    asked = await register.principal("bank-a", "li", ["STEWARD", "BASE_PLATFORM"])
    assert asked.roles == ("BASE_PLATFORM",)
    assert asked.institution == "bank-a"
    with pytest.raises(IdentityError) as refusal:
        await register.principal("bank-a", "li", ["STEWARD"])
    assert refusal.value.code == "ROLE_UNKNOWN"


async def test_industries_stand_for_all_below_them_in_both_editions(register: Register) -> None:
    sport = await register.principal("regulator-sport", "x")
    assert "2017:893" in sport.industries
    assert "2017:8930" in sport.industries
    assert not any(key.endswith(":8040") for key in sport.industries)
    every = await register.principal("association-prepaid", "x")
    assert {"2017:O", "2017:8040"} <= set(every.industries)
    assert {key[:5] for key in every.industries} == {"2011:", "2017:"}
    assert set(sport.industries) < set(every.industries)


async def test_a_channel_is_named_by_its_party(register: Register) -> None:
    assert (await register.principal("hotline-12345", "x")).channels == ("hotline-12345",)


async def test_a_known_merchant_needs_no_row(register: Register) -> None:
    found = await register.principal(f"merchant-{USCC}", "x")
    assert (found.kind, found.merchant_id, found.name) == ("MERCHANT", hash63(USCC), "美容店")
    for code in ("merchant-91310113MA1GKABC5E", "merchant-" + USCC.lower(), "merchant-", USCC):
        with pytest.raises(IdentityError):
            await register.principal(code, "x")


@pytest.mark.parametrize("code", ["gone", "nobody", "public", "operator", "BANK-A", "bank-a "])
async def test_an_unknown_party_is_refused(register: Register, code: str) -> None:
    with pytest.raises(IdentityError) as refusal:
        await register.principal(code, "x")
    assert refusal.value.code == "PARTY_UNKNOWN"


async def test_in_production_the_officers_decide(database: Database, register: Register) -> None:
    strict = Register(database, demo_mode=False)
    assert (await strict.principal("bank-a", "li")).subject == "li"
    for code, subject in (("bank-a", "wang"), ("hotline-12345", "li"), (f"merchant-{USCC}", "x")):
        with pytest.raises(IdentityError) as refusal:
            await strict.principal(code, subject)
        assert refusal.value.code == "OFFICER_UNKNOWN"


async def test_a_change_is_seen_when_asked_afresh(database: Database, register: Register) -> None:
    await register.principal("bank-a", "li")

    def close(connection: Connection) -> None:
        connection.execute(update(party).where(party.c.code == "bank-a").values(superseded_at=AT))
        _moved(connection)

    old = await register.principal("bank-a", "li")
    await database.run(close)
    assert (await register.principal("bank-a", "li")).epoch == old.epoch  # a statement tells
    with pytest.raises(IdentityError):
        await register.principal("bank-a", "li", fresh=True)
    assert (await register.nobody()).epoch == old.epoch + 1


async def test_a_new_party_is_known_at_once(database: Database, register: Register) -> None:
    with pytest.raises(IdentityError):
        await register.principal("bank-b", "li")

    def add(connection: Connection) -> None:
        _party(connection, "bank-b", "BANK")
        _moved(connection)

    await database.run(add)
    assert (await register.principal("bank-b", "li")).kind == "BANK"


async def test_a_case_number_is_normalised_and_a_wrong_one_gives_nothing(
    register: Register,
) -> None:
    found = await register.principal("bank-a", "li", case="(2026)沪0115民初1号", purpose="审理")
    assert (found.case_number, found.purpose) == ("（2026）沪0115民初1号", "审理")
    assert (await register.principal("bank-a", "li", case="'; --")).case_number is None


async def test_how_long_a_task_is_read_after_its_end_is_dated_data(
    register: Register, database: Database
) -> None:
    """I-25: a later row counts from its day on, as soon as the register has moved."""
    first = await register.principal("bank-a", "li")
    later = AT.date() + timedelta(days=9)
    row = {"parameter": "clue.readable_days", "industry": "", "size": "", "zone": ""}
    row |= {"valid_from": later, "value": "30", "basis": "test · test"}

    def work(connection: Connection) -> None:
        connection.execute(insert(threshold).values(**FACT, fact_id=1, node_id="t1", **row))
        _moved(connection)

    await database.run(work)
    found = await register.principal("bank-a", "li", fresh=True)
    spans = [
        (day - each.readable_since(day)).days
        for each in (first, found)
        for day in (later - timedelta(days=1), later)
    ]
    assert spans == [90, 90, 90, 30]


class Meanwhile:
    """A database at which something else happens while a transaction's answer is on its way."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.read = database.read
        self.happens: Callable[[], Awaitable[object]] | None = None

    async def run(self, work: Callable[[Connection], Any]) -> Any:
        found = await self._database.run(work)
        happens, self.happens = self.happens, None
        if happens is not None:
            await happens()
        return found


async def test_what_was_looked_up_in_an_older_register_is_not_remembered(
    database: Database,
) -> None:
    await database.run(_world)
    between = Meanwhile(database)
    register = Register(between, demo_mode=True)  # type: ignore[arg-type]
    await register.snapshot()

    def rename(connection: Connection) -> None:
        connection.execute(update(merchant).values(name="新名店"))
        _moved(connection)

    async def moves() -> None:
        await database.run(rename)
        await register.snapshot(fresh=True)

    between.happens = moves
    old = await register.principal(f"merchant-{USCC}", "x")
    new = await register.principal(f"merchant-{USCC}", "x")
    assert (old.name, new.name) == ("美容店", "新名店")
    assert new.epoch > old.epoch


async def test_a_register_read_late_does_not_replace_a_newer_one(database: Database) -> None:
    await database.run(_world)
    between = Meanwhile(database)
    register = Register(between, demo_mode=True)  # type: ignore[arg-type]

    async def moves() -> None:
        await database.run(_moved)
        await register.snapshot(fresh=True)

    between.happens = moves
    late = await register.snapshot()
    assert late is await register.snapshot()
    assert late.epoch == (await register.snapshot(fresh=True)).epoch
