"""Answers that are ready in one turn of the loop leave together.

In: how each is written, which raises nothing. Out: nothing; all are written at the end of the
turn, or as soon as they are `TOGETHER`. Written one by one, each would wake whoever reads it and
let it fall asleep again before the next one, which costs the writer as much as the writing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

TOGETHER = 8  # a client need not wait for more of its neighbours


class Outgoing:
    """The answers of one loop that are ready."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._ready: list[Callable[[], None]] = []

    def leave(self, write: Callable[[], None]) -> None:
        """Have one written soon."""
        self._ready.append(write)
        if len(self._ready) == 1:
            self.loop.call_soon(self._write)
        elif len(self._ready) >= TOGETHER:
            self._write()

    def _write(self) -> None:
        ready, self._ready = self._ready, []
        for write in ready:
            write()


_LATEST: list[Outgoing] = []


def of_loop(loop: asyncio.AbstractEventLoop) -> Outgoing:
    """What leaves this loop."""
    if not _LATEST or _LATEST[0].loop is not loop:
        _LATEST[:] = [Outgoing(loop)]
    return _LATEST[0]
