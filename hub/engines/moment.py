"""A read that is done in a moment needs no thread: it is run where it is asked for.

In: how to open a connection, and how it fails. Out: `read`: whether the read was done, and its
first row. What takes more than `STEPS * LOOKS` steps, finds the database locked or fails is not
done; it is for a thread, which waits, fails and is interrupted as it should. Its text is left to
threads for some time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 2_000  # of SQLite's machine between two looks, some thirty microseconds
LOOKS = 32  # about a millisecond for which everybody else is kept waiting
AGAIN = 100  # times that a longer text goes to a thread before it is tried again
REMEMBERED = 1_000


class Moment:
    """One connection, used from the event loop only."""

    def __init__(self, connect: Callable[[], Any], failure: type[Exception]) -> None:
        self._connect = connect
        self._failure = failure
        self.connection: Any = None
        self._looks = 0
        self._longer: dict[str, int] = {}

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

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self.connection is not None:
            self.connection.close()

    def _open(self) -> Any:
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout=0").close()
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
