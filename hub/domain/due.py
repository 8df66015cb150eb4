"""Every due day of the contract, by the name of its rule.

In: the rule's name, the day it counts from, and what it asks for besides. Out: the due day (None:
never), the citation, whether it is provisional: the calendar or the rule did not reach that day.
Refused: an unknown rule or a word it does not know (DomainError DUE). Counting as in 民法典
Arts. 201-203: the first day is not counted; a last day on a rest day moves on where the rule rolls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.domain.calendar import CountedDay, WorkCalendar, add_months, month_end
from hub.domain.publication import PenaltyClass, PublishBasis, repair_earliest, visible_until
from hub.errors import DomainError

if TYPE_CHECKING:
    from hub.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Due:
    """`due` None: never public. `since`: the first day of a period, where the rule is one."""

    due: date | None
    basis: str
    provisional: bool
    since: date | None = None


@dataclass(frozen=True, slots=True)
class DueCase:
    """A rule's name, its day, and its words (basis, class, kind, step, extended)."""

    rule: str
    since: date
    words: dict[str, str]
    thresholds: Thresholds
    calendar: WorkCalendar

    def word(self, name: str) -> str:
        return self.words.get(name, "")

    def count(self, parameter: str) -> tuple[int, bool]:
        return self.thresholds.value_or_first(parameter, self.since)

    def cite(self, parameter: str) -> str:
        return self.thresholds.citation(parameter, self.since)


Rule = Callable[[DueCase], Due]


def due(
    rule: str,
    since: date,
    thresholds: Thresholds,
    calendar: WorkCalendar,
    words: dict[str, str] | None = None,
) -> Due:
    """The due day of a rule (interfaces §5). `words`: lower-case strings by name."""
    if rule not in RULES:
        raise DomainError("DUE", "期限规则不存在 (unknown rule of due days)")
    return RULES[rule](DueCase(rule, since, words or {}, thresholds, calendar))


def _working(parameter: str) -> Rule:
    def rule(case: DueCase) -> Due:
        count, early = case.count(parameter)
        counted = case.calendar.add_working_days(case.since, count)
        return Due(counted.day, case.cite(parameter), counted.provisional or early)

    return rule


def _days(parameter: str, *, sign: int = 1, rolls: bool = False) -> Rule:
    def rule(case: DueCase) -> Due:
        count, early = case.count(parameter)
        last = case.since + sign * timedelta(days=count)
        counted = _rolled(case, last) if rolls else CountedDay(last, False)
        return Due(counted.day, case.cite(parameter), counted.provisional or early)

    return rule


def _by_word(name: str, choices: dict[str, Rule]) -> Rule:
    def rule(case: DueCase) -> Due:
        chosen = choices.get(case.word(name))
        if chosen is None:
            raise DomainError("DUE", f"{name} 取值不存在 (unknown word for {name})", path=(name,))
        return chosen(case)

    return rule


def _rolled(case: DueCase, last: date) -> CountedDay:
    """A last day on a rest day moves to the next working day (民法典 Art. 203; I-18)."""
    rolls, _ = case.count("due.rest_day_rolls")
    return case.calendar.roll_forward(last) if rolls else CountedDay(last, False)


def _day_of_next_month(parameter: str) -> Rule:
    """That day of the month after the period's last day, itself included (I-17, I-18)."""

    def rule(case: DueCase) -> Due:
        number, early = case.count(parameter)
        following = add_months(case.since.replace(day=1), 1)
        last = following.replace(day=min(number, month_end(following).day))
        counted = _rolled(case, last)
        return Due(counted.day, case.cite(parameter), counted.provisional or early)

    return rule


def _half_year(case: DueCase) -> Due:
    """The last day of the second month after the half-year (PLAN 信用监管四; I-17)."""
    parameter = "due.half_year_report_months"
    months, early = case.count(parameter)
    counted = _rolled(case, month_end(add_months(case.since.replace(day=1), months)))
    return Due(counted.day, case.cite(parameter), counted.provisional or early)


def _evaluation_period(case: DueCase) -> Due:
    """1 July of the year before to 30 June (PLAN 资金监管三)."""
    year = case.since.year
    return Due(date(year, 6, 30), "PLAN 资金监管三", False, since=date(year - 1, 7, 1))


def _provider_decides(case: DueCase) -> Due:
    """Forwarded in two working days, decided in five more (CREDIT Art. 36)."""
    forward, early = case.count("objection.forward")
    decide, _ = case.count("objection.provider_decides")
    counted = case.calendar.add_working_days(case.since, forward + decide)
    return Due(counted.day, case.cite("objection.provider_decides"), counted.provisional or early)


def _visible_until(case: DueCase) -> Due:
    try:
        basis = PublishBasis(case.word("basis").upper())
        penalty_class = PenaltyClass(case.word("class"))
    except ValueError:
        raise DomainError("DUE", "basis 或 class 取值不存在 (unknown basis or class)") from None
    window = visible_until(case.since, basis, penalty_class, case.thresholds)
    return Due(window.off_on, window.basis, window.provisional)


def _repair_earliest(case: DueCase) -> Due:
    try:
        penalty_class = PenaltyClass(case.word("class"))
    except ValueError:
        raise DomainError("DUE", "class 取值不存在 (unknown class)", path=("class",)) from None
    window = repair_earliest(case.since, penalty_class, case.thresholds)
    return Due(window.off_on, window.basis, window.provisional)


RULES: dict[str, Rule] = {
    "link_mark": _working("due.link_mark"),
    "quarterly_filing": _day_of_next_month("due.quarterly_filing_day"),
    "monthly_report": _day_of_next_month("due.monthly_report_day"),
    "half_year_report": _half_year,
    "card_upload": _days("due.card_upload"),
    "closing_notice": _days("due.closing_notice", sign=-1),
    "deregistration": _days("due.deregistration"),
    "evaluation_period": _evaluation_period,
    "penalty_publication": _by_word(
        "basis",
        {
            "samr": _working("due.penalty_publication_samr"),
            "double": _working("due.penalty_publication_double"),
        },
    ),
    "penalty_withdrawal": _working("due.penalty_withdrawal"),
    "penalty_visible_until": _visible_until,
    "repair_earliest": _repair_earliest,
    "complaint_hotline": _by_word(
        "kind",
        {
            kind: _working(f"complaint.hotline_{kind}")
            for kind in ("inquiry", "supervised", "request", "complex")
        },
    ),
    "complaint_market_supervision": _by_word(
        "step",
        {
            step: _working(f"complaint.samr_{step}")
            for step in ("accept", "mediation_end", "clue", "clue_extended")
        },
    ),
    "complaint_consumer_council": _by_word(
        "extended",
        {"": _days("complaint.council"), "false": _days("complaint.council")}
        | {"true": _days("complaint.council_extended")},
    ),
    "clue_accept": _working("clue.accept"),
    "clue_feedback": _working("clue.feedback"),
    "objection": _by_word(
        "step",
        {
            "mark": _working("objection.mark"),
            "forward": _working("objection.forward"),
            "provider_decides": _provider_decides,
            "centre_decides": _working("objection.centre_decides"),
        },
    ),
    "listing_removal": _working("due.listing_removal"),
    "penalty_case": _days("due.penalty_case"),
    "share_request": _working("due.share_request"),
    "crime_report": _days("due.crime_report", rolls=True),
}
