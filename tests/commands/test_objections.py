"""Objections: marked at once, decided by the provider, corrected by a superseding fact."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from authz.principal import Principal
from hub.commands.corrections import FACTS, correctable
from hub.domain.identifiers import hash63
from hub.domain.node_types import letter_of
from hub.tables.credit import correction_notice, objection, rating
from hub.tables.enforcement import clue, penalty
from hub.tables.intake import recompute
from hub.tables.merchant import outlet, revenue, search_entry, search_gram
from hub.tables.proof import access_recent, access_record, access_subject
from resolvers.registry import REGISTRY
from tests.commands.world import (
    BAOSHAN,
    BEAUTY,
    CENTRE,
    CITY,
    GYM_ITSELF,
    MARKET,
    NOW,
    PLATFORM,
    POLICE,
    SALON,
    SALON_ITSELF,
    TODAY,
    Desk,
    put,
)

FINE: dict[str, Any] = {
    "merchant_id": hash63(SALON),
    "authority": MARKET.party,
    "authority_folded": MARKET.party,
    "decision_number": "沪市监宝处〔2022〕1号",
    "decided_on": date(2022, 5, 9),
    "violation": "CUSTODY_DEFICIENT",
    "kind": "罚款",
    "penalty_class": "ordinary",
    "amount": 2_000_000,
    "provider": MARKET.party,
    "source": "market-113",
}
WRONG = {"coordinate": "Penalty.amount", "statement": "金额应为一万元"}


def given_fact(desk: Desk, table: Table, letter: str, **values: Any) -> str:
    row: dict[str, Any] = desk.transact(lambda each: put(each, table, letter, **values))
    return str(row["node_id"])


@pytest.fixture
def fine(desk: Desk) -> str:
    return given_fact(desk, penalty, "p", **FINE)


def penalties(desk: Desk) -> list[dict[str, Any]]:
    return desk.rows(penalty)


def test_a_disputed_fact_is_marked_and_forwarded(desk: Desk, fine: str) -> None:
    done = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    row = desk.row(objection, done.fact_id)
    assert (done.type_name, done.merchant_id) == ("Objection", hash63(SALON))
    assert (row["status"], row["filed_on"]) == ("FORWARDED", TODAY)
    assert row["due_on"] == date(2022, 6, 24)  # two and five working days after Wednesday 15th
    assert (row["fact"], row["fact_provider"]) == (fine, MARKET.party)
    assert (row["provider"], row["coordinate"]) == (SALON_ITSELF.party, "Penalty.amount")
    old, new = penalties(desk)
    assert (old["disputed"], new["disputed"]) == (False, True)
    kept = ("source", "provider", "batch_id", "amount", "node_id")
    assert [old[name] for name in kept] == [new[name] for name in kept]
    again = desk.refused(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    assert again == ("WRONG_STATE", ("fact",))
    other = {**WRONG, "coordinate": "Penalty.decidedOn"}
    assert desk.done(SALON_ITSELF, "fileObjection", fact=fine, **other) != done


def test_the_centre_decides_where_the_provider_cannot(desk: Desk) -> None:
    fact = given_fact(
        *(desk, revenue, "V"),
        merchant_id=hash63(SALON),
        year=2021,
        main_business_revenue=1,
        provider=SALON_ITSELF.party,
    )
    given = {"coordinate": "AnnualRevenue.mainBusinessRevenue", "statement": "漏报"}
    done = desk.done(SALON_ITSELF, "fileObjection", fact=fact, **given)
    row = desk.row(objection, done.fact_id)
    assert (row["status"], row["due_on"]) == ("MARKED", date(2022, 6, 22))
    decided = {"id": done.node_id, "uphold": True, "decision": "属实"}
    correction = [{"coordinate": "AnnualRevenue.mainBusinessRevenue", "value": "120000.5"}]
    refused = desk.refused(SALON_ITSELF, "decideObjection", **decided, correction=correction)
    assert refused == ("NOT_FOUND", ("id",))
    desk.done(CENTRE, "decideObjection", **decided, correction=correction)
    new = desk.rows(revenue)[-1]
    assert (new["main_business_revenue"], new["disputed"]) == (12_000_050, False)
    assert new["provider"] == SALON_ITSELF.party  # corrected, it stays its provider's


def test_what_a_merchant_does_not_see_is_not_there(desk: Desk, fine: str) -> None:
    hidden = given_fact(
        *(desk, clue, "c"),
        merchant_id=hash63(SALON),
        sender=BAOSHAN.party,
        reference="1",
        recipient=MARKET.party,
        violation="OTHER",
        status="SENT",
    )
    withdrawn = given_fact(
        *(desk, rating, "R"),
        merchant_id=hash63(SALON),
        publisher=BEAUTY.party,
        grade="E",
        method="x",
        published_on=date(2022, 1, 4),
        withdrawn_on=date(2022, 2, 4),
    )
    absent = "p" + fine[1:-13] + "A" * 13
    for fact in (hidden, withdrawn, absent, "x"):
        refused = desk.refused(SALON_ITSELF, "fileObjection", fact=fact, **WRONG)
        assert refused == ("NOT_FOUND", ("fact",))
    for who in (GYM_ITSELF, MARKET, CITY):
        refused = desk.refused(who, "fileObjection", fact=fine, **WRONG)
        assert refused == ("NOT_FOUND", ("fact",))
    assert len(penalties(desk)) == 1


@pytest.mark.parametrize(
    "coordinate",
    ["Penalty.id", "Penalty.penaltyClass", "Penalty.nonsense", "Rating.grade", "Clue.evidence"],
)
def test_a_field_that_is_none(desk: Desk, fine: str, coordinate: str) -> None:
    given = {"coordinate": coordinate, "statement": "x"}
    refused = desk.refused(SALON_ITSELF, "fileObjection", fact=fine, **given)
    assert refused == ("INVALID", ("coordinate",))


def test_the_provider_corrects(desk: Desk, fine: str) -> None:
    done = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    desk.transact(read_by_others)
    correction = [
        {"coordinate": "Penalty.amount", "value": "10000.00"},
        {"coordinate": "Penalty.publishedOn", "value": None},
    ]
    given = {"id": done.node_id, "uphold": True, "decision": "属实，已更正"}
    assert desk.done(MARKET, "decideObjection", **given, correction=correction) == done
    row = desk.row(objection, done.fact_id)
    assert (row["status"], row["decision"], row["decided_on"]) == ("UPHELD", "属实，已更正", TODAY)
    new = penalties(desk)[-1]
    assert (new["amount"], new["published_on"], new["disputed"]) == (1_000_000, None, False)
    assert (new["superseded_at"], new["source"], len(penalties(desk))) == (None, "market-113", 3)
    assert [each["merchant_id"] for each in desk.rows_of(recompute)] == [hash63(SALON)]
    notices = {each["party"]: each for each in desk.rows_of(correction_notice)}
    assert notices.keys() == {BAOSHAN.party, "bank-a", POLICE.party}
    assert notices["bank-a"]["read_at"] == NOW - timedelta(days=1)  # the last of two
    assert notices["bank-a"]["fact"] == fine
    assert desk.refused(MARKET, "decideObjection", **given)[0] == "WRONG_STATE"


def read_by_others(connection: Connection) -> None:
    days = (
        *(("bank-a", 50), ("bank-a", 1), (BAOSHAN.party, 90), (CITY.party, 91)),
        (POLICE.party, 3),  # under a sealed case
    )
    for number, (party, ago) in enumerate(days):
        text = ("operation", "operation_digest", "policy_version")
        row: dict[str, Any] = dict.fromkeys(text, "x")
        row |= {"stream": 1, "record_id": number, "node_id": f"l{number}", "party": party}
        row |= {"at": NOW - timedelta(days=ago), "outcome": "ANSWERED", "merchants": 1}
        row |= {"merchant_ids": [], "families": [], "sealed": party == POLICE.party}
        connection.execute(insert(access_record).values(row))
        same = {"stream": 1, "record_id": number}
        if number % 2:  # not sorted in yet
            recent = {**same, "merchants": f",{hash63(SALON)},"}
            connection.execute(insert(access_recent).values(recent))
        else:
            subject = {**same, "merchant_id": hash63(SALON), "records": f",{number},"}
            connection.execute(insert(access_subject).values(subject))


def test_who_has_a_notice_is_told_to_nobody() -> None:
    """A notice names a reader, sealed ones too: no cell of any answer stands on it."""
    served = {
        binding.table.name for binding in REGISTRY.types.values() if binding.table is not None
    }
    assert objection.name in served
    assert correction_notice.name not in served
    root = Path(__file__).parents[2]
    rooms = [path for room in ("resolvers", "schema") for path in (root / room).rglob("*.py")]
    assert rooms
    assert not [path for path in rooms if "correction_notice" in path.read_text("utf-8")]


def test_a_rejection_leaves_the_fact(desk: Desk, fine: str) -> None:
    first = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    second = desk.done(
        *(SALON_ITSELF, "fileObjection"),
        fact=fine,
        coordinate="Penalty.kind",
        statement="不属罚款",
    )
    desk.done(MARKET, "decideObjection", id=first.node_id, uphold=False, decision="无误")
    assert penalties(desk)[-1]["disputed"] is True  # the second still runs
    desk.done(CENTRE, "decideObjection", id=second.node_id, uphold=False, decision="无误")
    last = penalties(desk)[-1]
    assert (last["disputed"], last["amount"]) == (False, 2_000_000)
    assert desk.row(objection, second.fact_id)["status"] == "REJECTED"
    assert desk.rows_of(recompute) == []
    assert desk.rows_of(correction_notice) == []
    # decided once, it may be filed anew
    assert desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG) != first


def test_upheld_without_a_correction_it_is_withdrawn(desk: Desk, fine: str) -> None:
    first = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    other = {**WRONG, "coordinate": "Penalty.kind"}
    second = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **other)
    desk.done(MARKET, "decideObjection", id=first.node_id, uphold=True, decision="撤销")
    assert [row for row in penalties(desk) if row["superseded_at"] is None] == []
    given = {"id": second.node_id, "uphold": True, "decision": "x"}
    correction = [{"coordinate": "Penalty.kind", "value": "警告"}]
    refused = desk.refused(MARKET, "decideObjection", **given, correction=correction)
    assert refused == ("WRONG_STATE", ("correction",))
    desk.done(MARKET, "decideObjection", **given)
    assert desk.refused(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)[0] == "NOT_FOUND"


def test_an_upheld_rating_stays_withdrawn(desk: Desk) -> None:
    made = desk.done(BEAUTY, "publishRating", merchant=SALON, grade="E", method="甲")
    given = {"fact": made.node_id, "coordinate": "Rating.grade", "statement": "有误"}
    done = desk.done(SALON_ITSELF, "fileObjection", **given)
    desk.done(BEAUTY, "decideObjection", id=done.node_id, uphold=True, decision="重评")
    row = desk.row(rating, made.fact_id)
    assert (row["withdrawn_on"], row["withdrawal_reason"]) == (TODAY, "重评")
    assert (row["disputed"], row["grade"]) == (False, "E")


@pytest.mark.parametrize("who", [CITY, BAOSHAN, BEAUTY, PLATFORM, GYM_ITSELF])
def test_nobody_else_decides(desk: Desk, fine: str, who: Principal) -> None:
    done = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    given = {"id": done.node_id, "uphold": True, "decision": "x"}
    assert desk.refused(who, "decideObjection", **given) == ("NOT_FOUND", ("id",))
    assert desk.refused(MARKET, "decideObjection", **{**given, "id": "J"})[0] == "NOT_FOUND"
    assert desk.row(objection, done.fact_id)["status"] == "FORWARDED"


@pytest.mark.parametrize(
    ("coordinate", "value", "place"),
    [
        ("Penalty.authority", "x", "coordinate"),  # part of the key
        ("Penalty.penaltyClass", "warning", "coordinate"),
        ("Penalty.provider", "x", "coordinate"),
        ("Penalty.recordedAt", "2022-01-01", "coordinate"),
        ("Rating.grade", "A", "coordinate"),
        ("Penalty.amount", "1.234", "value"),
        ("Penalty.amount", "-1", "value"),
        ("Penalty.decidedOn", "2022-02-30", "value"),
        ("Penalty.decidedOn", "1066-10-14", "value"),
        ("Penalty.decidedOn", None, "value"),
        ("Penalty.violation", "NONSENSE", "value"),
        ("Penalty.kind", "a\u202eb", "value"),
    ],
)
def test_a_correction_out_of_order(desk: Desk, fine: str, coordinate, value, place) -> None:  # type: ignore[no-untyped-def]
    done = desk.done(SALON_ITSELF, "fileObjection", fact=fine, **WRONG)
    given = {"id": done.node_id, "uphold": True, "decision": "x"}
    correction = [{"coordinate": coordinate, "value": value}]
    refused = desk.refused(MARKET, "decideObjection", **given, correction=correction)
    assert refused == ("INVALID", ("correction", "0", place))
    assert desk.row(objection, done.fact_id)["status"] == "FORWARDED"
    assert len(penalties(desk)) == 2
    rejected = {**given, "uphold": False}
    refused = desk.refused(MARKET, "decideObjection", **rejected, correction=correction)
    assert refused == ("INVALID", ("correction",))


def test_a_corrected_outlet_is_found_by_its_new_address(desk: Desk) -> None:
    shop = {"code": "9", "name": "牡丹江路店", "district": "310113", "status": "OPEN"}
    fact = given_fact(*(desk, outlet, "O"), merchant_id=hash63(SALON), provider=CITY.party, **shop)
    given = {"fact": fact, "coordinate": "Outlet.address", "statement": "地址有误"}
    done = desk.done(SALON_ITSELF, "fileObjection", **given)
    decided = {"id": done.node_id, "uphold": True, "decision": "属实"}
    for district in ("999999", "黄浦"):
        wrong = [{"coordinate": "Outlet.district", "value": district}]
        refused = desk.refused(CITY, "decideObjection", **decided, correction=wrong)
        assert refused[0] == "INVALID"
    correction = [
        {"coordinate": "Outlet.address", "value": "友谊路１号"},
        {"coordinate": "Outlet.district", "value": "310101"},
        {"coordinate": "Outlet.status", "value": "CLOSED"},
    ]
    desk.done(CITY, "decideObjection", **decided, correction=correction)
    texts = {each["coordinate"]: each["text"] for each in desk.rows_of(search_entry)}
    assert texts == {"Outlet.name": "牡丹江路店", "Outlet.address": "友谊路1号"}
    assert "友谊" in {each["gram"] for each in desk.rows_of(search_gram)}
    again = desk.done(SALON_ITSELF, "fileObjection", **given)
    desk.done(CITY, "decideObjection", id=again.node_id, uphold=True, decision="撤销")
    assert desk.rows_of(search_entry) == desk.rows_of(search_gram) == []


def test_every_kind_of_fact_can_be_corrected_somewhere(desk: Desk) -> None:
    types = desk.policy.names.types
    for name, table in FACTS.items():
        fields = {field.partition(".")[2] for field in types[name]}
        columns = correctable(name)
        assert columns, name
        camel = {
            head + "".join(part.capitalize() for part in rest)
            for head, *rest in (column.split("_") for column in columns)
        }
        assert camel <= fields, name
        assert not columns.keys() & {"provider", "disputed", "due_on", "late", "confirmed_on"}
        assert letter_of(name)
        assert (
            desk.transact(lambda each, table=table: each.execute(select(table)).all()) is not None
        )
