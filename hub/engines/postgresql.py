"""PostgreSQL through asyncpg: SQLAlchemy for writing, an own stack of connections for reading.

In: a `postgresql+asyncpg://` URL. Out: `PostgresqlDatabase` (see `hub.database.Database`). The
reading connections keep their prepared statements and are never reset, so nothing on them may
change the session; they may write, because a read carries its own access record. A point read
keeps one plan, a list read plans with its values. Every session is in UTC and commits to disk.
Deadlines and cancelled tasks cancel in the server.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hub.engines.seats import Seats, late, unreachable, within
from hub.engines.turns import Turns

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.engines.seats import Batch

T = TypeVar("T")

ATTEMPTS = 5
WRITERS = 4
PLANS = {"point": "force_generic_plan", "list": "force_custom_plan"}
RETRIED = frozenset({"40001", "40P01"})  # serialization failure, deadlock
# connection lost, shutting down, out of room, read-only: the work may succeed another time
TRANSIENT_CLASSES = ("08", "53", "57P", "58", "25006", "55P03")
CONNECT_SECONDS = 5.0


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


def writing_engine(url: str) -> AsyncEngine:
    """The engine for transactions; its JSON is the same text as on the embedded database."""
    return create_async_engine(
        url,
        json_serializer=_document,
        pool_size=WRITERS,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=True,
        connect_args={
            "server_settings": _session(lock_timeout="30s"),
            "timeout": CONNECT_SECONDS,
        },
    )


class PostgresqlDatabase:
    """`hub.database.Database` over a PostgreSQL server."""

    dialect = "postgresql"

    def __init__(self, url: str, *, readers: int, deadline: float) -> None:
        self._deadline = deadline
        self._engine = writing_engine(url)
        self._writing = Turns(WRITERS)
        self._target = target(url)
        self._stacks = {plan: self._stack(mode, readers) for plan, mode in PLANS.items()}

    def _stack(self, mode: str, size: int) -> Seats[Any]:
        milliseconds = str(max(1, int(self._deadline * 1000)))
        settings = _session(plan_cache_mode=mode, statement_timeout=milliseconds)

        async def connect() -> Any:
            connection = await asyncpg.connect(
                **self._target,
                server_settings=settings,
                timeout=CONNECT_SECONDS,
                statement_cache_size=200,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=0,
            )
            await connection.set_type_codec(
                "json", schema="pg_catalog", format="binary", encoder=_encoded, decoder=bytes
            )
            return connection

        return Seats(size, connect, _end, _open)

    async def run(self, work: Callable[[Connection], T]) -> T:
        async with self._writing.turn():
            return await self._run(work)

    async def _run(self, work: Callable[[Connection], T]) -> T:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(work)
            except DBAPIError as error:
                state = str(getattr(error.orig, "sqlstate", None) or "")
                if state not in RETRIED or attempt == ATTEMPTS:
                    if state.startswith((*TRANSIENT_CLASSES, *RETRIED)) or _lost(error):
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
    ) -> tuple[Any, ...] | None:
        if isinstance(parameters, Mapping):
            raise TypeError("PostgreSQL takes parameters by position")
        stack = self._stacks[plan]
        had = stack.at_once() if deadline is None else None
        with _said_plainly():
            if had is None:
                async with within(deadline or self._deadline), stack.seat() as lent:
                    row = await lent.fetchrow(sql, *parameters)
            else:  # the server's own timeout is the deadline
                try:
                    row = await had[1].fetchrow(sql, *parameters)
                finally:
                    stack.back(*had)
        return None if row is None else tuple(row)

    async def append(self, batches: Sequence[Batch]) -> None:
        with _said_plainly():
            async with (
                within(self._deadline),
                self._stacks["point"].seat() as connection,
                connection.transaction(),
            ):
                for sql, rows in batches:
                    await connection.executemany(sql, rows)

    async def close(self) -> None:
        for stack in self._stacks.values():
            await stack.close()
        await self._engine.dispose()


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What the driver raises, as a refusal of ours where asking again may help."""
    try:
        yield
    except asyncpg.QueryCanceledError:
        raise late() from None
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
        state = str(getattr(error, "sqlstate", None) or "")
        if not state or state.startswith((*TRANSIENT_CLASSES, *RETRIED)):
            raise unreachable() from error
        raise


def target(url: str) -> dict[str, Any]:
    """What asyncpg calls the parts of the URL, read as SQLAlchemy reads them."""
    dialect: Any = asyncpg_dialect
    return dict(dialect().create_connect_args(make_url(url))[1])


def _lost(error: DBAPIError) -> bool:
    return error.connection_invalidated or isinstance(error.orig, OSError)


def _encoded(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def _open(connection: Any) -> bool:
    return not connection.is_closed()


async def _end(connection: Any) -> None:
    await connection.close(timeout=CONNECT_SECONDS)
