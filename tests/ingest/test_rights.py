"""Who may send what about whom, and that no row gives its sender a right (T83, T113)."""

from __future__ import annotations

from datetime import date

import pytest

from authz.principal import Principal
from hub.domain.identifiers import hash63
from hub.errors import ForbiddenError
from hub.tables.fund import custody_account, guarantee
from hub.tables.merchant import link, merchant, outlet
from tests.ingest.world import (
    BANK_A,
    BANK_B,
    BEAUTY,
    CENTER,
    CITY,
    COUNCIL,
    COURT,
    DISTRICT,
    HOTLINE,
    INSURER,
    MARKET,
    PLATFORM,
    SPORT,
    A,
    B,
    C,
    Intake,
    code,
    merchant_party,
)

ACCOUNT = "bank,account_number,uscc,opened_on\n"
CONFIRM = "bank,account_number,uscc,confirmed_by,confirmed_on\n"
GUARANTEE = "issuer,number,uscc,kind,cover_amount,valid_from,valid_until\n"
LINK = "uscc,status,platform\n"
REPORT = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
OUTLET = "uscc,code,name,district\n"


def refused(hub: Intake, party: Principal, kind: str, text: str) -> str:
    """The one code with which the one row is refused."""
    codes = hub.by(party, kind, text).codes
    assert sum(codes.values()) == 1
    return next(iter(codes))


@pytest.mark.parametrize(
    ("party", "kind", "text"),
    [
        (BANK_A, "merchants", f"uscc,name\n{A},甲\n"),
        (CENTER, "card-reports", f"{REPORT}{A},2022-03-01,1,1,1\n"),
        (HOTLINE, "penalties", "authority,decision_number\nx,1\n"),
        (DISTRICT, "custody-balances", "bank,account_number,day,balance\nbank-a,1,2022-03-01,1\n"),
        (COURT, "ratings", "uscc,publisher,published_on\n"),
    ],
    ids=lambda value: value.party if isinstance(value, Principal) else "",
)
def test_a_kind_that_a_party_never_sends(
    small: Intake, party: Principal, kind: str, text: str
) -> None:
    with pytest.raises(ForbiddenError) as stopped:
        small.by(party, kind, text)
    assert stopped.value.code == "KIND_NOT_ALLOWED"


def test_rows_inside_and_outside_the_sender_s_scope(hub: Intake) -> None:
    # C's district is read from its code alone: nobody's own district until it is stated
    text = f"{OUTLET}{A},1,一店,310115\n{B},1,二店,310113\n{C},1,三店,310113\n"
    receipt = hub.by(DISTRICT, "outlets", text)
    assert (receipt.accepted, receipt.codes) == (1, {"OUT_OF_SCOPE": 2})
    assert [row["merchant_id"] for row in hub.rows(outlet)] == [hash63(B)]
    hub.operator("merchants", f"uscc,district\n{C},310113\n")
    assert hub.by(DISTRICT, "outlets", f"{OUTLET}{C},1,三店,310113\n").accepted == 1
    permit = f"uscc,kind,number\n{A},卫生,1\n{B},卫生,1\n"
    assert hub.by(SPORT, "permits", permit).codes == {"OUT_OF_SCOPE": 1}
    rating = "uscc,publisher,published_on,grade,method\n"
    text = "".join(f"{c},association-beauty,2022-03-01,A,统一\n" for c in (A, B))
    assert hub.by(BEAUTY, "ratings", rating + text).codes == {"OUT_OF_SCOPE": 1}
    me = merchant_party(A)
    text = f"{REPORT}{A},2022-03-01,1,1,1\n{B},2022-03-01,1,1,1\n"
    assert hub.by(me, "card-reports", text).codes == {"OUT_OF_SCOPE": 1}


def test_a_bank_speaks_for_itself_only(hub: Intake) -> None:
    text = f"{ACCOUNT}bank-a,1,{A},2022-01-01\nbank-b,2,{A},2022-01-01\n"
    assert hub.by(BANK_A, "custody-accounts", text).codes == {"NOT_SENDER": 1}
    balance = "bank,account_number,day,balance\nbank-a,1,2022-03-01,5.00\n"
    assert refused(hub, BANK_B, "custody-balances", balance) == "NOT_SENDER"
    surety = f"{GUARANTEE}bank-a,1,{A},PERFORMANCE_GUARANTEE_INSURANCE,1,2022-01-01,2022-12-31\n"
    assert refused(hub, BANK_A, "guarantees", surety) == "OUT_OF_SCOPE"
    bond = surety.replace("PERFORMANCE_GUARANTEE_INSURANCE", "BANK_GUARANTEE")
    assert hub.by(BANK_A, "guarantees", bond).accepted == 1


