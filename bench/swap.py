"""Readers while a policy is put in force: how long the longest of them waits.

In: a plan, of which the rounds count. Out: for moments in which a policy is only checked
(`checked`: what the machine's noise does) and for those in which one is put in force (`applied`):
the longest answer, and the longest that the server's own loop stood still, seen by a request that
needs no rights. Medians of the rounds, and the longest of all. A copy of a small world is used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from itertools import cycle
from statistics import median
from typing import TYPE_CHECKING, Any

from bench import cpu
from bench.asks import asks
from bench.data import HUB, sqlite_set
from bench.load import Exchange, Stream, once, together
from bench.places import ROOT, VAR
from bench.policy import ROLES, RULES, measured, policy_text
from bench.rounds import MS
from bench.serving import LOAD_CORE, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.data import DataSet
    from bench.load import Round
    from bench.rounds import Plan
    from bench.serving import Server

SIZE = "1k"
EACH = 64  # requests of each operation
READERS, SECONDS = 4, 8.0  # a process that puts a policy in force needs some five
TAKEN = "p, CITY_COMMERCE, CLUES,"
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: bench\r\n\r\n"
VERBS = {"checked": ("check",), "applied": ("apply", "--by", "bench")}


def rights(plan: Plan) -> dict[str, Any]:
    """A large policy in one process, and its swap under readers."""
    return {"plan": vars(plan), **measured(RULES, ROLES), "swap": swap(plan)}


def swap(plan: Plan) -> dict[str, Any]:
    """The waits, on SQLite."""
    folder = VAR / "sqlite-swap"
    data = _copied(folder)
    found: dict[str, list[list[float]]] = {name: [] for name in VERBS}
    with served("full", data) as server:
        cpu.pin(0, LOAD_CORE)
        streams = _readers(server, data), Stream(server.port, _fresh([HEALTH]))
        for number in range(plan.rounds):
            text = folder / f"policy-{number}.csv"
            text.write_text(_policy(number), encoding="utf-8")
            for name, (verb, *more) in VERBS.items():
                found[name].append(_during(data, streams, [verb, str(text), *more]))
    shutil.rmtree(folder)
    return {name: _told(waits) for name, waits in found.items()}


def _policy(number: int) -> str:
    """A large policy with a few new lines; every other one takes a right from who asks A."""
    text = policy_text(RULES + number, ROLES)
    lines = [line for line in text.split("\n") if number % 2 or not line.startswith(TAKEN)]
    return "\n".join(lines)


def _copied(folder: Path) -> DataSet:
    model = sqlite_set(SIZE)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns("*.log"))
    return replace(model, folder=folder, url=f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}")


def _readers(server: Server, data: DataSet) -> Stream:
    """Callers of three kinds, each of whose documents is known before."""
    asked = asks(data)
    requests = [server.request(ask) for each in "ABD" for ask in asked[each][:EACH]]
    once(server.port, [Exchange(each, None) for each in requests])
    return Stream(server.port, _fresh(requests))


def _fresh(requests: list[bytes]) -> Iterator[Exchange]:
    """What is answered may change: the version of the policy stands in it."""
    return (Exchange(each, None) for each in cycle(requests))


def _during(data: DataSet, streams: tuple[Stream, Stream], verb: list[str]) -> list[float]:
    """Milliseconds of the longest answer, and of the longest pause, while a command runs."""
    environment = {**os.environ, **data.environment, "PYTHONPATH": str(ROOT)}
    command = ["nice", *HUB, "policy", *verb]
    with (data.folder / "policy.log").open("ab") as log:
        running = subprocess.Popen(command, cwd=data.folder, env=environment, stdout=log)
        made = [_asked(streams)]
        while running.poll() is None:  # the readers ask on until it is done
            made.append(_asked(streams))
        if running.returncode != 0:
            raise RuntimeError(f"hub policy {verb[0]} failed")
    return [max(longest) * MS for longest in zip(*made, strict=True)]


def _asked(streams: tuple[Stream, Stream]) -> list[float]:
    """Seconds of the longest answer, and of the longest pause, in one piece of time."""
    made: list[Round] = together({streams[0]: READERS, streams[1]: 1}, SECONDS)
    return [max(each.latencies) for each in made]


def _told(waits: list[list[float]]) -> dict[str, dict[str, float]]:
    return {
        name: {"median_ms": round(median(each), 1), "longest_ms": round(max(each), 1)}
        for name, each in zip(("answer", "loop"), zip(*waits, strict=True), strict=True)
    }
