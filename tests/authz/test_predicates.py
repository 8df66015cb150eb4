"""Each scope word on a row that it admits, and on rows that differ in one fact and are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from authz.predicates import PREDICATES, holds
from authz.principal import PUBLIC, Principal
from authz.vocabulary import SCOPES
from hub.errors import PolicyError

DAY = date(2022, 6, 15)
CALLER = Principal(
    party="office",
    kind="DISTRICT_COMMERCE",
    subject="officer-1",
    roles=("DISTRICT_COMMERCE",),
    district="310113",
    industries=("2017:80", "2017:8040", "2017:O"),
    institution="bank-a",
    merchant_id=7,
    channels=("12345",),
    case_number="（2022）沪0113民初1号",
)
NO_DISTRICT = Principal(party="office", kind="INDUSTRY_REGULATOR", subject="", roles=())
TRADE = Principal(
    party="office",
    kind="INDUSTRY_REGULATOR",
    subject="",
    roles=(),
    industries=("2017:80", "2017:8040", "2017:O"),
)
LEASE = {
    "party": "office",
    "officers": ("officer-1", "officer-2"),
    "case_number": "（2022）沪0113民初1号",
    "status": "OPEN",
    "opens_on": DAY,
    "closes_on": DAY,
    "families": ("CONTACT", "CARDS"),
    "period_from": date(2021, 1, 1),
    "period_until": date(2021, 12, 31),
}
LINK = {"platform": "office", "status": "LINKED", "confirmed_on": DAY}
ACCOUNT = {"bank": "bank-a", "closed_on": None, "confirmed_on": DAY}
COVER = {"issuer": "bank-a", "valid_from": DAY, "valid_until": DAY, "confirmed_on": DAY}
TASK = {"sender": "district", "recipient": "office", "status": "SENT", "ended_on": None}
PENALTY = {
    "type": "Penalty",
    "published_on": DAY,
    "visible_until": date(2022, 6, 16),
    "revoked_on": None,
    "repaired_on": None,
    "penalty_class": "ordinary",
}
LISTING = {"type": "Listing", "listed_on": DAY, "removed_on": None, "visible_until": None}
RATING = {"type": "Rating", "published_on": DAY, "withdrawn_on": None}
HERE = {"district": "310113", "district_confirmed": True}
OUTLET = {"outlets": ({"status": "OPEN", "district": "310113"},), "district": "310101"}
IN_TRADE = {"industries": ("2017:8040",), **HERE}

Row = dict[str, Any]

ADMITTED: list[tuple[str, str, Row]] = [
    ("all", "CARDS", {}),
    ("published", "PUBLISHED", PENALTY),
    ("published", "PUBLISHED", LISTING),
    ("published", "PUBLISHED", LISTING | {"visible_until": date(2022, 6, 16)}),
    ("published", "PUBLISHED", RATING),
    ("published", "PUBLISHED", RATING | {"type": "RiskWarning"}),
    ("own_district", "CARDS", HERE),
    ("own_district", "CARDS", OUTLET),
    ("own_district", "PUBLIC", HERE | {"district_confirmed": False}),
    ("own_district", "COMPLAINTCOUNT", HERE | {"district_confirmed": False}),
    ("own_industry", "CARDS", IN_TRADE),
    ("own_industry_with_district", "", IN_TRADE),
    ("addressed", "CARDS", {"tasks": (TASK,)}),
    ("addressed", "CARDS", {"tasks": (TASK | {"status": "FILED"},)}),
    (
        "addressed",
        "CARDS",
        {"tasks": (TASK | {"status": "DECIDED", "ended_on": date(2022, 3, 17)},)},
    ),
    ("lease", "CARDS", {"leases": (LEASE,), "dated_on": date(2021, 12, 31)}),
    ("lease", "CARDS", {"leases": (LEASE,)}),
    (
        "lease",
        "CARDS",
        {"leases": (LEASE | {"period_from": None, "period_until": None},), "dated_on": DAY},
    ),
    (
        "lease",
        "CARDS",
        {"leases": (LEASE | {"period_from": None, "period_until": None},), "dated_on": None},
    ),
    ("served", "CARDS", {"links": (LINK,)}),
    ("own_clients", "CUSTODYNEED", {"accounts": (ACCOUNT,)}),
    ("own_clients", "CUSTODYNEED", {"accounts": (ACCOUNT | {"closed_on": date(2022, 6, 16)},)}),
    ("own_clients", "CUSTODYNEED", {"guarantees": (COVER,)}),
    ("in_shortfall", "CUSTODYSUM", {"verdict": "SHORTFALL"}),
    (
        "in_shortfall",
        "CUSTODYSUM",
        {"verdict": "COMPLIANT", "dishonesty": ({"listed_on": DAY, "removed_on": None},)},
    ),
    ("self", "CARDS", {"merchant_id": 7}),
    ("self", "EVALUATION", {"institution": "bank-a"}),
    (
        "self_done",
        "ENFORCEMENT",
        {"merchant_id": 7, "type": "Inspection", "inspected_on": DAY},
    ),
    ("self_done", "ENFORCEMENT", {"merchant_id": 7, "type": "Merchant"}),
    ("own_tickets", "COMPLAINTS", {"channel": "12345"}),
    ("own_records", "INTAKE", {"sender": "office"}),
    ("own_records", "CREDIT", {"sender": "merchant-1", "provider": "office"}),
    ("own_facts", "", {"provider": "office"}),
    ("not_own_request", "", {"authority": "court-310115"}),
    ("own_decisions", "", {"decided_by": "office"}),
    ("own_channel", "", {"channel": "12345"}),
    ("own_channel", "", {"publisher": "office"}),
    ("names_caller", "", {"platform": "office"}),
    ("names_institution", "", {"issuer": "bank-a"}),
    ("names_institution", "", {"bank": "bank-a"}),
]

REFUSED: list[tuple[str, str, Row]] = [
    ("published", "PUBLISHED", PENALTY | {"published_on": date(2022, 6, 16)}),
    ("published", "PUBLISHED", PENALTY | {"published_on": None}),
    ("published", "PUBLISHED", PENALTY | {"visible_until": DAY}),
    ("published", "PUBLISHED", PENALTY | {"visible_until": None}),
    ("published", "PUBLISHED", PENALTY | {"revoked_on": DAY}),
    ("published", "PUBLISHED", PENALTY | {"repaired_on": DAY}),
    ("published", "PUBLISHED", PENALTY | {"penalty_class": "warning"}),
    ("published", "PUBLISHED", PENALTY | {"penalty_class": None}),
    ("published", "PUBLISHED", LISTING | {"removed_on": DAY}),
    ("published", "PUBLISHED", LISTING | {"visible_until": DAY}),
    ("published", "PUBLISHED", LISTING | {"listed_on": date(2022, 6, 16)}),
    ("published", "PUBLISHED", RATING | {"withdrawn_on": DAY}),
    ("published", "PUBLISHED", RATING | {"type": "Complaint"}),
    ("own_district", "CARDS", HERE | {"district": "310101"}),
    ("own_district", "CARDS", HERE | {"district": "31011"}),
    ("own_district", "CARDS", HERE | {"district_confirmed": False}),
    ("own_district", "", HERE | {"district_confirmed": False}),
    ("own_district", "CARDS", OUTLET | {"outlets": ({"status": "CLOSED", "district": "310113"},)}),
    ("own_industry", "CARDS", IN_TRADE | {"industries": ("2011:8040",)}),
    ("own_industry", "CARDS", IN_TRADE | {"industries": None}),
    ("own_industry", "CARDS", IN_TRADE | {"district": "310101"}),
    ("own_industry_with_district", "", IN_TRADE | {"industries": ()}),
    ("addressed", "CARDS", {"tasks": (TASK | {"recipient": "police-310115"},)}),
    ("addressed", "CARDS", {"tasks": (TASK | {"sender": "office"},)}),
    ("addressed", "CARDS", {"tasks": (TASK | {"status": "DRAFTED"},)}),
    ("addressed", "CARDS", {"tasks": (TASK | {"status": "RETURNED"},)}),
    ("addressed", "CARDS", {"tasks": (TASK | {"status": "DECIDED"},)}),
    (
        "addressed",
        "CARDS",
        {"tasks": (TASK | {"status": "NOT_FILED", "ended_on": date(2022, 3, 16)},)},
    ),
    *(
        ("lease", "CARDS", {"leases": (LEASE | change,), "dated_on": date(2021, 6, 1)})
        for change in (
            {"status": "ENDED"},
            {"status": "REQUESTED"},
            {"opens_on": date(2022, 6, 16)},
            {"opens_on": None},
            {"closes_on": date(2022, 6, 14)},
            {"party": "court-310115"},
            {"case_number": "（2022）沪0113民初2号"},
            {"officers": ("officer-2",)},
            {"families": ("CONTACT",)},
        )
    ),
    ("lease", "CARDS", {"leases": (LEASE,), "dated_on": None}),
    ("lease", "CARDS", {"leases": (LEASE | {"period_until": None},), "dated_on": None}),
    ("lease", "CARDS", {"leases": (LEASE,), "dated_on": date(2022, 1, 1)}),
    ("lease", "CARDS", {"leases": (LEASE,), "dated_on": date(2020, 12, 31)}),
    (
        "lease",
        "CARDS",
        {"leases": (LEASE | {"families": ("CONTACT",)}, LEASE | {"status": "ENDED"})},
    ),
    ("served", "CARDS", {"links": (LINK | {"platform": "other"},)}),
    ("served", "CARDS", {"links": (LINK | {"status": "DELINKED"},)}),
    ("served", "CARDS", {"links": (LINK | {"confirmed_on": None},)}),
    ("own_clients", "CUSTODYNEED", {"accounts": (ACCOUNT | {"bank": "bank-b"},)}),
    ("own_clients", "CUSTODYNEED", {"accounts": (ACCOUNT | {"confirmed_on": None},)}),
    ("own_clients", "CUSTODYNEED", {"accounts": (ACCOUNT | {"closed_on": DAY},)}),
    ("own_clients", "CUSTODYNEED", {"guarantees": (COVER | {"confirmed_on": None},)}),
    ("own_clients", "CUSTODYNEED", {"guarantees": (COVER | {"valid_until": date(2022, 6, 14)},)}),
    ("own_clients", "CUSTODYNEED", {"guarantees": (COVER | {"valid_from": date(2022, 6, 16)},)}),
    ("in_shortfall", "CUSTODYSUM", {"verdict": "UNVERIFIED"}),
    (
        "in_shortfall",
        "CUSTODYSUM",
        {"dishonesty": ({"listed_on": DAY, "removed_on": DAY},)},
    ),
    ("self", "CARDS", {"merchant_id": 8}),
    ("self", "EVALUATION", {"institution": "bank-b"}),
    ("self_done", "ENFORCEMENT", {"merchant_id": 7, "type": "Inspection", "inspected_on": None}),
    ("self_done", "ENFORCEMENT", {"merchant_id": 8, "type": "Inspection", "inspected_on": DAY}),
    ("own_tickets", "COMPLAINTS", {"channel": "12315"}),
    ("own_records", "INTAKE", {"sender": "merchant-1"}),
    ("own_facts", "", {"provider": "merchant-1", "sender": "office"}),
    ("not_own_request", "", {"authority": "office"}),
    ("own_decisions", "", {"decided_by": "other"}),
    ("own_channel", "", {"channel": "12315", "publisher": "other"}),
    ("names_caller", "", {"platform": "other"}),
    ("names_institution", "", {"issuer": "bank-b"}),
]


def judged(scope: str, family: str, row: Row, caller: Principal = CALLER) -> bool:
    return holds(scope, family, {"caller": caller, "today": DAY, **row})


def test_each_scope_word_has_one_predicate_and_both_outcomes() -> None:
    assert PREDICATES.keys() == SCOPES.keys()
    assert {scope for scope, _, _ in ADMITTED} == SCOPES.keys()
    assert {scope for scope, _, _ in REFUSED} == SCOPES.keys() - {"all"}


@pytest.mark.parametrize(("scope", "family", "row"), ADMITTED)
def test_admitted(scope: str, family: str, row: Row) -> None:
    assert judged(scope, family, row)


@pytest.mark.parametrize(("scope", "family", "row"), REFUSED)
def test_refused(scope: str, family: str, row: Row) -> None:
    assert not judged(scope, family, row)


@pytest.mark.parametrize(
    ("scope", "caller", "admitted"),
    [
        ("own_industry", TRADE, True),
        ("own_industry_with_district", TRADE, False),
        ("own_district", NO_DISTRICT, False),
        ("own_industry", NO_DISTRICT, False),
    ],
)
def test_a_caller_without_a_district(scope: str, caller: Principal, admitted: bool) -> None:
    assert judged(scope, "CARDS", IN_TRADE | {"district": "310101"}, caller) is admitted


@pytest.mark.parametrize("scope", sorted(SCOPES.keys() - {"all"}))
def test_no_fact_no_right(scope: str) -> None:
    for caller in (CALLER, NO_DISTRICT, PUBLIC):
        assert not judged(scope, "CARDS", {}, caller)


@pytest.mark.parametrize("scope", sorted(SCOPES.keys() - {"all", "published", "in_shortfall"}))
def test_the_public_is_nobodys_equal(scope: str) -> None:
    """A caller without facts of its own equals no row without them."""
    blank: Row = {
        "merchant_id": None,
        "institution": None,
        "district": None,
        "channel": None,
        "sender": None,
        "links": (LINK | {"platform": None},),
        "accounts": (ACCOUNT | {"bank": None},),
        "leases": (LEASE | {"party": None, "case_number": None, "officers": ("",)},),
    }
    assert not judged(scope, "CARDS", blank, PUBLIC)


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(PolicyError):
        judged("own_street", "CARDS", {})


@given(
    scope=st.sampled_from(sorted(SCOPES)),
    family=st.sampled_from(["", "PUBLIC", "CARDS"]),
    row=st.fixed_dictionaries({}, optional={"district": st.none(), "channel": st.none()}),
)
def test_the_answer_is_a_plain_bool(scope: str, family: str, row: Row) -> None:
    """Casbin takes nothing else for an answer."""
    assert type(judged(scope, family, row)) is bool


def test_a_request_carries_its_case() -> None:
    asked = PUBLIC.in_case("（2022）沪0113民初1号", "trial")
    assert (asked.case_number, asked.purpose) == ("（2022）沪0113民初1号", "trial")
    assert PUBLIC.case_number is None


def test_how_long_a_task_opens_is_dated_data() -> None:
    """I-25: the value of the day counts, not that of a later one."""
    task = TASK | {"status": "DECIDED", "ended_on": DAY - timedelta(days=10)}
    for days, opens in ((9, False), (10, True)):
        dated = ((date(2019, 1, 1), days), (DAY + timedelta(days=1), 500))
        caller = replace(CALLER, readable_days=dated)
        assert judged("addressed", "CARDS", {"tasks": (task,)}, caller) is opens
