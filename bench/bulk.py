"""One database to take batches in, and one with the same tables to load bare rows into.

In: where it lies. Out: `transact` as `hub.ingest.batch.receive` wants it, `bare` for the fastest
load that the database's driver has, and `spent()`: wall, and CPU of this process and of the
server's processes that work for these two databases. `close` removes both.
"""

from __future__ import annotations

import asyncio
import os
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
from sqlalchemy import insert
from sqlalchemy.engine import make_url
from typing_extensions import override

from bench import cpu
from hub.database import open_database
from hub.engines.postgresql import target
from hub.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Table

T = TypeVar("T")


@dataclass
class Spent:
    """Seconds of wall and of CPU."""

    wall: float = 0.0
    cpu: float = 0.0

    def figures(self, rows: int) -> dict[str, float]:
        return {
            "rows_per_second": round(rows / self.wall),
            "cpu_us_per_row": round(self.cpu / rows * 1e6, 2),
        }


class Load(ABC):
    """What both databases share."""

    name = ""

    def __init__(self, ours: str, bare: str) -> None:
        self._urls = (ours, bare)
        for url in self._urls:
            migrate(url)
        self._runner = asyncio.Runner()
        self._databases = [open_database(url) for url in self._urls]

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run work in one transaction of the hub's database."""
        return self._runner.run(self._databases[0].run(work))

    def bare(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Load rows, as the driver takes them, into the equal table in one transaction."""
        self._runner.run(self._databases[1].run(lambda each: self._load(each, table, rows)))

    def driver_rows(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows of Python values as the driver takes them."""
        made = [
            each.type.dialect_impl(self._dialect()).bind_processor(self._dialect())
            for each in table.c
        ]
        return [
            tuple(value if to is None else to(value) for to, value in zip(made, row, strict=True))
            for row in rows
        ]

    def _dialect(self) -> Any:
        return self.transact(lambda each: each.dialect)

    @abstractmethod
    def _load(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """The fastest load that the driver has, inside a transaction."""

    def server_cpu(self) -> float:
        """CPU seconds of the server's processes so far."""
        return 0.0

    @contextmanager
    def spent(self) -> Iterator[Spent]:
        """What happens inside, measured."""
        found = Spent()
        server, cpu, wall = self.server_cpu(), time.process_time(), time.perf_counter()
        yield found
        found.wall = time.perf_counter() - wall
        found.cpu = time.process_time() - cpu + self.server_cpu() - server

    def close(self) -> None:
        for database in self._databases:
            self._runner.run(database.close())
        self._runner.close()


class SqliteLoad(Load):
    """Two files in a folder; the bare load is one `executemany` of the driver."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        super().__init__(*(f"sqlite+aiosqlite:///{folder / name}" for name in ("hub", "bare")))

    @override
    def _load(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        text = str(insert(table).compile(dialect=connection.dialect))
        driver: Any = connection.connection.dbapi_connection
        driver.executemany(text, rows)


class PostgresqlLoad(Load):
    """Two databases on a server; the bare load is a binary COPY."""

    name = "postgresql"

    def __init__(self, server: str) -> None:
        self._server = server
        self._names = [f"hub_bench_{os.getpid()}_{name}" for name in ("hub", "bare")]
        made = asyncio.run(self._made())
        super().__init__(*made)

    async def _made(self) -> list[str]:
        for name in self._names:
            await self._say(f"create database \"{name}\" template template0 encoding 'UTF8'")
        url = make_url(self._server)
        return [
            url.set(database=name).render_as_string(hide_password=False) for name in self._names
        ]

    async def _say(self, statement: str) -> list[Any]:
        connection = await asyncpg.connect(**target(self._server))
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    @override
    def _load(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        names = [each.name for each in table.c]
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(
            lambda each: each.copy_records_to_table(table.name, columns=names, records=rows)
        )

    @override
    def server_cpu(self) -> float:
        found = asyncio.run(self._say("select pid, datname from pg_stat_activity"))
        return sum(cpu.of_process(row["pid"]) for row in found if row["datname"] in self._names)

    @override
    def close(self) -> None:
        super().close()
        for name in self._names:
            asyncio.run(self._say(f'drop database "{name}" with (force)'))
