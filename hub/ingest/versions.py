"""Superseding: close the version before, append the new one, two statements, set-based.

In: a table, rows of Python values with their keys, and the instant. Out: nothing but the rows. A
correction never edits a value; `recorded_at` of the new version is `superseded_at` of the old one.
It refuses nothing: rights and ownership were judged before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, false, func, insert, literal, null, select, update

from hub.ingest.records import PAYLOAD, Records, encode_row, pack, types_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table, Update

BIG = BigInteger()
TICK = timedelta(microseconds=1)


def keyed(table: Table, keys: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    """The condition that a row of the table is the current version of a key."""
    parts = [table.c.fact_id == keys["fact_id"], table.c.superseded_at.is_(None)]
    if "merchant_id" in table.c:
        parts.insert(0, table.c.merchant_id == keys["merchant_id"])
    return parts


def close(table: Table, keys: Mapping[str, ColumnElement[Any]], at: datetime) -> Update:
    """The statement that closes the current versions of the keys."""
    return update(table).values(superseded_at=at).where(*keyed(table, keys))


def after(latest: datetime | None, now: datetime) -> datetime:
    """An instant later than every version that is to be closed: the clock may stand still."""
    return now if latest is None else max(now, latest + TICK)


def replace(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *,
    at: datetime,
    batch_id: int | None,
) -> None:
    """Make each row the current version of its key; rows carry keys, provenance and columns."""
    if not rows:
        return
    dialect = connection.dialect.name
    left_out = {"recorded_at", "superseded_at", "batch_id", "disputed"}
    names = [each.name for each in table.c if each.name not in left_out]
    given = Records(dialect, types_of(table, names))
    payload = {PAYLOAD: pack([encode_row(row, dialect) for row in rows])}
    connection.execute(close(table, given.c, at), payload)
    values = {name: given.c[name] for name in names} | {
        "recorded_at": literal(at, table.c.recorded_at.type),
        "superseded_at": null(),
        "batch_id": literal(batch_id, BIG),
        "disputed": false(),
    }
    chosen = select(*(value.label(name) for name, value in values.items()))
    connection.execute(
        insert(table).from_select(
            list(values), chosen.select_from(given.source), include_defaults=False
        ),
        payload,
    )


def latest_recorded(
    connection: Connection, table: Table, conditions: Sequence[ColumnElement[bool]]
) -> datetime | None:
    """The newest instant at which one of the versions that are meant began or ended."""
    began, ended = table.c.recorded_at, table.c.superseded_at
    found = connection.execute(
        select(func.max(began, type_=began.type), func.max(ended, type_=ended.type)).where(
            *conditions
        )
    ).one()
    return max((each for each in found if each is not None), default=None)
