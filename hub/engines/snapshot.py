"""A reading connection that keeps its snapshot, and with it its pages, while nothing is written.

In: how to open a connection, how to run one statement on it. Out: `read`: what the statement gives
over data that are no older than the asking. SQLite forgets all pages of a connection with every
commit of another one, and each record of proof is a commit. Between two readings of one data
version (`hub.engines.moving`) nothing was written but such records, so a statement that does not
read them may read the snapshot before. None outlasts its `PERIOD` of the machine's time, and while
each begins no process takes one: then the log is taken over into the file, and begins anew.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hub.engines import moving
from hub.tables.proof import GROWING

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[Any, str, Any], Any]

PERIOD = 1.0  # seconds
RELEASED = 0.05  # of each, in which none is kept
TEXTS = 1_000


def seconds_to_release() -> float:
    """Until the middle of the time in which none is kept."""
    return (RELEASED / 2 - time.monotonic()) % PERIOD


class Snapshot:
    """Two connections of one thread: one reads, one tells whether what it reads still stands."""

    def __init__(self, make: Callable[[], Any], run: Run) -> None:
        self._run = run
        self._reading = make()
        self._watching = make()
        self._watched = bool(self._reading.execute(moving.THERE).fetchone()[0])
        self._version: int | None = None
        self._period = 0.0

    def seconds_left(self) -> float | None:
        """When the snapshot that is kept has to be let go; None: there is none."""
        return PERIOD - time.monotonic() % PERIOD if self._reading.in_transaction else None

    def read(self, sql: str, parameters: Any) -> Any:
        """What a statement gives; a failure lets the snapshot go."""
        try:
            self._renew(sql)
            return self._run(self._reading, sql, parameters)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let the snapshot go; whether there is one the database knows, whatever was cut short."""
        self._version = None
        if self._reading.in_transaction:
            self._reading.execute("ROLLBACK").close()

    def interrupt(self) -> None:
        """End the statement at work; from another thread."""
        self._reading.interrupt()

    def close(self) -> None:
        """Close both connections."""
        self._reading.close()
        self._watching.close()

    def _renew(self, sql: str) -> None:
        """Have a snapshot of the data as they are; none where it may not be kept."""
        period, since = divmod(time.monotonic(), PERIOD)
        if not self._watched or since < RELEASED or _reads_proof(sql):
            self.release()
        elif self._version is None or period != self._period or self._moved():
            self.release()
            self._reading.execute("BEGIN").close()
            self._period, self._version = period, self._now(self._reading)

    def _moved(self) -> bool:
        return self._now(self._watching) != self._version

    def _now(self, connection: Any) -> int:
        return int(self._run(connection, moving.READ, ())[0])


@lru_cache(maxsize=TEXTS)
def _reads_proof(sql: str) -> bool:
    """Whether a statement names a table that is written without moving the data version."""
    return any(name in sql for name in GROWING)
