"""Code and alert: the cases of the rules by their number, and each sign by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from hub.domain import custody
from hub.domain.reasons import all_reasons, public_reasons
from hub.domain.risk import RiskInput, RiskResult, assess
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows, shipped_thresholds
from hub.domain.vocabulary import (
    IssuerStatus,
    ListingGround,
    OperatingStatus,
    RiskCode as C,
)

DAY = date(2022, 4, 1)
RULES = shipped_thresholds()
YUAN = 100


def fund(
    balance: int | None, *, held: int | None = 0, revenue: int | None = 5_000_000, **more: object
) -> custody.CustodyResult:
    case = custody.CustodyInput(
        day=DAY,
        linked=True,
        balance=None if balance is None else balance * YUAN,
        revenue=None if revenue is None else revenue * YUAN,
        held=None if held is None else held * YUAN,
        established_on=date(2018, 1, 1),
    )
    return custody.assess(replace(case, **more), RULES)


CLEAN = RiskInput(
    day=DAY,
    issuer=IssuerStatus.CONFIRMED,
    must_link=True,
    linked=True,
    custody=fund(100_000),
    missing_report_days=0,
)
SHORT = replace(CLEAN, custody=fund(300_000, held=110_000))


def judged(case: RiskInput, rules: Thresholds = RULES) -> RiskResult:
    return assess(case, rules)


def switched(parameter: str, value: str) -> Thresholds:
    return Thresholds((*shipped_rows(), ThresholdRow(parameter, "", "", "", DAY, value, "test")))


def test_case_43_large_but_compliant_is_green() -> None:
    case = replace(CLEAN, custody=fund(300_000, held=120_000))
    assert judged(case).code is C.GREEN
    assert judged(case).reasons == ("NO_FINDING",)
    assert judged(case, switched("risk.red_needs_shortfall", "off")).code is C.RED


def test_case_44_shortfall_is_red() -> None:
    result = judged(SHORT)
    assert result.code is C.RED
    assert "SHORTFALL" in result.reasons
    assert not result.uncertain


def test_case_45_three_missing_days_are_yellow() -> None:
    assert judged(replace(CLEAN, missing_report_days=3)).code is C.YELLOW
    two = judged(replace(CLEAN, missing_report_days=2))
    assert (two.code, two.uncertain) == (C.GREEN, True)


def test_case_47_listed_is_black_whatever_else() -> None:
    for other in (CLEAN, SHORT, replace(CLEAN, linked=False)):
        assert judged(replace(other, listed=True)).code is C.BLACK
    unlinked = judged(replace(CLEAN, listed=True, linked=False))
    assert unlinked.alert


def test_case_48_two_penalties_without_a_listing_are_not_black() -> None:
    result = judged(replace(CLEAN, penalties=(date(2021, 9, 1), date(2022, 2, 1))))
    assert result.code is C.GREEN
    assert result.listing_grounds == (ListingGround.TWO_PENALTIES,)
    assert "LISTING_GROUND_PRESENT" in result.reasons


def test_case_49_closed_but_the_phone_is_answered() -> None:
    closed = replace(CLEAN, operating_status=OperatingStatus.CLOSED, arrangement_made=False)
    assert judged(replace(closed, reachable=True)).listing_grounds == ()
    assert judged(closed).listing_grounds == ()
    gone = (ListingGround.CLOSED_WITHOUT_ARRANGEMENT,)
    assert judged(replace(closed, reachable=False)).listing_grounds == gone
    unreachable = replace(CLEAN, operating_status=OperatingStatus.UNREACHABLE)
    assert judged(unreachable).listing_grounds == gone
    assert judged(replace(unreachable, arrangement_made=True)).listing_grounds == ()


def test_case_51_other_lists_are_never_black() -> None:
    for case in (
        replace(CLEAN, serious_illegality=True),
        replace(CLEAN, judgment_defaulter=True),
        replace(CLEAN, abnormal_list=True),
    ):
        assert judged(case).code is C.YELLOW
    off = switched("risk.serious_illegality_yellow", "off")
    assert judged(replace(CLEAN, serious_illegality=True), off).code is C.GREEN


def test_case_52_unlinked_has_no_code_but_the_alert() -> None:
    result = judged(replace(CLEAN, linked=False, custody=None))
    assert (result.code, result.alert, result.uncertain) == (None, True, True)
    assert result.reasons == ("NOT_LINKED_ALERT",)


@pytest.mark.parametrize("issuer", [s for s in IssuerStatus if s is not IssuerStatus.CONFIRMED])
def test_no_alert_for_firms_not_known_to_issue(issuer: IssuerStatus) -> None:
    result = judged(replace(CLEAN, linked=False, issuer=issuer))
    assert (result.code, result.alert) == (None, False)
    assert result.reasons == ("NOT_CONFIRMED_ISSUER",)


def test_no_alert_for_those_who_need_not_link() -> None:
    result = judged(replace(CLEAN, linked=False, must_link=False))
    assert (result.code, result.alert, result.reasons) == (None, False, ("LINK_NOT_REQUIRED",))


def test_case_53_removal_turns_green_on_its_day() -> None:
    case = replace(CLEAN, listed=True, removed_on=date(2022, 9, 1))
    assert judged(replace(case, day=date(2022, 8, 31))).code is C.BLACK
    assert judged(replace(case, day=date(2022, 9, 1))).code is C.GREEN


def test_case_54_a_rating_is_no_input() -> None:
    words = {word for name in RiskInput.__slots__ for word in name.split("_")}
    assert not words & {"rating", "ratings", "rated", "grade"}


def test_signs_of_yellow() -> None:
    signs = {
        "COVER_LAPSING": replace(CLEAN, guarantee_lapses_in_days=30),
        "NEAR_STANDARD": replace(CLEAN, custody=fund(160_000)),
        "REPORTS_MISSING": replace(CLEAN, missing_report_days=3),
        "COMPLAINTS_OVER": replace(CLEAN, complaints_90d=11),
        "ON_ABNORMAL_LIST": replace(CLEAN, abnormal_list=True),
    }
    for sign, case in signs.items():
        assert judged(case).code is C.YELLOW
        assert sign in judged(case).reasons
    below = replace(CLEAN, guarantee_lapses_in_days=31, complaints_90d=10, custody=fund(159_999))
    assert judged(below).code is C.GREEN


def test_near_the_special_standard() -> None:
    assert judged(replace(CLEAN, custody=fund(800_000, held=320_000))).code is C.YELLOW
    assert judged(replace(CLEAN, custody=fund(799_999, held=320_000))).code is C.GREEN
    assert judged(replace(CLEAN, custody=fund(1_200_000, held=1_200_000))).code is C.GREEN


def test_a_provisional_shortfall_is_red_only_when_short_at_40_per_cent_too() -> None:
    doubtful = judged(replace(CLEAN, custody=fund(300_000, held=120_000, revenue=None)))
    assert (doubtful.code, doubtful.uncertain) == (C.GREEN, True)
    assert "PROVISIONAL_SHORTFALL" in doubtful.reasons
    certain = judged(replace(CLEAN, custody=fund(300_000, held=119_999, revenue=None)))
    assert certain.code is C.RED
    young = {"established_on": date(2021, 10, 1)}
    by_age = judged(replace(CLEAN, custody=fund(300_000, held=120_000, revenue=None, **young)))
    assert by_age.code is C.RED


def test_missing_inputs_are_never_silently_green() -> None:
    for case in (
        replace(CLEAN, missing_report_days=None),
        replace(CLEAN, missing_report_days=1),
        replace(CLEAN, custody=None),
        replace(CLEAN, custody=fund(300_000, held=None)),
        replace(CLEAN, custody=fund(None)),
    ):
        result = judged(case)
        assert result.code is C.GREEN
        assert result.uncertain
        assert len(result.reasons) > 1
    assert not judged(CLEAN).uncertain


CASES = st.builds(
    RiskInput,
    day=st.just(DAY),
    issuer=st.sampled_from(IssuerStatus),
    must_link=st.booleans(),
    linked=st.booleans(),
    listed=st.booleans(),
    removed_on=st.none() | st.dates(date(2022, 1, 1), date(2022, 12, 31)),
    missing_report_days=st.none() | st.integers(0, 5),
    guarantee_lapses_in_days=st.none() | st.integers(0, 60),
    abnormal_list=st.booleans(),
    judgment_defaulter=st.booleans(),
    serious_illegality=st.booleans(),
    complaints_90d=st.integers(0, 20),
    operating_status=st.sampled_from(OperatingStatus),
    penalties=st.lists(st.dates(date(2020, 1, 1), DAY), max_size=3).map(tuple),
    custody=st.none()
    | st.builds(
        fund,
        st.integers(0, 1_500_000),
        held=st.none() | st.integers(0, 1_500_000),
        revenue=st.none() | st.integers(0, 10_000_000),
    ),
)


@given(CASES)
def test_every_reason_has_words_and_every_code_its_reason(case: RiskInput) -> None:
    result = judged(case)
    assert result.reasons
    assert set(result.reasons) <= all_reasons().keys()
    assert public_reasons(result.reasons)
    assert (result.code is C.GREEN) is ("NO_FINDING" in result.reasons)
    assert (result.code is None) is (not case.linked and "LISTED" not in result.reasons)
