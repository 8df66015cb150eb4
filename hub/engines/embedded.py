"""The embedded database's driver, how a connection is opened, and what one transaction commits.

In: the path of a file. Out: raw connections, each for one use: to write, to read and nothing else,
or to read and append records of proof on the event loop. Every commit is on the disk before it is
acknowledged (`synchronous=FULL`).
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from hub.engines import moving
from hub.tables.proof import access_counter, access_recent, access_record

if TYPE_CHECKING:
    from hub.engines.seats import Batches

try:
    from pysqlite3 import dbapi2 as driver
except ImportError:  # systems that pysqlite3 has no wheel for
    driver = sqlite3

# Untold, the driver looks in vain for a way to adapt each: a microsecond and a half for nothing.
driver.register_adapter(type(None), lambda nothing: nothing)
driver.register_adapter(bool, int)

__all__ = ["appending", "at_once", "committed", "driver", "prepare", "reading"]

BUSY_MS = 10_000
PAGES = 32_768  # KiB that a connection keeps, as long as all together keep to
HEAP = 104 << 20  # bytes
LOOP_PAGES = 49_152  # the loop's connection answers most requests
FEW_PAGES = 8_192  # records are written at the ends of their tables

READS = frozenset(
    {
        driver.SQLITE_SELECT,
        driver.SQLITE_READ,
        driver.SQLITE_FUNCTION,
        driver.SQLITE_RECURSIVE,
        driver.SQLITE_TRANSACTION,
    }
)
APPENDS = frozenset(
    {
        (driver.SQLITE_INSERT, access_record.name),
        (driver.SQLITE_INSERT, access_recent.name),
        (driver.SQLITE_INSERT, access_counter.name),
        (driver.SQLITE_UPDATE, access_counter.name),
    }
)


def prepare(connection: Any) -> None:
    """Set a connection up as every one of the hub's is."""
    _set(
        connection,
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=on",
        "temp_store=MEMORY",
        f"cache_size=-{PAGES}",
        f"soft_heap_limit={HEAP}",
    )


def reading(path: str) -> Any:
    """A connection that cannot write."""
    connection = _opened(path)
    _set(connection, "query_only=on")
    return connection


def appending(path: str) -> Any:
    """A connection that writes records of proof in a thread, and takes the log over."""
    connection = _opened(path)
    _set(connection, f"cache_size=-{FEW_PAGES}")
    return connection


def at_once(path: str) -> Any:
    """The event loop's: it waits for no lock, reads, and writes nothing but records of proof.

    What it commits itself leaves it its pages. The log is for a thread to take over.
    """
    connection = _opened(path)
    _set(connection, "busy_timeout=0", "wal_autocheckpoint=0", f"cache_size=-{LOOP_PAGES}")
    connection.set_authorizer(_records_only)
    return connection


def committed(connection: Any, batches: Batches) -> None:
    """Run batches in one transaction; a failure leaves nothing of them."""
    connection.execute("BEGIN IMMEDIATE").close()
    try:
        if callable(batches):
            (version,) = connection.execute(moving.READ).fetchone() or (None,)
            batches = batches(version)
        for sql, rows in batches:
            connection.executemany(sql, rows).close()
        connection.execute("COMMIT").close()
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK").close()
        raise


def _opened(path: str) -> Any:
    connection = driver.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    prepare(connection)
    return connection


def _set(connection: Any, *pragmas: str) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}").close()


def _records_only(action: int, table: str | None, *_: object) -> int:
    """Asked once for each thing that a statement does, when it is prepared."""
    allowed = action in READS or (action, table) in APPENDS
    return int(driver.SQLITE_OK if allowed else driver.SQLITE_DENY)
