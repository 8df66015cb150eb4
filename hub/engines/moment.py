"""What is done in a moment needs no thread: it is run where it is asked for.

In: how to open a connection, and how it fails. Out: `read`: whether the read was done, and its
first row; `append`: whether the records are on the disk. What takes more than `STEPS * LOOKS`
steps, finds the database locked or fails is not done; it is for a thread, which waits, fails and is
interrupted as it should. A read's text is left to threads for some time then, and so are records
where the disk takes longer than a moment.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

from hub.engines.embedded import committed

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.engines.seats import Batches

STEPS = 2_000  # of SQLite's machine between two looks, some thirty microseconds
LOOKS = 32  # about a millisecond for which everybody else is kept waiting
AGAIN = 100  # times that what takes longer goes to a thread before it is tried again
LONGEST = 0.001  # seconds that a commit may take, as a rule of
COMMITS = 16  # the last of them: that one is late says nothing of the disk
REMEMBERED = 1_000


class Moment:
    """One connection, used from the event loop only."""

    def __init__(self, connect: Callable[[], Any], failure: type[Exception]) -> None:
        self._connect = connect
        self._failure = failure
        self.connection: Any = None
        self._looks = 0
        self._longer: dict[str, int] = {}
        self._took = 0.0  # seconds, of a commit, as a rule
        self._left = 0  # commits that are for a thread, before one is tried again

    def read(self, sql: str, parameters: Any) -> tuple[bool, tuple[Any, ...] | None]:
        """Whether it was done, and the first row if there is one."""
        if self._longer and self._is_longer(sql):
            return False, None
        self._looks = 0
        try:
            connection = self.connection or self._open()
            cursor = connection.execute(sql, parameters)
            row = cursor.fetchone()
            cursor.close()
        except self._failure:
            self._remember(sql)
            return False, None
        return True, row

    def append(self, batches: Batches) -> bool:
        """Whether the batches were committed, in one transaction."""
        if self._left:
            self._left -= 1
            return False
        self._looks, began = 0, perf_counter()
        try:
            committed(self.connection or self._open(), batches)
        except self._failure:
            return False
        self._took += (perf_counter() - began - self._took) / COMMITS
        if self._took > LONGEST:
            self._took, self._left = 0.0, AGAIN
        return True

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self.connection is not None:
            self.connection.close()

    def _open(self) -> Any:
        connection = self._connect()
        connection.set_progress_handler(self._look, STEPS)
        self.connection = connection
        return connection

    def _look(self) -> bool:
        self._looks += 1
        return self._looks > LOOKS

    def _is_longer(self, sql: str) -> bool:
        times = self._longer.get(sql, 0)
        if times == 0:
            return False
        if times == 1:
            del self._longer[sql]
        else:
            self._longer[sql] = times - 1
        return True

    def _remember(self, sql: str) -> None:
        if len(self._longer) >= REMEMBERED:
            self._longer.clear()
        self._longer[sql] = AGAIN
