"""The chapters of a whole bench, each a measurement of its own that leaves one file of results.

In: the name of a chapter. Out: `bench/results/<name>.json`. They can be repeated one by one; the
page is made of whatever lies there. Each has a plan of its own, so that it ends in bounded time.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from bench.asks import asks
from bench.cluster import cluster
from bench.cold import cold
from bench.data import peer_set, postgresql_set
from bench.growth import growth
from bench.intake import intake
from bench.latency import latency
from bench.memory import memory
from bench.places import RESULTS
from bench.rounds import Plan, ratio
from bench.runs import Run, Stage, machine, measure, run, stage
from bench.serving import served
from bench.swap import rights

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = "100k"
ALL = ("limit", "full", "bare", "stock", "parsed")


@dataclass(frozen=True)
class Chapter:
    """What is measured, and how much is asked where nobody says otherwise."""

    measure: Callable[[Plan], dict[str, Any]]
    plan: Plan


def contenders(engine: str, plan: Plan) -> dict[str, Any]:
    """All operations, all contenders, side by side."""
    return run(engine, SIZE, plan.contenders or ALL, "ABCDE", plan).summary()


def peers(plan: Plan) -> dict[str, Any]:
    """PostGraphile over a copy of the same data, beside the hub."""
    made = Run("postgresql", SIZE, plan)
    with cluster() as database, ExitStack() as stack:
        data = postgresql_set(SIZE, database)
        ready = Stage(data, asks(data), database.cpu)
        copy = peer_set(data, database)
        servers = [stack.enter_context(served(name, data)) for name in ("limit", "full", "bare")]
        servers.append(stack.enter_context(served("postgraphile", copy)))
        for operation in "ABC":
            made.figures[operation] = measure(servers, ready, operation, plan)
    return made.summary()


def hot(plan: Plan) -> dict[str, Any]:
    """Everybody asks D for one merchant."""
    made: dict[str, Any] = {}
    for engine in ("sqlite", "postgresql"):
        with stage(engine, SIZE) as ready, served("limit", ready.data) as limit:
            del ready.asked["D"][1:]
            with served("full", ready.data) as full:
                figures = measure((limit, full), ready, "D", plan)
        made[engine] = {name: figure.summary() for name, figure in figures.items()}
        made[engine]["cpu_ratio"] = ratio(figures["limit"], figures["full"])
        per_second = [made[engine][name]["requests_per_second"] for name in ("full", "limit")]
        made[engine]["throughput_ratio"] = round(per_second[0] / per_second[1], 3)
    return made


CHAPTERS = {
    "sqlite": Chapter(partial(contenders, "sqlite"), Plan(7, 1.0, asks=1_024)),
    "postgresql": Chapter(partial(contenders, "postgresql"), Plan(7, 1.0, asks=1_024)),
    "latency": Chapter(latency, Plan(5, 0.3, asks=128)),
    "hot": Chapter(hot, Plan(7, 1.0, asks=1_024)),
    "memory": Chapter(memory, Plan()),
    "intake": Chapter(intake, Plan(5)),
    "rights": Chapter(rights, Plan(7)),
    "cold": Chapter(cold, Plan(5, 1.5, asks=256)),
    "growth": Chapter(growth, Plan(7, 0.5, asks=256)),
    "peers": Chapter(peers, Plan(7, 1.0, asks=256)),
}
APART = frozenset({"growth", "peers"})  # a world of a million merchants; packages of npm


def write(name: str, plan: Plan) -> None:
    """Measure a chapter and keep what it found."""
    RESULTS.mkdir(exist_ok=True)
    found = CHAPTERS[name].measure(plan)
    found.setdefault("machine", machine())
    pretty = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    (RESULTS / f"{name}.json").write_bytes(pretty)
