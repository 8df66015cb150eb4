"""Every record kind: a well row goes in, again it is unchanged, withdrawn it is gone."""

from __future__ import annotations

import csv
import io
from datetime import date

from authz.vocabulary import INTAKE
from hub.domain.identifiers import hash63
from hub.ingest.kinds import KINDS, describe, kind_of
from hub.tables.complaint import complaint
from hub.tables.enforcement import clue, penalty, referral
from hub.tables.fund import card_report, custody_account, custody_balance, filing, guarantee_claim
from hub.tables.intake import batch, quarantined_row, recompute
from hub.tables.merchant import locator
from hub.tables.party import party
from hub.tables.policy import rights_epoch
from tests.ingest.world import PARTIES, A, B, Intake, code

# One well row a kind, in the order in which they can be sent.
ROWS = {
    "parties": "code,kind,name,district,industries\nbank-c,BANK,丙银行,,\n",
    "officers": "party,subject,name,badge\nbank-a,li,李,77\n",
    "sources": "code,name,party,kinds,cadence_days\nbank-a-daily,甲,bank-a,custody-balances,1\n",
    "institutions": "code,kind,name\nbank-a,BANK,甲银行\n",
    "calendar-days": "day,kind,name\n2027-01-01,holiday,元旦\n",
    "thresholds": "parameter,industry,size,zone,valid_from,value,basis\n"
    "custody.general_ratio,8040,,,2026-01-01,0.50,试点\n",
    "outlets": "uscc,code,name,address,district,status,opened_on\n"
    f"{A},1,一店,大道1号,310104,OPEN,\n",
    "links": f"uscc,status,system,platform,linked_on\n{A},LINKED,own,platform-base,2022-01-21\n",
    "shareholders": f"uscc,holder,contribution,share\n{A},甲,100.00,0.5\n",
    "permits": f"uscc,kind,number,issued_by,valid_from\n{A},卫生许可,1,区卫健委,2021-01-01\n",
    "payments": f"uscc,kind,period,due,paid,arrears\n{A},TAX,2021Q4,10.00,9.00,1.00\n",
    "revenues": f"uscc,year,main_business_revenue\n{A},2021,1000000.00\n",
    "card-reports": "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
    f"{A},2022-03-01,300000.00,120000.00,40\n",
    "filings": "uscc,kind,period,main_business_revenue,profit,prepaid_spent,main_uses,filed_on\n"
    f"{A},QUARTERLY,2021Q4,1.00,-1.00,2.00,房租,2022-01-26\n",
    "custody-accounts": f"bank,account_number,uscc,opened_on\nbank-a,6222 0001,{A},2022-01-01\n",
    "custody-balances": "bank,account_number,day,balance\nbank-a,6222 0001,2022-03-01,50000.00\n",
    "guarantees": "issuer,number,uscc,kind,cover_amount,valid_from,valid_until\n"
    f"insurer-a,P1,{A},PERFORMANCE_GUARANTEE_INSURANCE,1000.00,2022-01-01,2022-12-31\n",
    "guarantee-claims": "issuer,number,claim,reported_on,status,amount\n"
    "insurer-a,P1,1,2022-02-01,,10.00\n",
    "listings": "uscc,kind,reference,ground,decided_by,listed_on\n"
    f"{A},ABNORMAL_OPERATION,L1,,市场监管局,2022-01-01\n",
    "equity-freezes": f"uscc,reference,court,amount,frozen_on\n{A},F1,法院,5.00,2022-01-01\n",
    "ratings": "uscc,publisher,published_on,grade,method,score\n"
    f"{A},association-beauty,2022-02-01,A,统一标准,95.5\n",
    "reviews": f"uscc,publisher,period,reviews,average_score\n{A},platform-base,2022-02,12,4.75\n",
    "warnings": "publisher,reference,uscc,industries,districts,title,text,published_on\n"
    "consumer-council,W1,,8040;8930,宝山区、310104,谨慎办卡,请核对,2022-02-01\n",
    "complaints": "channel,ticket,uscc,category,received_on,status,amount,text\n"
    f"hotline-12345,T1,{A},request,2022-02-21,,88.00,投诉人张三电话13812345678要求退款\n",
    "penalties": "authority,decision_number,uscc,decided_on,violation,kind,class,amount,"
    "published_on\n"
    f"宝山区市场监督管理局,沪1号,{A},2022-02-01,NOT_LINKED,罚款,ordinary,500.00,2022-02-10\n",
    "rectifications": "issuer,reference,uscc,issued_on,due_on,violation\n"
    f"district-commerce-310113,R1,{B},2022-02-01,2022-03-31,NOT_LINKED\n",
    "inspections": "party,reference,uscc,inspectors,planned_on\n"
    f"district-commerce-310113,I1,{B},王一;李二,2022-03-10\n",
    "clues": "sender,reference,uscc,recipient,violation,sent_at\n"
    f"regulator-sport,C1,{B},market-supervision-310113,NOT_LINKED,2022-03-01T09:00:00+08:00\n",
    "referrals": "sender,reference,uscc,recipient,suspected_crime,reported_on\n"
    f"market-supervision-310113,X1,{A},police-310115,FUNDRAISING_FRAUD,2022-03-01\n",
}


