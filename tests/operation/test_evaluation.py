"""An evaluation from the act to who reads it: the facts behind the scores, and nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from hub.domain.identifiers import hash63, node_id
from hub.tables.fund import guarantee
from hub.tables.party import institution
from tests.operation.conftest import NOW, SALON, SmallHub, principal

pytestmark = pytest.mark.anyio

EVALUATE = """
mutation {
  evaluateInstitution(input: {idempotencyKey: "k", institution: "insurer-a", year: 2026, scores: [
    {criterion: "账户管理", weight: 0.5, score: 90}
    {criterion: "服务配合", weight: 0.5, score: 70, measures: ["GUARANTEES"]}
  ]}) {
    evaluation {
      institution { id } total facts { measure name value } scores { criterion measures }
    }
    errors { code field }
  }
}
"""
READ = """
query Read($id: ID!) {
  node(id: $id) { ... on Institution { evaluations { year grade facts { measure value } } } }
}
"""


def insurer(connection: Connection) -> None:
    common = {"recorded_at": NOW, "source": "x", "provider": "x", "disputed": False}
    for number, code in enumerate(("insurer-a", "insurer-b"), start=1):
        row = {"code": code, "kind": "INSURER", "name": "保险"}
        ids = {"fact_id": number, "node_id": node_id("I", 0, number)}
        connection.execute(insert(institution).values(**common, **ids, **row))
    cover = {"kind": "PERFORMANCE_GUARANTEE_INSURANCE", "number": "1", "cover_amount": 5_000_000}
    days = {"valid_from": date(2025, 7, 1), "valid_until": date(2026, 6, 30)}
    ids = {"merchant_id": hash63(SALON), "fact_id": 9, "node_id": node_id("G", hash63(SALON), 9)}
    connection.execute(
        insert(guarantee).values(**common, **ids, **cover, **days, issuer="insurer-a")
    )


async def test_the_facts_stand_beside_the_scores(small_hub: SmallHub) -> None:
    await small_hub.database.run(insurer)
    city = principal("city-commerce")
    answer = await small_hub.ask(EVALUATE, city)
    done: dict[str, Any] = answer["data"]["evaluateInstitution"]
    assert done["errors"] == []
    assert done["evaluation"]["total"] == 80
    assert done["evaluation"]["facts"] == [
        {
            "measure": "GUARANTEES",
            "name": "期内有效保单与保函数 policies and guarantees in force in the period",
            "value": "1",
        },
        {
            "measure": "COVER_TOTAL",
            "name": "期内保障总额（元） their cover in yuan",
            "value": "50000.00",
        },
    ]
    measures = [score["measures"] for score in done["evaluation"]["scores"]]
    assert measures == [["GUARANTEES", "COVER_TOTAL"], ["GUARANTEES"]]
    own, other = (
        replace(city, party=code, institution=code, kind="INSURER", roles=("INSURER",))
        for code in ("insurer-a", "insurer-b")
    )
    facts = [
        {"measure": "GUARANTEES", "value": "1"},
        {"measure": "COVER_TOTAL", "value": "50000.00"},
    ]
    mine = [{"year": 2026, "grade": "B", "facts": facts}]
    known = {"id": done["evaluation"]["institution"]["id"]}
    for who, seen in ((own, mine), (other, None)):
        found = await small_hub.ask(READ, who, known)
        assert found["data"]["node"] == {"evaluations": seen}
