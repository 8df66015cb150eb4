"""Every parameter is read from its dated row: changed from a day on, it alters that day and after.

One case a parameter. What the hub keeps elsewhere, and why, stands in `ELSEWHERE`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from hub.clock import start_of
from hub.domain import anomaly, clue, custody, light, listing, rating, risk, suppression
from hub.domain.calendar import shipped_calendar
from hub.domain.custody import CustodyInput, Guarantee, NationalIssuer
from hub.domain.due import due
from hub.domain.suppression import Parts
from hub.domain.thresholds import ThresholdRow, Thresholds, known_parameters, shipped_rows
from hub.domain.vocabulary import (
    ClueStatus,
    GuaranteeKind,
    IssuerStatus,
    RatingGrade,
)

FROM = date(2026, 6, 1)
CALENDAR = shipped_calendar()
YUAN = 100
Observe = Callable[[date, Thresholds], Any]

ELSEWHERE = {
    "complaints.counts_public",  # I-26: the policy gives no complaint count to the public
    "log.retention_months",  # I-20: nothing deletes records; for whoever archives them
}


@dataclass(frozen=True)
class Change:
    value: str
    observe: Observe


def fund(**more: Any) -> Observe:
    """A merchant of 300,000 yuan that holds 110,000; what is assessed of it."""
    money = {name: more.pop(name) for name in ("balance", "revenue", "held") if name in more}
    fen = {"balance": 300_000, "revenue": 5_000_000, "held": 110_000} | money
    case = CustodyInput(
        day=FROM,
        linked=True,
        established_on=date(2018, 1, 1),
        **{name: None if yuan is None else round(yuan * YUAN) for name, yuan in fen.items()},
    )
    return lambda day, rules: _told(custody.assess(replace(case, day=day, **more), rules, CALENDAR))


def _told(result: Any) -> Any:
    due_in = result.funding_due_on and CALENDAR.roll_forward(result.funding_due_on).day
    return replace(result, rule_version="", funding_due_on=None), due_in


def delay(observe: Observe) -> Observe:
    """Only the funding day, as working days after the day that is judged."""

    def counted(day: date, rules: Thresholds) -> int:
        last = observe(day, rules)[1]
        return sum(CALENDAR.is_working_day(day + timedelta(n)) for n in range((last - day).days))

    return counted


def cover(kind: GuaranteeKind) -> tuple[Guarantee, ...]:
    return (Guarantee(kind, 50_000 * YUAN, 0, date(2026, 1, 1), date(2026, 12, 31)),)


def status(**more: Any) -> Observe:
    case = risk.RiskInput(
        day=FROM,
        issuer=IssuerStatus.CONFIRMED,
        must_link=True,
        linked=True,
        missing_report_days=0,
    )

    def observe(day: date, rules: Thresholds) -> Any:
        given = dict(more)
        if "balance" in given:
            amount = given.pop("balance") * YUAN
            given["custody"] = custody.assess(
                CustodyInput(day=day, linked=True, balance=amount, revenue=10**9, held=amount),
                rules,
            )
        return replace(risk.assess(replace(case, day=day, **given), rules), rule_version="")

    return observe


def grounds(*ages: int) -> Observe:
    """Penalties decided so many days before the day."""

    def observe(day: date, rules: Thresholds) -> Any:
        days = tuple(day - timedelta(days=age) for age in ages)
        return listing.grounds(listing.GroundFacts(day=day, penalties=days), rules.on(day))

    return observe


def lit(*, ordered: bool) -> Observe:
    def observe(day: date, rules: Thresholds) -> Any:
        orders = (light.Order(day, day + timedelta(days=9)),) if ordered else ()
        found = light.assess(start_of(day), orders, rules, violation_without_order=not ordered)
        return found.light

    return observe


def days_to(rule: str, **words: str) -> Observe:
    named = {name.rstrip("_"): word for name, word in words.items()}
    return lambda day, rules: due(rule, day, rules, CALENDAR, named).due


def national(kind: NationalIssuer) -> Observe:
    return lambda day, rules: custody.national_required(kind, 10_000, rules.on(day))


def clue_days(day: date, rules: Thresholds) -> Any:
    return clue.deadlines(day, day, rules, CALENDAR)


def readable(day: date, rules: Thresholds) -> bool:
    ended = day - timedelta(days=50)
    return clue.recipient_may_read(ClueStatus.DECIDED, ended, day, rules)


def rated(day: date, rules: Thresholds) -> date:
    return rating.stands_until(
        rating.Rating(grade=RatingGrade.A, method="x", published_on=day), rules
    )


def stated(day: date, rules: Thresholds) -> Any:
    """A count and an amount of two groups of six."""
    limits = suppression.Limits.of(rules.on(day))
    groups = {"one": frozenset({0}), "both": frozenset({0, 1})}
    shown = suppression.publishable(groups, [6, 6], least=limits.least)
    count, amount = Parts(23, 10, 8), Parts(3_300_000, 300_000, 100_000)
    return (
        shown,
        suppression.published(count, limits.counts, limits.share),
        suppression.published(amount, limits.amounts, limits.share),
    )


def far_off(day: date, rules: Thresholds) -> Any:
    limits = anomaly.Limits.of(rules.on(day))
    counts = [100, 102, 98, 100, 101, 101, 101, 101][: limits.weeks]
    amounts = [10**6] * limits.weeks
    return (
        anomaly.judge(500, counts, limits.count, limits),
        anomaly.judge(10**9, amounts, limits.amount, limits),
    )


INSURANCE = cover(GuaranteeKind.PERFORMANCE_GUARANTEE_INSURANCE)
SPENDING = "penalty_visible_until"
CHANGES: dict[str, Change] = {
    "custody.general_standard": Change("400000.00", fund()),
    "custody.general_ratio": Change("0.50", fund()),
    "custody.special_revenue_share": Change("0.05", fund()),
    "custody.special_cap": Change("250000.00", fund()),
    "custody.special_floor": Change("300000.00", fund(balance=250_000, revenue=1_000_000)),
    "custody.low_special_is_full": Change("off", fund(balance=250_000, revenue=1_000_000)),
    "custody.full_ratio": Change("0.90", fund(balance=1_200_000)),
    "custody.young_months": Change("120", fund()),
    "custody.filings_replace_revenue": Change(
        "off", fund(revenue=None, quarterly_revenues=(10**9,) * 4)
    ),
    "custody.annualise_revenue": Change(
        "on", fund(balance=260_000, revenue=1_200_000, established_on=date(2025, 3, 1))
    ),
    "custody.round_up": Change("off", fund(balance=300_000.01)),
    "custody.other_guarantees_count": Change("off", fund(guarantees=cover(GuaranteeKind.OTHER))),
    "custody.cover_offsets_listed": Change("on", fund(listed=True, guarantees=INSURANCE)),
    "custody.funding_working_days": Change("9", delay(fund())),
    "national.scale_ratio": Change("0.21", national(NationalIssuer.SCALE)),
    "national.group_ratio": Change("0.31", national(NationalIssuer.GROUP)),
    "national.brand_ratio": Change("0.41", national(NationalIssuer.BRAND)),
    "statistics.min_group": Change("7", stated),
    "statistics.dominance_share": Change("0.80", stated),
    "statistics.count_step": Change("7", stated),
    "statistics.amount_step": Change("2000.00", stated),
    "anomaly.weeks": Change("4", far_off),
    "anomaly.least_weeks": Change("9", far_off),
    "anomaly.deviations": Change("100", far_off),
    "anomaly.flat_share": Change("0.5", far_off),
    "anomaly.least_count": Change("90", far_off),
    "anomaly.least_amount": Change("9000000.00", far_off),
    "risk.red_needs_shortfall": Change("off", status(balance=300_000)),
    "risk.alert_unlinked": Change("off", status(linked=False)),
    "risk.cover_lapse_days": Change("10", status(guarantee_lapses_in_days=20)),
    "risk.near_standard_share": Change("0.50", status(balance=120_000)),
    "risk.missing_report_days": Change("10", status(missing_report_days=5)),
    "risk.stale_after_days": Change("5", status(missing_report_days=2)),
    "risk.complaints_90d": Change("3", status(complaints_90d=5)),
    "risk.abnormal_list_yellow": Change("off", status(abnormal_list=True)),
    "risk.judgment_defaulter_yellow": Change("off", status(judgment_defaulter=True)),
    "risk.serious_illegality_yellow": Change("off", status(serious_illegality=True)),
    "light.red_inside_period": Change("on", lit(ordered=True)),
    "light.yellow_without_order": Change("on", lit(ordered=False)),
    "listing.penalty_count": Change("3", grounds(10, 20)),
    "listing.penalty_window_months": Change("3", grounds(10, 200)),
    "listing.penalty_lookback_months": Change("3", grounds(10, 200)),
    "clue.readable_days": Change("30", readable),
    "clue.decide": Change("30", clue_days),
    "due.link_mark": Change("9", days_to("link_mark")),
    "due.quarterly_filing_day": Change("10", days_to("quarterly_filing")),
    "due.monthly_report_day": Change("10", days_to("monthly_report")),
    "due.half_year_report_months": Change("3", days_to("half_year_report")),
    "due.rest_day_rolls": Change("off", days_to("quarterly_filing")),  # 25 July is a Saturday
    "due.card_upload": Change("2", days_to("card_upload")),
    "due.closing_notice": Change("60", days_to("closing_notice")),
    "due.deregistration": Change("60", days_to("deregistration")),
    "due.penalty_publication_samr": Change("7", days_to("penalty_publication", basis="samr")),
    "due.penalty_publication_double": Change("3", days_to("penalty_publication", basis="double")),
    "due.penalty_withdrawal": Change("9", days_to("penalty_withdrawal")),
    "due.listing_removal": Change("9", days_to("listing_removal")),
    "due.penalty_case": Change("60", days_to("penalty_case")),
    "due.share_request": Change("9", days_to("share_request")),
    "due.crime_report": Change("9", days_to("crime_report")),
    "complaint.council": Change("30", days_to("complaint_consumer_council")),
    "complaint.council_extended": Change(
        "120", days_to("complaint_consumer_council", extended="true")
    ),
    "clue.accept": Change("9", days_to("clue_accept")),
    "clue.feedback": Change("30", days_to("clue_feedback")),
    "objection.mark": Change("9", days_to("objection", step="mark")),
    "objection.forward": Change("9", days_to("objection", step="forward")),
    "objection.provider_decides": Change("9", days_to("objection", step="provider_decides")),
    "objection.centre_decides": Change("9", days_to("objection", step="centre_decides")),
    "rating.validity_months": Change("6", rated),
}
CHANGES |= {
    f"complaint.hotline_{kind}": Change("9", days_to("complaint_hotline", kind=kind))
    for kind in ("inquiry", "supervised", "request", "complex")
}
CHANGES |= {
    f"complaint.samr_{step}": Change("9", days_to("complaint_market_supervision", step=step))
    for step in ("accept", "mediation_end", "clue", "clue_extended")
}
CHANGES |= {
    f"visible.{basis}_{kind}_months": Change("6", days_to(SPENDING, basis=basis, class_=kind))
    for basis, kinds in {
        "samr": ("ordinary", "lower"),
        "biz": ("ordinary", "lower"),
        "repair": ("ordinary", "serious"),
    }.items()
    for kind in kinds
}
CHANGES |= {
    f"repair.{kind}_months": Change("6", days_to("repair_earliest", class_=kind))
    for kind in ("slight", "ordinary", "serious")
}


def test_no_parameter_is_left_out() -> None:
    assert CHANGES.keys() | ELSEWHERE == known_parameters()
    assert not CHANGES.keys() & ELSEWHERE


@pytest.mark.parametrize("parameter", CHANGES)
def test_a_parameter_changed_from_a_day_on_leaves_the_day_before(parameter: str) -> None:
    change = CHANGES[parameter]
    row = ThresholdRow(parameter, "", "", "", FROM, change.value, "test")
    shipped, changed = Thresholds(shipped_rows()), Thresholds((*shipped_rows(), row))
    before = FROM - timedelta(days=1)
    assert change.observe(before, changed) == change.observe(before, shipped)
    assert change.observe(FROM, changed) != change.observe(FROM, shipped)


def test_each_row_shows_a_lawyer_its_day_and_ground() -> None:
    for row in shipped_rows():
        citation, _, meaning = row.basis.partition(" · ")
        assert citation
        assert meaning
        assert date(2012, 1, 1) < row.valid_from < FROM
