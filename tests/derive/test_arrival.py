"""A day's batches, out of order, twice, with corrections: the figures are those of plain facts."""

from __future__ import annotations

import pytest

from tests.derive.arrival import compare, two_hubs
from tests.derive.hostile import Day, Sizes
from tests.engines import Engines


@pytest.mark.slow
def test_a_hostile_day_gives_the_figures_of_a_plain_one(
    database_url: str, engines: Engines
) -> None:
    with two_hubs(database_url, engines) as hubs:
        judged = compare(*hubs, Day(Sizes(1_000, 200, 20), seed=7), part=250)
    assert judged.merchants > 1_000  # merchants were judged again and again in between
