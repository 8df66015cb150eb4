"""What the rules say of the demo world: judged by the hub's own derivation, day after day.

In: the connection with all facts, the world. Out: rows of `custody_assessment` and `risk_status`,
first of a few days of the past, then of the day itself, each known from its own first instant on.
It refuses what the derivation refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.clock import start_of
from hub.derive.published import publish_due
from hub.derive.run import derive, recompute

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from hub.demo.world import World

# Days ago: before the troubles, when money was taken out, when orders were written, yesterday.
HISTORY = (60, 30, 9, 5, 1)


def of_the_past(connection: Connection, world: World, secret: bytes) -> None:
    """The figures of a few earlier days, oldest first."""
    for age in HISTORY:
        day = world.ago(age)
        derive(
            connection,
            merchants=None,
            day=day,
            now=start_of(day),
            secret=secret,
            thresholds=world.thresholds,
            calendar=world.calendar,
        )


def of_today(connection: Connection, day: date, secret: bytes) -> None:
    """The figures of the day, as of its first instant; the server goes on from there.

    Statistics stand for the days that are over: yesterday, or all since those that are there.
    """
    recompute(connection, day=day, now=start_of(day), secret=secret, everything=True)
    publish_due(connection, start_of(day))
