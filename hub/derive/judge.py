"""One merchant judged by the pure rules: its custody assessment and its risk status as columns.

In: `Facts`, the rules of the day, and since when a shortfall has lasted. Out: the figures of both
tables, with the grounds in words (PLAN 信用监管三, 资金监管一, 智能监管二; REG Art. 15(2)) and the
inputs by which they can be made again. Refused: a day before the rules (RULE_NOT_IN_FORCE).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.clock import start_of
from hub.derive import columns, standing
from hub.domain import custody, light, risk, way
from hub.domain.thresholds import Scope
from hub.domain.vocabulary import (
    CustodyVerdict,
    IssuerStatus,
    ListingKind,
    OperatingStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from hub.derive.columns import Columns
    from hub.derive.feeds import Feed, Late
    from hub.derive.gather import Facts
    from hub.domain.calendar import WorkCalendar
    from hub.domain.thresholds import Standards, Thresholds

CARRIED = frozenset((CustodyVerdict.SHORTFALL, CustodyVerdict.UNVERIFIED))


@dataclass(frozen=True)
class Rules:
    """The rules of one day. `cadences`: rhythm of each source in days; None follows T+1.

    `late`: the feeds of complaints and lists that did not come in their rhythm.
    """

    day: date
    thresholds: Thresholds
    calendar: WorkCalendar
    cadences: Mapping[str, int | None]
    late: Late

    @property
    def instant(self) -> datetime:
        return start_of(self.day)

    def scope(self, facts: Facts) -> Scope:
        """By trade and district; no size is known of a merchant yet (REG Art. 15(3))."""
        return Scope(facts.merchant.industry or "", "", facts.merchant.district)


@dataclass(frozen=True, slots=True)
class Figures:
    """Columns of `custody_assessment` and `risk_status`, but for keys, versions and days."""

    custody: Columns
    risk: Columns


@dataclass(frozen=True, slots=True)
class _Stand:
    """What both tables need of the merchant."""

    facts: Facts
    rules: Rules
    scope: Scope
    values: Standards
    linked: bool
    listed: bool

    @property
    def upload(self) -> int:
        """Days until a daily report is due: T+1."""
        return self.values["due.card_upload"]


def judge(
    facts: Facts, rules: Rules, *, shared_brands: frozenset[str], short_since: date | None
) -> Figures:
    """All figures of one merchant on the day of the rules."""
    scope = rules.scope(facts)
    stand = _Stand(
        facts,
        rules,
        scope,
        rules.thresholds.on(rules.day, scope),
        standing.is_linked(facts, rules.day),
        standing.on_list(facts, ListingKind.SERIOUS_DISHONESTY, rules.day),
    )
    case = _custody_case(stand, short_since)
    result = custody.assess(case, rules.thresholds, rules.calendar)
    lasting = (short_since or rules.day) if _is_short(result) else short_since
    if result.verdict not in CARRIED:
        lasting = None
    return Figures(
        columns.of_custody(result, columns.custody_inputs(case, facts, lasting)),
        _risk_columns(stand, case, result, shared_brands),
    )


def _is_short(result: custody.CustodyResult) -> bool:
    return result.verdict is CustodyVerdict.SHORTFALL


def _custody_case(stand: _Stand, short_since: date | None) -> custody.CustodyInput:
    facts, rules = stand.facts, stand.rules
    return custody.CustodyInput(
        day=rules.day,
        linked=stand.linked,
        balance=None if facts.report is None else facts.report.prepaid_balance,
        revenue=None if facts.revenue is None else facts.revenue.main_business_revenue,
        quarterly_revenues=standing.quarterly_revenues(facts),
        established_on=facts.merchant.established_on,
        mall_type=facts.merchant.mall_type,
        listed=stand.listed,
        guarantees=standing.guarantees(facts),
        held=standing.held(
            facts,
            rules.day,
            rules.cadences,
            rhythm=stand.upload,
            stale_after=stand.values["risk.stale_after_days"],
        ),
        industry=stand.scope.industry,
        size=stand.scope.size,
        zone=stand.scope.zone,
        short_since=short_since,
    )


def _risk_columns(
    stand: _Stand,
    fund: custody.CustodyInput,
    result: custody.CustodyResult,
    shared_brands: frozenset[str],
) -> Columns:
    rules = stand.rules
    case = _risk_case(stand, fund, result, shared_brands)
    found = risk.assess(case, rules.thresholds)
    lit = light.assess(
        rules.instant,
        standing.orders(stand.facts),
        rules.thresholds,
        violation_without_order=_loose_violation(stand, result),
        scope=stand.scope,
    )
    steps = way.way_to_green(case, fund, found, rules.thresholds)
    return columns.of_risk(found, lit, steps, columns.risk_inputs(case, found, stand.facts))


def _risk_case(
    stand: _Stand,
    fund: custody.CustodyInput,
    result: custody.CustodyResult,
    shared_brands: frozenset[str],
) -> risk.RiskInput:
    facts, day = stand.facts, stand.rules.day
    counted = bool(result.covered)
    lapses = custody.lapses_in_days(fund.guarantees, day) if counted else None
    return risk.RiskInput(
        day=day,
        issuer=IssuerStatus(facts.merchant.issuer),
        must_link=standing.must_link(facts, shared_brands),
        linked=stand.linked,
        custody=result,
        listed=stand.listed,
        removed_on=None if stand.listed else standing.removed_on(facts, day),
        missing_report_days=standing.missing_reports(facts, day, stand.upload),
        guarantee_lapses_in_days=lapses,
        abnormal_list=standing.on_list(facts, ListingKind.ABNORMAL_OPERATION, day),
        judgment_defaulter=standing.on_list(facts, ListingKind.JUDGMENT_DEFAULTER, day),
        serious_illegality=standing.on_list(facts, ListingKind.SERIOUS_ILLEGALITY, day),
        complaints_late=_is_late(stand.rules.late.complaints, facts),
        lists_late=_is_late(stand.rules.late.lists, facts),
        complaints_90d=0 if facts.complaints is None else facts.complaints.received,
        operating_status=OperatingStatus(facts.merchant.status),
        penalties=standing.penalty_days(facts),
        industry=stand.scope.industry,
        size=stand.scope.size,
        zone=stand.scope.zone,
    )


def _is_late(feeds: Iterable[Feed], facts: Facts) -> bool:
    return any(feed.speaks_of(facts.merchant) for feed in feeds)


def _loose_violation(stand: _Stand, result: custody.CustodyResult) -> bool:
    """A breach that nobody ordered to correct yet: short for certain, or found on the spot."""
    pending = any(order.is_open(stand.rules.day) for order in standing.orders(stand.facts))
    short = _is_short(result) and not result.provisional
    return (short and not pending) or standing.problem_without_order(stand.facts)
