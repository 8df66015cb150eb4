"""The statements that write records, compiled once for a database.

In: the rows of a group. Out: batches for `Database.append`: SQL of the driver's own, with its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from hub.proof.record import Count, Recent, Record
from hub.tables.base import Date, Instant
from hub.tables.proof import access_counter, access_recent, access_record
from resolvers.compiled import laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Dialect, Executable, Table

    from hub.engines.seats import Batch

COUNTER_KEY = ("minute", "operation_digest", "outcome", "merchant_id")


class Inserts:
    """One text a table; rows are written as they are, but for their instants and days."""

    def __init__(self, dialect: str) -> None:
        here: Any = asyncpg if dialect == "postgresql" else pysqlite
        engine = here.dialect()
        self._instant, self._day = _bound(Instant(), engine), _bound(Date(), engine)
        self._record = _text(_writing(access_record, Record._fields), engine, Record._fields)
        self._recent = _text(_writing(access_recent, Recent._fields), engine, Recent._fields)
        self._counter = _text(counting(dialect), engine, Count._fields)

    def batches(
        self,
        records: Sequence[Record],
        recent: Sequence[Recent],
        counts: Sequence[Count],
    ) -> list[Batch]:
        """What a group writes, as far as it has rows."""
        instant, day = self._instant, self._day
        found: tuple[Batch, ...] = (
            (self._record, [(*row[:3], instant(row.at), *row[4:]) for row in records]),
            (self._recent, recent),
            (self._counter, [(instant(c.minute), *c[1:4], day(c.day), c.answers) for c in counts]),
        )
        return [(sql, rows) for sql, rows in found if rows]


def _bound(kind: Any, engine: Dialect) -> Callable[[Any], Any]:
    process = kind.dialect_impl(engine).bind_processor(engine)
    return process if process is not None else lambda value: value


def _writing(table: Table, names: Sequence[str]) -> Executable:
    return insert(table).values({name: bindparam(name) for name in names})


def _text(statement: Executable, engine: Dialect, names: Sequence[str]) -> str:
    """The SQL of a statement that takes these values one after the other."""
    text = laid_out(statement, engine)
    if text.layout != tuple(names):
        raise LookupError(f"{names} are written as {text.layout}")
    return text.sql


def counting(dialect: str) -> Executable:
    """A counter that begins, or one that goes on."""
    kind: Any = postgresql if dialect == "postgresql" else sqlite
    new = kind.insert(access_counter).values({name: bindparam(name) for name in Count._fields})
    total = access_counter.c.answers + new.excluded.answers
    counted: Executable = new.on_conflict_do_update(
        index_elements=COUNTER_KEY, set_={"answers": total}
    )
    return counted