def _keys_only(kind: str, text: str) -> str:
    """The same row by its key alone, withdrawn."""
    row = next(csv.DictReader(io.StringIO(text)))
    names = [*kind_of(kind).key, "withdrawn_on"]
    row["withdrawn_on"] = "2022-03-02"
    return ",".join(names) + "\n" + ",".join(row[name] for name in names) + "\n"


def test_the_kinds_are_the_contracts() -> None:
    assert set(KINDS) == set(INTAKE)
    assert set(ROWS) | {"merchants"} == set(KINDS)


def test_every_kind_goes_in_stays_and_goes(hub: Intake) -> None:
    for kind, text in ROWS.items():
        first = hub.operator(kind, text)
        assert (kind, first.accepted, first.codes) == (kind, 1, {})
        assert len(hub.rows(KINDS[kind].table)) >= 1
        again = hub.operator(kind, text)
        assert (kind, again.unchanged, again.codes) == (kind, 1, {})
    for kind, text in ROWS.items():
        gone = _keys_only(kind, text)
        if KINDS[kind].kept_withdrawn or kind in {"parties", "custody-accounts", "guarantees"}:
            continue
        assert (kind, hub.operator(kind, gone).accepted) == (kind, 1)
        assert (kind, hub.operator(kind, gone).unchanged) == (kind, 1)


def test_derived_columns(hub: Intake) -> None:
    for kind, text in ROWS.items():
        hub.operator(kind, text)
    assert hub.row(card_report, A)["on_time"] is True  # for 1 March, on 2 March
    late = hub.row(filing, A)
    assert (late["due_on"], late["late"]) == (date(2022, 1, 25), True)  # domain 7.5, case 69
    told = hub.row(complaint, A)
    assert told["due_on"] == date(2022, 2, 28)
    assert told["status"] == "RECEIVED"
    assert "张三" not in told["text"]
    assert "13812345678" not in told["text"]
    fined = hub.row(penalty, A)
    assert fined["visible_until"] == date(2025, 2, 10)
    sent = hub.row(clue, B)
    assert sent["status"] == "SENT"
    assert sent["accept_by"] is not None
    assert hub.row(referral, A)["decide_by"] == date(2022, 3, 4)
    account, balance = hub.row(custody_account, A), hub.row(custody_balance, A)
    assert balance["account_id"] == account["fact_id"]
    assert hub.row(guarantee_claim, A)["status"] == "UNKNOWN"
    assert {row["kind"] for row in hub.rows(locator)} == {
        *("custody-accounts", "guarantees", "warnings", "complaints", "penalties"),
        *("rectifications", "inspections", "clues", "referrals"),
    }
    assert {row["merchant_id"] for row in hub.rows(recompute)} >= {hash63(A), hash63(B)}