@pytest.mark.parametrize(
    ("party", "kind", "text"),
    [
        (MARKET, "penalties", ("authority,decision_number,uscc,decided_on,violation,kind\n"
         "别处市场监督管理局,1,{B},2022-01-01,NOT_LINKED,罚款\n")),
        (MARKET, "referrals", ("sender,reference,uscc,recipient,suspected_crime,reported_on\n"
         "bank-a,1,{B},police-310115,OTHER,2022-01-01\n")),
        (DISTRICT, "rectifications", ("issuer,reference,uscc,issued_on,due_on,violation\n"
         "regulator-sport,1,{B},2022-01-01,2022-02-01,NOT_LINKED\n")),
        (HOTLINE, "complaints", ("channel,ticket,uscc,category,received_on\n"
         "consumer-council,1,{B},request,2022-01-01\n")),
        (SPORT, "complaints", ("channel,ticket,uscc,category,received_on\n"
         "hotline-12345,1,{B},request,2022-01-01\n")),
        (COUNCIL, "warnings", ("publisher,reference,title,text,published_on\n"
         "association-beauty,1,题,文,2022-01-01\n")),
        (COURT, "listings", ("uscc,kind,reference,decided_by,listed_on\n"
         "{B},JUDGMENT_DEFAULTER,1,别处法院,2022-01-01\n")),
        (COURT, "listings", ("uscc,kind,reference,decided_by,listed_on\n"
         "{B},SERIOUS_DISHONESTY,1,浦东新区人民法院,2022-01-01\n")),
        (PLATFORM, "links", "uscc,status,platform\n{B},LINKED,bank-a\n"),
    ],
    ids=[
        *("penalty", "referral", "order", "ticket", "ticket of a channel", "warning"),
        *("listing", "dishonesty", "link"),
    ],
)  # fmt: skip
def test_nobody_speaks_for_another(hub: Intake, party: Principal, kind: str, text: str) -> None:
    assert refused(hub, party, kind, text.format(B=B)) in {"NOT_SENDER", "OUT_OF_SCOPE"}


def test_no_body_opens_a_merchant_to_another_by_a_referral(hub: Intake) -> None:
    head = "sender,reference,uscc,recipient,suspected_crime,reported_on\n"
    mine = f"{head}market-supervision-310113,1,{B},market-supervision-310115,OTHER,2022-01-01\n"
    assert refused(hub, MARKET, "referrals", mine) == "PARTY_KIND"
    police = mine.replace("market-supervision-310115", "police-310115")
    assert hub.by(MARKET, "referrals", police).accepted == 1


def test_own_decisions_by_code_or_by_name(hub: Intake) -> None:
    head = "authority,decision_number,uscc,decided_on,violation,kind\n"
    for number, name in enumerate(("宝山区市场监督管理局", "market-supervision-310113")):
        text = f"{head}{name},{number},{A},2022-01-01,NOT_LINKED,罚款\n"
        assert hub.by(MARKET, "penalties", text).accepted == 1


def test_another_source_s_facts(hub: Intake) -> None:
    first = f"{OUTLET}{B},1,一店,310113\n"
    assert hub.by(DISTRICT, "outlets", first).accepted == 1
    changed = f"{OUTLET}{B},1,新店,310113\n"
    assert refused(hub, merchant_party(B), "outlets", changed) == "OWNED_BY_OTHER"
    assert refused(hub, SPORT, "outlets", f"uscc,code,withdrawn_on\n{B},1,2022-03-01\n") == (
        "OWNED_BY_OTHER"
    )
    assert hub.by(CENTER, "outlets", changed).accepted == 1  # intake.csv says `all`
    assert hub.rows(outlet)[0]["source"] == "data-center-daily"
    assert refused(hub, DISTRICT, "outlets", first) == "OWNED_BY_OTHER"


def test_the_first_link_is_nobody_s(hub: Intake) -> None:
    assert hub.by(PLATFORM, "links", f"{LINK}{A},LINKED,platform-base\n").accepted == 1
    assert hub.row(link, A)["provider"] == "platform-base"


def test_an_account_counts_once_the_merchant_confirmed_it(hub: Intake) -> None:
    hub.by(BANK_A, "custody-accounts", f"{ACCOUNT}bank-a,1,{A},2022-01-01\n")
    own = f"{CONFIRM}bank-a,1,{A},bank-a,2022-03-01\n"
    assert refused(hub, BANK_A, "custody-accounts", own) == "CONFIRMATION_NOT_YOURS"
    forged = f"{CONFIRM}bank-a,1,{A},merchant-{A},2022-03-01\n"
    assert refused(hub, BANK_A, "custody-accounts", forged) == "CONFIRMATION_NOT_YOURS"
    other = f"{CONFIRM}bank-a,1,{A},merchant-{B},2022-03-01\n"
    assert refused(hub, merchant_party(B), "custody-accounts", other) in {
        "CONFIRMATION_NOT_YOURS",
        "OUT_OF_SCOPE",
        "NOT_SENDER",
    }
    assert hub.row(custody_account, A)["confirmed_on"] is None
    assert hub.by(merchant_party(A), "custody-accounts", forged).accepted == 1
    row = hub.row(custody_account, A)
    assert row["confirmed_on"] == date(2022, 3, 1)
    assert (row["source"], row["provider"]) == ("bank-a-daily", "bank-a")
    assert hub.by(merchant_party(A), "custody-accounts", forged).unchanged == 1


