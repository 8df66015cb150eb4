"""The list of seriously dishonest subjects (严重失信主体): grounds, standing, duties.

In: facts that bear on a ground, listing dates. Out: the grounds that are present, whether a listing
stands on a day, the periods to report on. Refused: a listing or a removal out of order
(DomainError LISTING). Sources: REG Art. 25, IM-2019 Art. 2(3) (the district decides), PLAN
信用监管四, CREDIT Arts. 35, 38; three other lists never count here (C-12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months, month_end
from hub.domain.vocabulary import FilingKind, ListingGround, OperatingStatus
from hub.errors import DomainError

if TYPE_CHECKING:
    from datetime import date

    from hub.domain.thresholds import Standards

_MONTHS_OF_HALF = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFacts:
    """What bears on REG Art. 25(2). `penalties`: decision days of penalties under REG that stand.

    `arrangement_made`, `reachable`: None when nobody established it.
    """

    day: date
    operating_status: OperatingStatus = OperatingStatus.UNKNOWN
    arrangement_made: bool | None = None
    reachable: bool | None = None
    penalties: tuple[date, ...] = ()
    convicted: bool = False
    removed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """A report that a listed subject owes; `period` as in filings: 2022-03, 2022H1."""

    kind: FilingKind
    period: str
    period_end: date


def grounds(facts: GroundFacts, values: Standards) -> tuple[ListingGround, ...]:
    """The grounds of REG Art. 25(2) that the facts show; the district regulator decides."""
    present = []
    if _closed_without_arrangement(facts):
        present.append(ListingGround.CLOSED_WITHOUT_ARRANGEMENT)
    if _penalties_within_a_year(facts, values):
        present.append(ListingGround.TWO_PENALTIES)
    if facts.convicted:
        present.append(ListingGround.CRIMINAL_CONVICTION)
    return tuple(present)


def is_listed(listed_on: date, removed_on: date | None, day: date) -> bool:
    """On the list from its day until the day before removal takes effect (I-24)."""
    return listed_on <= day and (removed_on is None or day < removed_on)


def check_listing(
    ground: ListingGround,
    ground_text: str | None,
    listed_on: date,
    facts: GroundFacts,
    values: Standards,
) -> None:
    """Refuse a listing in the future, or without its ground. OTHER needs its text (REG 25(2)4)."""
    if listed_on > facts.day:
        raise DomainError("LISTING", "列入日期晚于今日 (listed in the future)")
    if ground is ListingGround.OTHER:
        if not (ground_text or "").strip():
            raise DomainError("LISTING", "其他事由须写明 (another ground must be written down)")
        return
    if ground not in grounds(facts, values):
        raise DomainError("LISTING", "现有记录不支持该事由 (the records do not show this ground)")


def check_removal(listed_on: date, removed_on: date, day: date) -> None:
    """Refuse a removal before the listing, or one in the future (BIZ-SH 2024 Art. 67(2))."""
    if not listed_on <= removed_on <= day:
        raise DomainError("LISTING", "移出日期不在列入日与今日之间 (removal out of order)")


def report_duties(listed_on: date, removed_on: date | None, day: date) -> tuple[ReportDuty, ...]:
    """Each month and half-year that ended while listed, up to a day (PLAN 信用监管四).

    A month counts when its last day lies in the time on the list.
    """
    duties = []
    end = month_end(listed_on)
    while end < day and is_listed(listed_on, removed_on, end):
        month = end.strftime("%Y-%m")
        duties.append(ReportDuty(FilingKind.MONTHLY_OPERATING, month, end))
        if end.month % _MONTHS_OF_HALF == 0:
            half = f"{end.year}H{end.month // _MONTHS_OF_HALF}"
            duties.append(ReportDuty(FilingKind.HALF_YEAR_STATEMENT, half, end))
        end = month_end(add_months(end.replace(day=1), 1))
    return tuple(duties)


def _closed_without_arrangement(facts: GroundFacts) -> bool:
    """Closed, and no arrangement, and out of reach: REG governs over PLAN's short form (C-11)."""
    if facts.arrangement_made or facts.reachable:
        return False
    if facts.operating_status is OperatingStatus.UNREACHABLE:
        return True
    closed = facts.operating_status is OperatingStatus.CLOSED
    return closed and facts.arrangement_made is False and facts.reachable is False


def _penalties_within_a_year(facts: GroundFacts, values: Standards) -> bool:
    """Rolling by decision day; the same date next year is still within (REG Art. 25(2)2, I-19)."""
    if not facts.penalties:
        return False
    oldest = add_months(facts.day, -values["listing.penalty_lookback_months"])
    days = sorted(day for day in facts.penalties if oldest <= day <= facts.day)
    count = values["listing.penalty_count"]
    window = values["listing.penalty_window_months"]
    runs = zip(days, days[count - 1 :], strict=False)
    since = facts.removed_on
    return any(
        last <= add_months(first, window) and (since is None or last > since)
        for first, last in runs
    )
