"""Ratings: in order or refused, standing or past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.rating import Rating, check, is_published, latest, stands_until
from hub.domain.thresholds import shipped_thresholds
from hub.domain.vocabulary import RatingGrade
from hub.errors import DomainError

RULES = shipped_thresholds()
GIVEN = Rating(grade=RatingGrade.C, method="2022版评级办法", published_on=date(2022, 4, 1))


def test_a_rating_in_order_passes() -> None:
    check(GIVEN)
    check(replace(GIVEN, score=0, valid_until=date(2022, 4, 2)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"method": "  "}, "method"),
        ({"score": -1}, "score"),
        ({"valid_until": date(2022, 4, 1)}, "valid_until"),
    ],
)
def test_a_rating_out_of_order_is_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        check(replace(GIVEN, **change))
    assert (caught.value.code, caught.value.path) == ("RATING", (field,))


def test_a_rating_stands_for_a_year_unless_it_says_so() -> None:
    assert stands_until(GIVEN, RULES) == date(2023, 4, 1)
    assert stands_until(replace(GIVEN, valid_until=date(2022, 6, 1)), RULES) == date(2022, 6, 1)


def test_published_until_withdrawn() -> None:
    withdrawn = replace(GIVEN, withdrawn_on=date(2022, 5, 1))
    days = (date(2022, 3, 31), date(2022, 4, 1), date(2022, 4, 30), date(2022, 5, 1))
    assert [is_published(withdrawn, day) for day in days] == [False, True, True, False]


def test_the_latest_standing_one() -> None:
    newer = replace(GIVEN, grade=RatingGrade.A, published_on=date(2022, 6, 1))
    both = (newer, GIVEN)
    assert latest(both, date(2022, 5, 31), RULES) is GIVEN
    assert latest(both, date(2022, 6, 1), RULES) is newer
    gone = replace(newer, withdrawn_on=date(2022, 7, 1))
    assert latest((gone, GIVEN), date(2022, 7, 1), RULES) is GIVEN
    assert latest((gone, GIVEN), date(2023, 4, 2), RULES) is None
