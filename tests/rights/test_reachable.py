"""Nothing is served that nobody may read: every root field answers somebody, every type too."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType

from tests.rights.probes import probes
from tests.world.cases import ACCESSES
from tests.world.firms import uscc
from tests.world.hub import WorldHub
from tests.world.parties import CASES

STRUCTURE = ("Connection", "Edge", "Payload")
ALONE = {  # roots that take one row's name
    "me": "{ me { subject } }",
    "merchant": f'{{ merchant(uscc: "{uscc(1)}") {{ name }} }}',
    "statistics": "{ statistics(by: []) { merchants } }",
    "anomalies": "{ anomalies(subject: DISTRICT) { key } }",
    "caseAccess": f'{{ caseAccess(caseNumber: "{CASES["open"]}") {{ status }} }}',
}


def _roots(hub: WorldHub) -> list[str]:
    query: Any = hub.rights.full.query_type
    return list(query.fields)


def _first_id(hub: WorldHub, who: Any, root: str, kind: str) -> str:
    listed = f"{{ {root}(first: 1) {{ nodes {{ id }} }} }}"
    found: str = hub.ask(listed, who)["data"][root]["nodes"][0]["id"]
    assert kind in {"Node", "Batch"}
    return found


@pytest.mark.slow
def test_every_root_field_answers_somebody(world_hub: WorldHub) -> None:
    silent = set(_roots(world_hub))
    for who in world_hub.parties.values():
        schema = world_hub.sight(who).schema
        query: Any = schema.query_type
        for root in sorted(silent & set(query.fields)):
            if _answers(world_hub, who, schema, root):
                silent.discard(root)
    assert silent == set()


def _answers(hub: WorldHub, who: Any, schema: Any, root: str) -> bool:
    if root in {"node", "batch"}:
        listed = "merchants" if root == "node" else "batches"
        name = _first_id(hub, who, listed, {"node": "Node", "batch": "Batch"}[root])
        asked = f'{{ {root}(id: "{name}") {{ id }} }}'
    elif root in ALONE:
        asked = ALONE[root]
    else:
        asked = next(each.document for each in probes(schema) if each.root == root)
    found = hub.ask(asked, who).get("data", {}).get(root)
    return bool(found and (not isinstance(found, dict) or found.get("edges", True)))


@pytest.mark.slow
def test_every_type_is_in_somebodys_schema(world_hub: WorldHub) -> None:
    served = {
        name
        for name, kind in world_hub.rights.full.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    }
    seen: set[str] = set()
    for who in world_hub.parties.values():
        seen |= set(world_hub.sight(who).schema.type_map)
    assert {name for name in served - seen if not name.endswith(STRUCTURE)} == set()


def test_the_world_opens_a_case_in_every_state() -> None:
    """What the tests of cases stand on."""
    assert {access["status"] for access in ACCESSES.values()} == {"OPEN", "ENDED", "REQUESTED"}
