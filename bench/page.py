"""The page of figures: what the chapters left, as tables in `docs/performance.md`.

In: `bench/results/*.json`. Out: the part of the page between its two marks. A chapter that was
not measured is left out. It refuses a page without the marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from bench.places import RESULTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ORDER = ("limit", "bare", "full", "stock", "parsed", "postgraphile")
DASH = "–"
# What issue and page promise: contender, engine, operation → at least this much of the limit.
GOALS: dict[tuple[str, str], dict[str, float]] = {
    ("full", "postgresql"): {"A": 0.75, "B": 0.90, "C": 0.95, "D": 0.75, "E": 0.70},
    ("bare", "postgresql"): {"A": 0.92, "B": 0.95, "C": 0.97},
    ("full", "sqlite"): {"A": 0.70, "B": 0.85, "C": 0.92},
}


def rewrite() -> None:
    """Put the newest figures into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"{PAGE.name} lacks the marks between which its figures stand")
    body = "\n".join(_body())
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}", encoding="utf-8")


def _body() -> Iterator[str]:
    found = {path.stem: orjson.loads(path.read_bytes()) for path in RESULTS.glob("*.json")}
    for engine in NAMES:
        if engine in found:
            yield from _contenders(engine, found[engine])
    if "peers" in found:
        yield from _contenders("peers", found["peers"])
    for name, lines in (("latency", _latency), ("hot", _hot), ("growth", _growth)):
        if name in found:
            yield from lines(found[name])
    if "memory" in found:
        yield from _memory(found["memory"])


def _contenders(engine: str, found: dict[str, Any]) -> Iterator[str]:
    title = NAMES.get(engine, "PostGraphile 5 and the hub on PostgreSQL")
    yield f"### {title}, {found['merchants']} merchants\n"
    yield _conditions(found) + "\n"
    heads = ("", "contender", "CPU ms", "server", "database", "of the limit", "goal")
    yield "| " + " | ".join((*heads, "req/s", "p50 ms", "p99 ms")) + " |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for operation, of in found["figures"].items():
        for name in sorted(of, key=ORDER.index):
            goal = GOALS.get((name, engine), {}).get(operation, DASH)
            yield _row(operation, name, of[name], found["ratio_to_limit"][name][operation], goal)
    yield ""
    yield from _cheaper(found)


def _row(operation: str, name: str, figure: dict[str, float], share: float, goal: object) -> str:
    numbers = (
        *(f"{figure[key]:.3f}" for key in ("cpu_ms", "app_cpu_ms", "database_cpu_ms")),
        f"{share:.3f}",
        str(goal),
        f"{figure['requests_per_second']:.0f}",
        f"{figure['p50_ms']:.1f}",
        f"{figure['p99_ms']:.1f}",
    )
    return f"| {operation} | {name} | " + " | ".join(numbers) + " |"


def _cheaper(found: dict[str, Any]) -> Iterator[str]:
    """How many times cheaper the hub is than the others of the run."""
    shares = found["ratio_to_limit"]
    for other in ("stock", "parsed", "postgraphile"):
        for ours in ("full", "bare"):
            both = [op for op in shares.get(other, {}) if op in shares.get(ours, {})]
            if both:
                times = " · ".join(
                    f"{op} {shares[ours][op] / shares[other][op]:.1f}×" for op in both
                )
                yield f"- {ours} is cheaper than {other}: {times}"
    yield ""


def _conditions(found: dict[str, Any]) -> str:
    plan, on = found["plan"], found["machine"]
    return (
        f"{plan['rounds']} rounds of {plan['seconds']:.0f} s, {plan['connections']} connections; "
        f"{on['cores']} cores, load {on['load']}, Python {on['python']}, SQLite {on['sqlite']}."
    )


def _latency(found: dict[str, Any]) -> Iterator[str]:
    yield "### One connection: p50 in ms\n"
    yield "| | | limit | bare | full |\n|---|---|---:|---:|---:|"
    for engine, title in NAMES.items():
        for operation, of in found[engine]["figures"].items():
            cells = " | ".join(f"{of[name]['p50_ms']:.2f}" for name in ("limit", "bare", "full"))
            yield f"| {title} | {operation} | {cells} |"
    yield ""


def _hot(found: dict[str, Any]) -> Iterator[str]:
    yield "### Everybody asks D for one merchant\n"
    yield "| | limit req/s | full req/s | of the limit, throughput | CPU |"
    yield "|---|---:|---:|---:|---:|"
    for engine, title in NAMES.items():
        each = found[engine]
        speeds = (each[name]["requests_per_second"] for name in ("limit", "full"))
        shares = (each["throughput_ratio"], each["cpu_ratio"])
        cells = [f"{speed:.0f}" for speed in speeds] + [f"{share:.2f}" for share in shares]
        yield f"| {title} | " + " | ".join(cells) + " |"
    yield ""


def _growth(found: dict[str, Any]) -> Iterator[str]:
    yield "### Growth: CPU ms a request of the hub, full (and of the limit)\n"
    for engine, title in NAMES.items():
        sizes = found.get(engine, {})
        if not sizes:
            continue
        yield f"| {title} | " + " | ".join(sizes) + " |"
        yield "|---|" + "---:|" * len(sizes)
        for operation in next(iter(sizes.values())):
            cells = [
                f"{of[operation]['full']['cpu_ms']:.3f} ({of[operation]['limit']['cpu_ms']:.3f})"
                for of in sizes.values()
            ]
            yield f"| {operation} | " + " | ".join(cells) + " |"
        yield ""


def _memory(found: dict[str, Any]) -> Iterator[str]:
    yield "### Memory of a worker, MB resident\n"
    yield "| | at rest | after every operation | 50,000 requests later | 100,000 later |"
    yield "|---|---:|---:|---:|---:|"
    keys = ("at_rest_mb", "after_bench_mb", "halfway_mb", "after_100000_more_mb")
    for engine, title in NAMES.items():
        if engine in found:
            yield f"| {title} | " + " | ".join(f"{found[engine][key]:.0f}" for key in keys) + " |"
    yield ""
