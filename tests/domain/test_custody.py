"""Required custody, offset and shortfall: the cases by their number, and properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from hub.domain.calendar import shipped_calendar
from hub.domain.custody import (
    CustodyInput,
    CustodyResult,
    Guarantee,
    NationalIssuer,
    assess,
    lapses_in_days,
    national_required,
)
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows, shipped_thresholds
from hub.domain.vocabulary import (
    CustodyVerdict as V,
    GuaranteeKind as K,
    WarningStandard as W,
)

DAY = date(2022, 4, 1)
RULES = shipped_thresholds()
YUAN = 100


def merchant(balance: float | None, revenue: float | None = None, **more: object) -> CustodyInput:
    """Linked, old enough, no mall, not listed, no cover; amounts in yuan."""
    fen = {"balance": balance, "revenue": revenue, "held": more.pop("held", None)}
    case = CustodyInput(
        day=DAY,
        linked=True,
        established_on=date(2018, 1, 1),
        **{name: None if yuan is None else round(yuan * YUAN) for name, yuan in fen.items()},
    )
    return replace(case, **more)


def judged(case: CustodyInput, rules: Thresholds = RULES) -> CustodyResult:
    return assess(case, rules, shipped_calendar())


def insurance(
    yuan: float, kind: K = K.PERFORMANCE_GUARANTEE_INSURANCE, until: date = date(2022, 12, 31)
) -> Guarantee:
    return Guarantee(kind, round(yuan * YUAN), 0, date(2022, 1, 1), until)


def switched(parameter: str, value: str) -> Thresholds:
    """The shipped rules with one parameter turned from the day of the cases on."""
    return Thresholds((*shipped_rows(), ThresholdRow(parameter, "", "", "", DAY, value, "test")))


YOUNG = {"established_on": date(2021, 10, 1)}
REQUIRED = {
    1: (merchant(0), 0, W.NONE),
    2: (merchant(200_000.00, 5_000_000), 0, W.NONE),
    4: (merchant(300_000, 5_000_000), 120_000, W.GENERAL),
    5: (merchant(1_000_000, 5_000_000), 400_000, W.GENERAL),
    7: (merchant(1_200_000, 5_000_000), 1_200_000, W.SPECIAL),
    8: (merchant(30_000_000, 400_000_000), 12_000_000, W.GENERAL),
    9: (merchant(50_000_000, 400_000_000), 20_000_000, W.GENERAL),
    10: (merchant(60_000_000, 400_000_000), 60_000_000, W.SPECIAL),
    12: (merchant(180_000, 800_000), 0, W.NONE),
    14: (merchant(250_000, 1_000_000), 250_000, W.SPECIAL),
    16: (merchant(150_000, **YOUNG), 0, W.NONE),
    17: (merchant(200_000, **YOUNG), 0, W.NONE),
    18: (merchant(250_000, 0, **YOUNG), 250_000, W.FULL),
    19: (merchant(5_000_000, 1_000_000_000, mall_type=True), 5_000_000, W.FULL),
    21: (merchant(150_000, listed=True), 150_000, W.FULL),
    22: (merchant(0, listed=True), 0, W.FULL),
    25: (merchant(300_000), 300_000, W.SPECIAL),
    26: (merchant(300_000, -50_000), 300_000, W.SPECIAL),
    27: (merchant(1_000_000 - 850_000), 0, W.NONE),
}


@pytest.mark.parametrize("number", REQUIRED)
def test_required_custody_by_case(number: int) -> None:
    case, required, standard = REQUIRED[number]
    result = judged(case)
    assert result.required == required * YUAN
    assert result.standard is standard
    assert result.shortfall in (None, 0)
    assert result.rule_version == RULES.rule_version


def test_case_4_special_standard_and_case_8_cap() -> None:
    assert judged(REQUIRED[4][0]).special_standard == 1_000_000 * YUAN
    assert judged(REQUIRED[8][0]).special_standard == 50_000_000 * YUAN
    assert judged(REQUIRED[14][0]).special_standard == 200_000 * YUAN


def test_case_23_the_first_birthday() -> None:
    case = merchant(300_000, 4_000_000, established_on=date(2021, 6, 1), day=date(2022, 5, 31))
    assert judged(case).required == 300_000 * YUAN
    assert judged(replace(case, day=date(2022, 6, 1))).required == 120_000 * YUAN


def test_case_25_unknown_revenue_is_provisional_and_four_filings_help() -> None:
    assert judged(merchant(300_000)).provisional
    assert not judged(merchant(300_000, 5_000_000)).provisional
    filed = merchant(300_000, quarterly_revenues=(125_000_000,) * 4)
    assert judged(filed).required == 120_000 * YUAN
    assert not judged(filed).provisional
    assert judged(replace(filed, quarterly_revenues=(125_000_000,) * 3)).provisional
    off = switched("custody.filings_replace_revenue", "off")
    assert judged(filed, off).required == 300_000 * YUAN


def test_case_26_revenue_of_zero_is_the_floor_too() -> None:
    assert judged(merchant(300_000, 0)).required == 300_000 * YUAN


def test_case_29_thirty_shops_of_a_brand_are_not_pooled() -> None:
    assert [judged(merchant(190_000)).required for _ in range(30)] == [0] * 30


def test_case_30_the_national_rule_is_a_note() -> None:
    values = RULES.on(DAY)
    assert judged(merchant(150_000)).required == 0
    assert national_required(NationalIssuer.BRAND, 150_000 * YUAN, values) == 60_000 * YUAN
    assert national_required(NationalIssuer.GROUP, 150_000 * YUAN, values) == 45_000 * YUAN
    assert national_required(NationalIssuer.SCALE, 150_000 * YUAN, values) == 30_000 * YUAN


def test_case_31_unlinked_is_unknown() -> None:
    result = judged(merchant(300_000, 5_000_000, linked=False, held=0))
    assert result.verdict is V.UNKNOWN
    assert result.required is None
    assert result.shortfall is None
    assert result.reasons == ("NOT_LINKED",)


def test_linked_without_a_balance_is_unverified() -> None:
    result = judged(merchant(None, 5_000_000, held=1))
    assert (result.verdict, result.required) == (V.UNVERIFIED, None)


# required 120,000 is 40 % of 300,000; required 1,200,000 all of 1,200,000
OFFSET = {
    32: (merchant(300_000, 5_000_000, guarantees=(insurance(120_000),), held=0), 0, 0),
    33: (
        merchant(300_000, 5_000_000, guarantees=(insurance(50_000),), held=60_000),
        70_000,
        10_000,
    ),
    35: (
        merchant(1_200_000, 5_000_000, guarantees=(insurance(400_000),), held=800_000),
        800_000,
        0,
    ),
    36: (
        merchant(
            300_000, 5_000_000, guarantees=(insurance(120_000, until=date(2022, 3, 31)),), held=0
        ),
        120_000,
        120_000,
    ),
    38: (
        merchant(
            300_000,
            5_000_000,
            guarantees=(insurance(50_000), insurance(50_000, K.BANK_GUARANTEE)),
            held=20_000,
        ),
        20_000,
        0,
    ),
    40: (merchant(300_000, 5_000_000, held=130_000), 120_000, 0),
}


@pytest.mark.parametrize("number", OFFSET)
def test_offset_and_shortfall_by_case(number: int) -> None:
    case, cash_due, shortfall = OFFSET[number]
    result = judged(case)
    assert result.cash_due == cash_due * YUAN
    assert result.shortfall == shortfall * YUAN
    assert result.verdict is (V.SHORTFALL if shortfall else V.COMPLIANT)
    assert ("SHORTFALL" in result.reasons) is bool(shortfall)


def test_case_36_the_policy_covers_its_last_day() -> None:
    assert judged(replace(OFFSET[36][0], day=date(2022, 3, 31))).verdict is V.COMPLIANT


def test_case_40_releasable() -> None:
    assert judged(OFFSET[40][0]).releasable == 10_000 * YUAN


def test_case_41_funding_due() -> None:
    case = merchant(300_000, 5_000_000, held=0, day=date(2022, 1, 21))
    assert judged(case).funding_due_on == date(2022, 1, 28)
    later = replace(case, day=date(2022, 2, 15), short_since=date(2022, 1, 21))
    assert judged(later).funding_due_on == date(2022, 1, 28)
    assert judged(replace(case, held=120_000 * YUAN)).funding_due_on is None


def test_case_42_a_silent_bank_is_unverified() -> None:
    result = judged(merchant(300_000, 5_000_000))
    assert result.verdict is V.UNVERIFIED
    assert result.shortfall is None
    assert result.releasable is None
    assert judged(merchant(100_000)).verdict is V.COMPLIANT


def test_cover_of_the_listed_does_not_count_unless_switched() -> None:
    case = merchant(150_000, 5_000_000, listed=True, guarantees=(insurance(150_000),), held=0)
    assert judged(case).shortfall == 150_000 * YUAN
    assert judged(case, switched("custody.cover_offsets_listed", "on")).shortfall == 0


def test_claims_paid_and_other_guarantors() -> None:
    paid = replace(insurance(120_000), claims_paid=20_000 * YUAN)
    case = merchant(300_000, 5_000_000, held=0)
    assert judged(replace(case, guarantees=(paid,))).covered == 100_000 * YUAN
    beyond = replace(paid, claims_paid=200_000 * YUAN)
    assert judged(replace(case, guarantees=(beyond,))).covered == 0
    other = replace(case, guarantees=(insurance(50_000, K.OTHER),))
    assert judged(other).covered == 50_000 * YUAN
    assert judged(other, switched("custody.other_guarantees_count", "off")).covered == 0


def test_switches_of_rounding_and_of_the_low_special_standard() -> None:
    odd = replace(merchant(300_000, 5_000_000), balance=30_000_001)
    assert judged(odd).required == 12_000_001
    assert judged(odd, switched("custody.round_up", "off")).required == 12_000_000
    low = switched("custody.low_special_is_full", "off")
    assert judged(REQUIRED[14][0], low).required == 100_000 * YUAN
    assert judged(REQUIRED[7][0], low).required == 1_200_000 * YUAN


def test_a_trade_may_have_its_own_standard() -> None:
    own = ThresholdRow("custody.general_ratio", "8399", "", "", DAY, "1.00", "test")
    rules = Thresholds((*shipped_rows(), own))
    assert judged(merchant(300_000, 5_000_000, industry="8399"), rules).required == 300_000 * YUAN
    assert judged(merchant(300_000, 5_000_000, industry="8040"), rules).required == 120_000 * YUAN
    before = merchant(300_000, 5_000_000, industry="8399", day=date(2022, 3, 31))
    assert judged(before, rules).required == 120_000 * YUAN


def test_cover_lapses_when_the_sum_falls() -> None:
    assert lapses_in_days([], DAY) is None
    ends = insurance(50_000, until=date(2022, 4, 20))
    assert lapses_in_days([ends], DAY) == 19
    renewed = replace(ends, valid_from=date(2022, 4, 21), valid_until=date(2022, 6, 30))
    assert lapses_in_days([ends, renewed], DAY) == 90
    assert lapses_in_days([ends, replace(renewed, valid_from=date(2022, 4, 22))], DAY) == 19
    assert lapses_in_days([replace(ends, valid_until=DAY)], DAY) == 0


FEN = st.integers(0, 20_000_000_000)
COVER = st.builds(
    Guarantee,
    st.sampled_from(K),
    FEN,
    FEN,
    st.dates(date(2022, 1, 1), date(2022, 6, 30)),
    st.dates(date(2022, 1, 1), date(2022, 12, 31)),
)
CASES = st.builds(
    CustodyInput,
    day=st.just(DAY),
    linked=st.just(True),
    balance=FEN,
    revenue=st.none() | st.integers(-(10**9), 10**11),
    established_on=st.none() | st.dates(date(2019, 1, 1), DAY),
    mall_type=st.booleans(),
    listed=st.booleans(),
    guarantees=st.lists(COVER, max_size=3).map(tuple),
    held=st.none() | FEN,
)


@given(CASES)
def test_no_figure_is_negative_and_the_verdict_fits(case: CustodyInput) -> None:
    result = judged(case)
    figures = (
        result.required,
        result.covered,
        result.cash_due,
        result.shortfall,
        result.releasable,
    )
    assert all(figure is None or figure >= 0 for figure in figures)
    assert result.required is not None
    assert result.cash_due is not None
    assert result.required <= (case.balance or 0)
    assert (result.verdict is V.SHORTFALL) is bool(result.shortfall)
    assert (result.verdict is V.UNVERIFIED) is (result.cash_due > 0 and case.held is None)


@given(CASES, st.integers(0, 10**10))
def test_required_is_monotone_in_the_balance(case: CustodyInput, more: int) -> None:
    larger = replace(case, balance=(case.balance or 0) + more)
    assert (judged(larger).required or 0) >= (judged(case).required or 0)


@given(CASES, COVER)
def test_cover_never_raises_the_shortfall(case: CustodyInput, cover: Guarantee) -> None:
    case = replace(case, held=case.held or 0)
    with_cover = replace(case, guarantees=(*case.guarantees, cover))
    assert (judged(with_cover).shortfall or 0) <= (judged(case).shortfall or 0)


@given(CASES, st.integers(0, 10**10))
def test_money_in_custody_never_raises_the_shortfall(case: CustodyInput, more: int) -> None:
    case = replace(case, held=case.held or 0)
    richer = replace(case, held=(case.held or 0) + more)
    assert (judged(richer).shortfall or 0) <= (judged(case).shortfall or 0)
