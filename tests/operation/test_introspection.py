"""Introspection beside facts: the caller's own schema, in the order of the document."""

from __future__ import annotations

import pytest

from tests.operation.conftest import SmallHub, principal

pytestmark = pytest.mark.anyio

MIXED = """
query($day: Date, $type: String!) {
  first: __type(name: $type) { name fields { name } }
  merchants(first: 1, where: {establishedOn: {lte: $day}}) { totalCount }
  __typename
  last: __schema { queryType { name } }
}
"""


async def test_facts_and_schema_are_answered_in_one_order(small_hub: SmallHub) -> None:
    given = {"day": "2026-01-01", "type": "CustodyAssessment"}
    answer = await small_hub.ask(MIXED, variables=given)
    assert list(answer["data"]) == ["first", "merchants", "__typename", "last"]
    names = [field["name"] for field in answer["data"]["first"]["fields"]]
    assert "verdict" in names
    assert "required" not in names
    more = await small_hub.ask(MIXED, principal("city-commerce"), given)
    assert "required" in [field["name"] for field in more["data"]["first"]["fields"]]


async def test_a_hidden_type_is_no_type(small_hub: SmallHub) -> None:
    document = '{ hidden: __type(name: "Clue") { name } made: __type(name: "Clud") { name } }'
    assert (await small_hub.ask(document))["data"] == {"hidden": None, "made": None}
