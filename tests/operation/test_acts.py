"""A mutation from document to payload: decided by Casbin, read under the caller's own grant."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hub.tables.credit import rating
from hub.tables.proof import access_record
from tests.operation.conftest import SALON, SmallHub, principal

pytestmark = pytest.mark.anyio

PUBLISH = """
mutation Publish($key: String!, $uscc: Uscc!) {
  publishRating(input: {idempotencyKey: $key, merchant: $uscc, grade: B, method: "2026"}) {
    rating { id grade publisher { code } merchant { name } provenance { disputed } }
    errors { code message field }
  }
}
"""


async def test_an_association_publishes_once(small_hub: SmallHub) -> None:
    who = principal("association-beauty", industries=("2017:8040",))
    first = await small_hub.ask(PUBLISH, who, {"key": "k1", "uscc": SALON})
    assert first["data"]["publishRating"]["errors"] == []
    published = first["data"]["publishRating"]["rating"]
    assert published["grade"] == "B"
    assert published["publisher"] == {"code": "association-beauty"}
    assert published["merchant"]["name"].startswith("美丽")
    again = await small_hub.ask(PUBLISH, who, {"key": "k1", "uscc": SALON})
    assert again["data"] == first["data"]
    stored = await small_hub.database.run(lambda c: c.execute(select(rating)).all())
    assert len(stored) == 1
    records = await small_hub.database.run(lambda c: c.execute(select(access_record)).all())
    assert [record.outcome for record in records] == ["ANSWERED", "ANSWERED"]


async def test_outside_its_trade_it_may_not(small_hub: SmallHub) -> None:
    who = principal("association-beauty", industries=("2017:6210",))
    answer = await small_hub.ask(PUBLISH, who, {"key": "k2", "uscc": SALON})
    payload = answer["data"]["publishRating"]
    assert payload["rating"] is None
    assert payload["errors"][0]["code"] in {"NOT_ALLOWED", "NOT_FOUND"}


async def test_a_party_without_acts_has_no_such_field(small_hub: SmallHub) -> None:
    answer = await small_hub.ask(PUBLISH, principal("city-commerce"), {"key": "k", "uscc": SALON})
    assert answer["status"] == 400
    assert "data" not in answer
