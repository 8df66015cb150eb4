"""Routing cases 96 to 100 by their number, the order of steps, deadlines, who may still read."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from hub.domain.calendar import shipped_calendar
from hub.domain.clue import (
    check_step,
    deadlines,
    is_overdue,
    recipient_may_read,
    route,
)
from hub.domain.thresholds import shipped_thresholds
from hub.domain.vocabulary import ClueStatus as S
from hub.errors import DomainError

DAY = date(2022, 4, 1)
RULES = shipped_thresholds()
CALENDAR = shipped_calendar()
REGULATORS = Path(__file__).parents[2] / "migrations" / "data" / "regulators.csv"


def regulator_of(industry: str) -> str:
    """The longest prefix of the register's own list (edition 2017)."""
    with REGULATORS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["edition"] == "2017"]
    fitting = [row for row in rows if industry.startswith(row["prefix"])]
    return max(fitting, key=lambda row: len(row["prefix"]))["regulator"]


@pytest.mark.parametrize(
    ("number", "regulator", "district", "recipient"),
    [
        (96, regulator_of("8040"), "310113", "market-supervision-310113"),
        (97, regulator_of("8930"), "310113", "culture-enforcement-310113"),
        (99, "regulator-transport", "310113", "regulator-transport"),
        (0, regulator_of("6110"), "310101", "culture-enforcement-310101"),
        (0, regulator_of("8391"), "310115", "market-supervision-310115"),
        (0, "regulator-health", "310115", "regulator-health"),
    ],
)
def test_route_by_case(number: int, regulator: str, district: str, recipient: str) -> None:
    found = route(regulator, district, DAY)
    assert found.recipient == recipient
    assert found.basis


def test_case_100_the_place_of_the_violation_decides() -> None:
    registered_in, shop_in = "310101", "310115"
    assert registered_in != shop_in
    assert route("city-commerce", shop_in, DAY).recipient == "market-supervision-310115"


def test_education_moved_on_a_day() -> None:
    before = route("regulator-education", "310115", date(2019, 4, 30))
    assert (before.recipient, before.basis) == ("regulator-education", "REG Art. 21(3)")
    after = route("regulator-education", "310115", date(2019, 5, 1))
    assert after.recipient == "market-supervision-310115"


@pytest.mark.parametrize(
    ("regulator", "district", "day"),
    [
        (None, "310115", DAY),
        ("", "310115", DAY),
        ("city-commerce", "310000", DAY),
        ("city-commerce", "", DAY),
        ("city-commerce", "310115", date(2018, 12, 31)),
    ],
)
def test_without_ground_there_is_no_route(regulator: str | None, district: str, day: date) -> None:
    with pytest.raises(DomainError) as caught:
        route(regulator, district, day)
    assert caught.value.code == "CLUE_ROUTE"


ALLOWED = {
    (S.DRAFTED, S.SENT),
    (S.SENT, S.ACCEPTED),
    (S.SENT, S.RETURNED),
    (S.RETURNED, S.SENT),
    (S.ACCEPTED, S.FILED),
    (S.ACCEPTED, S.NOT_FILED),
    (S.FILED, S.DECIDED),
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_steps_have_an_order(before: S, after: S) -> None:
    if (before, after) in ALLOWED:
        check_step(before, after)
        return
    with pytest.raises(DomainError) as caught:
        check_step(before, after)
    assert caught.value.code == "CLUE_STATE"


def test_deadlines_and_lateness() -> None:
    days = deadlines(date(2022, 3, 1), None, RULES, CALENDAR)
    assert (days.accept_by, days.feedback_by) == (date(2022, 3, 8), date(2022, 3, 22))
    assert days.decide_by is None
    filed = deadlines(date(2022, 2, 20), date(2022, 3, 1), RULES, CALENDAR)
    assert filed.decide_by == date(2022, 5, 30)
    assert not is_overdue(S.SENT, filed, filed.accept_by)
    assert is_overdue(S.SENT, days, date(2022, 3, 9))
    assert is_overdue(S.ACCEPTED, days, date(2022, 3, 23))
    assert not is_overdue(S.FILED, days, date(2030, 1, 1))
    assert is_overdue(S.FILED, filed, date(2022, 5, 31))
    assert not is_overdue(S.DECIDED, filed, date(2030, 1, 1))
    assert deadlines(date(2026, 12, 30), None, RULES, CALENDAR).provisional


def test_the_recipient_reads_while_it_works_and_ninety_days_after() -> None:
    ended = date(2022, 1, 1)
    assert recipient_may_read(S.SENT, None, DAY, RULES)
    assert recipient_may_read(S.DECIDED, ended, date(2022, 4, 1), RULES)
    assert not recipient_may_read(S.DECIDED, ended, date(2022, 4, 2), RULES)
    assert not recipient_may_read(S.NOT_FILED, None, DAY, RULES)
    assert not recipient_may_read(S.RETURNED, ended, ended, RULES)
    assert not recipient_may_read(S.DRAFTED, None, DAY, RULES)
