"""Whose turn it is: few places, many callers, and no party that may take them all.

In: how many places there are; the caller of the task at hand, whom the edge names. Out: a place, at
once where one is free, else in turn: party after party, within a party caller after caller, each in
the order of asking. One place is always kept from any single party, so that another's read finds it
free. All who ask without a token are one party. Refuses with TOO_MANY what waits beyond `WAITING`
of one party, and with DEADLINE who has waited too long.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from hub.errors import HubError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    Lanes = OrderedDict[str, deque[asyncio.Future[None]]]

WAITING = 500  # half of the connections that the server takes
NOBODY = ""  # the party of all who ask without a token; their subject is the peer's address
OWN_WORK = ("operator", "")
CALLER: ContextVar[tuple[str, str]] = ContextVar("caller", default=OWN_WORK)  # party, subject


class Turns:
    """`places`, lent to the caller at hand."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._most = max(1, places - 1)
        self._inside: Counter[str] = Counter()
        self._lines: OrderedDict[str, Lanes] = OrderedDict()

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
        if party in self._lines or not self._may_enter(party):
            return None
        self._enter(party)
        return party

    async def _wait(self, seconds: float | None, party: str, subject: str) -> str:
        turn = self._stand_in_line(party, subject)
        timer = None if seconds is None else turn.get_loop().call_later(seconds, _end, turn)
        try:
            await turn
        except UnavailableError:
            self._leave(party, subject, turn)
            raise
        except asyncio.CancelledError:
            if turn.cancelled() or turn.exception() is not None:
                self._leave(party, subject, turn)
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
        if self._lines:
            self._call_up()

    def _may_enter(self, party: str) -> bool:
        return self._free > 0 and self._inside[party] < self._most

    def _enter(self, party: str) -> None:
        self._free -= 1
        self._inside[party] += 1

    def _stand_in_line(self, party: str, subject: str) -> asyncio.Future[None]:
        lanes = self._lines.setdefault(party, OrderedDict())
        if sum(map(len, lanes.values())) >= WAITING:
            raise HubError("TOO_MANY", 429, "Too much is asked at once; wait for the answers.")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lanes.setdefault(subject, deque()).append(turn)
        return turn

    def _call_up(self) -> None:
        for party in filter(self._may_enter, tuple(self._lines)):
            turn = self._first(party)
            if turn is not None:
                self._enter(party)
                turn.set_result(None)
                return

    def _first(self, party: str) -> asyncio.Future[None] | None:
        """The next of a party that still waits; party and caller then go to the end."""
        self._lines.move_to_end(party)
        while party in self._lines:
            subject, lane = next(iter(self._lines[party].items()))
            turn = lane.popleft()
            self._lines[party].move_to_end(subject)
            self._sweep(party, subject)
            if not turn.done():
                return turn
        return None

    def _leave(self, party: str, subject: str, turn: asyncio.Future[None]) -> None:
        """Of somebody who waits no more, and may be passed over already."""
        lanes = self._lines.get(party)
        if lanes is not None and turn in lanes.get(subject, ()):
            lanes[subject].remove(turn)
            self._sweep(party, subject)

    def _sweep(self, party: str, subject: str) -> None:
        """Where nobody waits there is no line."""
        if not self._lines[party][subject]:
            del self._lines[party][subject]
        if not self._lines[party]:
            del self._lines[party]


def _end(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_exception(late())


def late() -> UnavailableError:
    """The refusal of a read that was stopped at its deadline."""
    return UnavailableError("DEADLINE", "The answer took too long and was stopped; ask for less.")
