"""Few connections, lent in turn, and the deadline that a read stands under.

In: how many connections there may be, how to make one, how to end one. Out: `seat()`, which lends
one connection after another, fairly among the parties that ask (`hub.engines.turns`). Refuses with
DEADLINE when the wait alone uses up the time, with TOO_MANY when too many of one party wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hub.engines.turns import Turns, late
from hub.errors import UnavailableError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import AsyncIterator, Awaitable

C = TypeVar("C")
Batch = tuple[str, Sequence[Sequence[Any]]]  # a statement, and the rows that it is run for
# what a transaction writes; where that depends on the data version which it finds, how it does
Batches = Sequence[Batch] | Callable[[int | None], Sequence[Batch]]


@dataclass(frozen=True)
class Checked:
    """Batches of a data version, and the one statement that is all of them, if there is one.

    The statement looks at the version itself and gives it; `told` hears of it afterwards.
    """

    found: Callable[[int | None], Sequence[Batch]]
    told: Callable[[int | None], None]
    at_once: tuple[str, Sequence[Any]] | None

    def __call__(self, version: int | None) -> Sequence[Batch]:
        return self.found(version)


class Seats(Generic[C]):
    """At most `size` connections, made when first needed; the warmest is lent first."""

    def __init__(
        self,
        size: int,
        connect: Callable[[], Awaitable[C]],
        end: Callable[[C], Awaitable[None]],
        usable: Callable[[C], bool] = lambda _: True,
        waiting: Counter[str] | None = None,
    ) -> None:
        self._turns = Turns(size, waiting)
        self._idle: list[C] = []
        self._connect = connect
        self._end = end
        self._usable = usable

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[C]:
        """Lend a connection."""
        party, connection = await self.take()
        try:
            yield connection
        finally:
            self.back(party, connection)

    async def take(self, seconds: float | None = None) -> tuple[str, C]:
        """A connection whose turn came within some seconds, and whose place it takes."""
        party = await self._turns.take(seconds)
        try:
            return party, await self._take()
        except BaseException:
            self._turns.give(party)
            raise

    def back(self, party: str, connection: C) -> None:
        """What was taken is not needed any more; what is unusable is not lent again."""
        if self._usable(connection):
            self._idle.append(connection)
        self._turns.give(party)

    async def _take(self) -> C:
        while self._idle:
            connection = self._idle.pop()
            if self._usable(connection):
                return connection
        return await self._connect()

    async def close(self) -> None:
        """End every idle connection."""
        while self._idle:
            await self._end(self._idle.pop())


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Bound what happens inside by a deadline."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise late() from None


def unreachable() -> UnavailableError:
    """The refusal when the database is away, full, locked or being restarted."""
    return UnavailableError("DATABASE_UNAVAILABLE", "The database does not answer; try again.")
