"""The rule set as the database holds it: thresholds, calendar, and the rhythm of each source.

In: a connection. Out: `Thresholds` and `WorkCalendar` of the current rows, and days between
deliveries by source. A parameter that the register has no row of stands as it is shipped; so does a
calendar without days. Refused: threshold rows that contradict each other (DomainError THRESHOLD).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.domain.calendar import WorkCalendar, shipped_calendar
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows, shipped_thresholds
from hub.tables.party import calendar_day, horizon, source, threshold

if TYPE_CHECKING:
    from sqlalchemy import Connection


def thresholds_of(connection: Connection) -> Thresholds:
    """The thresholds of the register, dated as they are."""
    columns = (
        *(threshold.c.parameter, threshold.c.industry, threshold.c.size, threshold.c.zone),
        *(threshold.c.valid_from, threshold.c.value, threshold.c.basis),
    )
    found = connection.execute(select(*columns).where(threshold.c.superseded_at.is_(None))).all()
    if not found:
        return shipped_thresholds()
    named = {row.parameter for row in found}
    shipped = (row for row in shipped_rows() if row.parameter not in named)
    return Thresholds((*(ThresholdRow(*row) for row in found), *shipped))


def calendar_of(connection: Connection) -> WorkCalendar:
    """The working days that the database knows, from the year of the first one."""
    days = connection.execute(
        select(calendar_day.c.day, calendar_day.c.kind).where(
            calendar_day.c.superseded_at.is_(None)
        )
    ).all()
    if not days:
        return shipped_calendar()
    until = connection.scalar(
        select(horizon.c.known_until).where(horizon.c.register == calendar_day.name)
    )
    return WorkCalendar.from_rows(
        [(day, kind) for day, kind in days],
        known_from=min(day for day, _ in days).replace(month=1, day=1),
        known_until=until or max(day for day, _ in days),
    )


def cadences_of(connection: Connection) -> dict[str, int | None]:
    """Days between two deliveries of each source, None where nobody said."""
    rows = connection.execute(
        select(source.c.code, source.c.cadence_days).where(source.c.superseded_at.is_(None))
    )
    return {row.code: row.cadence_days for row in rows}
