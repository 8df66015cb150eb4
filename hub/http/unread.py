"""Answers that lie in memory because their clients do not read them, and an end to it.

In: connections with unsent bytes. Out: nothing; a client that takes less than `LEAST` bytes in
`SECONDS` is cut off, and when all together leave more than `MOST` bytes unread, whoever is longest
at it. No place at the database is held meanwhile: an answer is whole before its first byte leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

SECONDS = 10.0
LEAST = 65_536
MOST = 64 << 20


class Unread:
    """The slow readers of one process, the longest at it first."""

    def __init__(self) -> None:
        self._watches: dict[Watch, None] = {}

    def add(self, watch: Watch) -> None:
        """One more; the first ones go while all together are too much."""
        self._watches[watch] = None
        left = sum(each.left for each in self._watches)
        for each in tuple(self._watches):
            if left <= MOST:
                return
            left -= each.left
            each.cut()

    def discard(self, watch: Watch) -> None:
        """One less, if it was there."""
        self._watches.pop(watch, None)


class Watch:
    """Looks after one connection while it has unsent bytes; `done` is called when all are sent."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        transport: asyncio.Transport,
        unread: Unread,
        done: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._transport = transport
        self._unread = unread
        self._done = done
        self._before = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def left(self) -> int:
        """Bytes that the client has not taken."""
        return self._transport.get_write_buffer_size()

    def begin(self) -> None:
        """Look again and again from now on, unless that is so already."""
        if self._timer is None:
            self._later()
            self._unread.add(self)

    def end(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._unread.discard(self)

    def cut(self) -> None:
        """End the connection, and drop what lies in memory for it."""
        self.end()
        self._transport.abort()

    def _later(self) -> None:
        self._before = self.left
        self._timer = self._loop.call_later(SECONDS, self._look)

    def _look(self) -> None:
        if not self.left:
            self.end()
            self._done()
        elif self._before - self.left < LEAST:
            self.cut()
        else:
            self._later()
