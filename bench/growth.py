"""Growth: the same requests on ever larger worlds, all of them up at once and asked in turn.

In: a plan. Out: by engine, operation and size what a request costs, and how many times the
smallest world's cost the largest one's is: the median of the ratios of single rounds.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from bench import cpu
from bench.rounds import exchanges, in_turn, ratio
from bench.runs import stages
from bench.serving import LOAD_CORE, served

if TYPE_CHECKING:
    from bench.load import Exchange
    from bench.rounds import Figure, Plan
    from bench.runs import Stage
    from bench.serving import Server

SIZES = ("1k", "10k", "100k", "1m")
LISTS = SIZES[1:]  # a district of the smallest world has no hundred merchants
ASKED = {"A": SIZES, "B": LISTS, "D": SIZES, "E": SIZES}
NAMES = ("limit", "full")

Served = dict[str, dict[str, "Server"]]  # by size and contender


def growth(plan: Plan) -> dict[str, Any]:
    """Both engines."""
    found: dict[str, Any] = {engine: _grown(engine, plan) for engine in ("sqlite", "postgresql")}
    return {"plan": vars(plan), **found}


def _grown(engine: str, plan: Plan) -> dict[str, Any]:
    with stages(engine, SIZES) as ready, ExitStack() as stack:
        servers = {
            size: {name: stack.enter_context(served(name, each.data)) for name in NAMES}
            for size, each in ready.items()
        }
        cpu.pin(0, LOAD_CORE)
        figures = {each: _measured(each, ready, servers, plan) for each in ASKED}
    return {
        "figures": {
            operation: {label: figure.summary() for label, figure in of.items()}
            for operation, of in figures.items()
        },
        "growth": {
            name: {
                operation: _times(of, ASKED[operation], name) for operation, of in figures.items()
            }
            for name in NAMES
        },
    }


def _measured(
    operation: str, ready: dict[str, Stage], servers: Served, plan: Plan
) -> dict[str, Figure]:
    """One operation on all its worlds, by contender and size."""
    sizes = ASKED[operation]
    asked: dict[str, list[Exchange]] = {}
    for size in sizes:
        every = [servers[size][name] for name in NAMES]
        made = exchanges(every, ready[size].asked[operation], plan)
        asked |= {label(name, size): made[name] for name in NAMES}
    named = {label(name, size): servers[size][name] for size in sizes for name in NAMES}
    return in_turn(named, asked, plan=plan, database_cpu=ready[sizes[0]].database_cpu)


def _times(of: dict[str, Figure], sizes: tuple[str, ...], name: str) -> float:
    return ratio(of[label(name, sizes[-1])], of[label(name, sizes[0])])


def label(name: str, size: str) -> str:
    """How a contender over a world is called among the figures."""
    return f"{name} {size}"
