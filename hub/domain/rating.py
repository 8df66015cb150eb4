"""Ratings that associations and the base platform publish: A to E, never a code.

In: what a publisher says, days. Out: whether it is in order, until when it stands, which is the
latest. Refused (DomainError RATING): no method, a negative score, an end that is not after its day.
Sources: REG Art. 20 (self-discipline, rating); PLAN 信用监管二. A yellow C plate is no yellow code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.domain.calendar import add_months
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from hub.domain.thresholds import Thresholds
    from hub.domain.vocabulary import RatingGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating. `score` in millionths; `valid_until` is its last day."""

    grade: RatingGrade
    method: str
    published_on: date
    score: int | None = None
    valid_until: date | None = None
    withdrawn_on: date | None = None


def check(rating: Rating) -> None:
    """Refuse a rating that says nothing of how it was made, or that ends before it begins."""
    if not rating.method.strip():
        raise DomainError("RATING", "须写明评级方法 (a rating names its method)", path=("method",))
    if rating.score is not None and rating.score < 0:
        raise DomainError("RATING", "分数不得为负 (a score is not negative)", path=("score",))
    if rating.valid_until is not None and rating.valid_until <= rating.published_on:
        raise DomainError(
            "RATING", "有效期须晚于发布日 (a rating ends after its day)", path=("valid_until",)
        )


def stands_until(rating: Rating, thresholds: Thresholds) -> date:
    """Its last day: the one written, else a year after publication (`rating.validity_months`)."""
    if rating.valid_until is not None:
        return rating.valid_until
    months, _ = thresholds.value_or_first("rating.validity_months", rating.published_on)
    return add_months(rating.published_on, months)


def is_published(rating: Rating, day: date) -> bool:
    """Published and not withdrawn on a day (the scope `published`)."""
    withdrawn = rating.withdrawn_on is not None and rating.withdrawn_on <= day
    return rating.published_on <= day and not withdrawn


def latest(ratings: Iterable[Rating], day: date, thresholds: Thresholds) -> Rating | None:
    """The newest that is published and still stands on a day."""
    standing = [
        rating
        for rating in ratings
        if is_published(rating, day) and day <= stands_until(rating, thresholds)
    ]
    return max(standing, key=lambda rating: rating.published_on, default=None)
