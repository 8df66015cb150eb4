"""One run: a data set, its contenders all up at once, operation after operation.

In: engine, size, contenders, operations, plan. Out: `Run`: the figures by operation and contender,
and on what they were measured.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench import cpu
from bench.asks import asks
from bench.cluster import cluster
from bench.data import postgresql_set, sqlite_set
from bench.rounds import Figure, Plan, exchanges, in_turn, ratio
from bench.serving import LOAD_CORE, Server, served
from hub.engines.sqlite import driver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.asks import Ask
    from bench.data import DataSet

LIMIT = "limit"
OTHERS = ("stock", "parsed", "postgraphile")  # beside whom the hub is to be so many times cheaper
KNOWN = {"stock": "ABCD", "parsed": "ABCD", "postgraphile": "ABC"}  # the others know all


@dataclass
class Run:
    """What came of it."""

    engine: str
    size: str
    plan: Plan
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)

    def ratio_to_limit(self, contender: str) -> dict[str, float]:
        """The limit's CPU over the contender's, by operation."""
        return {
            operation: ratio(of[LIMIT], of[contender])
            for operation, of in self.figures.items()
            if contender in of
        }

    def ratio_to(self, other: str, contender: str) -> dict[str, float]:
        """The other's CPU over the contender's: how many times cheaper the contender is."""
        return {
            operation: ratio(of[other], of[contender])
            for operation, of in self.figures.items()
            if contender in of and other in of
        }

    def summary(self) -> dict[str, Any]:
        """As results keep it."""
        contenders = sorted({name for of in self.figures.values() for name in of})
        return {
            "engine": self.engine,
            "merchants": self.size,
            "plan": vars(self.plan),
            "machine": machine(),
            "ratio_to_limit": {name: self.ratio_to_limit(name) for name in contenders},
            "ratio_to": {
                other: {name: self.ratio_to(other, name) for name in ("full", "bare")}
                for other in OTHERS
                if other in contenders
            },
            "figures": {
                operation: {name: figure.summary() for name, figure in of.items()}
                for operation, of in self.figures.items()
            },
        }


@dataclass(frozen=True)
class Stage:
    """A data set, whose database's CPU can be read, and what is asked of it."""

    data: DataSet
    asked: dict[str, list[Ask]]
    database_cpu: Callable[[], float]


@contextmanager
def stages(engine: str, sizes: Sequence[str]) -> Iterator[dict[str, Stage]]:
    """Make everything ready but the contenders, for worlds of several sizes at once."""
    if engine == "sqlite":
        sets = {size: sqlite_set(size) for size in sizes}
        yield {size: Stage(data, asks(data), lambda: 0.0) for size, data in sets.items()}
        return
    with cluster() as server:
        sets = {size: postgresql_set(size, server) for size in sizes}
        yield {size: Stage(data, asks(data), server.cpu) for size, data in sets.items()}


@contextmanager
def stage(engine: str, size: str) -> Iterator[Stage]:
    """The same for one size."""
    with stages(engine, (size,)) as ready:
        yield ready[size]


def run(
    engine: str,
    size: str,
    contenders: Sequence[str],
    operations: str,
    plan: Plan,
    tell: Callable[[str, dict[str, Figure]], None] = lambda *_: None,
) -> Run:
    """Measure; `tell` hears of each operation as it is done."""
    made = Run(engine, size, plan)
    with stage(engine, size) as ready, ExitStack() as stack:
        servers = [stack.enter_context(served(name, ready.data)) for name in contenders]
        for operation in operations:
            made.figures[operation] = measure(servers, ready, operation, plan)
            tell(operation, made.figures[operation])
    return made


def measure(
    servers: Sequence[Server], ready: Stage, operation: str, plan: Plan
) -> dict[str, Figure]:
    """One operation, all contenders that know it."""
    able = [each for each in servers if operation in KNOWN.get(each.name, operation)]
    cpu.pin(0, LOAD_CORE)
    asked = exchanges(able, ready.asked[operation], plan)
    named = {each.name: each for each in able}
    return in_turn(named, asked, plan=plan, database_cpu=ready.database_cpu)


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    return {
        "cores": os.cpu_count(),
        "load": round(cpu.load(), 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "sqlite": driver.sqlite_version,
        "stock_sqlite": sqlite3.sqlite_version,
    }
