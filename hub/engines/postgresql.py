"""PostgreSQL through asyncpg: SQLAlchemy for writing, an own stack of connections for reading.

In: a `postgresql+asyncpg://` URL. Out: `PostgresqlDatabase` (see `hub.database.Database`). The
reading connections keep their prepared statements and are never reset, so nothing on them may
change the session; they may write, because a read carries its own access record. A point read
keeps one plan, a list that an index orders too; any other plans with its values. Every session is
in UTC and commits to disk. Deadlines and cancelled tasks cancel in the server. A URL with
`?pooler=transaction` leads to a pooler that lends a session for one transaction: then no statement
is prepared by name, and every setting is local to its transaction.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
from sqlalchemy import URL, event
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hub.engines import moving
from hub.engines.failures import AWAY, RETRIED, lost, passing, said_plainly
from hub.engines.joint import LISTS, POINTS, JointReads, Row
from hub.engines.seats import Checked, Seats, unreachable, within
from hub.engines.turns import Turns

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.engines.joint import Joint
    from hub.engines.seats import Batches

T = TypeVar("T")

ATTEMPTS = 5
WRITERS = 4
PLANS = {
    "point": "force_generic_plan",
    "steady": "force_generic_plan",  # lists, on connections of their own: no point waits for them
    "list": "force_custom_plan",
}
PAUSES = (0.02, 0.1, 0.3, 0.6, 1.0, 1.5)  # seconds, between the attempts to write a record
CONNECT_SECONDS = 5.0
PREPARED: dict[str, Any] = {
    "statement_cache_size": 200,
    "max_cached_statement_lifetime": 0,
    "max_cacheable_statement_size": 0,
}
UNPREPARED: dict[str, Any] = {"statement_cache_size": 0}


def _session(**more: str) -> dict[str, str]:
    return {
        "application_name": "prepaid-card-hub",
        "timezone": "UTC",
        "synchronous_commit": "on",
        "jit": "off",
        **more,
    }


def _document(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pooled(url: str) -> tuple[URL, bool]:
    """The address of a server, and whether a pooler stands there. Raises ValueError."""
    address = make_url(url)
    pooler = address.query.get("pooler")
    if pooler not in {None, "transaction"}:
        raise ValueError("the pooler of a database URL is transaction, or there is none")
    return address.difference_update_query(["pooler"]), pooler is not None


def writing_engine(url: str) -> AsyncEngine:
    """The engine for transactions; its JSON is the same text as on the embedded database."""
    address, lent = pooled(url)
    settings = _session(lock_timeout="30s")
    arguments: dict[str, Any] = {"timeout": CONNECT_SECONDS, "server_settings": settings}
    if lent:
        arguments = {"timeout": CONNECT_SECONDS, **UNPREPARED, "prepared_statement_name_func": str}
        arguments["prepared_statement_cache_size"] = 0
    engine = create_async_engine(
        address,
        json_serializer=_document,
        pool_size=WRITERS,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        connect_args=arguments,
    )
    if lent:

        @event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: Connection) -> None:
            for setting in _local(settings):
                connection.exec_driver_sql(setting)

    return engine


def _local(settings: Mapping[str, str]) -> list[str]:
    """Settings for the length of a transaction. Names and values are our own."""
    return [f"SET LOCAL {name} = '{value}'" for name, value in settings.items()]


class PostgresqlDatabase:
    """`hub.database.Database` over a PostgreSQL server."""

    dialect = "postgresql"

    def __init__(self, url: str, *, readers: int, deadline: float) -> None:
        self._deadline = deadline
        self._engine = writing_engine(url)
        self._writing = Turns(WRITERS)
        self._target = target(url)
        self._lent = pooled(url)[1]
        milliseconds = str(max(1, int(deadline * 1000)))
        self._settings = {
            plan: _session(plan_cache_mode=mode, statement_timeout=milliseconds)
            for plan, mode in PLANS.items()
        }
        self._waiting: Counter[str] = Counter()  # how many reads of each party
        self._stacks = {plan: self._stack(readers, plan, self._waiting) for plan in PLANS}
        self._joint = {
            plan: JointReads(
                self._stacks[plan],
                deadline,
                manner,
                self._by_one_plan,
                self._for_many,
                self._waiting,
            )
            for plan, manner in (("point", POINTS), ("steady", LISTS))
        }
        self._appending = self._stack(1, "point")

    def _stack(self, size: int, plan: str, waiting: Counter[str] | None = None) -> Seats[Any]:
        kept = UNPREPARED if self._lent else {**PREPARED, "server_settings": self._settings[plan]}

        async def connect() -> Any:
            with said_plainly():
                connection = await asyncpg.connect(**self._target, timeout=CONNECT_SECONDS, **kept)
            await connection.set_type_codec(
                "json", schema="pg_catalog", format="binary", encoder=_encoded, decoder=bytes
            )
            return connection

        return Seats(size, connect, _end, _open, waiting)

    async def run(self, work: Callable[[Connection], T], *, moves: bool = True) -> T:
        async with self._writing.turn():
            return await self._run(work, moves=moves)

    async def _run(self, work: Callable[[Connection], T], *, moves: bool) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._engine.begin() as connection:
                    made = await connection.run_sync(work)
                    if moves:
                        await connection.run_sync(moving.moved)
                    return made
            except DBAPIError as error:
                state = str(getattr(error.orig, "sqlstate", None) or "")
                if state not in RETRIED or attempt == ATTEMPTS:
                    if passing(state) or lost(error):
                        raise unreachable() from error
                    raise
            except (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as error:
                raise unreachable() from error
            await asyncio.sleep(0.01 * 2**attempt)
        raise unreachable()

    async def read(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        *,
        plan: str = "point",
        deadline: float | None = None,
        joint: Callable[[], Joint | None] | None = None,
    ) -> tuple[Any, ...] | None:
        if isinstance(parameters, Mapping):
            raise TypeError("PostgreSQL takes parameters by position")
        with said_plainly():
            if deadline is not None:
                async with within(deadline):
                    return await self._lent_for(plan, sql, parameters)
            if joint is not None and plan in self._joint:
                return await self._joint[plan].read(sql, parameters, joint)
            return await self._lent_for(plan, sql, parameters)  # the server's timeout ends it

    async def _lent_for(self, plan: str, sql: str, parameters: Sequence[Any]) -> Row:
        party, connection = await self._stacks[plan].take(self._deadline)
        try:
            return await self._first(connection, plan, sql, parameters)
        finally:
            self._stacks[plan].back(party, connection)

    async def _first(self, connection: Any, plan: str, sql: str, values: Sequence[Any]) -> Row:
        if not self._lent:
            row = await connection.fetchrow(sql, *values)
        else:
            async with self._transaction(connection, plan):
                row = await connection.fetchrow(sql, *values)
        return None if row is None else tuple(row)

    async def _by_one_plan(self, connection: Any, sql: str, values: Sequence[Any]) -> Row:
        return await self._first(connection, "point", sql, values)

    async def _for_many(self, connection: Any, sql: str, columns: Sequence[Any]) -> list[Any]:
        with said_plainly():
            if not self._lent:
                return list(await connection.fetch(sql, *columns))
            async with self._transaction(connection, "point"):
                return list(await connection.fetch(sql, *columns))

    @asynccontextmanager
    async def _transaction(self, connection: Any, plan: str) -> AsyncIterator[None]:
        async with connection.transaction():
            if self._lent:
                await connection.execute("; ".join(_local(self._settings[plan])))
            yield

    async def append(self, batches: Batches) -> None:
        with said_plainly():
            async with within(self._deadline):
                await self._appended(batches)

    async def _appended(self, batches: Batches) -> None:
        """Again after a deadlock or a lost connection: a server that restarts loses no record.

        Rows that are there already were written by an attempt whose end went unheard.
        """
        unheard = False
        for wait in (*PAUSES, None):
            try:
                await self._append(batches)
            except asyncpg.UniqueViolationError:
                if not unheard:
                    raise
            except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
                state = str(getattr(error, "sqlstate", None) or "")
                unheard = unheard or state not in RETRIED
                if wait is None or not (state in RETRIED or state.startswith(AWAY) or not state):
                    raise
                await asyncio.sleep(wait)
                continue
            return

    async def _append(self, batches: Batches) -> None:
        async with self._appending.seat() as connection:
            if isinstance(batches, Checked) and batches.at_once is not None:
                sql, values = batches.at_once
                row = await self._by_one_plan(connection, sql, values)
                batches.told(None if row is None else row[0])
                return
            async with self._transaction(connection, "point"):
                if callable(batches):
                    batches = batches(await connection.fetchval(moving.READ))
                for sql, rows in batches:
                    await connection.executemany(sql, rows)

    async def close(self) -> None:
        for stack in (*self._stacks.values(), self._appending):
            await stack.close()
        await self._engine.dispose()


def target(url: str) -> dict[str, Any]:
    """What asyncpg calls the parts of the URL, read as SQLAlchemy reads them."""
    dialect: Any = asyncpg_dialect
    return dict(dialect().create_connect_args(pooled(url)[0])[1])


def _encoded(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _open(connection: Any) -> bool:
    return not connection.is_closed()


async def _end(connection: Any) -> None:
    await connection.close(timeout=CONNECT_SECONDS)
