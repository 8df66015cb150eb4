"""Latency: what a request takes with one connection, when nobody else asks.

In: a plan. Out: by engine the figures of limit, bare and full, and `commit_ms`: what one durable
commit of one small row takes, on the same disk, with the settings of the hub; on PostgreSQL the way
to the server and back with it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import ExitStack
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

import asyncpg

from bench.runs import Run, measure, stage
from bench.serving import served
from hub.engines.postgresql import target

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.data import DataSet
    from bench.rounds import Plan

SIZE = "100k"
NAMES = ("limit", "bare", "full")
COMMITS = 60  # after each operation: the disk is not equally busy all the time
ROW = "x" * 300  # about what a record holds
MS = 1_000.0


def latency(plan: Plan) -> dict[str, Any]:
    """Both engines."""
    return {
        engine: _alone(engine, replace(plan, connections=1)) for engine in ("sqlite", "postgresql")
    }


def _alone(engine: str, plan: Plan) -> dict[str, Any]:
    made = Run(engine, SIZE, plan)
    with stage(engine, SIZE) as ready, ExitStack() as stack:
        servers = [stack.enter_context(served(name, ready.data)) for name in NAMES]
        committed: list[float] = []
        for operation in "ABCDE":
            made.figures[operation] = measure(servers, ready, operation, plan)
            committed += COMMITTED[engine](ready.data)
    return {**made.summary(), "commit_ms": round(median(committed) * MS, 3)}


def _sqlite(data: DataSet) -> list[float]:
    """Seconds of each commit to a file beside the hub's."""
    path = data.folder / "commits.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("create table one (value text)")
    try:
        return [
            timed(lambda: connection.execute("insert into one values (?)", (ROW,)))
            for _ in range(COMMITS)
        ]
    finally:
        connection.close()
        path.unlink()


def _postgresql(data: DataSet) -> list[float]:
    """Seconds of each statement that commits by itself, to a table of the same server."""

    async def commits() -> list[float]:
        connection = await asyncpg.connect(**target(data.url))
        await connection.execute("create table bench_commit (value text)")
        insert, taken = await connection.prepare("insert into bench_commit values ($1)"), []
        try:
            for _ in range(COMMITS):
                began = time.perf_counter()
                await insert.fetch(ROW)
                taken.append(time.perf_counter() - began)
        finally:
            await connection.execute("drop table bench_commit")
            await connection.close()
        return taken

    return asyncio.run(commits())


def timed(work: Callable[[], Any]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


COMMITTED = {"sqlite": _sqlite, "postgresql": _postgresql}
