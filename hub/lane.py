"""What has never been asked before is read and planned in a lane of its own, one at a time.

In: the caller of the task at hand, whom the edge names. Out: turns, fair among parties and their
callers (`hub.engines.turns`). After each turn the lane rests for longer than the work took, so that
a flood of unseen documents leaves half of the process to what is known: what a new document costs
outside of the lane, and in caches that it leaves cold, is a fifth of the whole. Refuses with
TOO_MANY what waits beyond a party's share.
"""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from hub.engines.turns import Turns

REST = 1.5  # times as long as the work
ALL = 512  # turns after which all is searched: what was forgotten since lies among the oldest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Lane:
    """One place, and a rest after each work in it."""

    def __init__(self, rest: float = REST) -> None:
        self._turns = Turns(1)
        self._rest = rest
        self._worked = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The place, for work that does not wait, and for the garbage that it leaves.

        Plans and statements are made of thousands of objects in circles: at once they are collected
        in a millisecond, later, when they are cold, in ten. Python itself looks for none meanwhile,
        as what it counts begins anew each time: now and then all of it is searched here.
        """
        loop = asyncio.get_running_loop()
        party = await self._turns.take()
        began = loop.time()
        try:
            yield
        finally:
            self._worked += 1
            gc.collect(0 if self._worked % ALL else 2)
            # the caller goes on; the place is given back when the lane has rested
            loop.call_later(self._rest * (loop.time() - began), self._turns.give, party)
