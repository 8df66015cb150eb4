"""The chapters of a whole bench, each a measurement of its own that leaves one file of results.

In: the name of a chapter. Out: `bench/results/<name>.json`. They can be repeated one by one; the
page is made of whatever lies there.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from bench import cpu
from bench.asks import asks
from bench.cluster import cluster
from bench.data import peer_set, postgresql_set
from bench.load import Exchange, Stream, once
from bench.places import RESULTS
from bench.rounds import Plan, ratio
from bench.runs import Run, Stage, machine, measure, run, stage
from bench.serving import LOAD_CORE, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.serving import Server

SIZE = "100k"
SIZES = ("1k", "10k", "100k", "1m")
ALL = ("limit", "full", "bare", "stock", "parsed")
MORE_REQUESTS = 100_000
MEGABYTE = 1_048_576


def contenders(engine: str, plan: Plan) -> dict[str, Any]:
    """All operations, all contenders, side by side."""
    return run(engine, SIZE, plan.contenders or ALL, "ABCDE", plan).summary()


def latency(plan: Plan) -> dict[str, Any]:
    """One connection: what a request takes when nobody else asks."""
    alone = replace(plan, connections=1)
    return {
        engine: run(engine, SIZE, ("limit", "full", "bare"), "ABCDE", alone).summary()
        for engine in ("sqlite", "postgresql")
    }


def growth(plan: Plan) -> dict[str, Any]:
    """The same requests on ever larger worlds."""
    return {
        engine: {
            size: run(engine, size, ("limit", "full", "bare"), "ABDE", plan).summary()["figures"]
            for size in SIZES
        }
        for engine in ("sqlite", "postgresql")
    }


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


def memory(_: Plan) -> dict[str, Any]:
    """Resident memory of a worker: at rest, after every operation, after 100,000 requests more."""
    made: dict[str, Any] = {}
    for engine in ("sqlite", "postgresql"):
        with stage(engine, SIZE) as ready, served("full", ready.data) as server:
            cpu.pin(0, LOAD_CORE)
            made[engine] = _memory(ready, server)
    return made


def _memory(ready: Stage, server: Server) -> dict[str, float]:
    sizes = {"at_rest_mb": _megabytes(server)}
    for asked in ready.asked.values():
        once(server.port, [Exchange(server.request(ask), None) for ask in asked[:512]], 16)
    sizes["after_bench_mb"] = _megabytes(server)
    stream = Stream(
        server.port,
        [
            Exchange(server.request(ask), None)
            for operation in ("A", "D")
            for ask in ready.asked[operation]
        ],
    )
    done = 0
    while done < MORE_REQUESTS:
        done += stream.run(10.0).requests
        sizes.setdefault("halfway_mb", 0.0)
        if done < MORE_REQUESTS / 2:
            sizes["halfway_mb"] = _megabytes(server)
    sizes["after_100000_more_mb"] = _megabytes(server)
    return sizes


def _megabytes(server: Server) -> float:
    return round(cpu.memory(server.pid) / MEGABYTE, 1)


CHAPTERS: dict[str, Callable[[Plan], dict[str, Any]]] = {
    "sqlite": partial(contenders, "sqlite"),
    "postgresql": partial(contenders, "postgresql"),
    "latency": latency,
    "hot": hot,
    "memory": memory,
    "growth": growth,
    "peers": peers,
}
APART = frozenset({"peers"})  # needs npm's packages: `make bench-peers`


def write(name: str, plan: Plan) -> None:
    """Measure a chapter and keep what it found."""
    RESULTS.mkdir(exist_ok=True)
    found = CHAPTERS[name](plan)
    found.setdefault("machine", machine())
    pretty = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    (RESULTS / f"{name}.json").write_bytes(pretty)
