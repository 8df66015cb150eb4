"""The first kind end to end: defaults, versions, what a merchant brings with it."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from hub.domain.identifiers import hash63
from hub.errors import IntakeError
from hub.tables.credit import risk_status
from hub.tables.fund import card_report
from hub.tables.intake import batch, quarantined_row, recompute, staged_chunk
from hub.tables.merchant import link, merchant, search_entry, search_gram
from tests.ingest.world import A, B, C, Intake, code


def test_defaults_and_derived_columns(hub: Intake) -> None:
    found = {row["uscc"]: row for row in hub.rows(merchant)}
    assert [found[c]["district"] for c in (A, B, C)] == ["310115", "310113", "310113"]
    assert [found[c]["district_basis"] for c in (A, B, C)] == ["stated", "stated", "registration"]
    assert found[A]["industry_key"] == "2017:8040"
    assert found[C]["industry_key"] == ""
    assert found[A]["kind"] == "ENTERPRISE"
    assert found[A]["status"] == "UNKNOWN"
    assert found[A]["issuer"] == "NOT_KNOWN"
    assert found[A]["mall_type"] is False


def test_an_individual_business_by_its_code(hub: Intake) -> None:
    shop = code(9, prefix="92")
    hub.operator("merchants", f"uscc,name\n{shop},小店\n")
    assert hub.row(merchant, shop)["kind"] == "INDIVIDUAL_BUSINESS"


@pytest.mark.parametrize("district", ["", "310000", "杭州市"])
def test_a_district_that_cannot_be_told(small: Intake, district: str) -> None:
    firm = code(5, "310000")
    receipt = small.operator("merchants", f"uscc,name,district\n{firm},甲,{district}\n")
    assert receipt.codes == {"DISTRICT_UNKNOWN": 1}
    assert receipt.status == "REFUSED"
    assert small.rows(merchant) == []


def test_retired_codes_and_aliases_follow_their_successor(small: Intake) -> None:
    text = f"uscc,name,district\n{A},甲,310230\n{B},乙,闸北\n{C},丙,浦东新区\n"
    small.operator("merchants", text)
    assert [small.row(merchant, c)["district"] for c in (A, B, C)] == ["310151", "310106", "310115"]


def test_masked_and_folded_forms_are_stored(small: Intake) -> None:
    small.operator(
        "merchants",
        "uscc,name,brand,registered_address,legal_representative\n"
        f"{A},ＡＢＣ美容,Ｂｅａｕｔｙ,上海市浦东新区张杨路655号,王小明\n",
    )
    row = small.row(merchant, A)
    assert row["registered_address_street"] == "上海市浦东新区张杨路"
    assert row["legal_representative_name1"] == "王***"
    assert row["name"] == "ＡＢＣ美容"
    assert row["name_folded"] == "abc美容"
    assert row["brand_folded"] == "beauty"


def test_a_merchant_has_at_once_a_link_and_a_risk(hub: Intake) -> None:
    assert hub.row(link, A)["status"] == "UNLINKED"
    risk = hub.row(risk_status, A)
    assert (risk["code"], risk["alert"], risk["uncertain"]) == (None, False, True)
    assert risk["public_reasons"][0].keys() == {"code", "text", "rule"}
    assert {row["merchant_id"] for row in hub.rows(recompute)} == set(map(hash63, (A, B, C)))


def test_the_warning_light_of_a_confirmed_issuer(hub: Intake) -> None:
    hub.operator("merchants", f"uscc,name,issuer\n{A},浦东美容有限公司,CONFIRMED\n")
    assert hub.row(risk_status, A)["alert"] is True
    hub.operator("links", f"uscc,status,linked_on\n{A},LINKED,2022-01-21\n")
    assert hub.row(risk_status, A)["alert"] is False
    assert str(hub.row(link, A)["mark_due_on"]) == "2022-01-28"  # domain 7.5, case 66


def test_a_report_confirms_the_issuer_and_the_owner_stays(hub: Intake) -> None:
    hub.operator(
        "card-reports",
        "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
        f"{A},2022-03-01,300000.00,120000.00,40\n",
    )
    row = hub.row(merchant, A)
    assert row["issuer"] == "CONFIRMED"
    assert row["source"] == "operator"
    assert hub.row(risk_status, A)["alert"] is True
    assert hub.row(card_report, A)["on_time"] is True
    assert hub.operator("merchants", f"uscc,name,issuer\n{A},浦东美容有限公司,\n").unchanged == 1


def test_unchanged_changed_absent_and_empty(hub: Intake) -> None:
    assert hub.operator("merchants", f"uscc,name\n{A},浦东美容有限公司\n").unchanged == 1
    assert hub.operator("merchants", f"uscc,contact_phone\n{A},021-55556666\n").accepted == 1
    row = hub.row(merchant, A)
    assert row["name"] == "浦东美容有限公司"
    assert row["contact_phone"] == "021-55556666"
    assert hub.operator("merchants", f"uscc,contact_phone\n{A},\n").accepted == 1
    assert hub.row(merchant, A)["contact_phone"] is None
    versions = [row for row in hub.rows(merchant, past=True) if row["uscc"] == A]
    assert len(versions) == 3
    for before, after in itertools.pairwise(versions):
        assert before["superseded_at"] == after["recorded_at"]
        assert before["node_id"] == after["node_id"]


def test_a_district_of_the_code_stays_unconfirmed_until_stated(hub: Intake) -> None:
    hub.operator("merchants", f"uscc,contact_phone\n{C},1\n")
    assert hub.row(merchant, C)["district_basis"] == "registration"
    hub.operator("merchants", f"uscc,district\n{C},310113\n")
    assert hub.row(merchant, C)["district_basis"] == "stated"


def test_a_withdrawn_merchant_is_superseded_by_nothing(hub: Intake) -> None:
    text = f"uscc,withdrawn_on\n{A},2022-03-01\n"
    assert hub.operator("merchants", text).accepted == 1
    assert A not in {row["uscc"] for row in hub.rows(merchant)}
    assert hash63(A) not in {row["merchant_id"] for row in hub.rows(search_entry)}
    assert hub.operator("merchants", text).unchanged == 1


def test_search_entries_and_bigrams(hub: Intake) -> None:
    hub.operator("outlets", f"uscc,code,name,address,district\n{A},1,陆家嘴店,世纪大道8号,310115\n")
    texts = {
        (row["coordinate"], row["text"])
        for row in hub.rows(search_entry)
        if row["merchant_id"] == hash63(A)
    }
    assert texts == {
        ("Merchant.name", "浦东美容有限公司"),
        ("Outlet.name", "陆家嘴店"),
        ("Outlet.address", "世纪大道8号"),
    }
    grams = {row["gram"] for row in hub.rows(search_gram) if row["merchant_id"] == hash63(A)}
    assert {"美容", "家嘴", "大道"} <= grams
    hub.operator("outlets", f"uscc,code,name\n{A},1,滨江店\n")
    grams = {row["gram"] for row in hub.rows(search_gram) if row["merchant_id"] == hash63(A)}
    assert "滨江" in grams
    assert "家嘴" not in grams


def test_key_twice(hub: Intake) -> None:
    one, two = code(20), code(21)
    text = f"uscc,name\n{one},甲\n{one},甲\n{two},乙\n{two},丙\n{two},乙\n"
    receipt = hub.operator("merchants", text)
    assert (receipt.accepted, receipt.unchanged, receipt.codes) == (1, 1, {"KEY_TWICE": 3})


def test_a_dry_run_leaves_nothing(hub: Intake) -> None:
    receipt = hub.operator("merchants", f"uscc,name\n{code(30)},甲\nx,y\n", key="d", dry_run=True)
    assert (receipt.accepted, receipt.quarantined) == (1, 1)
    assert len(hub.rows(merchant)) == 3
    assert hub.rows(staged_chunk) == []
    assert hub.rows(quarantined_row) == []
    assert "d" not in {row["idempotency_key"] for row in hub.rows(batch)}


def test_too_many_errors_make_nothing_visible(hub: Intake) -> None:
    with pytest.raises(IntakeError) as refused:
        hub.operator("merchants", f"uscc,name\n{code(30)},甲\nx,y\nz,y\n", max_errors=1)
    assert refused.value.code == "TOO_MANY_ERRORS"
    assert len(hub.rows(merchant)) == 3
    assert hub.rows(staged_chunk) == []


def test_every_staged_chunk_is_gone_and_the_batch_visible(hub: Intake) -> None:
    assert hub.transact(lambda c: c.execute(select(staged_chunk)).all()) == []
    assert {row["state"] for row in hub.rows(batch)} == {"VISIBLE"}
