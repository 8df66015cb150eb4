"""Group commit of access records: an answer waits until its group is on disk.

In: rows of records, subjects and counters. Out: an awaitable that ends when they are durable. If
they cannot be written, everybody who waits gets UnavailableError: no record, no answer.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from hub.engines.turns import CALLER, OWN_WORK
from hub.errors import UnavailableError
from hub.proof.inserts import COUNTER_KEY, Inserts, counting
from hub.proof.record import Reading, Stream, counter_row, record_row, subject_rows
from hub.tables.proof import access_record, access_subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from hub.database import Database


@dataclass
class Group:
    """What is written in one commit, and who waits for it."""

    records: list[dict[str, Any]] = field(default_factory=list)
    subjects: list[dict[str, Any]] = field(default_factory=list)
    counters: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)


class Recorder:
    """Writes records in groups, one group after the other."""

    def __init__(self, database: Database, stream: Stream) -> None:
        self.database = database
        self.stream = stream
        self._inserts = Inserts(database.dialect)
        self._group = Group()
        self._writer: asyncio.Task[None] | None = None

    async def record(self, reading: Reading, outcome: str, merchants: Sequence[int]) -> None:
        """Make one read durable."""
        group = self._group
        if reading.public:
            group.counters.append(counter_row(reading, outcome, merchants))
        else:
            identity = self.stream.identity()
            group.records.append(record_row(reading, identity, outcome, merchants))
            group.subjects += subject_rows(identity, merchants)
        done = asyncio.get_running_loop().create_future()
        group.waiting.append(done)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        CALLER.set(OWN_WORK)  # no caller's turn: records of all callers are written together
        while self._group.waiting:
            group, self._group = self._group, Group()
            try:
                counters = _summed(group.counters)
                batches = self._inserts.batches(group.records, group.subjects, counters)
                await self.database.append(batches)
            except Exception as error:  # noqa: BLE001 # whatever it was, nobody may be answered
                _fail(group, error)
            else:
                for waiter in group.waiting:
                    if not waiter.done():
                        waiter.set_result(None)


def _fail(group: Group, error: Exception) -> None:
    for waiter in group.waiting:
        if not waiter.done():
            refusal = UnavailableError("PROOF_UNAVAILABLE", "the record of reading is not writable")
            refusal.__cause__ = error
            waiter.set_exception(refusal)


def write(connection: Connection, group: Group) -> None:
    """Write one group in the caller's transaction."""
    if group.records:
        connection.execute(insert(access_record), group.records)
    if group.subjects:
        connection.execute(insert(access_subject), group.subjects)
    for row in _summed(group.counters):
        connection.execute(counting(connection.dialect.name), row)


def _summed(counters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    totals: dict[tuple[Any, ...], int] = defaultdict(int)
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in counters:
        key = tuple(row[name] for name in COUNTER_KEY)
        totals[key] += row["answers"]
        rows[key] = row
    in_order = sorted(totals)  # two processes that count the same never wait for one another
    return [{**rows[key], "answers": totals[key]} for key in in_order]
