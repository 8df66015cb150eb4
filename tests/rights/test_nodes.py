"""An id finds a row where a link would lead to it, and nowhere else: every type, every caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from authz.principal import Principal
from resolvers.registry import INTERFACES
from tests.rights.facts import NO_MERCHANT, TABLES, FactsOf, Row
from tests.rights.judge import Judge
from tests.world.build import world
from tests.world.hub import WorldHub

HISTORIES = {  # earlier figures: the link that leads to them, and what makes one the newest
    "RiskStatus": ("Merchant.riskHistory", "since"),
    "CustodyAssessment": ("Merchant.custodyHistory", "assessed_for"),
}
AT_ONCE, ENOUGH = 2, 16  # rows a document, rows a type
KINDS = tuple(sorted(set(INTERFACES["Node"]) & set(TABLES)))


def _rows(facts: FactsOf, kind: str) -> list[Row]:
    """Rows of a type from all over the world; what is superseded for good is among them."""
    rows = list({row["node_id"]: row for row in facts.versions(kind, None)}.values())
    return rows[:: -(-len(rows) // ENOUGH)]


def _found(hub: WorldHub, who: Principal, rows: Sequence[Row]) -> Iterator[tuple[Row, Any]]:
    for at in range(0, len(rows), AT_ONCE):
        some = rows[at : at + AT_ONCE]
        declared = " ".join(f"$i{n}: ID!" for n in range(len(some)))
        asked = " ".join(f"a{n}: node(id: $i{n}) {{ __typename }}" for n in range(len(some)))
        given = {f"i{n}": row["node_id"] for n, row in enumerate(some)}
        data = hub.ask(f"query ({declared}) {{ {asked} }}", who, given)["data"]
        yield from ((row, data[f"a{n}"]) for n, row in enumerate(some))


def _expected(judge: Judge, who: Principal, kind: str, row: Row) -> bool:
    facts = judge.facts
    if row.get("superseded_at") is not None or not _received(facts, row):
        return False
    if kind not in NO_MERCHANT and not facts.about(row["merchant_id"]):
        return False
    if not judge.exists(kind, row, who):
        return False
    if kind not in HISTORIES:
        return True
    link, day = HISTORIES[kind]
    mine = [one for one in facts.current(kind) if one["merchant_id"] == row["merchant_id"]]
    newest = max(mine, key=lambda one: (one[day], one["fact_id"]))
    return newest is row or judge.shows(link, kind, row, who)


def _received(facts: FactsOf, row: Row) -> bool:
    """Neither a batch that is not whole yet, nor what waits in one."""
    waiting = {one["batch_id"] for one in facts.world["batch"] if one["state"] == "STAGING"}
    return row["node_id"][0] not in "BQ" or row["batch_id"] not in waiting


@pytest.mark.slow
def test_an_id_finds_what_a_link_leads_to(
    world_hub: WorldHub, judge: Judge, figures: Callable[..., None]
) -> None:
    odd, seen = [], {True: 0, False: 0}
    for who in world_hub.parties.values():
        for kind in KINDS:
            for row, found in _found(world_hub, who, _rows(judge.facts, kind)):
                expected = _expected(judge, who, kind, row)
                seen[expected] += 1
                if found != ({"__typename": kind} if expected else None):
                    odd.append(f"{who.party} {who.case_number}: {kind} {row['node_id']} {found}")
    figures(types=len(KINDS), found=seen[True], kept=seen[False])
    assert odd == []
    assert min(seen.values()) > 500


NODE = "query ($id: ID!) { node(id: $id) { ... on AccessRecord { purpose } } }"
EARLIER = "query ($id: ID!) { node(id: $id) { ... on RiskStatus { code since } } }"


def test_a_sealed_reading_is_no_cursor_either(world_hub: WorldHub) -> None:
    """The merchant that it names neither finds it by its id, nor pages on from it."""
    owner = world_hub.parties["merchant"]
    secret, plain = (r for r in world()["access_record"] if r["record_id"] in {1, 2})
    assert (secret["sealed"], plain["sealed"]) == (True, False)
    assert world_hub.ask(NODE, owner, {"id": secret["node_id"]})["data"] == {"node": None}
    assert world_hub.ask(NODE, owner, {"id": plain["node_id"]})["data"]["node"] is not None
    page = "{ merchants(first: 1) { nodes { accessLedger(first: 1, after: %s) { totalCount } } } }"
    for record, known in ((secret, False), (plain, True)):
        answer = world_hub.ask(page % f'"{record["node_id"]}"', owner)
        assert ("errors" not in answer) == known


def test_a_citizen_keeps_no_way_to_an_earlier_code(world_hub: WorldHub) -> None:
    """An id that was noted while the code was published finds nothing once it is history."""
    public, city = world_hub.parties["public"], world_hub.parties["city"]
    statuses = FactsOf(world()).current("RiskStatus")
    first = statuses[0]
    rest = [one for one in statuses if one["merchant_id"] == first["merchant_id"]]
    oldest, newest = (f(rest, key=lambda one: one["since"]) for f in (min, max))
    assert oldest["since"] < newest["since"]
    told = {
        (who.kind, at): world_hub.ask(EARLIER, who, {"id": row["node_id"]})["data"]["node"]
        for who in (public, city)
        for at, row in (("old", oldest), ("new", newest))
    }
    assert told.pop(("PUBLIC", "old")) is None
    assert None not in told.values()