def test_how_far_a_source_s_reports_reach(hub: Intake) -> None:
    for kind, until in {
        "card-reports": "2022-03-01",
        "payments": "2021-12-31",
        "revenues": "2021-12-31",
        "reviews": "2022-02-28",
        "outlets": None,
    }.items():
        hub.operator(kind, ROWS[kind])
        hub.operator(kind, ROWS[kind])
        told = {row["covers_until"] for row in hub.rows(batch) if row["kind"] == kind}
        assert (kind, told) == (kind, {until})


def test_a_warning_only_penalty_is_never_public(hub: Intake) -> None:
    text = ROWS["penalties"].replace("ordinary", "warning")
    hub.operator("penalties", text)
    assert hub.row(penalty, A)["visible_until"] is None
    hub.operator("penalties", ROWS["penalties"])
    assert hub.row(penalty, A)["visible_until"] == date(2025, 2, 10)
    later = ROWS["penalties"].replace("2022-02-10", "2022-02-11")
    hub.operator("penalties", later)
    assert hub.row(penalty, A)["visible_until"] == date(2025, 2, 11)


def test_a_fact_that_moves_to_another_merchant(hub: Intake) -> None:
    for kind in ("custody-accounts", "custody-balances", "complaints"):
        hub.operator(kind, ROWS[kind])
    moved = hub.operator("custody-accounts", ROWS["custody-accounts"].replace(A, B))
    assert moved.accepted == 1
    assert [row["merchant_id"] for row in hub.rows(custody_account)] == [hash63(B)]
    assert [row["merchant_id"] for row in hub.rows(custody_balance)] == [hash63(B)]
    assert hub.operator("custody-balances", ROWS["custody-balances"]).unchanged == 1
    hub.operator("complaints", "channel,ticket,status\nhotline-12345,T1,RESOLVED\n")
    assert hub.row(complaint, A)["status"] == "RESOLVED"


def test_a_change_of_the_registers_moves_the_epoch(hub: Intake) -> None:
    before = hub.rows(rights_epoch)[0]["register"]
    assert hub.operator("parties", PARTIES).unchanged == len(PARTIES.splitlines()) - 1
    assert hub.rows(rights_epoch)[0]["register"] == before
    hub.operator("parties", PARTIES.replace("乙银行", "乙行"))
    assert hub.rows(rights_epoch)[0]["register"] == before + 1
    assert len([row for row in hub.rows(party) if row["code"] == "bank-b"]) == 1


