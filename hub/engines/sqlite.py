"""The embedded database: one writer thread, a few reading threads, no driver in between.

In: a file path. Out: `SqliteDatabase` (see `hub.database.Database`). Writers begin with BEGIN
IMMEDIATE, so that no update is lost; readers are raw connections that cannot write. A point read
is tried at once, on the event loop, and given to a thread when it is not done in a moment
(`hub.engines.moment`). A commit is on the disk before it is acknowledged (`synchronous=FULL`). A
read past its deadline, or whose asker went away, is interrupted inside the database. Refuses a
database without a file.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from hub.engines import moving
from hub.engines.moment import Moment
from hub.engines.readers import Readers
from hub.engines.seats import unreachable
from hub.engines.turns import Turns, late

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hub.engines.seats import Batches

try:
    from pysqlite3 import dbapi2 as driver
except ImportError:  # systems that pysqlite3 has no wheel for
    driver = sqlite3

# Untold, the driver looks in vain for a way to adapt each: a microsecond and a half for nothing.
driver.register_adapter(type(None), lambda nothing: nothing)
driver.register_adapter(bool, int)

__all__ = ["SqliteDatabase", "driver", "writing_engine"]

T = TypeVar("T")

BUSY_MS = 10_000
PAGES = 32_768  # KiB that a connection keeps, as long as all together keep to
HEAP = 104 << 20  # bytes
FEW_PAGES = 8_192  # records are written at the ends of their tables
ATTEMPTS = 2
LOCKED = frozenset({5, 6})
# read-only, I/O error, full, cannot open: the work may succeed another time
TRANSIENT = LOCKED | {8, 10, 13, 14}
INTERRUPTED = 9


def _prepare(connection: Any) -> None:
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=on",
        "temp_store=MEMORY",
        f"cache_size=-{PAGES}",
        f"soft_heap_limit={HEAP}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


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
        _prepare(connection)

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
        self._reading = Turns(readers)
        self._readers = Readers(readers, self._open, _first)
        self._moment = Moment(self._open, driver.OperationalError)
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
            return await self._read(sql, parameters, seconds)
        finally:
            self._reading.give(party)

    async def _read(self, sql: str, parameters: Any, seconds: float) -> tuple[Any, ...] | None:
        job = self._readers.ask(sql, parameters)
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
        await asyncio.get_running_loop().run_in_executor(self._writer, self._append, batches)

    def _append(self, batches: Batches) -> None:
        if self._appending is None:
            self._appending = self._opened()
            self._appending.execute(f"PRAGMA cache_size=-{FEW_PAGES}").close()
        connection = self._appending
        try:
            connection.execute("BEGIN IMMEDIATE").close()
            try:
                if callable(batches):
                    (version,) = _first(connection, moving.READ, ()) or (None,)
                    batches = batches(version)
                for sql, rows in batches:
                    connection.executemany(sql, rows).close()
                connection.execute("COMMIT").close()
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK").close()
                raise
        except driver.OperationalError as error:
            if _code(error) in TRANSIENT:
                raise unreachable() from error
            raise

    def _opened(self) -> Any:
        connection = driver.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        _prepare(connection)
        return connection

    def _open(self) -> Any:
        connection = self._opened()
        connection.execute("PRAGMA query_only=on").close()
        return connection

    async def close(self) -> None:
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
