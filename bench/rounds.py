"""Rounds in turn: every contender for a moment, again and again, and medians of what they took.

In: servers, requests, how many rounds of how many seconds. Out: by operation and contender a
`Figure`. First every contender answers every request once and its data must be the limit's; those
bytes are what the rounds are checked against. CPU counts what the server and the database spent,
not what the load generator did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from statistics import median
from typing import TYPE_CHECKING, Any

import orjson

from bench.load import Exchange, Stream, WrongAnswerError, once
from bench.shape import NOTHING, unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.asks import Ask
    from bench.load import Round
    from bench.serving import Server

MS = 1_000.0
HUNDREDTH = 100
# A tenth of a second a request: fewer requests and connections, or a round would never end.
SLOW = frozenset({"stock", "parsed"})
SLOW_ASKS, SLOW_CONNECTIONS = 12, 4
PEERS = frozenset({"postgraphile"})


@dataclass(frozen=True)
class Plan:
    """How much is asked."""

    rounds: int = 5
    seconds: float = 1.0
    connections: int = 16
    asks: int = 4_096
    contenders: tuple[str, ...] = ()  # none named: those of the chapter

    def asked(self, name: str) -> int:
        """How many different requests a contender gets."""
        return SLOW_ASKS if name in SLOW else self.asks


@dataclass
class Figure:
    """One contender at one operation, a number a round."""

    app_ms: list[float] = field(default_factory=list)  # CPU of the server, a request
    database_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def total_ms(self) -> list[float]:
        return [app + database for app, database in zip(self.app_ms, self.database_ms, strict=True)]

    def add(self, made: Round, app: float, database: float) -> None:
        """Add a round that took so many seconds of CPU."""
        self.requests += made.requests
        self.app_ms.append(app * MS / made.requests)
        self.database_ms.append(database * MS / made.requests)
        self.per_second.append(made.requests / made.seconds)
        self.latencies += made.latencies

    def summary(self) -> dict[str, float]:
        """Medians, as results keep them."""
        ordered = sorted(self.latencies)
        return {
            "cpu_ms": round(median(self.total_ms), 4),
            "app_cpu_ms": round(median(self.app_ms), 4),
            "database_cpu_ms": round(median(self.database_ms), 4),
            "requests_per_second": round(median(self.per_second), 1),
            "p50_ms": round(ordered[len(ordered) // 2] * MS, 3),
            "p99_ms": round(ordered[len(ordered) * 99 // HUNDREDTH] * MS, 3),
            "requests": self.requests,
        }


def ratio(base: Figure, other: Figure) -> float:
    """How many times the CPU of `other` the base takes: the median of the rounds' ratios."""
    pairs = zip(base.total_ms, other.total_ms, strict=True)
    return round(median(each / ours for each, ours in pairs), 3)


def exchanges(
    servers: Sequence[Server], asked: Sequence[Ask], plan: Plan
) -> dict[str, list[Exchange]]:
    """The requests of each contender with the bytes it must answer; all give the limit's data."""
    made: dict[str, list[Exchange]] = {}
    judge: list[bytes] = []
    for server in servers:
        mine = asked[: plan.asked(server.name)]
        made[server.name] = each = [Exchange(server.request(ask), None) for ask in mine]
        once(server.port, each)
        if not judge:
            judge = [exchange.expected or b"" for exchange in each]
            continue
        for truth, exchange, ask in zip(judge, each, mine, strict=False):
            _compare(server.name, ask, truth, exchange.expected or b"")
    return made


def _compare(name: str, ask: Ask, truth: bytes, answer: bytes) -> None:
    """The same data, byte for byte, or at least value for value in the same order."""
    data = truth[:-1]
    if answer.startswith(data):
        return
    ours, theirs = orjson.loads(truth).get("data"), orjson.loads(answer).get("data")
    where = _difference(ours, unwrapped(theirs) if name in PEERS else theirs, "data")
    if where is not None:
        raise WrongAnswerError(f"{name} at {ask.operation}, {ask.variables}: {where}")


def _difference(ours: Any, theirs: Any, path: str) -> str | None:
    """The first place at which two answers differ; 67 and 67.0 do not."""
    pairs: list[tuple[Any, Any, str]] = []
    if isinstance(ours, dict) and isinstance(theirs, dict) and list(ours) == list(theirs):
        pairs = [(ours[key], theirs[key], f"{path}.{key}") for key in ours]
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = [(a, b, f"{path}[{n}]") for n, (a, b) in enumerate(zip(ours, theirs, strict=True))]
    elif ours != theirs and not (ours is None and theirs == NOTHING):
        return f"{path} is {theirs!r:.300}, not {ours!r:.300}"
    found = (_difference(*pair) for pair in pairs)
    return next((each for each in found if each is not None), None)


def in_turn(
    servers: Mapping[str, Server],
    asked: Mapping[str, list[Exchange]],
    *,
    plan: Plan,
    database_cpu: Callable[[], float],
) -> dict[str, Figure]:
    """Run the rounds over servers by their labels; the order turns by one each time."""
    labels = list(servers)
    figures = {label: Figure() for label in labels}
    streams = {label: Stream(servers[label].port, cycle(asked[label])) for label in labels}
    for number in range(plan.rounds):
        turn = number % len(labels)
        for label in (*labels[turn:], *labels[:turn]):
            server = servers[label]
            app, database = server.cpu(), database_cpu()
            slow = server.name in SLOW
            connections = min(plan.connections, SLOW_CONNECTIONS) if slow else plan.connections
            made = streams[label].run(plan.seconds, connections)
            figures[label].add(made, server.cpu() - app, database_cpu() - database)
    return figures
