"""Two worlds that differ only in what is withheld give the same bytes, whatever is asked.

The caller's own battery goes through every position: selection, filter, order, cursor, count,
search, argument, error, id. A hidden name is refused as a made-up one is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from itertools import chain, islice

import pytest
from graphql import GraphQLSchema

from schema.build import planned_schema
from tests.engines import Engines
from tests.rights.battery import arguments, battery, filters, orders, pages
from tests.rights.judge import Judge
from tests.rights.names import pairs
from tests.rights.policies import compiled, ids_everywhere
from tests.rights.twins import Twin, same_rights
from tests.world.build import world
from tests.world.hub import WorldHub

CALLERS = (
    *("public", "pudong", "enforcement-pudong", "financial", "police-sealed", "court-period"),
    *("platform", "council", "bank-a", "merchant", "steward"),
)
FAMILIES = 20  # at least so many families are withheld from each of them


@pytest.fixture
def twin_of(engines: Engines, judge: Judge) -> Iterator[Callable[..., WorldHub]]:
    """Makes the hub over a caller's twin world, on the same engine, with the same plans."""
    made: list[WorldHub] = []

    def make(hub: WorldHub, name: str, policy: str | None = None) -> WorldHub:
        judged = judge if policy is None else Judge(compiled(policy), judge.facts)
        twin = Twin(world(), judged, hub.parties[name])
        rows = twin.rows()
        assert list(same_rights(twin, rows)) == []
        other = WorldHub(engines.fresh(hub.database.dialect), rows, policy)
        for part in ("rights", "plans", "documents"):
            setattr(other.operations, part, getattr(hub.operations, part))
        other.twin = twin
        made.append(other)
        return other

    yield make
    for one in made:
        one.close()
        engines.drop(one.url)


def differing(
    hub: WorldHub,
    other: WorldHub,
    name: str,
    figures: Counter[str],
    asked: Iterable[str] | None = None,
) -> list[str]:
    """The documents to which the two worlds give different bytes."""
    caller = hub.parties[name]
    schema = hub.sight(caller).schema
    found: list[str] = []
    for document in asked or _documents(hub, schema, name, other.twin.gone):
        one, two = hub.ask_raw(document, caller), other.ask_raw(document, caller)
        figures["operations"] += 1
        figures["bytes"] += len(one[1])
        figures["refused"] += one[0] != HTTPStatus.OK
        if one != two:
            found.append(f"{document}\n  {one[1][:200]!r}\n  {two[1][:200]!r}")
    return found


def _documents(hub: WorldHub, schema: GraphQLSchema, name: str, gone: list[str]) -> Iterator[str]:
    yield from battery(schema, gone)
    cursors = {}
    for root in ("merchants", "complaints", "clues", "penalties", "ratings"):
        if schema.query_type is not None and root in schema.query_type.fields:
            document = f"{{ {root}(first: 4) {{ pageInfo {{ endCursor }} }} }}"
            data = hub.ask(document, hub.parties[name])["data"]
            if data[root]["pageInfo"]["endCursor"]:
                cursors[root] = data[root]["pageInfo"]["endCursor"]
    yield from pages(schema, cursors)


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLERS)
def test_twin_worlds_answer_alike(
    world_hub: WorldHub,
    name: str,
    twin_of: Callable[..., WorldHub],
    figures: Callable[..., None],
) -> None:
    other = twin_of(world_hub, name)
    seen: Counter[str] = Counter()
    found = differing(world_hub, other, name, seen)
    changed = other.twin.changed
    figures(families=len(changed), changed=changed.total(), gone=len(other.twin.gone), **seen)
    assert not found, f"{len(found)} answers differ\n" + "\n".join(found[:5])
    assert len(changed) >= FAMILIES
    assert seen["refused"] < seen["operations"] / 4, "most must be answered, or nothing is told"


@pytest.mark.slow
def test_rows_that_show_no_more_than_their_ids(
    database_url: str, twin_of: Callable[..., WorldHub], figures: Callable[..., None]
) -> None:
    """A caller who knows of every row learns nothing of its cells by filters and arguments."""
    policy = ids_everywhere()
    hub = WorldHub(database_url, policy=policy)
    other = twin_of(hub, "pudong", policy)
    seen: Counter[str] = Counter()
    schema = hub.sight(hub.parties["pudong"]).schema
    asked = chain(filters(schema), orders(schema), arguments(schema))
    found = differing(hub, other, "pudong", seen, asked)
    hub.close()
    figures(changed=other.twin.changed.total(), **seen)
    assert not found, f"{len(found)} answers differ\n" + "\n".join(found[:5])


@pytest.mark.slow
def test_a_hidden_name_is_a_made_up_name(world_hub: WorldHub, figures: Callable[..., None]) -> None:
    full, seen, schemas = planned_schema(), Counter[str](), set()
    step = 40 if world_hub.database.dialect == "postgresql" else 2  # the engine has no part in it
    for caller in world_hub.parties.values():
        sight = world_hub.sight(caller)
        if sight.grant.fingerprint in schemas:
            continue
        schemas.add(sight.grant.fingerprint)
        for hidden, one, invented, two in islice(pairs(full, sight.schema), 0, None, step):
            known, unknown = world_hub.ask_raw(one, caller), world_hub.ask_raw(two, caller)
            same = unknown[1].replace(invented.encode(), hidden.encode())
            assert known == (unknown[0], same), f"{caller.party}: {one}"
            seen["names"] += 1
            seen["refused"] += known[0] != HTTPStatus.OK
    figures(schemas=len(schemas), **seen)
    assert seen["refused"] > 1_000 / step, "nothing was refused"
