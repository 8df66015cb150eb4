"""The embedded database: one writer thread, a few reading threads, no driver in between.

In: a file path. Out: `SqliteDatabase` (see `hub.database.Database`). Writers begin with BEGIN
IMMEDIATE, so that no update is lost; readers are raw connections that cannot write. A point read
and a commit of records are tried at once, on the event loop, and given to a thread when they are
not done in a moment (`hub.engines.moment`). A read past its deadline, or whose asker went away, is
interrupted inside the database. Refuses a database without a file.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from hub.engines import moving
from hub.engines.checkpoints import Checkpoints
from hub.engines.embedded import appending, at_once, committed, driver, prepare, reading
from hub.engines.moment import Moment
from hub.engines.readers import Readers
from hub.engines.seats import unreachable
from hub.engines.turns import Turns, late

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hub.engines.seats import Batches

__all__ = ["SqliteDatabase", "driver", "writing_engine"]

T = TypeVar("T")

ATTEMPTS = 2
LOCKED = frozenset({5, 6})
# read-only, I/O error, full, cannot open: the work may succeed another time
TRANSIENT = LOCKED | {8, 10, 13, 14}
INTERRUPTED = 9


def writing_engine(path: str) -> Engine:
    """A synchronous engine on the file, every transaction of which begins as a writer."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=driver,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        prepare(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _code(error: object) -> int:
    """The primary result code of SQLite: extended codes carry it in the low byte."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


class SqliteDatabase:
    """`hub.database.Database` over one SQLite file."""

    dialect = "sqlite"

    def __init__(self, path: str, *, readers: int, deadline: float) -> None:
        if path in {"", ":memory:"}:
            raise ValueError("the embedded database needs a file")
        self._path = path
        self._deadline = deadline
        self._engine = writing_engine(path)
        self._writer = ThreadPoolExecutor(1, "hub-writer")
        self._writing = Turns(1)
        self._readers = Readers(readers, partial(reading, path), _first)
        self._reading = Turns(readers, rather=self._readers.at_home)
        self._moment = Moment(partial(at_once, path), driver.DatabaseError)
        self._checkpoints = Checkpoints(self._taken_over)
        self._appending: Any = None

    async def run(self, work: Callable[[Connection], T], *, moves: bool = True) -> T:
        loop = asyncio.get_running_loop()
        async with self._writing.turn():
            return await loop.run_in_executor(self._writer, self._write, work, moves)

    def _write(self, work: Callable[[Connection], T], moves: bool) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    before = moving.written(connection)
                    made = work(connection)
                    if moves:
                        moving.moved_embedded(connection, before)
                    return made
            except (OperationalError, driver.OperationalError) as error:
                code = _code(getattr(error, "orig", error))
                if code not in TRANSIENT:
                    raise
                if code not in LOCKED or attempt == ATTEMPTS:
                    raise unreachable() from error
        raise unreachable()

    async def read(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        *,
        plan: str = "point",
        deadline: float | None = None,
        **_: object,  # what reads for many gains nothing within one process
    ) -> tuple[Any, ...] | None:
        if plan == "point":
            found, row = self._moment.read(sql, parameters)
            if found:
                return row
        seconds = deadline or self._deadline
        party = await self._reading.take(seconds)
        try:
            return await self._read(party, sql, parameters, seconds)
        finally:
            self._reading.give(party)

    async def _read(
        self, party: str, sql: str, parameters: Any, seconds: float
    ) -> tuple[Any, ...] | None:
        job = self._readers.ask(party, sql, parameters)
        timer = job.loop.call_later(seconds, job.stop)
        try:
            row: tuple[Any, ...] | None = await job.answer
        except asyncio.CancelledError:
            job.stop()
            raise
        finally:
            timer.cancel()
        return row

    async def append(self, batches: Batches) -> None:
        if self._moment.append(batches):
            self._checkpoints.committed()
        else:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writer, self._append, batches)

    def _append(self, batches: Batches) -> None:
        try:
            committed(self._own(), batches)
        except driver.OperationalError as error:
            if _code(error) in TRANSIENT:
                raise unreachable() from error
            raise

    def _taken_over(self) -> None:
        self._writer.submit(self._take_over)

    def _take_over(self) -> None:
        with suppress(driver.OperationalError):  # what is committed stays in the log until then
            self._own().execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def _own(self) -> Any:
        """The writing thread's connection for records."""
        if self._appending is None:
            self._appending = appending(self._path)
        return self._appending

    async def close(self) -> None:
        self._checkpoints.close()
        self._writer.shutdown(wait=True)
        self._readers.close()
        self._moment.close()
        if self._appending is not None:
            self._appending.close()
        self._engine.dispose()


def _first(connection: Any, sql: str, parameters: Any) -> tuple[Any, ...] | None:
    """The first row; the cursor is closed so that no old snapshot is held."""
    try:
        cursor = connection.execute(sql, parameters)
        try:
            row: tuple[Any, ...] | None = cursor.fetchone()
        finally:
            cursor.close()
    except driver.OperationalError as error:
        if _code(error) == INTERRUPTED:
            raise late() from None
        if _code(error) in TRANSIENT:
            raise unreachable() from error
        raise
    return row
