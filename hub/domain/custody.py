"""How much prepaid money must lie in custody, how much does, and by which ground.

In: one merchant's facts of one day, in fen. Out: standard, requirement, offset, shortfall, verdict,
each with its reason codes and the rule version. Refused: a day before the rules
(RULE_NOT_IN_FORCE). Sources: IM-2019 Arts. 10 and 11, REG Art. 15, PLAN 信用监管四 and
资金监管一、二. Judged for one legal operator, never for its group (I-01); on principal only (I-06);
revenue is annualised only where the switch says so (I-02).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months, shipped_calendar
from hub.domain.money import ONE
from hub.domain.thresholds import Scope
from hub.domain.vocabulary import CustodyVerdict, GuaranteeKind, WarningStandard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.domain.calendar import WorkCalendar
    from hub.domain.thresholds import Standards, Thresholds

_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Insurance or a guarantee, as its issuer reports it; in force on its first and last day."""

    kind: GuaranteeKind
    cover_amount: int
    claims_paid: int
    valid_from: date
    valid_until: date

    def worth(self, day: date, *, others_count: bool) -> int:
        """Fen that count on a day: the sum less claims paid (I-07)."""
        counts = others_count or self.kind is not GuaranteeKind.OTHER
        in_force = self.valid_from <= day <= self.valid_until
        return max(0, self.cover_amount - self.claims_paid) if counts and in_force else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyInput:
    """One merchant on one day; None is not known. `short_since`: when a lasting shortfall began."""

    day: date
    linked: bool
    balance: int | None
    revenue: int | None = None
    quarterly_revenues: tuple[int, ...] = ()
    established_on: date | None = None
    mall_type: bool = False
    listed: bool = False
    guarantees: tuple[Guarantee, ...] = ()
    held: int | None = None
    industry: str = ""
    size: str = ""
    zone: str = ""
    short_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyResult:
    """Fen and millionths (`ratio`); None where not computable."""

    standard: WarningStandard = WarningStandard.NONE
    verdict: CustodyVerdict
    provisional: bool
    rule_version: str
    balance: int | None = None
    special_standard: int | None = None
    ratio: int | None = None
    required: int | None = None
    covered: int | None = None
    cash_due: int | None = None
    held: int | None = None
    shortfall: int | None = None
    releasable: int | None = None
    funding_due_on: date | None = None
    reasons: tuple[str, ...] = ()


def assess(
    case: CustodyInput, thresholds: Thresholds, calendar: WorkCalendar | None = None
) -> CustodyResult:
    """Requirement, offset, shortfall and verdict (IM-2019 Arts. 10, 11; PLAN 资金监管一、二)."""
    values = thresholds.on(case.day, Scope(case.industry, case.size, case.zone))
    revenue, notes = _revenue(case, values)
    provisional = revenue is None
    if not case.linked or case.balance is None:
        return _not_computable(case, thresholds.rule_version, provisional=provisional)
    special, special_notes = special_standard(revenue, values)
    standard, grounds = _standard(case, case.balance, special, revenue, values)
    ratio = _ratio(standard, values)
    required = _share(max(0, case.balance), ratio, up=bool(values["custody.round_up"]))
    covered, cover_notes = _covered(case, required, values)
    cash_due = required - covered
    verdict, ending = _verdict(cash_due, case.held, required)
    short = verdict is CustodyVerdict.SHORTFALL
    return CustodyResult(
        standard=standard,
        verdict=verdict,
        provisional=provisional,
        rule_version=thresholds.rule_version,
        balance=case.balance,
        special_standard=special,
        ratio=ratio,
        required=required,
        covered=covered,
        cash_due=cash_due,
        held=case.held,
        shortfall=_shortfall(cash_due, case.held),
        releasable=None if case.held is None else max(0, case.held - cash_due),
        funding_due_on=_funding_day(case, values, calendar) if short else None,
        reasons=(*grounds, *notes, *special_notes, *cover_notes, *ending),
    )


def special_standard(revenue: int | None, values: Standards) -> tuple[int, tuple[str, ...]]:
    """20 % of last year's revenue within its floor and cap (IM-2019 Art. 11(2))."""
    floor, cap = values["custody.special_floor"], values["custody.special_cap"]
    if revenue is None:
        return floor, ("SPECIAL_FLOORED",)
    share = revenue * values["custody.special_revenue_share"] // ONE
    if share > cap:
        return cap, ("SPECIAL_CAPPED",)
    return (floor, ("SPECIAL_FLOORED",)) if share <= floor else (share, ())


def short_at_general_ratio(result: CustodyResult, values: Standards) -> bool:
    """Short at 40 % too: what a provisional shortfall needs to turn the code red (I-04)."""
    if result.balance is None or result.held is None or result.covered is None:
        return False
    required = _share(
        max(0, result.balance), values["custody.general_ratio"], up=bool(values["custody.round_up"])
    )
    return required - min(result.covered, required) > result.held


def lapses_in_days(guarantees: Iterable[Guarantee], day: date) -> int | None:
    """Days until the cover in force today first falls; None when none is in force or ends."""
    known = tuple(guarantees)

    def cover(on: date) -> int:
        return sum(one.worth(on, others_count=True) for one in known)

    today = cover(day)
    ends = sorted({one.valid_until for one in known if one.valid_until >= day})
    falls = (end for end in ends if cover(end + timedelta(days=1)) < today)
    first = next(falls, None)
    return None if first is None else (first - day).days


