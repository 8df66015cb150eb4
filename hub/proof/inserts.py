"""The statements that write records, compiled once for a database.

In: the rows of a group. Out: batches for `Database.append`: SQL of the driver's own, with its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from hub.tables.proof import access_counter, access_record, access_subject
from resolvers.compiled import Text, laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Executable

    from hub.engines.seats import Batch

LATER = frozenset({"case_id", "sealed_in"})  # columns that are not known when a read is recorded
COUNTER_KEY = ("minute", "operation_digest", "outcome", "merchant_id")


class Inserts:
    """One text a table."""

    def __init__(self, dialect: str) -> None:
        here: Any = asyncpg if dialect == "postgresql" else pysqlite
        engine = here.dialect()
        names = [each.name for each in access_record.columns if each.name not in LATER]
        record = insert(access_record).values({name: bindparam(name) for name in names})
        self._record = laid_out(record, engine)
        self._subject = laid_out(insert(access_subject), engine)
        self._counter = laid_out(counting(dialect), engine)

    def batches(
        self,
        records: Sequence[Mapping[str, Any]],
        subjects: Sequence[Mapping[str, Any]],
        counters: Sequence[Mapping[str, Any]],
    ) -> list[Batch]:
        """What a group writes, as far as it has rows."""
        texts: tuple[tuple[Text, Sequence[Mapping[str, Any]]], ...] = (
            (self._record, records),
            (self._subject, subjects),
            (self._counter, counters),
        )
        return [(text.sql, [text.row(row) for row in rows]) for text, rows in texts if rows]


def counting(dialect: str) -> Executable:
    """A counter that begins, or one that goes on."""
    kind: Any = postgresql if dialect == "postgresql" else sqlite
    new = kind.insert(access_counter)
    total = access_counter.c.answers + new.excluded.answers
    counted: Executable = new.on_conflict_do_update(
        index_elements=COUNTER_KEY, set_={"answers": total}
    )
    return counted
