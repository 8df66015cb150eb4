"""The limit: one hand-written statement an operation, on a bare ASGI endpoint.

In: the same request as the hub gets. Out: `{"data": …}` with the same data, byte for byte. It
knows no tokens, no rights but those that the statements spell out, and writes no record.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import asyncpg
import orjson
from sqlalchemy.engine import make_url

from bench.contenders.http import bare_asgi, caller, serve
from bench.places import DAY, ROOM
from hub.domain.identifiers import hash63
from hub.engines.postgresql import target
from hub.engines.sqlite import driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    Values = Callable[[dict[str, Any], str], tuple[Any, ...]]

OPERATIONS = "ABCDE"
POINTS, LISTS = "ADE", "BC"
CONNECTIONS = 4  # or threads: as many as the hub has
PRAGMAS = ("busy_timeout=10000", "temp_store=MEMORY", "cache_size=-32768", "query_only=on")
SESSION = {"timezone": "UTC", "jit": "off", "plan_cache_mode": "force_generic_plan"}


def arguments(today: Any) -> dict[str, Values]:
    """By operation, how its values are taken from the variables and from who asks."""

    def one(variables: dict[str, Any], _: str) -> tuple[Any, ...]:
        uscc = variables["uscc"]
        return hash63(uscc), uscc, today

    def leased(variables: dict[str, Any], who: str) -> tuple[Any, ...]:
        return *one(variables, who), *who.split("|")

    def listed(variables: dict[str, Any], who: str) -> tuple[Any, ...]:
        return variables["district"], who.split("|", 1)[0].rpartition("-")[2]

    def listed_today(variables: dict[str, Any], who: str) -> tuple[Any, ...]:
        return *listed(variables, who), today

    return {"A": one, "B": listed_today, "C": listed, "D": one, "E": leased}


def statements(engine: str) -> dict[str, str]:
    """The hand-written texts by operation."""
    folder = ROOM / "limit" / engine
    return {name: (folder / f"{name}.sql").read_text(encoding="utf-8") for name in OPERATIONS}


class SqliteLimit:
    """The embedded database, one connection a thread, as the hub has it."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._threads = ThreadPoolExecutor(CONNECTIONS)
        self._local = threading.local()
        self._texts = statements("sqlite")
        self._arguments = arguments(DAY.isoformat())

    async def open(self) -> None:
        """Nothing to wait for."""

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """Read the variables, run the statement, hand its bytes on."""
        name = scope["path"][1:]
        values = self._arguments[name](orjson.loads(body)["variables"], caller(scope).decode())
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._run, self._texts[name], values)
        return b'{"data":' + found + b"}"

    def _run(self, text: str, values: tuple[Any, ...]) -> bytes:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = driver.connect(self._path, isolation_level=None, cached_statements=256)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
            self._local.connection = connection
        cursor = connection.execute(text, values)
        found: bytes = cursor.fetchone()[0]
        cursor.close()
        return found


class PostgresqlLimit:
    """asyncpg, statements prepared once a connection and planned once for all values."""

    def __init__(self, url: str) -> None:
        self._target = target(url)
        self._idle: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._texts = statements("postgresql")
        self._arguments = arguments(DAY)

    async def open(self) -> None:
        """Connect and prepare."""
        for names in (LISTS, POINTS):
            texts = {name: self._texts[name] for name in names}
            queue: asyncio.Queue[dict[str, Any]] = asyncio.LifoQueue()
            for _ in range(CONNECTIONS):
                queue.put_nowait(await self._connect(texts))
            self._idle.update(dict.fromkeys(texts, queue))

    async def _connect(self, texts: dict[str, str]) -> dict[str, Any]:
        connection = await asyncpg.connect(**self._target, server_settings=SESSION)
        await connection.set_type_codec(
            "json", schema="pg_catalog", format="binary", encoder=bytes, decoder=bytes
        )
        return {name: await connection.prepare(text) for name, text in texts.items()}

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """Read the variables, run the statement, hand its bytes on."""
        name = scope["path"][1:]
        values = self._arguments[name](orjson.loads(body)["variables"], caller(scope).decode())
        idle = self._idle[name]
        connection = await idle.get()
        try:
            found: bytes = await connection[name].fetchval(*values)
        finally:
            idle.put_nowait(connection)
        return b'{"data":' + found + b"}"


def main() -> None:
    """Serve the limit of the database of the environment."""
    url = os.environ["HUB_DATABASE_URL"]
    limit = SqliteLimit(url) if url.startswith("sqlite") else PostgresqlLimit(url)
    serve(bare_asgi(limit.answer, limit.open))


if __name__ == "__main__":
    main()
