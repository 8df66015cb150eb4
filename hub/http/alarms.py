"""Alarms of which nearly none rings: all of one length are one timer of the loop.

In: who is to be woken after so many seconds, unless it is over before. Out: its `ring` is called
on the loop. To set an alarm and to take it back costs a place in a dictionary: alarms of one length
ring in the order in which they were set, so the loop has to know of the first one only.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

GRAIN = 0.001  # seconds; finer no clock of a loop needs to be


class Sleeper(Protocol):
    """Who is woken."""

    def ring(self) -> None:
        """It took too long."""
        ...


class Alarms:
    """All alarms of one length, in one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self.loop = loop
        self._seconds = seconds
        self._due: dict[Sleeper, float] = {}  # the first one is the next
        self._timed = False

    def set(self, sleeper: Sleeper) -> None:
        """Wake it later."""
        self._due[sleeper] = self.loop.time() + self._seconds
        if not self._timed:
            self._timed = True
            self.loop.call_later(self._seconds, self._look)

    def unset(self, sleeper: Sleeper) -> None:
        """Let it sleep, if it was not woken before."""
        self._due.pop(sleeper, None)

    def _look(self) -> None:
        now = self.loop.time() + GRAIN
        woken = []
        for sleeper, due in self._due.items():
            if due > now:
                self.loop.call_at(due, self._look)
                break
            woken.append(sleeper)
        else:
            self._timed = False
        for sleeper in woken:
            if self._due.pop(sleeper, None) is not None:
                sleeper.ring()


_LATEST: dict[float, Alarms] = {}


def after(seconds: float) -> Alarms:
    """The alarms of this length in the running loop."""
    loop = asyncio.get_running_loop()
    found = _LATEST.get(seconds)
    if found is None or found.loop is not loop:
        found = _LATEST[seconds] = Alarms(loop, seconds)
    return found
