"""Upkeep of a serving hub: figures after intake and midnight, past days, subjects of records.

In: the database. Out: nothing but what is stored. It looks at once when it is woken, else every
`SECONDS`, so that what another process took in is found too, and in small transactions, so that
nobody waits long for the writer: a day's statistics too are read part by part, worked out beside
the database, and written at the end. A failure is logged without values and tried again; it never
ends the server.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hub import clock
from hub.derive.published import Gathered, Stated, Terms, due_days, gather, terms, work_out, write
from hub.derive.run import Counts, run_due
from hub.errors import HubError
from hub.proof.daily import enter_past_days
from hub.proof.sorting import sort_part

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import date

    from sqlalchemy import Connection

    from hub.database import Database

log = logging.getLogger("hub.upkeep")
SECONDS = 15.0
PART = 200  # merchants of one transaction
PAUSE = 0.05  # between two parts, for other writers


class Round:
    """Does its work again and again: at once when it is woken, else every so many seconds.

    After a failure `SECONDS` pass, however often it looks: a log is no place for a database away.
    """

    def __init__(
        self, what: str, work: Callable[[], Awaitable[object]], seconds: float = SECONDS
    ) -> None:
        self._what = what
        self._work = work
        self._seconds = seconds
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start, inside the server's loop."""
        self._task = asyncio.create_task(self._run(), name=f"upkeep of {self._what}")

    def wake(self) -> None:
        """There is something to do; any thread may say so."""
        if self._task is not None and not self._task.done():
            self._task.get_loop().call_soon_threadsafe(self._woken.set)

    async def end(self) -> None:
        """Stop; a part that is being written is written to its end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            seconds = SECONDS
            try:
                await self._work()
                seconds = self._seconds
            except HubError as error:
                log.warning("%s wait: %s", self._what, error.code)
            except Exception as error:  # noqa: BLE001 (upkeep must not end the server)
                log.error("%s wait: %s", self._what, type(error).__name__)  # noqa: TRY400 (a message may carry values)
            await self._pause(seconds)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return


class Upkeep:
    """Runs between `begin` and `end` of a serving process."""

    def __init__(self, database: Database, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self._figures = Round("derived figures", self._state)
        self._subjects = Round("subjects of records", self.sort_in)
        self._rounds = (self._figures, self._subjects)

    def begin(self) -> None:
        """Start, inside the server's loop."""
        for each in self._rounds:
            each.begin()

    def wake(self) -> None:
        """Something came in: look now."""
        self._figures.wake()

    def recorded(self) -> None:
        """Many records were written."""
        self._subjects.wake()

    async def end(self) -> None:
        """Stop; a part that is being written is written to its end."""
        for each in self._rounds:
            await each.end()

    async def sort_in(self) -> None:
        """Sort in what is full of the subjects of records, part by part."""
        more = True
        while more:
            more = await self._database.run(sort_part, moves=False)
            await asyncio.sleep(PAUSE if more else 0)

    async def catch_up(self) -> Counts:
        """Judge whoever waits, part by part, until nobody does."""
        counts = Counts(left=1)
        while counts.left:
            counts += await self._database.run(self._part)
            await asyncio.sleep(PAUSE if counts.left else 0)
        return counts

    def _part(self, connection: Connection) -> Counts:
        return run_due(connection, clock.now(), secret=self._secret, limit=PART)

    async def publish(self) -> int:
        """State the days that are over, read part by part; how many rows were written."""
        written = 0
        for day in await self._database.run(lambda each: due_days(each, clock.now())):
            agreed, found = await self._database.run(_agreeing(day)), Gathered()
            while more := await self._database.run(_reading(day, found.last)):
                found.add(more)
                await asyncio.sleep(PAUSE)
            stated = await asyncio.to_thread(work_out, found, agreed)
            written += await self._database.run(_writing(stated))
            await self.catch_up()  # many days may be due, and figures do not wait for them
        return written

    def _enter_looks(self, connection: Connection) -> int:
        return enter_past_days(connection, clock.today(), self._secret)

    async def _state(self) -> None:
        await self._database.run(self._enter_looks)
        counts = await self.catch_up()
        await self.publish()
        if counts.merchants:
            log.info("judged=%d custody=%d risk=%d", *_figures(counts))


def _reading(day: date, after: int) -> Callable[[Connection], Gathered | None]:
    return lambda connection: gather(connection, day, after)


def _agreeing(day: date) -> Callable[[Connection], Terms]:
    return lambda connection: terms(connection, day, clock.now())


def _writing(stated: Stated) -> Callable[[Connection], int]:
    return lambda connection: write(connection, stated, clock.now())


def _figures(counts: Counts) -> tuple[int, int, int]:
    return counts.merchants, counts.custody, counts.risk
