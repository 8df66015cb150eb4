"""Reads of one statement that are asked at the same time, run as one.

In: reads, each with its values, its caller and the joint form of its statement. Out: each one's own
row, None where the gate was shut. The first read alone; who asks by the same statement while enough
are under way stands in line, and the line is read in groups, party after party. A group takes one
place, by the turn of whoever is next. Where a group fails, each of it is read alone, so that
nobody's values are another's error; past the deadline all of it gets DEADLINE.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from hub.engines.fair import FairQueue
from hub.engines.seats import Seats, unreachable
from hub.engines.turns import CALLER
from hub.errors import HubError

if TYPE_CHECKING:
    from collections import Counter

LOG = logging.getLogger(__name__)
Row = tuple[Any, ...] | None


class Joint(Protocol):
    """The joint form of a statement (`resolvers.joint`)."""

    @property
    def sql(self) -> str: ...
    def columns(self, asked: Sequence[Sequence[Any]]) -> Sequence[Any] | None:
        """Its parameters, from those of each; None where these cannot be read at once."""
        ...


One = Callable[[Any, str, Sequence[Any]], Awaitable[Row]]
Many = Callable[[Any, str, Sequence[Any]], Awaitable[Sequence[Any]]]


class Asked(NamedTuple):
    """One who waits for a row."""

    caller: tuple[str, str]
    values: Sequence[Any]
    row: asyncio.Future[Row]

    def wanted(self) -> bool:
        return not self.row.done()

    def settle(self, row: Row) -> None:
        if self.wanted():
            self.row.set_result(row)

    def refuse(self, error: Exception) -> None:
        if self.wanted():
            self.row.set_exception(error)


class Line(FairQueue[Asked]):
    """Who waits to read by a statement, and how many reads by it are under way."""

    def __init__(self, numbers: Counter[str]) -> None:
        super().__init__(Asked.wanted, numbers)
        self.under_way = 0
        self.joint: Joint | None = None  # of the statement, once anybody waits


@dataclass(frozen=True)
class Manner:
    """How many reads by one statement are under way, until others stand in line; a group's most."""

    under_way: int
    most: int  # the last of a group is answered as late as its first


POINTS, LISTS = Manner(1, 16), Manner(3, 4)


class JointReads:
    """The reads of one kind on one database.

    `one` runs a statement on a place, `many` a joint form for columns of values: its rows begin
    with the number, from one, of whose they are. `seconds` is how long a place is waited for,
    `waiting` how many of each party wait, here or for a place.
    """

    def __init__(
        self,
        seats: Seats[Any],
        seconds: float,
        manner: Manner,
        one: One,
        many: Many,
        waiting: Counter[str],
    ) -> None:
        self._waiting = waiting
        self._seats = seats
        self._seconds = seconds
        self._manner = manner
        self._one = one
        self._many = many
        self._lines: dict[str, Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def read(self, sql: str, values: Sequence[Any], joint: Callable[[], Joint | None]) -> Row:
        """One's own row, read alone or with others; `joint` gives what reads for many, if any."""
        line = self._lines.get(sql)
        if line is None or line.under_way < self._manner.under_way:
            return await self._first(sql, values)
        form = joint()
        if form is None:
            return await self._alone(sql, values)
        one = Asked(CALLER.get(), values, asyncio.get_running_loop().create_future())
        line.stand(*one.caller, one)
        line.joint = form
        return await one.row

    async def _first(self, sql: str, values: Sequence[Any]) -> Row:
        line = self._lines.setdefault(sql, Line(self._waiting))
        line.under_way += 1
        try:
            return await self._alone(sql, values)
        finally:
            self._go_on(sql, line)

    async def _alone(self, sql: str, values: Sequence[Any]) -> Row:
        party, place = await self._seats.take(self._seconds)
        try:
            return await self._one(place, sql, values)
        finally:
            self._seats.back(party, place)

    def _go_on(self, sql: str, line: Line) -> None:
        if not line or line.joint is None:
            self._ended(sql, line)
            return
        task = asyncio.get_running_loop().create_task(self._serve(sql, line, line.joint))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, sql: str, line: Line, joint: Joint) -> None:
        try:
            while found := line.take():
                await self._served(sql, line, joint, found[1])
        finally:
            self._ended(sql, line)

    def _ended(self, sql: str, line: Line) -> None:
        line.under_way -= 1
        if line.under_way:
            return
        del self._lines[sql]
        while found := line.take():  # the work was cut short
            found[1].refuse(unreachable())

    async def _served(self, sql: str, line: Line, joint: Joint, first: Asked) -> None:
        """A group, by the turn of its first."""
        CALLER.set(first.caller)
        group = [first]
        try:
            party, place = await self._seats.take(self._seconds)
            try:
                while len(group) < self._manner.most and (found := line.take()):
                    group.append(found[1])
                await self._answer(place, sql, joint, group)
            finally:
                self._seats.back(party, place)
        except HubError as refusal:
            first.refuse(refusal)
        finally:
            for one in filter(Asked.wanted, group):
                one.refuse(unreachable())

    async def _answer(self, place: Any, sql: str, joint: Joint, group: list[Asked]) -> None:
        if len(group) > 1 and await self._at_once(place, joint, group):
            return
        for one in group:
            try:
                row = await self._one(place, sql, one.values)
            except Exception as error:  # noqa: BLE001 (it is raised where it is waited for)
                one.refuse(error)
            else:
                one.settle(row)

    async def _at_once(self, place: Any, joint: Joint, group: list[Asked]) -> bool:
        """Whether each of a group has its row, or a refusal."""
        columns = joint.columns([one.values for one in group])
        if columns is None:
            return False
        try:
            rows = await self._many(place, joint.sql, columns)
        except HubError as refusal:  # the deadline, or no database: it is everybody's
            for one in group:
                one.refuse(refusal)
            return True
        except Exception as error:  # noqa: BLE001 (each hears alone of what is wrong with it)
            LOG.warning("reads at once failed, each is read alone: %s", type(error).__name__)
            return False
        found = {row[0]: tuple(row[1:]) for row in rows}
        for number, one in enumerate(group, 1):
            one.settle(found.get(number))
        return True
