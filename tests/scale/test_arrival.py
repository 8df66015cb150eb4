"""A day of 100,000 card reports, 20,000 balances and 500 guarantees, as it should never come."""

from __future__ import annotations

from tests.derive.arrival import compare, two_hubs
from tests.derive.hostile import Day, Sizes
from tests.engines import Engines
from tests.scale.conftest import Told


def test_a_whole_city_arrives_in_disorder(database_url: str, engines: Engines, told: Told) -> None:
    day = Day(Sizes(100_000, 20_000, 500), seed=11)
    with two_hubs(database_url, engines) as hubs, told("disorder and order, made again"):
        judged = compare(*hubs, day, part=2_000)
    assert judged.merchants >= 100_000  # between the batches; the rest at the end