def test_a_merchant_cannot_make_or_change_an_account(hub: Intake) -> None:
    mine = merchant_party(A)
    text = f"{CONFIRM}bank-a,1,{A},merchant-{A},2022-03-01\n"
    assert refused(hub, mine, "custody-accounts", text) in {"OUT_OF_SCOPE", "NOT_SENDER"}
    hub.by(BANK_A, "custody-accounts", f"{ACCOUNT}bank-a,1,{A},2022-01-01\n")
    text = f"bank,account_number,uscc,opened_on,confirmed_by,confirmed_on\nbank-a,1,{A},2020-01-01,"
    assert refused(hub, mine, "custody-accounts", f"{text}merchant-{A},2022-03-01\n") in {
        "OUT_OF_SCOPE",
        "NOT_SENDER",
    }


def test_what_widens_a_confirmed_relation_is_confirmed_anew(hub: Intake) -> None:
    policy = f"insurer-a,P,{A},PERFORMANCE_GUARANTEE_INSURANCE,1,2022-01-01,"
    hub.by(INSURER, "guarantees", f"{GUARANTEE}{policy}2022-06-30\n")
    confirmed = f"issuer,number,uscc,confirmed_by,confirmed_on\ninsurer-a,P,{A},"
    hub.by(CITY, "guarantees", f"{confirmed}city-commerce,2022-03-01\n")
    assert hub.row(guarantee, A)["confirmed_by"] == "city-commerce"
    hub.by(INSURER, "guarantees", f"{GUARANTEE}{policy}2022-05-31\n")
    assert hub.row(guarantee, A)["confirmed_by"] == "city-commerce"  # shorter: still confirmed
    hub.by(INSURER, "guarantees", f"{GUARANTEE}{policy}2099-12-31\n")
    assert hub.row(guarantee, A)["confirmed_by"] is None


def test_a_confirmed_account_that_is_moved_or_opened_again(hub: Intake) -> None:
    head = "bank,account_number,uscc,closed_on\n"
    hub.by(BANK_A, "custody-accounts", f"{ACCOUNT}bank-a,1,{A},2022-01-01\n")
    confirm = f"{CONFIRM}bank-a,1,{A},city-commerce,2022-03-01\n"
    hub.by(CITY, "custody-accounts", confirm)
    hub.by(BANK_A, "custody-accounts", f"{head}bank-a,1,{A},2022-02-01\n")
    assert hub.row(custody_account, A)["confirmed_by"] == "city-commerce"
    hub.by(BANK_A, "custody-accounts", f"{head}bank-a,1,{A},\n")
    assert hub.row(custody_account, A)["confirmed_by"] is None
    hub.by(CITY, "custody-accounts", confirm)
    hub.by(BANK_A, "custody-accounts", f"{ACCOUNT}bank-a,1,{B},2022-01-01\n")
    assert hub.row(custody_account, B)["confirmed_by"] is None


def test_a_platform_serves_once_its_link_is_confirmed(hub: Intake) -> None:
    report = f"{REPORT}{A},2022-03-01,1,1,1\n"
    hub.by(PLATFORM, "links", f"{LINK}{A},LINKED,platform-base\n")
    assert refused(hub, PLATFORM, "card-reports", report) == "OUT_OF_SCOPE"
    confirm = f"uscc,confirmed_by,confirmed_on\n{A},merchant-{A},2022-03-01\n"
    assert hub.by(merchant_party(A), "links", confirm).accepted == 1
    assert hub.by(PLATFORM, "card-reports", report).accepted == 1
    hub.by(PLATFORM, "links", f"{LINK}{A},DELINKED,platform-base\n")
    hub.by(PLATFORM, "links", f"{LINK}{A},LINKED,platform-base\n")
    assert hub.row(link, A)["confirmed_on"] is None


def test_a_confirmation_is_never_by_half(hub: Intake) -> None:
    hub.by(BANK_A, "custody-accounts", f"{ACCOUNT}bank-a,1,{A},2022-01-01\n")
    text = f"bank,account_number,uscc,confirmed_by\nbank-a,1,{A},city-commerce\n"
    assert refused(hub, CITY, "custody-accounts", text) == "REQUIRED"


def test_a_warning_about_trades(hub: Intake) -> None:
    head = "publisher,reference,industries,title,text,published_on\nassociation-beauty,"
    assert hub.by(BEAUTY, "warnings", f"{head}1,8040,题,文,2022-01-01\n").accepted == 1
    assert refused(hub, BEAUTY, "warnings", f"{head}2,8040;8930,题,文,2022-01-01\n") == (
        "OUT_OF_SCOPE"
    )


def test_unknown_merchants_are_said_to_be_unknown(hub: Intake) -> None:
    text = f"{OUTLET}{code(88)},1,一店,310113\n"
    assert refused(hub, DISTRICT, "outlets", text) == "MERCHANT_UNKNOWN"
    assert len(hub.rows(merchant)) == 3
