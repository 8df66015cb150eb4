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

import orjson
from sqlalchemy.engine import make_url

from bench.contenders.http import bare_asgi, caller, serve
from bench.places import DAY, ROOM
from hub.domain.identifiers import hash63
from hub.engines.sqlite import driver

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

OPERATIONS = "ABCD"
READERS = 4
TODAY = DAY.isoformat()
PRAGMAS = ("busy_timeout=10000", "temp_store=MEMORY", "cache_size=-32768", "query_only=on")


def _one(today: Any) -> Callable[[dict[str, Any], str], tuple[Any, ...]]:
    def values(variables: dict[str, Any], _: str) -> tuple[Any, ...]:
        uscc = variables["uscc"]
        return hash63(uscc), uscc, today

    return values


def _many(*more: Any) -> Callable[[dict[str, Any], str], tuple[Any, ...]]:
    def values(variables: dict[str, Any], who: str) -> tuple[Any, ...]:
        return variables["district"], who.split("|", maxsplit=1)[0].rpartition("-")[2], *more

    return values


def _leased(today: Any) -> Callable[[dict[str, Any], str], tuple[Any, ...]]:
    def values(variables: dict[str, Any], who: str) -> tuple[Any, ...]:
        uscc = variables["uscc"]
        party, subject, case = who.split("|")
        return hash63(uscc), uscc, today, party, subject, case

    return values


def arguments(today: Any) -> dict[str, Callable[[dict[str, Any], str], tuple[Any, ...]]]:
    """By operation, how its values are taken from variables and caller."""
    one = _one(today)
    return {"A": one, "B": _many(today), "C": _many(), "D": one, "E": _leased(today)}


def statement(engine: str, operation: str) -> str:
    """The hand-written text."""
    return (ROOM / "limit" / engine / f"{operation}.sql").read_text(encoding="utf-8")


class SqliteLimit:
    """The embedded database, one connection a thread, as the hub has it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = ThreadPoolExecutor(READERS)
        self._local = threading.local()
        self._texts = {name: statement("sqlite", name) for name in OPERATIONS}
        self._arguments = arguments(TODAY)

    async def open(self) -> None:
        """Nothing to wait for."""

    async def answer(self, scope: Scope, body: bytes) -> bytes:
        """Read the variables, run the statement, hand its bytes on."""
        operation = scope["path"][1:]
        who = caller(scope).decode()
        values = self._arguments[operation](orjson.loads(body)["variables"], who)
        loop = asyncio.get_running_loop()
        text = self._texts[operation]
        found = await loop.run_in_executor(self._threads, self._run, text, values)
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


def main() -> None:
    """Serve the limit of the database of the environment."""
    address = make_url(os.environ["HUB_DATABASE_URL"])
    limit = SqliteLimit(address.database or "")
    serve(bare_asgi(limit.answer, limit.open))


if __name__ == "__main__":
    main()
