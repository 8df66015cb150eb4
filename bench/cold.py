"""Cold documents: what an unseen one costs, and whether a flood of them starves the known.

In: a plan, of which the rounds and their seconds count. Out: by engine `unseen`, by operation the
CPU of an unseen document and how long its caller waits while nobody else asks; and `flood`, what
the callers of known documents get alone and beside a flood: throughput and latencies.
Every unseen document gives one of its fields a name that was never asked for, so that text, plan
and statement are new.
"""

from __future__ import annotations

import re
import time
from itertools import count, cycle
from statistics import median
from typing import TYPE_CHECKING, Any

from bench import cpu
from bench.load import Exchange, Stream, once, together
from bench.places import document
from bench.rounds import MS, Figure
from bench.runs import stage
from bench.serving import LOAD_CORE, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.asks import Ask
    from bench.rounds import Plan
    from bench.runs import Stage
    from bench.serving import Server

SIZE = "10k"
UNSEEN = 24  # documents of each operation
FLOOD, KNOWN = 16, 8  # connections
FIELD = re.compile(r"\bname\b")
NUMBERS = count()


def cold(plan: Plan) -> dict[str, Any]:
    """Both engines."""
    found: dict[str, Any] = {"plan": vars(plan), "connections": {"flood": FLOOD, "known": KNOWN}}
    for engine in ("sqlite", "postgresql"):
        with stage(engine, SIZE) as ready, served("full", ready.data) as server:
            cpu.pin(0, LOAD_CORE)
            found[engine] = {
                "unseen": {each: _unseen(ready, server, each) for each in ready.asked},
                "flood": _flood(ready, server, plan),
            }
    return found


def _new(ask: Ask) -> bytes:
    """The request with a document that nobody asked before."""
    text = FIELD.sub(f"new{next(NUMBERS)}: name", document(ask.operation), count=1)
    return ask.request("/graphql", text)


def _unseen(ready: Stage, server: Server, operation: str) -> dict[str, float]:
    """One document after the other, each when the lane of new ones has rested."""
    asked = ready.asked[operation]
    once(server.port, [Exchange(server.request(asked[0]), None)])  # the caller's rights are known
    spent, waited = [], []
    for _ in range(UNSEEN):
        before = server.cpu() + ready.database_cpu()
        made = once(server.port, [Exchange(_new(asked[0]), None)], 1)
        spent.append(server.cpu() + ready.database_cpu() - before)
        waited += made.latencies
        time.sleep(2 * made.latencies[0])
    return {
        "cpu_ms": round(median(spent) * MS, 2),
        "p50_ms": round(median(waited) * MS, 2),
        "longest_ms": round(max(waited) * MS, 2),
    }


def _flood(ready: Stage, server: Server, plan: Plan) -> dict[str, Any]:
    """Known and unseen documents of the same operation, by officers of one party."""
    asked = ready.asked["A"]
    known = [Exchange(server.request(ask), None) for ask in asked[: plan.asks]]
    once(server.port, known)
    steady = Stream(server.port, cycle(known))
    flood = Stream(server.port, _endless(asked))
    alone, beside, unseen = Figure(), Figure(), Figure()
    for _ in range(plan.rounds):
        alone.add(steady.run(plan.seconds, KNOWN), 0.0, 0.0)
        made = together({steady: KNOWN, flood: FLOOD}, plan.seconds)
        beside.add(made[0], 0.0, 0.0)
        unseen.add(made[1], 0.0, 0.0)
    shares = [b / a for a, b in zip(alone.per_second, beside.per_second, strict=True)]
    return {"share": round(median(shares), 3)} | {
        name: {key: each.summary()[key] for key in ("requests_per_second", "p50_ms", "p99_ms")}
        for name, each in (("alone", alone), ("beside", beside), ("unseen", unseen))
    }


def _endless(asked: list[Ask]) -> Iterator[Exchange]:
    for number in count():
        yield Exchange(_new(asked[number % len(asked)]), None)
