"""A PostgreSQL of the bench's own, as an operator would run one: every commit is on the disk.

In: nothing. Out: a running cluster under `var/bench`, kept for the next time, pinned beside the
load generator. Autovacuum is off so that no round pays for another one's rows; each data set is
vacuumed and analysed when it is made.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy.engine import make_url

from bench import cpu
from bench.places import VAR
from bench.serving import LOAD_CORE
from hub.engines.postgresql import target
from tests import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 120.0  # a checkpoint of all that a set has just written
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "shared_buffers": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_connections": "100",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds that all its processes ran so far."""
        return cpu.of_tree(self.pid)

    def database(self, name: str) -> str:
        """The URL of a database on it."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def execute(self, text: str, database: str = "postgres") -> None:
        """Run statements outside a transaction of ours."""

        async def once() -> None:
            connection = await asyncpg.connect(**target(self.database(database)))
            try:
                await connection.execute(text)
            finally:
                await connection.close()

        asyncio.run(once())


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The bench's server, until the end of the block."""
    folder = VAR / "postgresql"
    binaries = postgres.binaries()
    if not (folder / "data" / "PG_VERSION").exists():
        folder.mkdir(parents=True, exist_ok=True)
        postgres.create(binaries, folder)
    url = postgres.run(binaries, folder, SETTINGS)
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    for each in cpu.tree(pid):
        cpu.pin(each, LOAD_CORE)
    try:
        yield Cluster(url, pid)
    finally:
        postgres.stop(folder)
        _wait_for_the_end(folder / "data" / "postmaster.pid")


def _wait_for_the_end(note: Path) -> None:
    """Until the server has written what it holds: the next one wants the same folder."""
    until = time.monotonic() + PATIENCE
    while note.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"the bench's PostgreSQL did not end in {PATIENCE:.0f} s")
        time.sleep(0.1)
