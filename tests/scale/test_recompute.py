"""A city of 100,000 merchants brought to a day: all of them, all again, and by time alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from hub.database import run_blocking
from hub.derive import waiting
from hub.derive.run import CHUNK, Counts, run_due
from tests.scale.conftest import Told
from tests.scale.ground import SECRET, is_linked, write

MERCHANTS = 100_000
DAY = date(2022, 4, 1)


def test_a_city_is_recomputed(database_url: str, told: Told) -> None:
    with told(f"writing {MERCHANTS} merchants, thirty days of the linked"):
        run_blocking(database_url, lambda connection: write(connection, MERCHANTS, DAY))
    with told("all judged for the first time"):
        assert _bring(database_url, DAY) == Counts(MERCHANTS, MERCHANTS, MERCHANTS)
    run_blocking(database_url, lambda connection: waiting.queue_all(connection, _at(DAY)))
    with told("all judged again (hub recompute --all)"):
        assert _bring(database_url, DAY) == Counts(MERCHANTS)
    with told("midnight: whom time may move"):
        moved = _bring(database_url, DAY + timedelta(days=1))
    assert moved.merchants >= sum(map(is_linked, range(MERCHANTS)))
    assert 0 < moved.risk < moved.merchants


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def _bring(url: str, day: date) -> Counts:
    """As `hub recompute` does it: part by part, each its own transaction."""

    def part(connection: Connection) -> Counts:
        return run_due(connection, _at(day), secret=SECRET, limit=CHUNK)

    counts = Counts(left=1)
    while counts.left:
        counts += run_blocking(url, part)
    return counts
