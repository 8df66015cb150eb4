"""What is promised, beside what was found: one line a goal, at the head of the page of figures.

In: the results of all chapters by name. Out: lines of a table. A goal whose chapter was not
measured is shown as not measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Found = Mapping[str, Any]
    Figures = Mapping[str, float]

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
LIMIT_SHARES: dict[tuple[str, str], dict[str, float]] = {
    ("full", "postgresql"): {"A": 0.75, "B": 0.90, "C": 0.95, "D": 0.75, "E": 0.70},
    ("bare", "postgresql"): {"A": 0.92, "B": 0.95, "C": 0.97},
    ("full", "sqlite"): {"A": 0.70, "B": 0.85, "C": 0.92},
}
PEER = {
    "bare": {"A": 4.5, "B": 2.7, "C": 2.2},
    "full": {"A": 3.5, "B": 2.5, "C": 2.0},
}
STOCK = {
    "bare": {"A": 55.0, "B": 35.0, "C": 12.0},
    "full": {"A": 45.0, "B": 30.0, "C": 12.0},
}
GROWTH = {
    "sqlite": {"A": 1.3, "B": 1.3, "D": 1.3, "E": 1.3},
    "postgresql": {"A": 2.0, "B": 1.3, "D": 2.0, "E": 2.0},
}
LATE, COMMITS = 1.3, 1.0
INTAKE = {"sqlite": 0.30, "postgresql": 0.20}
HOT, FLOOD, UNSEEN = 2.0, 0.4, 50.0
RIGHTS = {
    "load and compile s": 1.0,
    "memory MB": 60.0,
    "added µs": 0.5,
    "more pause ms": 5.0,
    "more wait ms": 5.0,
}
MEMORY = {"at rest": 120.0, "after the bench": 250.0, "added by 100,000 more": 3.0}


@dataclass(frozen=True)
class Goal:
    """`wanted` by label; `find` gives the figures of the same labels from a chapter's results."""

    title: str
    chapter: str
    wanted: Mapping[str, float]
    find: Callable[[Found], Figures]
    most: bool = False  # the figures may be at most what is wanted, else at least

    def line(self, results: Mapping[str, Found]) -> str:
        """One row of the table."""
        sign = "≤" if self.most else "≥"
        promised = f"{sign} {_listed(self.wanted)}"
        if self.chapter not in results:
            return f"| {self.title} | {promised} | not measured | – |"
        found = self.find(results[self.chapter])
        missed = [each for each in self.wanted if not self._kept(each, found[each])]
        verdict = "**no**: " + " ".join(missed) if missed else "yes"
        return f"| {self.title} | {promised} | {_listed(found)} | {verdict} |"

    def _kept(self, label: str, figure: float) -> bool:
        wanted = self.wanted[label]
        return figure <= wanted if self.most else figure >= wanted


def lines(results: Mapping[str, Found]) -> Iterator[str]:
    """The whole table."""
    yield "### The goals\n"
    yield "| goal | wanted | found | kept |"
    yield "|---|---|---|---|"
    for goal in goals():
        yield goal.line(results)
    yield ""


def goals() -> Iterator[Goal]:
    """All of them, in the order of the page."""
    for (name, engine), shares in LIMIT_SHARES.items():
        title = f"{name}, of the limit, {NAMES[engine]}"
        yield Goal(title, engine, shares, _picked("ratio_to_limit", name))
    for name, times in PEER.items():
        find = _picked("ratio_to", "postgraphile", name)
        yield Goal(f"{name}, cheaper than PostGraphile", "peers", times, find)
    for engine, called in NAMES.items():
        for name, times in STOCK.items():
            find = _picked("ratio_to", "stock", name)
            yield Goal(f"{name}, cheaper than stock, {called}", engine, times, find)
    for engine, called in NAMES.items():
        yield from _of_engine(engine, called)
    yield Goal("10,000 rules", "rights", RIGHTS, _rights, most=True)


def _of_engine(engine: str, called: str) -> Iterator[Goal]:
    hot = _picked(engine)
    yield Goal(f"hot look-up, throughput of the limit, {called}", "hot", {"D": HOT},
               lambda found: {"D": hot(found)["throughput_ratio"]})  # fmt: skip
    growth = _picked(engine, "growth", "full")
    yield Goal(f"growth to 1m, full, {called}", "growth", GROWTH[engine], growth, most=True)
    late = dict.fromkeys("ABCDE", LATE)
    yield Goal(f"p50 alone, bare over the limit, {called}", "latency", late,
               lambda found: _late(found[engine]), most=True)  # fmt: skip
    more = dict.fromkeys("ABCDE", COMMITS)
    yield Goal(f"p50 alone, full less bare, in durable commits, {called}", "latency", more,
               lambda found: _commits(found[engine]), most=True)  # fmt: skip
    yield Goal(f"intake, of the bare load, {called}", "intake", {"CPU": INTAKE[engine]},
               lambda found: {"CPU": found[engine]["ratio_cpu"]})  # fmt: skip
    yield Goal(f"memory of a worker, MB, {called}", "memory", MEMORY,
               lambda found: _memory(found[engine]), most=True)  # fmt: skip
    yield Goal(f"an unseen document, ms of CPU, {called}", "cold", dict.fromkeys("ABCDE", UNSEEN),
               lambda found: _unseen(found[engine]), most=True)  # fmt: skip
    yield Goal(f"known documents under a flood of unseen, {called}", "cold", {"share": FLOOD},
               lambda found: {"share": found[engine]["flood"]["share"]})  # fmt: skip


def _picked(*path: str) -> Callable[[Found], Any]:
    def find(found: Found) -> Any:
        for name in path:
            found = found[name]
        return found

    return find


def _late(found: Found) -> Figures:
    figures = found["figures"].items()
    return {each: round(of["bare"]["p50_ms"] / of["limit"]["p50_ms"], 2) for each, of in figures}


def _commits(found: Found) -> Figures:
    commit, figures = found["commit_ms"], found["figures"].items()
    more = {each: of["full"]["p50_ms"] - of["bare"]["p50_ms"] for each, of in figures}
    return {each: round(ms / commit, 2) for each, ms in more.items()}


def _memory(found: Found) -> Figures:
    figures = (found["at_rest_mb"], found["after_bench_mb"], found["added_mb"])
    return dict(zip(MEMORY, figures, strict=True))


def _unseen(found: Found) -> Figures:
    return {each: of["cpu_ms"] for each, of in found["unseen"].items()}


def _rights(found: Found) -> Figures:
    asked = found["request_us"]
    figures = (
        found["load_compile_s"],
        found["memory_mb"]["with_grants_and_casbin"],
        round(max(0.0, asked["large"] - asked["shipped"]), 3),
        *(_more(found["swap"], each) for each in ("loop", "answer")),
    )
    return dict(zip(RIGHTS, figures, strict=True))


def _more(swap: Found, what: str) -> float:
    """Milliseconds above what the machine's noise does while a policy is only checked."""
    applied, checked = (float(swap[each][what]["median_ms"]) for each in ("applied", "checked"))
    return round(max(0.0, applied - checked), 1)


def _listed(figures: Figures) -> str:
    return " · ".join(f"{label} {figure:g}" for label, figure in figures.items())
