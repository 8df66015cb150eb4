"""The hub answers as the slow executor does: generated operations, every kind of caller."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from authz.principal import Principal
from hub.clock import day_of
from hub.errors import BadRequestError
from resolvers.registry import REGISTRY
from tests.slow.callers import CALLERS
from tests.slow.chance import BETWEEN
from tests.slow.executor import CursorUnknownError
from tests.slow.generate import Generator, Ids
from tests.slow.served import Served
from tests.world import ground
from tests.world.parties import parties

SEED = 20260310
EACH, FEW = 8, 3
STRANGE = 0.2  # of the ids given to a caller are any row's
FEATURES = {
    "fragments": "fragment F",
    "inline fragments": "... on ",
    "aliases": "a_",
    "conditions": " @",
    "filters": "where:",
    "not": "not",
    "orders": "orderBy",
    "after": "after:",
    "before": "before:",
    "last": "last:",
    "moments": "asOf:",
    "ids": "node(id",
    "edges": "edges",
    "page info": "pageInfo",
    "totals": "totalCount",
}


def ids_for(served: Served, caller: Principal) -> Ids:
    """Ids of a type: those that the caller sees and, where asked, now and then any other's."""
    chance, seen = random.Random(SEED), {}

    def ids(kind: str, every: bool) -> list[str]:
        binding = REGISTRY.types.get(kind)
        if binding is None or binding.table is None or "node_id" not in binding.table.c:
            return []
        if every and chance.random() < STRANGE:
            return [row["node_id"] for row in served.tables.rows[binding.table.name]]
        if kind not in seen:
            links = served.slow(caller).links
            found = [item for item in links.all_of(kind, None) if links.alone(item)]
            seen[kind] = [item.row["node_id"] for item in found]
        return seen[kind]

    return ids


def in_order(value: Any) -> Any:
    """A value in which the order of keys counts, and 5 is 5.0."""
    if isinstance(value, dict):
        return [(key, in_order(part)) for key, part in value.items()]
    return [in_order(part) for part in value] if isinstance(value, list) else value


def compare(served: Served, caller: Principal, document: str, variables: dict[str, Any]) -> str:
    """Ask both; what came of it. Fails when they differ."""
    if "accessLedger" in document:
        served.reread()
    answer = served.ask(document, caller, variables)
    told = f"{caller.party}: {document}\n{variables}"
    code = answer["errors"][0]["extensions"]["code"] if "errors" in answer else ""
    if code == "TOO_MUCH":
        return code
    try:
        data, withheld = served.slow(caller).answer(document, variables)
    except CursorUnknownError:
        assert code == "CURSOR_UNKNOWN", told
        return code
    except BadRequestError as error:
        refused = error.code
    else:
        refused = ""
    assert code == refused, told
    if refused:
        return "refused"
    assert "data" in answer, f"{told}\n{answer}"
    assert in_order(answer["data"]) == in_order(data), told
    access = answer["extensions"]["access"]["withheld"]
    said = {(tuple(each["path"]), each["coordinate"], each["why"]) for each in access}
    assert said == withheld, told
    assert len(said) == len(access), told
    return "moments" if "asOf" in document else "answered"


Callers = Mapping[str, Principal]


def generated(
    served: Served, callers: Callers, moments: tuple[datetime, ...], each: int
) -> tuple[Counter[str], Counter[str]]:
    """What came of some operations of each caller, and which features they used."""
    came: Counter[str] = Counter()
    used: Counter[str] = Counter()
    codes = sorted({row["uscc"] for row in served.tables.rows["merchant"]})
    for name, caller in callers.items():
        schema, ids = served.schema(caller), ids_for(served, caller)
        generator = Generator(schema, ids, codes, moments, f"{SEED} {name}")
        today = day_of(served.now)
        generator.days = tuple(f"{today - timedelta(days=age)}" for age in (0, 1, 30, 200))
        for _ in range(each):
            document, variables = generator.operation()
            came[compare(served, caller, document, variables)] += 1
            told = f"{document} {variables}"
            used.update(word for word, sign in FEATURES.items() if sign in told)
    return came, used


@pytest.mark.slow
def test_generated_operations(served: Served, figures: Callable[..., None]) -> None:
    came, used = generated(served, CALLERS, BETWEEN, EACH)
    figures(engine=served.database.dialect, callers=len(CALLERS), **came)
    assert came["answered"] + came["moments"] >= 150
    assert came["CURSOR_UNKNOWN"] >= 3
    assert {word for word in FEATURES if used[word] < 3} == set()


@pytest.mark.slow
def test_generated_operations_in_the_hostile_world(
    hostile: Served, figures: Callable[..., None]
) -> None:
    callers = {name: replace(each, epoch=0) for name, each in parties().items()}
    came, _ = generated(hostile, callers, (ground.BETWEEN, ground.LATER), FEW)
    figures(engine=hostile.database.dialect, callers=len(callers), **came)
    assert came["answered"] + came["moments"] >= 2 * len(callers)


# What chance seldom meets, and every kind of caller should be asked once.
TELLING = """
{ me { party { code district { name } } subject roles caseNumber purpose policyVersion rights { coordinate family action scope mask } } }
{ merchants(first: 14) { nodes { withheld uscc issuer legalRepresentative registeredAddress custody { verdict } } } }
{ merchants(first: 9) { nodes { uscc risk { code publicReasons { code text rule } } listings(first: 3) { nodes { kind } totalCount } } } }
{ merchants(first: 14, where: { rated: [A, B] }, orderBy: { field: RISK, direction: DESC }) { nodes { uscc latestRating { grade } risk { code } } totalCount } }
{ merchants(first: 14, where: { riskCode: [RED, BLACK] }) { nodes { uscc risk { code } } } }
{ merchants(first: 14, where: { mine: true }) { nodes { uscc } } }
{ merchants(last: 5, where: { not: { mine: true } }) { nodes { uscc } totalCount } }
{ merchants(first: 14, where: { search: "ABC" }) { nodes { uscc name brand } } }
{ warnings(first: 20) { nodes { title merchant { uscc } industries { code name } districts { code } publisher { code } } totalCount } }
""".strip().splitlines()  # noqa: E501  # one operation a line


@pytest.mark.parametrize("name", CALLERS)
def test_telling_operations(served: Served, name: str) -> None:
    for document in TELLING:
        assert compare(served, CALLERS[name], document, {}) == "answered"
