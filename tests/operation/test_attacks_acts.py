"""What the payload of an act reads is recorded as any read is: merchants, families, the seal."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, insert, select

from authz.principal import Principal
from hub.domain.identifiers import fact_key, hash63, node_id
from hub.tables.case import case_access, case_family, case_officer, case_subject
from hub.tables.party import party, source
from hub.tables.proof import access_recent, access_record
from tests.operation.conftest import GYM, NOW, SALON, SECRET, SmallHub, _version

pytestmark = pytest.mark.anyio

NUMBER = "沪公经侦字〔2026〕12号"
POLICE = Principal(
    party="police-1",
    kind="POLICE",
    subject="officer-1",
    roles=("POLICE",),
    district=None,
    case_number=NUMBER,
    epoch=1,
)
CASE = fact_key(SECRET, "CaseAccess", ("police-1", NUMBER, "paper-1", "0"))
CASE_ID = node_id("a", 0, CASE)
END = """mutation {
  endCaseAccess(input: {idempotencyKey: "e1", id: "%s", reason: "结案"}) {
    caseAccess { status subjects { nodes { uscc contactPhone } } }
    errors { code }
  }
}"""


def _open_case(connection: Connection) -> None:
    half = fact_key(SECRET, "Party", ("police-1",))
    row = {"fact_id": half, "node_id": node_id("P", 0, half), "code": "police-1", "kind": "POLICE"}
    connection.execute(
        insert(party).values(
            _version(**row, name="police-1", district=None, industries=[], roles=["POLICE"])
        )
    )
    connection.execute(
        insert(case_access).values(
            _version(
                fact_id=CASE,
                node_id=CASE_ID,
                case_number=NUMBER,
                authority="police-1",
                paper="paper-1",
                paper_digest="0" * 64,
                legal_basis="刑事诉讼法 54",
                purpose="侦查",
                families=["CONTACT"],
                status="OPEN",
                defects=[],
                verify_by=NOW,
                opens_on=date(2026, 11, 1),
                closes_on=date(2026, 12, 1),
                sealed=True,
                requested_by="officer-1",
            )
            | {"provider": "police-1"}
        )
    )
    connection.execute(
        insert(case_officer).values(case_id=CASE, subject="officer-1", name="甲", badge="1")
    )
    for uscc in (SALON, GYM):
        connection.execute(insert(case_subject).values(case_id=CASE, merchant_id=hash63(uscc)))
    connection.execute(insert(case_family).values(case_id=CASE, family="CONTACT"))
    half = fact_key(SECRET, "Source", ("police-1",))
    connection.execute(
        insert(source).values(
            _version(
                fact_id=half,
                node_id=node_id("S", 0, half),
                code="police-1",
                name="police-1",
                party="police-1",
                kinds=["case-accesses"],
            )
        )
    )


async def test_an_act_names_the_merchants_its_payload_shows(small_hub: SmallHub) -> None:
    await small_hub.database.run(_open_case)
    answer = await small_hub.ask(END % CASE_ID, POLICE)
    payload = answer["data"]["endCaseAccess"]
    assert payload["errors"] == []
    shown = {node["uscc"] for node in payload["caseAccess"]["subjects"]["nodes"]}
    assert shown == {SALON, GYM}
    record, recent = await small_hub.database.run(
        lambda connection: (
            connection.execute(select(access_record)).one(),
            connection.execute(select(access_recent)).one(),
        )
    )
    subjects = sorted([hash63(SALON), hash63(GYM)])
    assert record.merchant_ids == subjects
    assert recent == (record.stream, record.record_id, ",{},{},".format(*subjects))
    assert (record.merchants, record.sealed) == (2, True)
    assert {"CASES", "CONTACT", "PUBLIC"} <= set(record.families)
