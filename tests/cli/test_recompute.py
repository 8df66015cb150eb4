"""What `hub recompute` holds in one transaction: others may write in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.cli import recompute
from hub.clock import set_clock
from hub.settings import Settings

TODAY = date(2026, 11, 25)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("due", "first", "stated"),
    [
        ((), 0, ()),
        ((1,), 0, (1,)),
        ((3, 2, 1), 0, (3, 2, 1)),
        ((), 2, (2, 1)),
        ((2, 1), 4, (4, 3, 2, 1)),  # what is stated again is not stated twice
        ((4, 3, 2, 1), 1, (4, 3, 2, 1)),
    ],
)
def test_each_day_is_stated_once_in_a_transaction_of_its_own(
    monkeypatch: pytest.MonkeyPatch, due: tuple[int, ...], first: int, stated: tuple[int, ...]
) -> None:
    seen: list[tuple[object, date]] = []

    def in_a_transaction(_: Settings, work: Callable[[Any], Any]) -> Any:
        return work(object())

    def publish(connection: object, day: date, *, now: datetime) -> int:
        assert now == datetime(2026, 11, 25, 4, tzinfo=UTC)
        seen.append((connection, day))
        return 7

    monkeypatch.setattr(recompute.surroundings, "work_on", in_a_transaction)
    monkeypatch.setattr(recompute, "due_days", lambda *_: [ago(days) for days in due])
    monkeypatch.setattr(recompute, "publish", publish)
    set_clock(datetime(2026, 11, 25, 4, tzinfo=UTC))
    assert recompute._state(Settings(), ago(first)) == 7 * len(stated)
    assert [day for _, day in seen] == [ago(days) for days in stated]
    assert len({connection for connection, _ in seen}) == len(stated)
