"""Whose turn it is: few places, many callers, and no party that may take them all.

In: how many places there are; the caller of the task at hand, whom the edge names. Out: a place, at
once where one is free, else in turn: party after party, within a party caller after caller, each in
the order of asking. One place is always kept from any single party, so that another's read finds it
free. All who ask without a token are one party. Refuses with TOO_MANY what waits beyond a party's
share, and with DEADLINE who has waited too long.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from hub.engines.fair import FairQueue
from hub.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

NOBODY = ""  # the party of all who ask without a token; their subject is the peer's address
OWN_WORK = ("operator", "")
CALLER: ContextVar[tuple[str, str]] = ContextVar("caller", default=OWN_WORK)  # party, subject


class Turns:
    """`places`, lent to the caller at hand; `numbers`: how many of each party wait.

    `rather`: whether a party that waits had better go now, as far as the line may be changed.
    """

    def __init__(
        self,
        places: int,
        numbers: Counter[str] | None = None,
        rather: Callable[[str], bool] | None = None,
    ) -> None:
        self._free = places
        self._most = max(1, places - 1)
        self._inside: Counter[str] = Counter()
        self._waiting: FairQueue[asyncio.Future[None]] = FairQueue(
            lambda turn: not turn.done(), numbers
        )
        self._rather = rather

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A place, as soon as it is this caller's turn."""
        party = await self.take()
        try:
            yield
        finally:
            self.give(party)

    async def take(self, seconds: float | None = None) -> str:
        """A place in turn, had within some seconds, and the party that gives it back."""
        party = self.at_once()
        return await self._wait(seconds, *CALLER.get()) if party is None else party

    def at_once(self) -> str | None:
        """The caller's party, which has a place now and gives it back; None: it has to wait."""
        party, _ = CALLER.get()
        if party in self._waiting or not self._may_enter(party):
            return None
        self._enter(party)
        return party

    async def _wait(self, seconds: float | None, party: str, subject: str) -> str:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.stand(party, subject, turn)
        timer = None if seconds is None else turn.get_loop().call_later(seconds, _end, turn)
        try:
            await turn
        except UnavailableError:
            self._waiting.leave(party, subject, turn)
            raise
        except asyncio.CancelledError:
            if turn.cancelled() or turn.exception() is not None:
                self._waiting.leave(party, subject, turn)
            else:  # it was called up at the very moment
                self.give(party)
            raise
        finally:
            if timer is not None:
                timer.cancel()
        return party

    def give(self, party: str) -> None:
        """Give a place back, and call up whose turn it is."""
        self._free += 1
        self._inside[party] -= 1
        if not self._inside[party]:
            del self._inside[party]
        if self._waiting:
            self._call_up()

    def _may_enter(self, party: str) -> bool:
        return self._free > 0 and self._inside[party] < self._most

    def _enter(self, party: str) -> None:
        self._free -= 1
        self._inside[party] += 1

    def _call_up(self) -> None:
        found = self._waiting.take(self._may_enter, self._rather)
        if found is not None:
            party, turn = found
            self._enter(party)
            turn.set_result(None)


def _end(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_exception(late())


def late() -> UnavailableError:
    """The refusal of a read that was stopped at its deadline."""
    return UnavailableError("DEADLINE", "The answer took too long and was stopped; ask for less.")
