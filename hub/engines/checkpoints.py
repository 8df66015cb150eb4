"""What the event loop has committed is taken over into the file by a thread.

In: how to have the write-ahead log taken over. Out: `committed`, which is told of each commit.
Taking over copies pages and waits for the disk, for which nobody on the loop should wait. It is
done while no thread keeps a snapshot (`hub.engines.snapshot`), so that the log begins anew.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.engines.snapshot import seconds_to_release

if TYPE_CHECKING:
    from collections.abc import Callable

COMMITS = 200  # of some pages each; SQLite itself looks after a thousand pages


class Checkpoints:
    """Counts commits, and has the log taken over after some."""

    def __init__(self, take_over: Callable[[], object]) -> None:
        self._take_over = take_over
        self._commits = 0
        self._timer: asyncio.TimerHandle | None = None

    def committed(self) -> None:
        """One more; only from the event loop."""
        self._commits += 1
        if self._commits >= COMMITS and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(seconds_to_release(), self._begin)

    def close(self) -> None:
        """Begin none any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _begin(self) -> None:
        self._timer, self._commits = None, 0
        self._take_over()
