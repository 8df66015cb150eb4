"""Plans, not luck: what everybody asks finds its facts by an index, however many there are.

A demo world of some hundred merchants is loaded once on each engine. To PostgreSQL it is then told
that every table of facts has as many rows as with a hundred thousand merchants: the planner takes
rows a page from `pg_class` and pages from the file, so a scan looks cheaper here than it would be.
What it knows of values is its own ANALYZE. The embedded database plans without statistics.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, select

from authz.principal import PUBLIC, Principal
from bench.places import document
from hub.clock import set_clock
from hub.demo.load import load
from hub.domain.identifiers import hash63
from hub.engines.postgresql import PLANS, target
from hub.operation import Request
from hub.tables.catalogue import TABLES
from hub.values import CallerValues, proof_values
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.slow.served import Served

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
MERCHANTS, PRETENDED = 400, 100_000
SHARDS = (name for name, table in TABLES.items() if table.info["placement"] == "shard")
# What came of every source, day by day, and every read.
FACTS = frozenset((*SHARDS, "batch", "access_record"))
GROWING = ("merchant_id", "account_id")  # as many values as there are merchants
COMMERCE = Principal(
    party="city-commerce", kind="CITY_COMMERCE", subject="officer-1", roles=("CITY_COMMERCE",)
)
DISTRICT = Principal(
    party="district-commerce-310115",
    kind="DISTRICT_COMMERCE",
    subject="officer-1",
    roles=("DISTRICT_COMMERCE",),
    district="310115",
)
POLICE = Principal(
    party="police-310115",
    kind="POLICE",
    subject="officer-1",
    roles=("POLICE",),
    district="310115",
    case_number="沪公(浦)调证字〔2026〕1号",
)
STEWARD = Principal(party="steward-1", kind="STEWARD", subject="duty-1", roles=("STEWARD",))
USCC = "91310115MA1K00015K"
NUMBER = """query Number($district: String!) {
  merchants(where: { district: [$district] }, first: 0) { totalCount }
}"""
COUNTED = """query Counted($uscc: Uscc!) {
  merchant(uscc: $uscc) {
    complaintSummary { total open last90Days }
    complaints(first: 0) { totalCount }
    penalties(first: 0) { totalCount }
  }
}"""
SOURCES = "{ sources { code lastReceivedAt coversUntil late } }"
OWNER = Principal(
    party=f"merchant-{USCC}",
    kind="MERCHANT",
    subject="owner",
    roles=("MERCHANT",),
    merchant_id=hash63(USCC),
)
LEDGER = """query Ledger($uscc: Uscc!) {
  merchant(uscc: $uscc) {
    accessLedger(first: 20) { totalCount nodes { at party { name } purpose families } }
  }
}"""
ASKED: dict[str, tuple[str, Principal]] = {
    "A": (document("A"), COMMERCE),
    "B": (document("B"), DISTRICT),
    "C": (document("C"), DISTRICT),
    "D": (document("D"), PUBLIC),
    "E": (document("E"), POLICE),
    "counts": (COUNTED, DISTRICT),
    "number": (NUMBER, DISTRICT),
    "sources": (SOURCES, STEWARD),
    "ledger": (LEDGER, OWNER),
}


@pytest.fixture(scope="module", params=ENGINES)
def city(request: pytest.FixtureRequest, engines: Engines) -> Iterator[tuple[Served, str]]:
    """A hub over the demo world, and its database, which believes itself to be large."""
    url = engines.fresh(request.param)
    hub = Served(url, {}, NOW)
    day = date(2026, 11, 25)
    hub.do(lambda each: load(each, merchants=MERCHANTS, seed=7, day=day, secret=b"s" * 32))
    hub.do(_read)
    if request.param == "postgresql":
        hub.do(_enlarged)
    yield hub, url
    hub.close()
    engines.drop(url)


def _read(connection: Any) -> None:
    """Five reads of each merchant, sorted in: a ledger is a few of very many records."""
    keys = connection.scalars(select(TABLES["merchant"].c.merchant_id).distinct()).all()
    pairs = list(enumerate(keys * 5))
    text = ("party", "operation", "operation_digest", "policy_version", "outcome")
    rest = {"stream": 1, "at": NOW, "merchants": 1, "families": [], "sealed": False}
    records = [
        {**dict.fromkeys(text, "x"), **rest}
        | {"record_id": at, "node_id": f"l{at}", "merchant_ids": [key]}
        for at, key in pairs
    ]
    subjects = [
        {"merchant_id": key, "stream": 1, "record_id": at, "records": f",{at},"}
        for at, key in pairs
    ]
    connection.execute(insert(TABLES["access_record"]), records)
    connection.execute(insert(TABLES["access_subject"]), subjects)


def _enlarged(connection: Any) -> None:
    """Keep the shape of the values and multiply the rows."""
    for name in sorted(FACTS):
        for column in GROWING:
            if column in TABLES[name].c:
                connection.exec_driver_sql(_growing(connection, name, column))
    connection.exec_driver_sql("analyze")
    names = ", ".join(f"'{name}'::regclass" for name in sorted(FACTS))
    connection.exec_driver_sql(
        f"update pg_class set reltuples = reltuples * {PRETENDED // MERCHANTS}"
        f" where oid in ({names})"
        f" or oid in (select indexrelid from pg_index where indrelid in ({names}))"
    )


def _growing(connection: Any, name: str, column: str) -> str:
    counted = f"select count(distinct {column}), count(*) from {name}"
    different, rows = connection.exec_driver_sql(counted).one()
    share = -different / rows if rows else -1
    return f"alter table {name} alter column {column} set (n_distinct = {share:.9f})"


def statement(hub: Served, text: str, who: Principal) -> tuple[str, Any, str]:
    """What the hub would run: SQL, parameters, and which way of planning it asks for."""
    set_clock(NOW)
    caller = replace(who, epoch=1)
    sight, operations = hub.sight(caller), hub.operations
    given = {"uscc": USCC, "district": "310115"}
    wanted = {name: value for name, value in given.items() if f"${name}:" in text}
    request = Request(text, None, wanted)
    asked = operations.read(request, caller, sight)
    prepared = operations.plans.prepare(asked, operations.rights.codes)  # type: ignore[arg-type]
    assert prepared.compiled is not None
    values = CallerValues(caller, sight)
    reading = operations.reading(request, caller, sight, prepared)
    values.update(proof_values(reading, operations.recorder.stream))
    parameters = prepared.compiled.values(asked.variables, values)  # type: ignore[union-attr]
    return prepared.compiled.sql, parameters, prepared.plan.planned


def joint_form(hub: Served, text: str, who: Principal) -> Any:
    """What would be run for several at once."""
    caller = replace(who, epoch=1)
    request = Request(text, None, {"uscc": USCC})
    asked = hub.operations.read(request, caller, hub.sight(caller))
    plans, codes = hub.operations.plans, hub.rights.codes
    return plans.joint(plans.prepare(asked, codes), asked)  # type: ignore[arg-type]


def scanned(city: tuple[Served, str], sql: str, parameters: Any, plan: str) -> list[str]:
    """Tables of facts of which the plan reads every row."""
    hub, url = city
    if hub.database.dialect == "sqlite":
        return hub.do(lambda each: _scanned_sqlite(each, sql, parameters))  # type: ignore[no-any-return]
    found = asyncio.run(_plan_of_postgresql(url, sql, parameters, plan))
    return sorted(FACTS.intersection(_whole(found)))


def _scanned_sqlite(connection: Any, sql: str, parameters: Any) -> list[str]:
    tables = {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w+)", sql)}
    rows = connection.exec_driver_sql(f"explain query plan {sql}", parameters).all()
    found = [re.match(r"SCAN (\w+)", str(row[-1])) for row in rows]
    whole = [tables.get(each.group(1), each.group(1)) for each in found if each]
    return sorted(FACTS.intersection(whole))


async def _plan_of_postgresql(url: str, sql: str, parameters: Any, plan: str) -> dict[str, Any]:
    connection = await asyncpg.connect(**target(url), server_settings={"jit": "off"})
    try:
        await connection.execute(f"set plan_cache_mode = {PLANS[plan]}")
        if plan != "list":  # values do not matter to a plan that serves all of them
            await connection.execute(f"prepare asked as {sql}")
            nulls = ", ".join(["null"] * len(parameters))
            run = f"asked({nulls})" if parameters else "asked"
            text = await connection.fetchval(f"explain (format json) execute {run}")
        else:
            text = await connection.fetchval(f"explain (format json) {sql}", *parameters)
    finally:
        await connection.close()
    plan_of: dict[str, Any] = json.loads(text)[0]["Plan"]
    return plan_of


def _whole(node: dict[str, Any]) -> Iterator[str]:
    by_index = node["Node Type"] in ("Index Scan", "Index Only Scan")
    if node["Node Type"] == "Seq Scan" or (by_index and "Index Cond" not in node):
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from _whole(each)


def _looked_up(node: dict[str, Any], index: str) -> Iterator[str]:
    """By what an index is searched, wherever it is."""
    if node.get("Index Name") == index:
        yield node["Index Cond"]
    for each in node.get("Plans", ()):
        yield from _looked_up(each, index)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_no_table_of_facts_is_read_whole(city: tuple[Served, str], name: str) -> None:
    assert scanned(city, *statement(city[0], *ASKED[name])) == []


@pytest.mark.parametrize("city", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", ["A", "D", "E", "counts", "ledger"])
def test_nor_where_several_are_read_at_once(city: tuple[Served, str], name: str) -> None:
    joint = joint_form(city[0], *ASKED[name])
    parameters = (*joint.common, *joint.places)
    assert scanned(city, joint.sql, parameters, "point") == []


@pytest.mark.parametrize("city", ["postgresql"], indirect=True)
@pytest.mark.parametrize("name", ["B", "C"])
def test_each_row_of_a_page_looks_for_its_own_outlets(city: tuple[Served, str], name: str) -> None:
    """Not all rows for the outlets of their district, which are thousands."""
    hub, url = city
    found = asyncio.run(_plan_of_postgresql(url, *statement(hub, *ASKED[name])))
    conditions = list(_looked_up(found, "ix_outlet_district"))
    assert conditions
    assert all("merchant_id = " in each for each in conditions)


def test_a_scan_is_found(city: tuple[Served, str]) -> None:
    bound = "?" if city[0].database.dialect == "sqlite" else "$1"
    sql = f"SELECT m.name FROM merchant AS m WHERE m.contact_phone = {bound}"
    for plan in PLANS:
        assert scanned(city, sql, ("13800000000",), plan) == ["merchant"]


@pytest.mark.parametrize("city", ["postgresql"], indirect=True)
def test_the_planner_believes_in_a_large_city(city: tuple[Served, str]) -> None:
    sql = "explain (format json) select * from merchant"
    found = city[0].do(lambda each: each.exec_driver_sql(sql).scalar_one())
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    assert plan["Plan Rows"] >= PRETENDED
