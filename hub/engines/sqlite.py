"""The embedded database: one writer thread, a few reading threads, no driver in between.

In: a file path. Out: `SqliteDatabase` (see `hub.database.Database`). Writers begin with BEGIN
IMMEDIATE, so that no update is lost; readers are raw connections that cannot write. A commit is
on the disk before it is acknowledged (`synchronous=FULL`). A read past its deadline, or whose
asker went away, is interrupted inside the database. Refuses a database without a file.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from hub.engines.seats import Seats, late, unreachable, within
from hub.engines.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

try:
    from pysqlite3 import dbapi2 as driver
except ImportError:  # systems that pysqlite3 has no wheel for
    driver = sqlite3

__all__ = ["SqliteDatabase", "driver", "writing_engine"]

T = TypeVar("T")

BUSY_MS = 10_000
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
        "cache_size=-32768",
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
        self._threads = ThreadPoolExecutor(readers, "hub-reader")
        self._seats: Seats[Any] = Seats(readers, self._connect, self._end)

    async def run(self, work: Callable[[Connection], T]) -> T:
        async with self._writing.turn():
            return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work)

    def _write(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
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
        plan: str = "point",  # noqa: ARG002 -- the other engine's switch
        deadline: float | None = None,
    ) -> tuple[Any, ...] | None:
        async with within(deadline or self._deadline), self._seats.seat() as connection:
            loop = asyncio.get_running_loop()
            reading = loop.run_in_executor(self._threads, _first, connection, sql, parameters)
            try:
                return await asyncio.shield(reading)
            except asyncio.CancelledError:
                await _interrupt(connection, reading)
                raise

    async def _connect(self) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._open)

    def _open(self) -> Any:
        connection = driver.connect(
            self._path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        _prepare(connection)
        connection.execute("PRAGMA query_only=on").close()
        return connection

    async def _end(self, connection: Any) -> None:
        connection.close()

    async def close(self) -> None:
        self._writer.shutdown(wait=True)
        await self._seats.close()
        self._threads.shutdown(wait=True)
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


async def _interrupt(connection: Any, reading: asyncio.Future[Any]) -> None:
    """Stop a read that nobody waits for; again until it is over, for it may not have begun."""
    while not reading.done():
        connection.interrupt()
        with suppress(asyncio.CancelledError):
            await asyncio.wait([reading], timeout=0.02)
    reading.exception()  # looked at, so that the loop does not complain
