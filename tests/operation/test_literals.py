"""Documents that differ only in literals share a plan, and never an answer."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from graphql import GraphQLSchema

from hub.documents import Documents
from hub.literals import Lifted, lifted
from schema.build import build_schema
from tests.operation.conftest import GYM, LAUNDRY, SALON, SmallHub, principal

pytestmark = pytest.mark.anyio

ONE = '{ merchant(uscc: "%s") { uscc complaints(first: %d) { nodes { status } } } }'
LIST = '{ merchants(where: { district: %s, search: "%s" }, first: 9) { nodes { uscc } } }'
PLACE = "{ merchants(where: { district: %s }, first: 9) { nodes { uscc } } }"
SPREAD = """
{ merchants { nodes { ...F } } }
fragment F on Merchant { ratings(first: %d) { totalCount } }
"""


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema()


def lift(schema: GraphQLSchema, text: str) -> Lifted:
    document = Documents(4_000).parse(text)
    return lifted(document, document.operation(None), schema)


SAME = {
    "code": (ONE % (SALON, 5), ONE % (GYM, 5)),
    "page": (ONE % (SALON, 5), ONE % (SALON, 1)),
    "list": (
        LIST % ('["310113", "310101", "310106"]', "a b"),
        LIST % ('["310115", "310104"]', ""),
    ),
    "one for a list": (LIST % ('["310113"]', "a"), LIST % ('"310115"', "a")),
    "several lines": (LIST % ('["310113"]', "a"), LIST % ('[\n"310115"]', "\\u7f8e")),
    "words in a list": (
        "{ complaints(where: { status: [RESOLVED] }) { totalCount } }",
        "{ complaints(where: { status: [FAILED] }) { totalCount } }",
    ),
    "default": (
        "query ($n: Int = 5) { merchants(first: $n) { nodes { uscc } } }",
        "query ($n: Int = 6) { merchants(first: $n) { nodes { uscc } } }",
    ),
    "fragment": (SPREAD % 1, SPREAD % 2),
}
OTHER = {
    "one value and several": (LIST % ('["310113"]', "a"), LIST % ('["310115", "310104"]', "a")),
    "one word and several": (
        "{ complaints(where: { status: [RESOLVED] }) { totalCount } }",
        "{ complaints(where: { status: [FAILED, RESOLVED] }) { totalCount } }",
    ),
    "enum": (
        "{ institutions(kind: BANK) { code } }",
        "{ institutions(kind: INSURER) { code } }",
    ),
    "words that rows are gathered by": (
        "{ statistics(by: [DISTRICT]) { merchants } }",
        "{ statistics(by: [DISTRICT, LIGHT]) { merchants } }",
    ),
    "order": (
        "{ merchants(orderBy: [{ field: RISK }]) { nodes { uscc } } }",
        "{ merchants(orderBy: [{ field: NAME }]) { nodes { uscc } } }",
    ),
    "flag": (
        "{ merchants(where: { mine: true }) { totalCount } }",
        "{ merchants(where: { mine: false }) { totalCount } }",
    ),
    "id": ('{ node(id: "MA") { id } }', '{ node(id: "cA") { id } }'),
    "directive": (
        "{ merchants { totalCount @include(if: true) } }",
        "{ merchants { totalCount @include(if: false) } }",
    ),
    "alias": ("{ a: merchants { totalCount } }", "{ b: merchants { totalCount } }"),
    "objects": (
        "{ merchants(orderBy: [{ field: RISK }]) { totalCount } }",
        "{ merchants(orderBy: [{ field: RISK }, { field: NAME }]) { totalCount } }",
    ),
    "null": (
        "{ merchants(after: null) { totalCount } }",
        '{ merchants(after: "MA") { totalCount } }',
    ),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_a_literal_leaves_the_key(schema: GraphQLSchema, pair: tuple[str, str]) -> None:
    one, other = (lift(schema, text) for text in pair)
    assert one.key == other.key
    assert one.values.keys() == other.values.keys()


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_what_shapes_the_statement_stays_in_the_key(
    schema: GraphQLSchema, pair: tuple[str, str]
) -> None:
    one, other = (lift(schema, text) for text in pair)
    assert one.key != other.key


async def test_equal_plans_are_made_once_and_every_answer_is_its_own(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, made = principal("city-commerce"), []
    make = small_hub.operations.plans._make

    def counted(*given: Any, **more: Any) -> Any:
        made.append(given)
        return make(*given, **more)

    monkeypatch.setattr(small_hub.operations.plans, "_make", counted)
    for code, page in itertools.product((SALON, GYM, LAUNDRY), (0, 1, 2)):
        found = (await small_hub.ask(ONE % (code, page), who))["data"]["merchant"]
        assert found["uscc"] == code
        assert len(found["complaints"]["nodes"]) == min(page, 1)
    assert len(made) == 1
    for district, expected in (('"310113"', {SALON}), ('["310115", "310104"]', {GYM, LAUNDRY})):
        nodes = (await small_hub.ask(PLACE % district, who))["data"]["merchants"]["nodes"]
        assert {node["uscc"] for node in nodes} == expected
    assert len(made) == 3, "a list of one value is planned as an equality"


async def test_a_literal_that_does_not_fit_is_refused_though_its_plan_is_known(
    small_hub: SmallHub,
) -> None:
    who = principal("city-commerce")
    assert "data" in await small_hub.ask(ONE % (SALON, 1), who)
    assert (await small_hub.ask(ONE % ("nobody", 1), who))["status"] == 400
    assert (await small_hub.ask(ONE % (SALON, 100_000), who))["status"] == 400
