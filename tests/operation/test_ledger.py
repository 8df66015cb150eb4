"""A merchant sees who looked: parties one by one, citizens as a daily number, sealed reads not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from authz.principal import Principal
from hub import clock
from hub.domain.identifiers import fact_key, hash63, node_id
from hub.proof.daily import enter_past_days
from hub.tables.case import case_access, case_subject
from hub.tables.credit import warning
from hub.tables.proof import access_record
from tests.operation.conftest import GYM, NOW, SALON, SECRET, SmallHub, principal

pytestmark = pytest.mark.anyio

LOOK = "query($u: Uscc!) { merchant(uscc: $u) { name } }"
LEDGER = """
query($u: Uscc!) {
  merchant(uscc: $u) {
    accessLedger(first: 10) { totalCount nodes { purpose party { code } families } }
  }
}
"""


def owner(uscc: str) -> Principal:
    return Principal(
        party=f"merchant-{uscc}",
        kind="MERCHANT",
        subject="owner",
        roles=("MERCHANT",),
        merchant_id=hash63(uscc),
        epoch=1,
    )


async def ledger(hub: SmallHub, reader: str, about: str) -> list[dict[str, object]] | None:
    answer = await hub.ask(LEDGER, owner(reader), {"u": about})
    found = answer["data"]["merchant"]["accessLedger"]
    return (
        None
        if found is None
        else [node for node in found["nodes"] if node["party"]["code"] != f"merchant-{reader}"]
    )


async def test_a_party_that_looked_stands_in_the_ledger_of_that_merchant_alone(
    small_hub: SmallHub,
) -> None:
    who = principal("city-commerce", purpose="年度检查")
    await small_hub.ask(LOOK, who, {"u": SALON})
    (entry,) = await ledger(small_hub, SALON, SALON) or []
    assert entry["purpose"] == "年度检查"
    assert await ledger(small_hub, GYM, GYM) == []
    assert await ledger(small_hub, GYM, SALON) is None


async def test_citizens_are_a_number_a_day_entered_once(small_hub: SmallHub) -> None:
    for _ in range(3):
        await small_hub.ask(LOOK, variables={"u": SALON})
    today = clock.today()
    enter = small_hub.database.run
    assert await enter(lambda c: enter_past_days(c, today, SECRET)) == 0
    tomorrow = today + timedelta(days=1)
    assert await enter(lambda c: enter_past_days(c, tomorrow, SECRET)) == 1
    assert await enter(lambda c: enter_past_days(c, tomorrow, SECRET)) == 0
    (entry,) = await ledger(small_hub, SALON, SALON) or []
    assert entry["party"] == {"code": "public"}
    assert "3" in str(entry["purpose"])


async def test_a_sealed_read_stays_out(small_hub: SmallHub) -> None:
    await small_hub.ask(LOOK, principal("city-commerce"), {"u": SALON})
    await small_hub.database.run(lambda c: c.execute(update(access_record).values(sealed=True)))
    assert await ledger(small_hub, SALON, SALON) == []
    assert clock.now() == NOW


CASES = "{ caseAccesses { nodes { caseNumber subjects { nodes { uscc } } } } }"


def open_sealed_case(connection: Connection) -> None:
    case = fact_key(SECRET, "CaseAccess", ("court-310115", "sealed"))
    row = {
        "fact_id": case,
        "node_id": node_id("a", 0, case),
        "recorded_at": NOW,
        "source": "acts",
        "provider": "court-310115",
        "disputed": False,
        "case_number": "（2026）沪0115刑初1号",
        "authority": "court-310115",
        "paper": "函",
        "paper_digest": "0" * 64,
        "legal_basis": "刑诉法",
        "purpose": "审理",
        "status": "OPEN",
        "families": ["CONTACT"],
        "defects": [],
        "verify_by": NOW,
        "sealed": True,
        "opens_on": clock.today(),
        "closes_on": clock.today(),
        "requested_by": "judge-1",
    }
    connection.execute(insert(case_access).values(row))
    subject = {"case_id": case, "merchant_id": hash63(SALON)}
    connection.execute(insert(case_subject).values(subject))


async def test_looking_over_ones_sealed_cases_tells_their_subjects_nothing(
    small_hub: SmallHub,
) -> None:
    await small_hub.database.run(open_sealed_case)
    court = Principal(
        party="court-310115", kind="COURT", subject="judge-1", roles=("COURT",), epoch=1
    )
    answer = await small_hub.ask(CASES, court)
    (access,) = answer["data"]["caseAccesses"]["nodes"]
    assert access["subjects"]["nodes"] == [{"uscc": SALON}]
    (record,) = await small_hub.database.run(lambda c: c.execute(select(access_record)).all())
    assert record.sealed
    assert await ledger(small_hub, SALON, SALON) == []


async def test_a_merchant_is_a_party_without_a_row_of_its_own(small_hub: SmallHub) -> None:
    answer = await small_hub.ask("{ me { party { code kind name } } }", owner(SALON))
    party = answer["data"]["me"]["party"]
    assert party["code"] == f"merchant-{SALON}"
    assert party["kind"] == "MERCHANT"
    await small_hub.ask(LOOK, owner(GYM), {"u": SALON})
    (entry,) = await ledger(small_hub, SALON, SALON) or []
    assert entry["party"] == {"code": f"merchant-{GYM}"}


SPOKEN_OF = (
    "{ merchants(where: {uscc: [$]}, first: 0) { totalCount } }",
    "{ merchants(where: {uscc: [$], status: [CLOSED]}) { totalCount } }",
    "{ merchants(where: {uscc: [$], riskCode: [RED]}, first: 5) { nodes { name } } }",
    '{ merchants(where: {not: {or: [{uscc: [$]}, {name: {eq: "x"}}]}}, first: 0) { __typename } }',
    '{ merchants(where: {name: {eq: "@"}, alert: true}, first: 0) { totalCount } }',
    '{ merchants(where: {district: ["310113"]}, first: 0) { pageInfo { hasNextPage } } }',
    "{ merchant(uscc: $) { complaints(first: 0) { totalCount } } }",
    '{ merchant(uscc: $, asOf: "1999-01-01T00:00:00Z") { name } }',
    '{ complaints(where: {district: ["310113"]}, first: 0) { totalCount } }',
    "{ warnings(first: 9) { nodes { title } } }",
    "{ warnings(first: 0) { totalCount } }",
)


@pytest.mark.parametrize("document", SPOKEN_OF)
async def test_a_question_stands_in_the_ledger_whatever_it_finds(
    small_hub: SmallHub, document: str
) -> None:
    """Counting, naming and finding nothing tell of a merchant as much as its row does."""
    await small_hub.database.run(lambda c: c.execute(insert(warning).values(_warning())))
    asked = document.replace("$", f'"{SALON}"').replace("@", f"美丽{SALON[-4:]}")
    answer = await small_hub.ask(asked, principal("city-commerce", purpose="核查"))
    assert answer["status"] == 200, answer
    (entry,) = await ledger(small_hub, SALON, SALON) or []
    assert entry["purpose"] == "核查"
    assert await ledger(small_hub, GYM, GYM) == []


def _warning() -> dict[str, object]:
    key, half = hash63(SALON), fact_key(SECRET, "RiskWarning", ("w",))
    return {
        "merchant_id": key,
        "fact_id": half,
        "node_id": node_id("N", key, half),
        "recorded_at": NOW,
        "source": "acts",
        "provider": "association-beauty",
        "disputed": False,
        "publisher": "association-beauty",
        "title": "预付费风险",
        "text": "谨慎消费",
        "industries": [],
        "districts": [],
        "published_on": clock.today(),
        "reference": "w",
    }
