"""A state that ends today keeps the grounds that it had at the end of yesterday.

Grounds that came this morning were written to the state that stood; when the state itself changes
later in the day they belong to what follows, and the order in which facts arrived is to leave no
trace. In: stored rows whose state has ended, the day, the instant. Out: what must be closed, and
their versions of before the day appended once more. It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from hub.clock import start_of
from hub.derive.given import Pairs, bound_pairs
from hub.tables.base import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Row, Select

    from hub.derive.versions import Series

TICK = timedelta(microseconds=1)
BEFORE = bindparam("before", type_=Instant())
WHOLE = "whole_"  # before the names of a whole row, beside the columns that are compared

Records = list[dict[str, Any]]


def restored(
    connection: Connection, series: Series, ended: Sequence[Row[Any]], day: date, now: datetime
) -> tuple[Records, Records]:
    """Of the rows that were written to since the day began and say something else than before."""
    start = start_of(day)
    touched = {(row.merchant_id, row.fact_id): row for row in ended if row.recorded_at >= start}
    closed: Records = []
    appended: Records = []
    if not touched:
        return closed, appended
    dialect = connection.dialect.name
    given = bound_pairs(dialect, list(touched)) | {"before": start}
    for old in _last_of_each(connection.execute(_versions(dialect, series), given).all()):
        row = touched[old.merchant_id, old.fact_id]
        if series.compared_of(old) == series.compared_of(row):
            continue
        at = max(now, row.recorded_at + TICK)
        closed.append({"of": row.merchant_id, "fact": row.fact_id, "at": at})
        whole = {each.name: getattr(old, WHOLE + each.name) for each in series.table.c}
        appended.append(whole | {"recorded_at": at, "superseded_at": None})
    return closed, appended


def _last_of_each(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    last: dict[tuple[int, int], Row[Any]] = {}
    for row in sorted(rows, key=lambda row: row.recorded_at):
        last[row.merchant_id, row.fact_id] = row
    return list(last.values())


@lru_cache(maxsize=4)
def _versions(dialect: str, series: Series) -> Select[Any]:
    """Every version of these rows that was recorded before an instant."""
    pairs, table = Pairs(dialect), series.table
    whole = (series.as_stored(column).label(WHOLE + column.name) for column in table.c)
    return (
        select(*series.fetched(table.c), *whole)
        .select_from(pairs.source, table)
        .where(
            table.c.merchant_id == pairs.merchant_id,
            table.c.fact_id == pairs.fact_id,
            table.c.recorded_at < BEFORE,
        )
    )
