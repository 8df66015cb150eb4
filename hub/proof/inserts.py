"""The statements that write records, compiled once for a database.

In: the rows of a group. Out: batches for `Database.append`: SQL of the driver's own, with its rows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, cast, column, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from hub.proof.record import Count, Recent, Record
from hub.tables.base import Date, Instant
from hub.tables.proof import access_counter, access_recent, access_record
from hub.tables.version import data_version
from resolvers.compiled import laid_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Dialect, Executable, Table

    from hub.engines.seats import Batch

COUNTER_KEY = ("minute", "operation_digest", "outcome", "merchant_id")
COUNTED = (*Count._fields, "answers")
CHECKED = (*COUNTED, "version")
LATELY = 8  # minutes and days that are remembered as they are written


class Inserts:
    """One text a table; `instant` makes what a record's row needs of its moment."""

    def __init__(self, dialect: str) -> None:
        here: Any = asyncpg if dialect == "postgresql" else pysqlite
        engine = here.dialect()
        self.instant = _bound(Instant(), engine)
        self._minute = lru_cache(LATELY)(self.instant)
        self._day = lru_cache(LATELY)(_bound(Date(), engine))
        self._record = _text(_writing(access_record, Record._fields), engine, Record._fields)
        self._recent = _text(_writing(access_recent, Recent._fields), engine, Recent._fields)
        self._counter = _text(counting(dialect), engine, COUNTED)
        self._checked = laid_out(checked(), engine) if dialect == "postgresql" else None

    def batches(
        self,
        records: Sequence[Record],
        recent: Sequence[Recent],
        counts: Mapping[Count, int],
    ) -> list[Batch]:
        """What a group writes, as far as it has rows; of each counter how many it adds.

        Counters in one order: two processes that count the same never wait in a ring.
        """
        minute, day = self._minute, self._day
        counted = [
            (minute(count.minute), *count[1:4], day(count.day), answers)
            for count, answers in sorted(counts.items())
        ]
        found = ((self._record, _bare(records)), (self._recent, _bare(recent)))
        return [(sql, rows) for sql, rows in (*found, (self._counter, counted)) if rows]

    def at_once(self, counts: Sequence[tuple[Count, int | None]]) -> tuple[str, Any] | None:
        """The one statement that counts what stands at the data version, where there is one.

        Beside each count: the version at which it stands; None: at any.
        """
        if self._checked is None:
            return None
        columns = zip(*((*count, 1, version) for count, version in counts), strict=True)
        values = dict(zip(CHECKED, map(list, columns), strict=True))
        return self._checked.sql, self._checked.row(values)


def _bare(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Tuples and no more: SQLite's driver is slower with those that have names."""
    return [tuple(row) for row in rows]


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
    new = kind.insert(access_counter).values({name: bindparam(name) for name in COUNTED})
    counted: Executable = added(new)
    return counted


def added(new: postgresql.Insert | sqlite.Insert) -> Any:
    """An insert of counters that adds to those that are there."""
    total = access_counter.c.answers + new.excluded.answers
    return new.on_conflict_do_update(index_elements=COUNTER_KEY, set_={"answers": total})


def checked() -> Executable:
    """Counters, as far as they stand at the data version; it gives the version.

    Each once and in one order: two processes that count the same never wait in a ring.
    """
    kinds: dict[str, Any] = {name: access_counter.c[name].type for name in COUNTED}
    kinds["version"] = BigInteger()
    lists = (bindparam(name, type_=postgresql.ARRAY(kind)) for name, kind in kinds.items())
    columns: Any = (column(name, kind) for name, kind in kinds.items())
    given = func.unnest(*lists).table_valued(*columns, name="given").render_derived()
    at = select(data_version.c.version).scalar_subquery()
    stands = or_(given.c.version.is_(None), given.c.version == at)
    key = [given.c[name] for name in Count._fields]
    total = cast(func.sum(given.c.answers), BigInteger)
    rows = select(*key, total).where(stands).group_by(*key).order_by(*key)
    new = postgresql.insert(access_counter)
    counted = added(new.from_select(COUNTED, rows, include_defaults=False))
    return select(at.label("version")).add_cte(counted.cte("counted"))
