"""Publication windows: what is shown on which day."""

from __future__ import annotations

from datetime import date

import pytest

from hub.domain.publication import PenaltyClass, is_listing_public, is_penalty_public

SHOWN = {
    "published_on": date(2022, 3, 29),
    "visible_until": date(2025, 3, 29),
    "revoked_on": None,
    "repaired_on": None,
    "penalty_class": PenaltyClass.ORDINARY,
}


@pytest.mark.parametrize(
    ("change", "day", "public"),
    [
        ({}, date(2022, 3, 28), False),
        ({}, date(2022, 3, 29), True),
        ({}, date(2025, 3, 28), True),
        ({}, date(2025, 3, 29), False),
        ({"published_on": None}, date(2023, 1, 1), False),
        ({"visible_until": None}, date(2023, 1, 1), False),
        ({"revoked_on": date(2023, 1, 1)}, date(2022, 12, 31), True),
        ({"revoked_on": date(2023, 1, 1)}, date(2023, 1, 1), False),
        ({"repaired_on": date(2023, 1, 1)}, date(2023, 1, 1), False),
        ({"penalty_class": PenaltyClass.WARNING}, date(2023, 1, 1), False),
    ],
)
def test_a_penalty_is_public_inside_its_window(
    change: dict[str, object], day: date, public: bool
) -> None:
    assert is_penalty_public(day=day, **{**SHOWN, **change}) is public


@pytest.mark.parametrize(
    ("removed", "until", "day", "public"),
    [
        (None, None, date(2022, 2, 28), False),
        (None, None, date(2022, 3, 1), True),
        (date(2022, 9, 1), None, date(2022, 8, 31), True),
        (date(2022, 9, 1), None, date(2022, 9, 1), False),
        (None, date(2022, 9, 1), date(2022, 8, 31), True),
        (None, date(2022, 9, 1), date(2022, 9, 1), False),
    ],
)
def test_a_listing_is_public_until_it_ends(
    removed: date | None, until: date | None, day: date, public: bool
) -> None:
    shown = is_listing_public(
        day=day, listed_on=date(2022, 3, 1), removed_on=removed, visible_until=until
    )
    assert shown is public
