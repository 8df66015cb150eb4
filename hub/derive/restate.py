"""Rows of a day that are stated anew: closed and appended where they differ, else left alone.

In: a table with `recorded_at` and `superseded_at`, which of its rows, what they are now, the
instant. Out: how many rows were written. What was said before stays to be read; equal rows are
written once, so a second computation leaves no trace. It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select, update

from hub.tables.base import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table

VERSION = ("recorded_at", "superseded_at")
AT_ONCE = 1_000
TICK = timedelta(microseconds=1)


def restate(
    connection: Connection,
    table: Table,
    of: ColumnElement[bool],
    rows: Sequence[dict[str, Any]],
    now: datetime,
) -> int:
    """Let the rows that `of` names be these and no others."""
    compared = [column for column in table.columns if column.name not in VERSION]
    current = and_(of, table.c.superseded_at.is_(None))
    stored = {tuple(row) for row in connection.execute(select(*compared).where(current))}
    if stored == {tuple(row[column.name] for column in compared) for row in rows}:
        return 0
    last = connection.scalar(select(func.max(table.c.recorded_at, type_=Instant())).where(of))
    at = now if last is None else max(now, last + TICK)
    connection.execute(update(table).where(current).values(superseded_at=at))
    version = {"recorded_at": at, "superseded_at": None}
    for first in range(0, len(rows), AT_ONCE):
        part = [{**row, **version} for row in rows[first : first + AT_ONCE]]
        connection.execute(insert(table), part)
    return len(rows)
