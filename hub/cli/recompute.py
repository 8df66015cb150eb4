"""`hub recompute [--day DATE] [--all]`: bring every derived figure to a day.

In: the database. Out: how many merchants were judged and how many rows written. Without options:
whoever waits today; with `--all` every merchant; with a day of the past every merchant on that day
and on each later one, because a figure stands until the next. The published statistics of the days
that are over follow: those not yet stated, with `--all` yesterday's too, with a day all since.
Refused: a day in the future (DAY).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from hub import clock
from hub.cli import output, surroundings
from hub.derive import waiting
from hub.derive.published import DAY, due_days, publish
from hub.derive.run import CHUNK, Counts, recompute, run_due
from hub.errors import DomainError
from hub.keys import instance_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from hub.settings import Settings

    Tell = Callable[[int, int | None], None]


@click.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="default today")
@click.option("--all", "everything", is_flag=True, help="every merchant, touched or not")
@surroundings.AS_JSON
def command(day: datetime | None, everything: bool, as_json: bool) -> None:
    """Bring derived figures to a day: custody, code, alert and light."""
    found = surroundings.settings()
    secret = instance_secret(found.keys_dir)
    today = clock.today()
    chosen = today if day is None else day.date()
    if chosen > today:
        raise DomainError("DAY", "日期晚于今日 (the day lies in the future; take today or earlier)")
    with output.progress("recomputing") as tell:
        if chosen < today:
            counts = _since(found, chosen, today, secret, tell)
        else:
            counts = _today(found, secret, everything, tell)
    stated = _state(found, min(chosen, today - DAY) if everything or chosen < today else today)
    if as_json:
        figures = {name: getattr(counts, name) for name in ("merchants", "custody", "risk")}
        output.as_json({"day": chosen.isoformat(), **figures, "statistics": stated})
    else:
        click.echo(
            f"{chosen}: {counts.merchants} merchants judged, {counts.custody} custody, "
            f"{counts.risk} risk and {stated} statistics rows written"
        )


def _today(found: Settings, secret: bytes, everything: bool, tell: Tell) -> Counts:
    """One part of the queue a transaction, so that others may write in between."""
    if everything:
        surroundings.work_on(found, lambda connection: waiting.queue_all(connection, clock.now()))
    counts = Counts(left=1)
    while counts.left:
        counts += surroundings.work_on(
            found,
            lambda connection: run_due(connection, clock.now(), secret=secret, limit=CHUNK),
        )
        tell(counts.merchants, counts.merchants + counts.left)
    return counts


def _since(found: Settings, first: date, today: date, secret: bytes, tell: Tell) -> Counts:
    """One day a transaction, oldest first."""
    counts, days = Counts(), (today - first).days + 1
    for number in range(days):
        counts += surroundings.work_on(found, _whole(first + timedelta(days=number), secret))
        tell(number + 1, days)
    return counts


def _state(found: Settings, first: date) -> int:
    """Published statistics, one day a transaction: the missing ones, and all from a day on."""
    due = surroundings.work_on(found, lambda connection: due_days(connection, clock.now()))
    again = (first + number * DAY for number in range((clock.today() - first).days))
    return sum(surroundings.work_on(found, _stated(day)) for day in sorted({*due, *again}))


def _stated(day: date) -> Callable[[Connection], int]:
    return lambda connection: publish(connection, day, now=clock.now())


def _whole(day: date, secret: bytes) -> Callable[[Connection], Counts]:
    return lambda connection: recompute(
        connection, day=day, now=clock.now(), secret=secret, everything=True
    )