REPORT = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
BALANCE = "bank,account_number,day,balance\n"
REVENUE = "uscc,year,main_business_revenue\n"
CLUE = "sender,reference,uscc,recipient,violation,sent_at\nregulator-sport,C1,"
REFERRAL = (
    "sender,reference,uscc,recipient,suspected_crime,reported_on\nmarket-supervision-310113,X1,"
)
REFUSED = (
    ("card-reports", f"uscc,reported_for\n{A},2022-03-01\n", "REQUIRED"),
    ("card-reports", f"{REPORT}{A},2022-03-03,1,1,1\n", "DATE_FUTURE"),
    ("card-reports", f"{REPORT}{A},2022-02-29,1,1,1\n", "DATE"),
    ("card-reports", f"{REPORT}{A},20220301,1,1,1\n", "DATE"),
    ("card-reports", f"{REPORT}{A},2022-03-01,1,1,2147483648\n", "INTEGER"),
    ("card-reports", f"{REPORT}{A},2022-03-01,,1,1\n", "REQUIRED"),
    ("revenues", f"{REVENUE}{code(77)},2021,1\n", "MERCHANT_UNKNOWN"),
    ("revenues", f"{REVENUE}{A},2021,-1\n", "MONEY_NEGATIVE"),
    ("revenues", f"{REVENUE}{A},2021,1e3\n", "MONEY"),
    ("revenues", f"{REVENUE}{A},2021,1.005\n", "MONEY"),
    ("revenues", f"{REVENUE}{A},2021,90000000000000.01\n", "MONEY"),
    ("revenues", f"{REVENUE}{A},1582,1\n", "DATE_RANGE"),
    (
        "custody-balances",
        "bank,account_number,day,balance\nbank-a,9,2022-03-01,1\n",
        "PARENT_UNKNOWN",
    ),
    ("shareholders", f"uscc,holder,share\n{A},甲,1.01\n", "SHARE"),
    ("filings", f"uscc,kind,period\n{A},QUARTERLY,2022-03\n", "PERIOD"),
    ("links", f"uscc,status,platform\n{A},LINKED,nobody\n", "PARTY_UNKNOWN"),
    ("links", f"uscc,status\n{A},MAYBE\n", "WORD"),
    ("merchants", f"uscc,name,industry\n{A},甲,9999\n", "INDUSTRY_UNKNOWN"),
    ("merchants", f"uscc,name\n{A[:-1]}I,甲\n", "USCC_ALPHABET"),
    ("outlets", f"uscc,code,name\n{A},1,店\n", "DISTRICT_UNKNOWN"),
    ("clues", f"{CLUE}{A},market-supervision-310113,NOT_LINKED,2022-03-01T09:00:00\n", "INSTANT"),
    (
        "clues",
        f"{CLUE}{A},market-supervision-310113,NOT_LINKED,2022-03-01T24:00:00+08:00\n",
        "INSTANT",
    ),
    ("clues", f"{CLUE}{A},market-supervision-310113,NO_SUCH,\n", "VIOLATION"),
    ("clues", f"{CLUE}{A},regulator-sport,NOT_LINKED,\n", "RECIPIENT_IS_SENDER"),
    ("clues", f"{CLUE}{A},police-310115,NOT_LINKED,\n", "PARTY_KIND"),
    ("clues", f"{CLUE}{A},bank-a,NOT_LINKED,\n", "PARTY_KIND"),
    ("clues", f"{CLUE}{A},merchant-{B},NOT_LINKED,\n", "PARTY_KIND"),
    ("clues", f"{CLUE}{A},district-commerce-310113,NOT_LINKED,\n", "PARTY_KIND"),
    ("referrals", f"{REFERRAL}{A},market-supervision-310115,OTHER,2022-03-01\n", "PARTY_KIND"),
    ("referrals", f"{REFERRAL}{A},procuratorate-310115,OTHER,2022-03-01\n", "PARTY_KIND"),
    ("referrals", f"{REFERRAL}{A},nobody,OTHER,2022-03-01\n", "PARTY_UNKNOWN"),
    ("thresholds", "parameter,valid_from,value,basis\nno.such,2026-01-01,1,x\n", "THRESHOLD"),
)


def test_refusals_of_single_rows(hub: Intake) -> None:
    for kind, text, code_of_it in REFUSED:
        receipt = hub.operator(kind, text)
        assert (text, receipt.codes) == (text, {code_of_it: 1})
    told = " ".join(row["message"] for row in hub.rows(quarantined_row))
    assert not any(value in told for value in (A, "nobody", "9999", "MAYBE", "1e3"))


def test_descriptions_for_people_and_programs() -> None:
    told = describe(KINDS["card-reports"])
    assert told["key"] == ["uscc", "reported_for"]
    names = [column["name"] for column in told["columns"]]
    assert names[-1] == "withdrawn_on"
    assert "prepaid_balance" in names
    families = {column["name"]: column["family"] for column in told["columns"]}
    assert families["prepaid_total"] == "CARDS"
    assert families["uscc"] == "PUBLIC"
