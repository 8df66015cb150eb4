"""Group commit of access records: an answer waits until its group is on disk.

In: rows of records and counters. Out: an awaitable that ends when they are durable. If they cannot
be written, everybody who waits gets UnavailableError: no record, no answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from hub.engines.seats import Checked
from hub.engines.turns import CALLER, OWN_WORK
from hub.errors import UnavailableError
from hub.proof.inserts import Inserts
from hub.proof.record import Count, Reading, Record, Stream, counter_row, recent_row, record_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from hub.database import Database
    from hub.engines.seats import Batch, Batches


@dataclass(eq=False)
class Repeat:
    """An answer to be given once more: its count, the data version it is of, whether it stands."""

    count: Count
    version: int
    stands: bool = False


@dataclass
class Group:
    """What is written in one commit, and who waits for it."""

    records: list[Record] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)

    def told(self, version: int | None) -> None:
        """The data version at which the group is written."""
        for repeat in self.repeats:
            repeat.stands = repeat.version == version


class Recorder:
    """Writes records in groups, one group after the other."""

    def __init__(self, database: Database, stream: Stream) -> None:
        self.database = database
        self.stream = stream
        self._inserts = Inserts(database.dialect)
        self._group = Group()
        self._writer: asyncio.Task[None] | None = None

    def record(self, reading: Reading, outcome: str, subjects: str) -> asyncio.Future[None]:
        """Make one read durable, which it is when the future is done.

        `subjects` are its merchants as JSON.
        """
        group = self._group
        if reading.public:
            group.counts.append(counter_row(reading, outcome, subjects))
        else:
            group.records.append(self._record(reading, outcome, subjects))
        return self._written(group)

    def _record(self, reading: Reading, outcome: str, subjects: str) -> Record:
        at = self._inserts.instant(reading.at)
        return record_row(reading, at, self.stream.identity(), outcome, subjects)

    async def record_again(self, reading: Reading, subjects: str, version: int) -> bool:
        """Count an answer that is given once more, if the data are still of its version.

        False: they are not, and nothing was counted. Both are found out in one transaction.
        """
        group, repeat = self._group, Repeat(counter_row(reading, "ANSWERED", subjects), version)
        group.repeats.append(repeat)
        await self._written(group)
        return repeat.stands

    def _written(self, group: Group) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        group.waiting.append(done)
        if self._writer is None or self._writer.done():
            self._writer = loop.create_task(self._write())
        return done

    def within(self, connection: Connection, reading: Reading, outcome: str, subjects: str) -> None:
        """Record a read in the transaction that made it."""
        record = self._record(reading, outcome, subjects)
        for sql, rows in self._batches([record], ()):
            connection.exec_driver_sql(sql, list(rows))

    async def _write(self) -> None:
        CALLER.set(OWN_WORK)  # no caller's turn: records of all callers are written together
        while self._group.waiting:
            await asyncio.sleep(0)  # who asked at the same time goes along
            group, self._group = self._group, Group()
            try:
                await self.database.append(self._batches_of(group))
            except Exception as error:  # noqa: BLE001 # whatever it was, nobody may be answered
                _fail(group, error)
            else:
                for waiter in group.waiting:
                    if not waiter.done():
                        waiter.set_result(None)

    def _batches_of(self, group: Group) -> Batches:
        if not group.repeats:
            return self._found(group)
        counts: list[tuple[Count, int | None]] = [(count, None) for count in group.counts]
        counts += [(repeat.count, repeat.version) for repeat in group.repeats]
        at_once = None if group.records else self._inserts.at_once(counts)
        return Checked(partial(self._found, group), group.told, at_once)

    def _found(self, group: Group, version: int | None = None) -> list[Batch]:
        """What a group writes when it finds the data at a version."""
        group.told(version)
        again = [repeat.count for repeat in group.repeats if repeat.stands]
        return self._batches(group.records, group.counts + again)

    def _batches(self, records: Sequence[Record], counts: Sequence[Count]) -> list[Batch]:
        recent = [row for row in map(recent_row, records) if row is not None]
        return self._inserts.batches(records, recent, Counter(counts))


def _fail(group: Group, error: Exception) -> None:
    for waiter in group.waiting:
        if not waiter.done():
            refusal = UnavailableError("PROOF_UNAVAILABLE", "the record of reading is not writable")
            refusal.__cause__ = error
            waiter.set_exception(refusal)
