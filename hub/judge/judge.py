"""One read in so many is judged again, cell by cell, by stock Casbin, after it was answered.

In: reads that were answered. Out: two figures, `judged` and `differences`; on a difference an alarm
in the log and a policy version out of service in this process: nothing is read by it until another
is put in force. Facts and SQL flags are of one snapshot, at most `MERCHANTS` merchants of a read.
One read is judged at a time; while one is, others are passed over. A judgement that fails is logged
and is no difference. Nothing here is raised into a request, and no value is ever logged.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from authz.vocabulary import HIDDEN, PLAIN
from hub.cache import Cache
from hub.errors import HubError
from hub.judge.cells import Cells, cells_of
from hub.judge.facts import facts_of
from hub.judge.flags import FlagReader
from hub.judge.stock import Stock
from hub.values import CallerValues
from resolvers.plan import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from authz.principal import Principal
    from hub.database import Database
    from hub.judge.flags import Flags
    from hub.rights import RightsInForce, Sight
    from resolvers.json_sql import Dialect
    from resolvers.plan import Guard, Plan, Shown

LOG = logging.getLogger("hub.judge")
MERCHANTS = 5
PAUSE = 0.05  # seconds in which the answer leaves before its judgement begins
LONGEST = 30.0  # seconds
STOCKS = 16
SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True)
class Difference:
    """Where Casbin and SQL part; `scopes` are the words that SQL judges otherwise."""

    coordinate: str
    scopes: tuple[str, ...]
    casbin: str
    sql: str


@dataclass(frozen=True)
class Case:
    """An answered read: who asked, by which rights, and what of it is judged."""

    principal: Principal
    sight: Sight
    cells: Cells
    merchants: Sequence[int]


@dataclass(frozen=True)
class Evidence:
    """One anchor row: the facts for Casbin and the flags of SQL, of one moment."""

    facts: Mapping[str, Any]
    flags: Flags


class Judge:
    """Counts reads and judges every `every`-th."""

    def __init__(
        self, database: Database, rights: RightsInForce, dialect: Dialect, every: int
    ) -> None:
        self.judged = 0
        self.differences = 0
        self._database = database
        self._rights = rights
        self._flags = FlagReader(rights.registry, dialect)
        self._every = every
        self._seen = 0
        self._task: asyncio.Task[None] | None = None
        self._stocks: Cache[tuple[str, tuple[str, ...]], Stock] = Cache(STOCKS)

    def saw(self, principal: Principal, sight: Sight, plan: Plan, subjects: Any) -> None:
        """A read was answered; `subjects` is the JSON list of the merchants that it speaks of."""
        self._seen += 1
        if self._seen % self._every or not subjects or self._busy:
            return
        work = self._judge(principal, sight, plan, subjects)
        self._task = asyncio.get_running_loop().create_task(work, name="judge")
        self._task.add_done_callback(_told)

    @property
    def _busy(self) -> bool:
        return self._task is not None and not self._task.done()

    async def rest(self) -> None:
        """Wait until the judgement under way, if any, is done."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def end(self) -> None:
        """Drop the judgement under way."""
        if self._task is not None:
            self._task.cancel()
        await self.rest()

    async def _judge(self, principal: Principal, sight: Sight, plan: Plan, subjects: Any) -> None:
        await asyncio.sleep(PAUSE)
        merchants = orjson.loads(subjects)
        some = merchants[:: max(1, len(merchants) // MERCHANTS)][:MERCHANTS]
        case = Case(principal, sight, cells_of(plan, self._rights.registry), some)
        async with asyncio.timeout(LONGEST):
            evidence = await self._database.run(lambda c: self._evidence(c, case))
            found = await asyncio.to_thread(self._differences, case, evidence)
        self._pronounce(sight.grant.policy_version, found)

    def _pronounce(self, version: str, found: Sequence[Difference]) -> None:
        self.judged += 1
        if not found:
            return
        self.differences += len(found)
        self._rights.store.withdraw(version)
        for each in found:
            LOG.error(
                "ALARM rights differ: coordinate=%s scopes=%s casbin=%s sql=%s policy=%s",
                each.coordinate,
                "+".join(each.scopes) or "-",
                each.casbin,
                each.sql,
                version,
            )
        LOG.error("ALARM policy=%s is out of service in this process", version)

    # -- facts and flags of one moment --------------------------------------------------------

    def _evidence(self, connection: Connection, case: Case) -> list[Evidence]:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(SNAPSHOT)
        values = CallerValues(case.principal, case.sight)
        facts = facts_of(connection, case.merchants)
        flags = self._flags.read(connection, case.merchants, case.cells.keys, values)
        anchor = self._rights.registry.anchor
        caller = {"caller": case.principal, "today": values["today"], "type": anchor}
        return [Evidence({**caller, **facts[key]}, flags[key]) for key in facts]

    # -- the comparison -----------------------------------------------------------------------

    def _differences(self, case: Case, evidence: Sequence[Evidence]) -> list[Difference]:
        """Each coordinate at most once, whatever the number of rows it differs on."""
        found = {one.coordinate: one for each in evidence for one in self._of_row(case, each)}
        return [found[name] for name in sorted(found)]

    def _of_row(self, case: Case, row: Evidence) -> Iterator[Difference]:
        stock = self._stock(case)
        for coordinate, shown in case.cells.shown.items():
            casbin, sql = stock.mask(coordinate, row.facts), _mask(shown, row.flags)
            if casbin != sql:
                yield Difference(coordinate, self._liars(case, coordinate, row), casbin, sql)
        if case.cells.rows is not None:
            anchor = self._rights.registry.types[self._rights.registry.anchor]
            names = [f"{anchor.name}.{name}" for name in (*anchor.cells, *anchor.links)]
            exists = any(stock.mask(name, row.facts) != HIDDEN for name in names)
            if exists != _holds(case.cells.rows, row.flags):
                words = ("row", "no row") if exists else ("no row", "row")
                yield Difference(anchor.name, (), *words)

    def _liars(self, case: Case, coordinate: str, row: Evidence) -> tuple[str, ...]:
        said = self._stock(case).said(coordinate, row.facts)
        rights = case.sight.rights
        found = {
            rule.scope
            for rule in case.sight.grant.rules_for(coordinate)
            if (key := rights.key(rule.scope, rule.family)) in row.flags
            and row.flags[key] != ((rule.scope, rule.family) in said)
        }
        return tuple(sorted(found))

    def _stock(self, case: Case) -> Stock:
        policy, roles = case.sight.policy, case.principal.roles
        words = self._rights.registry.types[self._rights.registry.anchor].scopes
        return self._stocks.get_or_make(
            (policy.version, roles), lambda: Stock(policy, roles, words)
        )


def _told(task: asyncio.Task[None]) -> None:
    """A judge that fails says so, without the message of the error: it may carry values."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        what = error.code if isinstance(error, HubError) else type(error).__name__
        LOG.error("a read was not judged: %s", what)


def _mask(shown: Shown, flags: Flags) -> str:
    """How the statement shows a cell on a row with these flags."""
    if _holds(shown.plain, flags):
        return PLAIN
    return shown.mask if _holds(shown.masked, flags) else HIDDEN


def _holds(guard: Guard, flags: Flags) -> bool:
    return EVERYBODY in guard or any(flags.get(key, False) for key in guard)
