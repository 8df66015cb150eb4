"""The public code (绿黄红黑码) and the warning light of those who should be linked and are not.

In: one merchant's facts of one day, its custody result among them. Out: code, alert, whether the
figure is uncertain, reason codes, and the listing grounds that the facts show. Refused: a day
before the rules. Sources: PLAN 信用监管三; REG Arts. 10, 25; I-10, I-11, I-14, I-24.
The association's rating is another scale and never enters (REG Art. 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.domain.custody import short_at_general_ratio
from hub.domain.listing import GroundFacts, grounds
from hub.domain.money import ONE
from hub.domain.thresholds import Scope
from hub.domain.vocabulary import (
    CustodyVerdict,
    IssuerStatus,
    ListingGround,
    OperatingStatus,
    RiskCode,
    WarningStandard,
)

if TYPE_CHECKING:
    from datetime import date

    from hub.domain.custody import CustodyResult
    from hub.domain.thresholds import Standards, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskInput:
    """One merchant on one day; None is not known. `listed`: has a listing, until `removed_on`.

    `complaints_late`, `lists_late`: a feed of them that speaks of it did not come in its rhythm.
    """

    day: date
    issuer: IssuerStatus
    must_link: bool
    linked: bool
    custody: CustodyResult | None = None
    listed: bool = False
    removed_on: date | None = None
    missing_report_days: int | None = None
    guarantee_lapses_in_days: int | None = None
    abnormal_list: bool = False
    judgment_defaulter: bool = False
    serious_illegality: bool = False
    complaints_90d: int = 0
    complaints_late: bool = False
    lists_late: bool = False
    operating_status: OperatingStatus = OperatingStatus.UNKNOWN
    penalties: tuple[date, ...] = ()
    arrangement_made: bool | None = None
    reachable: bool | None = None
    convicted: bool = False
    industry: str = ""
    size: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskResult:
    """`code` None: no code. `alert`: the warning light of an issuer that must link and does not."""

    code: RiskCode | None
    alert: bool
    uncertain: bool
    reasons: tuple[str, ...]
    listing_grounds: tuple[ListingGround, ...]
    rule_version: str


def assess(case: RiskInput, thresholds: Thresholds) -> RiskResult:
    """Black, red, yellow, green or no code (PLAN 信用监管三)."""
    values = thresholds.on(case.day, Scope(case.industry, case.size, case.zone))
    alert = _alert(case, values)
    found = grounds(_ground_facts(case), values)
    doubts = _doubts(case, values)
    black = ("LISTED",) if _listed(case) else ()
    red = _red(case, values) if case.linked else ()
    yellow = _yellow(case, values) if case.linked else ()
    standing = _standing(case, alert=alert)
    notes = ("LISTING_GROUND_PRESENT",) if found and not black else ()
    code = _code(case.linked, black, red, yellow)
    clean = ("NO_FINDING",) if code is RiskCode.GREEN else ()
    return RiskResult(
        code=code,
        alert=alert,
        uncertain=bool(doubts) or not case.linked,
        reasons=(*black, *red, *yellow, *standing, *clean, *notes, *doubts),
        listing_grounds=found,
        rule_version=thresholds.rule_version,
    )


def _alert(case: RiskInput, values: Standards) -> bool:
    """The warning light of a confirmed issuer that must link and does not (I-14)."""
    should = case.issuer is IssuerStatus.CONFIRMED and case.must_link and not case.linked
    return should and bool(values["risk.alert_unlinked"])


def _ground_facts(case: RiskInput) -> GroundFacts:
    return GroundFacts(
        day=case.day,
        operating_status=case.operating_status,
        arrangement_made=case.arrangement_made,
        reachable=case.reachable,
        penalties=case.penalties,
        convicted=case.convicted,
        removed_on=case.removed_on,
    )


def _listed(case: RiskInput) -> bool:
    """Already listed, and not removed by this day (PLAN 信用监管三 已列入; I-24)."""
    return case.listed and (case.removed_on is None or case.day < case.removed_on)


def _code(
    linked: bool, black: tuple[str, ...], red: tuple[str, ...], yellow: tuple[str, ...]
) -> RiskCode | None:
    if black:
        return RiskCode.BLACK
    if not linked:
        return None
    if red:
        return RiskCode.RED
    return RiskCode.YELLOW if yellow else RiskCode.GREEN


def _red(case: RiskInput, values: Standards) -> tuple[str, ...]:
    """Above a standard with measures that do not suffice (I-10)."""
    custody = case.custody
    if custody is None:
        return ()
    short = custody.verdict is CustodyVerdict.SHORTFALL
    surely = short and (not _rests_on_revenue(custody) or short_at_general_ratio(custody, values))
    above = custody.standard is not WarningStandard.NONE
    alone = above and not values["risk.red_needs_shortfall"]
    return (*("SHORTFALL",) * surely, *("ABOVE_STANDARD",) * alone)


def _rests_on_revenue(custody: CustodyResult) -> bool:
    """Provisional for want of revenue, and by amount: FULL is by age, mall or list (I-04)."""
    by_amount = custody.standard in (WarningStandard.GENERAL, WarningStandard.SPECIAL)
    return custody.provisional and by_amount


def _yellow(case: RiskInput, values: Standards) -> tuple[str, ...]:
    """The signs of 风险预警 (I-11)."""
    lapses, missing = case.guarantee_lapses_in_days, case.missing_report_days
    signs = {
        "COVER_LAPSING": lapses is not None and lapses <= values["risk.cover_lapse_days"],
        "NEAR_STANDARD": _near_standard(case.custody, values),
        "REPORTS_MISSING": missing is not None and missing >= values["risk.missing_report_days"],
        "COMPLAINTS_OVER": case.complaints_90d > values["risk.complaints_90d"],
        "ON_ABNORMAL_LIST": case.abnormal_list and values["risk.abnormal_list_yellow"],
        "JUDGMENT_DEFAULTER": case.judgment_defaulter and values["risk.judgment_defaulter_yellow"],
        "SERIOUS_ILLEGALITY": case.serious_illegality and values["risk.serious_illegality_yellow"],
    }
    return tuple(code for code, present in signs.items() if present)


def _near_standard(custody: CustodyResult | None, values: Standards) -> bool:
    """From 80 % of the next standard up to it; what is above a standard is judged as above."""
    if custody is None or custody.balance is None:
        return False
    if custody.standard is WarningStandard.NONE:
        following: int | None = values["custody.general_standard"]
    elif custody.standard is WarningStandard.GENERAL:
        following = custody.special_standard
    else:
        following = None
    if following is None:
        return False
    return custody.balance * ONE >= following * values["risk.near_standard_share"]


def _doubts(case: RiskInput, values: Standards) -> tuple[str, ...]:
    """What makes the code uncertain: missing, stale, unverified or provisional inputs."""
    if not case.linked:
        return ()
    doubts = []
    missing, custody = case.missing_report_days, case.custody
    if missing is None:
        doubts.append("REPORTS_UNKNOWN")
    elif missing >= values["risk.stale_after_days"]:
        doubts.append("REPORTS_LATE")
    doubts += [*("COMPLAINTS_LATE",) * case.complaints_late, *("LISTS_LATE",) * case.lists_late]
    if custody is None or custody.verdict is CustodyVerdict.UNKNOWN:
        doubts.append("CUSTODY_UNKNOWN")
    elif custody.verdict is CustodyVerdict.UNVERIFIED:
        doubts.append("HELD_UNKNOWN" if custody.balance is not None else "BALANCE_UNKNOWN")
    if custody is not None and _rests_on_revenue(custody):
        short = custody.verdict is CustodyVerdict.SHORTFALL
        doubts.append("PROVISIONAL_SHORTFALL" if short else "REVENUE_UNKNOWN")
    return tuple(doubts)


def _standing(case: RiskInput, *, alert: bool) -> tuple[str, ...]:
    """Why there is no code, or the alert beside a black one."""
    if alert:
        return ("NOT_LINKED_ALERT",)
    if case.linked or _listed(case):
        return ()
    if case.issuer is not IssuerStatus.CONFIRMED:
        return ("NOT_CONFIRMED_ISSUER",)
    return ("NOT_LINKED",) if case.must_link else ("LINK_NOT_REQUIRED",)
