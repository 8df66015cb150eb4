"""A hub without its edge on either database, with the shipped policy and three merchants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, insert, update

from authz.principal import PUBLIC, Principal
from authz.store import shipped
from hub import clock
from hub.acts import Acts
from hub.database import Database, open_database
from hub.domain.identifiers import fact_key, hash63, node_id
from hub.operation import Operations, Request
from hub.plans import Plans
from hub.policies import TableRows, policy_store
from hub.proof.record import Stream
from hub.proof.recorder import Recorder
from hub.rights import RightsInForce
from hub.settings import Settings
from hub.tables.complaint import complaint
from hub.tables.merchant import merchant
from hub.tables.party import party
from hub.tables.policy import rights_epoch
from resolvers.registry import REGISTRY
from schema.build import build_schema, planned_schema

SECRET = b"0" * 32
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SALON, GYM, LAUNDRY = "91310115MA1K00015K", "92310113MA1K00023E", "91310104MA1FP1239E"
DISTRICTS = {SALON: "310113", GYM: "310115", LAUNDRY: "310104"}
PARTIES = {
    "district-commerce-310113": ("DISTRICT_COMMERCE", "310113"),
    "association-beauty": ("ASSOCIATION", None),
    "city-commerce": ("CITY_COMMERCE", None),
    "steward-1": ("STEWARD", None),
}


@dataclass
class SmallHub:
    """A hub to ask, and what stands behind it."""

    operations: Operations
    database: Database
    rights: RightsInForce

    async def ask(
        self, document: str, who: Principal = PUBLIC, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        request = Request(document, None, variables or {}, allow_mutation=True)
        answer = await self.operations.answer(request, who)
        found: dict[str, Any] = orjson.loads(answer.body)
        return {**found, "status": answer.status}

    async def apply(self, text: str) -> None:
        """Put a policy in force, as another process would."""
        await self.database.run(
            lambda c: policy_store(planned_schema()).prepare(TableRows(c, NOW), text, "steward-1")
        )


def principal(code: str, **more: Any) -> Principal:
    kind, district = PARTIES[code]
    return Principal(
        party=code,
        kind=kind,
        subject="officer-1",
        roles=(kind,),
        district=district,
        epoch=1,
        **more,
    )


def _version(**more: Any) -> dict[str, Any]:
    return {
        "recorded_at": NOW,
        "source": "operator",
        "provider": "operator",
        "disputed": False,
        **more,
    }


def fill(connection: Connection) -> None:
    policy_store(planned_schema()).prepare(TableRows(connection, NOW), shipped(), "steward-1")
    connection.execute(update(rights_epoch).values(register=1))
    for code, (kind, district) in PARTIES.items():
        half = fact_key(SECRET, "Party", (code,))
        row = {"fact_id": half, "node_id": node_id("P", 0, half), "code": code, "kind": kind}
        connection.execute(
            insert(party).values(
                _version(**row, name=code, district=district, industries=[], roles=[kind])
            )
        )
    for code, district in DISTRICTS.items():
        fill_merchant(connection, code, district)


def fill_merchant(connection: Connection, code: str, district: str = "310113") -> None:
    connection.execute(insert(merchant).values(_merchant(code, district)))
    connection.execute(insert(complaint).values(_complaint(code)))


def _merchant(code: str, district: str) -> dict[str, Any]:
    key, half = hash63(code), fact_key(SECRET, "Merchant", (code,))
    return _version(
        merchant_id=key,
        fact_id=half,
        node_id=node_id("M", key, half),
        uscc=code,
        name=f"美丽{code[-4:]}",
        name_folded=f"美丽{code[-4:].lower()}",
        kind="ENTERPRISE",
        status="OPERATING",
        issuer="CONFIRMED",
        district=district,
        district_basis="stated",
        industry="8040",
        industry_edition=2017,
        industry_key="2017:8040",
        mall_type=False,
        contact_phone="02112345678",
    )


def _complaint(code: str) -> dict[str, Any]:
    key, half = hash63(code), fact_key(SECRET, "Complaint", ("12345", code))
    return _version(
        merchant_id=key,
        fact_id=half,
        node_id=node_id("X", key, half),
        channel="hotline-12345",
        ticket=code[-6:],
        category="REFUND",
        received_on=date(2026, 11, 1),
        status="RECEIVED",
    )


@pytest.fixture
async def small_hub(database_url: str) -> AsyncIterator[SmallHub]:
    clock.set_clock(NOW)
    database = open_database(database_url)
    await database.run(fill)
    rights = RightsInForce(build_schema(), REGISTRY, policy_store(planned_schema()))
    await rights.refresh(database)
    plans, recorder = Plans(database.dialect), Recorder(database, Stream(SECRET))
    acts = Acts(database, rights, plans, recorder, SECRET)
    settings = Settings(database_url=database_url)
    operations = Operations(settings, database, rights, plans, recorder, acts)
    yield SmallHub(operations, database, rights)
    await database.close()
    clock.set_clock(None)