def is_young(established_on: date | None, day: date, values: Standards) -> bool:
    """Under a year old; the same date next year counts as a full year (I-09)."""
    if established_on is None:
        return False
    return day < add_months(established_on, values["custody.young_months"])


class NationalIssuer(StrEnum):
    """Kinds of issuer in the national rule (MOFCOM-9 Art. 26)."""

    SCALE = "SCALE"
    GROUP = "GROUP"
    BRAND = "BRAND"


def national_required(kind: NationalIssuer, quarter_balance: int, values: Standards) -> int:
    """Fen by the national rule on last quarter's balance, shown as a note only (C-10)."""
    ratio = values[f"national.{kind.lower()}_ratio"]
    return _share(max(0, quarter_balance), ratio, up=bool(values["custody.round_up"]))


def _not_computable(case: CustodyInput, rule_version: str, *, provisional: bool) -> CustodyResult:
    """Nobody to assess, or nothing to assess by (REG Art. 15(1); PLAN 信用监管三)."""
    return CustodyResult(
        verdict=CustodyVerdict.UNVERIFIED if case.linked else CustodyVerdict.UNKNOWN,
        provisional=provisional,
        rule_version=rule_version,
        balance=case.balance,
        held=case.held,
        reasons=("BALANCE_UNKNOWN" if case.linked else "NOT_LINKED",),
    )


def _revenue(case: CustodyInput, values: Standards) -> tuple[int | None, tuple[str, ...]]:
    if case.revenue is not None:
        return _whole_year(case.revenue, case, values), ()
    if values["custody.filings_replace_revenue"] and len(case.quarterly_revenues) == _QUARTERS:
        filed = _whole_year(sum(case.quarterly_revenues), case, values)
        return filed, ("REVENUE_FROM_FILINGS",)
    return None, ("REVENUE_UNKNOWN",)


def _whole_year(revenue: int, case: CustodyInput, values: Standards) -> int:
    """As it is; where the switch is on, what a part of last year would make of it whole (I-02)."""
    begun, year = case.established_on, case.day.year - 1
    if not values["custody.annualise_revenue"] or begun is None or begun.year != year:
        return revenue
    days = (date(case.day.year, 1, 1) - date(year, 1, 1)).days
    return revenue * days // (date(case.day.year, 1, 1) - begun).days


def _standard(
    case: CustodyInput, balance: int, special: int, revenue: int | None, values: Standards
) -> tuple[WarningStandard, tuple[str, ...]]:
    if case.listed:
        return WarningStandard.FULL, ("LISTED_FULL_CUSTODY",)
    if balance <= values["custody.general_standard"]:
        return WarningStandard.NONE, ("WITHIN_GENERAL_STANDARD",)
    young = is_young(case.established_on, case.day, values)
    grounds = (*("UNDER_ONE_YEAR",) * young, *("MALL_TYPE",) * case.mall_type)
    if grounds:
        return WarningStandard.FULL, grounds
    low = revenue is not None and special == values["custody.special_floor"]
    applies = not low or bool(values["custody.low_special_is_full"])
    if balance > special and applies:
        return WarningStandard.SPECIAL, ("ABOVE_SPECIAL_STANDARD",)
    return WarningStandard.GENERAL, ("ABOVE_GENERAL_STANDARD",)


def _ratio(standard: WarningStandard, values: Standards) -> int:
    if standard is WarningStandard.NONE:
        return 0
    if standard is WarningStandard.GENERAL:
        return values["custody.general_ratio"]
    return values["custody.full_ratio"]


def _share(amount: int, ratio: int, *, up: bool) -> int:
    return -(-amount * ratio // ONE) if up else amount * ratio // ONE


def _covered(case: CustodyInput, required: int, values: Standards) -> tuple[int, tuple[str, ...]]:
    others = bool(values["custody.other_guarantees_count"])
    cover = sum(one.worth(case.day, others_count=others) for one in case.guarantees)
    if not cover:
        return 0, ()
    if case.listed and not values["custody.cover_offsets_listed"]:
        return 0, ("COVER_NOT_COUNTED_LISTED",)
    return min(cover, required), ("COVER_COUNTED",) if required else ()


def _verdict(
    cash_due: int, held: int | None, required: int
) -> tuple[CustodyVerdict, tuple[str, ...]]:
    if cash_due == 0:
        return CustodyVerdict.COMPLIANT, ("MEASURES_SUFFICE",) if required else ()
    if held is None:
        return CustodyVerdict.UNVERIFIED, ("HELD_UNKNOWN",)
    if held < cash_due:
        return CustodyVerdict.SHORTFALL, ("SHORTFALL",)
    return CustodyVerdict.COMPLIANT, ("MEASURES_SUFFICE",)


def _shortfall(cash_due: int, held: int | None) -> int | None:
    if cash_due == 0:
        return 0
    return None if held is None else max(0, cash_due - held)


def _funding_day(case: CustodyInput, values: Standards, calendar: WorkCalendar | None) -> date:
    found = case.short_since or case.day
    return (
        (calendar or shipped_calendar())
        .add_working_days(found, values["custody.funding_working_days"])
        .day
    )
