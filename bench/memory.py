"""Memory of one worker: at rest, after a bench, and while 100,000 requests more come.

In: a plan, of which only the connections count. Out: by engine resident megabytes (of a million
bytes). The bench is every operation and then 100,000 requests, half of A and half of D: on SQLite
so many fill the page caches, which are bounded, one a connection.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

from bench import cpu
from bench.load import Exchange, Stream, once
from bench.runs import stage
from bench.serving import LOAD_CORE, served

if TYPE_CHECKING:
    from bench.rounds import Plan
    from bench.runs import Stage
    from bench.serving import Server

SIZE = "100k"
EACH = 512  # requests of each operation
BENCH, MORE, STEPS = 100_000, 100_000, 10
SLICE = 1.0  # seconds between two looks at how many were answered
MB = 1_000_000


def memory(plan: Plan) -> dict[str, Any]:
    """Both engines."""
    found: dict[str, Any] = {"plan": vars(plan)}
    for engine in ("sqlite", "postgresql"):
        with stage(engine, SIZE) as ready, served("full", ready.data) as server:
            cpu.pin(0, LOAD_CORE)
            found[engine] = _watched(ready, server, plan.connections)
    return found


def _watched(ready: Stage, server: Server, connections: int) -> dict[str, Any]:
    rest = _megabytes(server)
    for asked in ready.asked.values():
        every = [Exchange(server.request(ask), None) for ask in asked[:EACH]]
        once(server.port, every, connections)
    both = (ask for pair in zip(ready.asked["A"], ready.asked["D"], strict=True) for ask in pair)
    stream = Stream(server.port, cycle([Exchange(server.request(ask), None) for ask in both]))
    sizes, done = [], 0
    for goal in (BENCH, *(BENCH + MORE * step // STEPS for step in range(1, STEPS + 1))):
        while done < goal:
            done += stream.run(SLICE, connections).requests
        sizes.append(_megabytes(server))
    after, *more = sizes
    return {
        "at_rest_mb": rest,
        "after_bench_mb": after,
        "every_10000_mb": more,
        "added_mb": round(more[-1] - after, 1),
    }


def _megabytes(server: Server) -> float:
    return round(cpu.memory(server.pid) / MB, 1)
