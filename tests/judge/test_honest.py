"""An honest hub: whoever reads whatever, the judge finds nothing, and it does look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from sqlalchemy import not_

from authz.vocabulary import HIDDEN, MASKS, PLAIN
from hub.judge.judge import Judge
from hub.judge.stock import Stock
from hub.proof import within
from resolvers.binding import Scope
from resolvers.relations import MERCHANT_SCOPES
from tests.judge.conftest import judge_of
from tests.world.hub import WorldHub

pytestmark = pytest.mark.slow

LINKS = (
    "cardReports",
    "custody",
    "custodyAccounts",
    "guarantees",
    "complaints",
    "clues",
    "ratings",
    "risk",
)


def _cells(kind: Any) -> list[str]:
    """The fields that need neither arguments nor anything below them."""
    return [
        name
        for name, field in kind.fields.items()
        if not field.args and not hasattr(get_named_type(field.type), "fields")
    ]


def _links(kind: Any) -> Iterator[str]:
    for name in LINKS:
        if name not in kind.fields:
            continue
        field = kind.fields[name]
        below: Any = get_named_type(field.type)
        if "first" in field.args:
            row: Any = get_named_type(below.fields["nodes"].type)
            yield f"{name}(first: 3) {{ nodes {{ {' '.join(_cells(row)) or '__typename'} }} }}"
        elif isinstance(below, GraphQLObjectType):
            yield f"{name} {{ {' '.join(_cells(below)) or '__typename'} }}"


def documents(schema: GraphQLSchema, orders: tuple[str, ...] = ("ASC",)) -> Iterator[str]:
    """Reads that ask for most of what a caller's schema has on merchants."""
    merchant = schema.type_map["Merchant"]
    for asked in (_cells(merchant), list(_links(merchant))):
        if asked:
            for order in orders:
                by = f"orderBy: [{{field: USCC, direction: {order}}}]"
                yield f"{{ merchants(first: 40, {by}) {{ nodes {{ {' '.join(asked)} }} }} }}"


@pytest.fixture
def masks(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, int]:
    """How often Casbin said what."""
    seen: Counter[str] = Counter()
    honest = Stock.mask

    def mask(self: Stock, coordinate: str, facts: Mapping[str, Any]) -> str:
        found = honest(self, coordinate, facts)
        seen[found] += 1
        return found

    monkeypatch.setattr(Stock, "mask", mask)
    return seen


def test_no_difference_for_anybody(
    world_hub: WorldHub, masks: Mapping[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    judge = judge_of(world_hub)
    asked = 0
    for caller in world_hub.parties.values():
        for document in documents(world_hub.sight(caller).schema):
            response = world_hub.ask(document, caller)
            assert "errors" not in response, response
            asked += bool(response["data"]["merchants"]["nodes"])
            world_hub.run(judge.rest())
    assert [record.message for record in caplog.records if record.name == "hub.judge"] == []
    assert (judge.judged, judge.differences) == (asked, 0)
    assert asked > len(world_hub.parties)
    assert masks[PLAIN] > 500
    assert masks[HIDDEN] > 500
    assert sum(masks[word] for word in MASKS) > 10
    assert world_hub.store.current().version


def test_a_lie_in_any_word_is_found(
    world_hub: WorldHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each scope word of a merchant that anybody reads by, turned round in SQL."""
    monkeypatch.setattr(world_hub.store, "withdraw", lambda _: None)  # many lies, one policy
    read_by = {
        word for each in world_hub.parties.values() for word in world_hub.sight(each).grant.scopes()
    }
    words = sorted(read_by & MERCHANT_SCOPES.keys())
    assert len(words) >= 8
    assert [word for word in words if not _found(world_hub, monkeypatch, word)] == []
    told = [record.getMessage() for record in caplog.records if record.name == "hub.judge"]
    assert [each for each in words if not any(f"scopes={each}" in one for one in told)] == []


def _found(hub: WorldHub, monkeypatch: pytest.MonkeyPatch, word: str) -> bool:
    """Whether the judge tells that this word is turned round, from what its holders read."""
    honest = MERCHANT_SCOPES[word]
    lie = Scope(lambda *given: not_(honest.make(*given)), honest.variant, honest.dated)
    holders = [each for each in hub.parties.values() if word in hub.sight(each).grant.scopes()]
    with monkeypatch.context() as patch:
        patch.setitem(MERCHANT_SCOPES, word, lie)
        hub.forget()
        judge = judge_of(hub)
        for caller in holders:
            for document in documents(hub.sight(caller).schema, ("ASC", "DESC")):
                if not judge.differences:
                    hub.ask(document, caller)
                    hub.run(judge.rest())
    hub.forget()
    return judge.differences > 0


def test_of_very_many_merchants_some_are_judged(
    world_hub: WorldHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server hands on every so-manieth of them, and a lie about any of those is found."""
    seen: list[list[int]] = []
    honest = Judge.saw

    def saw(self: Judge, principal: Any, sight: Any, plan: Any, subjects: Any) -> None:
        seen.append(orjson.loads(subjects))
        honest(self, principal, sight, plan, subjects)

    monkeypatch.setattr(Judge, "saw", saw)
    caller = world_hub.parties["city"]
    for many, some in ((within.MANY, within.SOME), (2, 1)):
        monkeypatch.setattr(within, "MANY", many)
        monkeypatch.setattr(within, "SOME", some)
        world_hub.forget()
        judge = judge_of(world_hub)
        world_hub.ask("{ merchants(first: 40) { nodes { name } } }", caller)
        world_hub.run(judge.rest())
        assert (judge.judged, judge.differences) == (1, 0)
    world_hub.forget()
    whole, part = seen
    assert part
    assert set(part) <= set(whole)
    if world_hub.database.dialect == "postgresql":
        assert len(part) < len(whole)
