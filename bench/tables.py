"""The tables of single chapters, as the page of figures shows them.

In: what a chapter left. Out: lines of Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.goals import LIMIT_SHARES, NAMES
from bench.growth import NAMES as GROWN, SIZES, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Lines = Callable[[dict[str, Any]], Iterator[str]]

ORDER = ("limit", "bare", "full", "stock", "parsed", "postgraphile")
DASH = "–"


def contenders(engine: str, found: dict[str, Any]) -> Iterator[str]:
    title = NAMES.get(engine, "PostGraphile 5 and the hub on PostgreSQL")
    yield f"### {title}, {found['merchants']} merchants\n"
    yield _conditions(found) + "\n"
    heads = ("", "contender", "CPU ms", "server", "database", "of the limit", "goal")
    yield "| " + " | ".join((*heads, "req/s", "p50 ms", "p99 ms")) + " |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for operation, of in found["figures"].items():
        for name in sorted(of, key=ORDER.index):
            goal = LIMIT_SHARES.get((name, engine), {}).get(operation, DASH)
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
    for other, of in found["ratio_to"].items():
        for ours, times in of.items():
            told = " · ".join(f"{operation} {each:.1f}×" for operation, each in times.items())
            yield f"- {ours} is cheaper than {other}: {told}"
    yield ""


def _conditions(found: dict[str, Any]) -> str:
    plan, on = found["plan"], found["machine"]
    return (
        f"{plan['rounds']} rounds of {plan['seconds']:g} s, {plan['connections']} connections; "
        f"{on['cores']} cores, load {on['load']}, Python {on['python']}, SQLite {on['sqlite']}."
    )


def _latency(found: dict[str, Any]) -> Iterator[str]:
    yield "### One connection: p50 in ms\n"
    yield "| | | limit | bare | full | one durable commit |\n|---|---|---:|---:|---:|---:|"
    for engine, title in NAMES.items():
        for operation, of in found[engine]["figures"].items():
            cells = [f"{of[name]['p50_ms']:.2f}" for name in ("limit", "bare", "full")]
            cells.append(f"{found[engine]['commit_ms']:.2f}")
            yield f"| {title} | {operation} | " + " | ".join(cells) + " |"
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
    yield "### Growth: CPU ms a request, and the largest world's over the smallest's\n"
    yield "| | | | " + " | ".join(SIZES) + " | times |"
    yield "|---|---|---|" + "---:|" * (len(SIZES) + 1)
    for engine, title in NAMES.items():
        for operation, of in found[engine]["figures"].items():
            for name in GROWN:
                figures = [of.get(label(name, size)) for size in SIZES]
                cells = [DASH if each is None else f"{each['cpu_ms']:.3f}" for each in figures]
                cells.append(f"{found[engine]['growth'][name][operation]:.2f}")
                yield f"| {title} | {operation} | {name} | " + " | ".join(cells) + " |"
    yield ""


def _memory(found: dict[str, Any]) -> Iterator[str]:
    yield "### Memory of a worker, MB resident\n"
    yield "| | at rest | after a bench | and after each 10,000 requests more |"
    yield "|---|---:|---:|" + "---|"
    for engine, title in NAMES.items():
        each = found[engine]
        later = " · ".join(f"{size:.0f}" for size in each["every_10000_mb"])
        yield f"| {title} | {each['at_rest_mb']:.0f} | {each['after_bench_mb']:.0f} | {later} |"
    yield ""


def _intake(found: dict[str, Any]) -> Iterator[str]:
    yield f"### Intake of {found['rows']:,} card reports, beside the bare load of their rows\n"
    yield "| | intake µs a row | bare | of the bare load, CPU | wall | derivation µs a merchant |"
    yield "|---|---:|---:|---:|---:|---:|"
    for engine, title in NAMES.items():
        each = found[engine]
        spent = [f"{each[part]['cpu_us_per_row']:.1f}" for part in ("intake", "bare")]
        shares = [f"{each[name]:.2f}" for name in ("ratio_cpu", "ratio_wall")]
        cells = [*spent, *shares, f"{each['derive']['cpu_us_per_row']:.0f}"]
        yield f"| {title} | " + " | ".join(cells) + " |"
    yield ""


def _rights(found: dict[str, Any]) -> Iterator[str]:
    yield f"### A policy of {found['rules']:,} rules and {found['roles']} roles\n"
    memory, asked = found["memory_mb"], found["request_us"]
    yield (
        f"- load and compile {found['load_compile_s']} s, {found['grants_per_second']} grants a "
        f"second; {memory['policy']} MB, with every grant and stock Casbin "
        f"{memory['with_grants_and_casbin']} MB"
    )
    yield (
        f"- a request finds its rights in {asked['large']} µs, under the shipped policy in "
        f"{asked['shipped']} µs"
    )
    for name, said in (
        ("applied", "put in force"),
        ("checked", "only checked, by another process"),
    ):
        answer, loop = (found["swap"][name][each] for each in ("answer", "loop"))
        yield (
            f"- while it is {said}: longest answer {answer['median_ms']} ms (at most "
            f"{answer['longest_ms']}), the loop stood still {loop['median_ms']} ms "
            f"(at most {loop['longest_ms']})"
        )
    yield ""


def _cold(found: dict[str, Any]) -> Iterator[str]:
    yield "### Unseen documents, and the known beside a flood of them\n"
    yield "| | | CPU ms | p50 ms | longest ms |\n|---|---|---:|---:|---:|"
    for engine, title in NAMES.items():
        for operation, of in found[engine]["unseen"].items():
            cells = [f"{of[key]:.1f}" for key in ("cpu_ms", "p50_ms", "longest_ms")]
            yield f"| {title} | {operation} | " + " | ".join(cells) + " |"
    yield ""
    for engine, title in NAMES.items():
        flood = found[engine]["flood"]
        alone, beside = flood["alone"], flood["beside"]
        yield (
            f"- {title}: known documents get {beside['requests_per_second']:.0f} of "
            f"{alone['requests_per_second']:.0f} requests a second ({flood['share']:.2f}), p99 "
            f"{beside['p99_ms']:.0f} for {alone['p99_ms']:.0f} ms; "
            f"{flood['unseen']['requests_per_second']:.0f} unseen are answered beside them"
        )
    yield ""


TABLES: dict[str, Lines] = {
    "latency": _latency,
    "growth": _growth,
    "memory": _memory,
    "intake": _intake,
    "rights": _rights,
    "cold": _cold,
    "hot": _hot,
}
