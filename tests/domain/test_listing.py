"""Grounds, standing and duties of the list of seriously dishonest subjects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.listing import (
    GroundFacts,
    check_listing,
    check_removal,
    grounds,
    is_listed,
    report_duties,
)
from hub.domain.thresholds import shipped_thresholds
from hub.domain.vocabulary import FilingKind as F, ListingGround as G, OperatingStatus
from hub.errors import DomainError

DAY = date(2022, 6, 1)
VALUES = shipped_thresholds().on(DAY)
NOTHING = GroundFacts(day=DAY)


@pytest.mark.parametrize(
    ("days", "present"),
    [
        ((date(2021, 3, 1), date(2022, 3, 1)), True),  # the same date next year is within (I-19)
        ((date(2021, 3, 1), date(2022, 3, 2)), False),
        ((date(2022, 3, 1),), False),
        ((date(2022, 3, 1), date(2022, 3, 1)), True),
        ((date(2020, 1, 1), date(2022, 5, 1), date(2021, 8, 1)), True),
        ((date(2022, 5, 1), date(2022, 7, 1)), False),  # the second lies in the future
        ((date(2016, 1, 1), date(2016, 2, 1)), False),  # beyond the query window (CREDIT Art. 35)
    ],
)
def test_two_penalties_within_a_year(days: tuple[date, ...], present: bool) -> None:
    found = grounds(replace(NOTHING, penalties=days), VALUES)
    assert (G.TWO_PENALTIES in found) is present


def test_penalties_before_a_removal_are_spent() -> None:
    facts = replace(NOTHING, penalties=(date(2022, 1, 1), date(2022, 2, 1)))
    assert grounds(replace(facts, removed_on=date(2022, 2, 1)), VALUES) == ()
    assert grounds(replace(facts, removed_on=date(2022, 1, 31)), VALUES) == (G.TWO_PENALTIES,)


def test_a_conviction_is_a_ground() -> None:
    assert grounds(replace(NOTHING, convicted=True), VALUES) == (G.CRIMINAL_CONVICTION,)


def test_a_listing_needs_its_ground() -> None:
    gone = replace(NOTHING, operating_status=OperatingStatus.UNREACHABLE)
    check_listing(G.CLOSED_WITHOUT_ARRANGEMENT, None, DAY, gone, VALUES)
    check_listing(G.OTHER, "多次拒绝配合检查", DAY, NOTHING, VALUES)
    for ground, text, day in (
        (G.CLOSED_WITHOUT_ARRANGEMENT, "x", DAY),
        (G.OTHER, "  ", DAY),
        (G.OTHER, None, DAY),
        (G.OTHER, "x", date(2022, 6, 2)),
    ):
        with pytest.raises(DomainError) as caught:
            check_listing(ground, text, day, NOTHING, VALUES)
        assert caught.value.code == "LISTING"


def test_a_removal_lies_between_listing_and_today() -> None:
    check_removal(date(2022, 5, 1), DAY, DAY)
    for removed in (date(2022, 4, 30), date(2022, 6, 2)):
        with pytest.raises(DomainError):
            check_removal(date(2022, 5, 1), removed, DAY)


def test_listed_until_the_day_before_removal() -> None:
    listed, removed = date(2022, 3, 1), date(2022, 9, 1)
    days = (date(2022, 2, 28), listed, date(2022, 8, 31), removed)
    assert [is_listed(listed, removed, day) for day in days] == [False, True, True, False]
    assert is_listed(listed, None, date(2030, 1, 1))


def test_reports_owed_while_listed() -> None:
    duties = report_duties(date(2022, 3, 15), date(2022, 8, 20), date(2022, 12, 31))
    months = [duty.period for duty in duties if duty.kind is F.MONTHLY_OPERATING]
    assert months == ["2022-03", "2022-04", "2022-05", "2022-06", "2022-07"]
    halves = [duty for duty in duties if duty.kind is F.HALF_YEAR_STATEMENT]
    assert [(half.period, half.period_end) for half in halves] == [("2022H1", date(2022, 6, 30))]
    assert report_duties(date(2022, 3, 15), None, date(2022, 3, 31)) == ()
