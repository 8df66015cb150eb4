"""`python -m bench`: measure the hub beside its contenders.

Without an argument everything that `docs/performance.md` shows, or one chapter of it by its name;
`page` only rewrites the page; `quick` and `gate` are the short ways; `one` measures what is named
by options and prints it.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from bench.chapters import APART, CHAPTERS, write
from bench.page import rewrite
from bench.quick import gate, quick
from bench.rounds import Figure, Plan, ratio
from bench.runs import LIMIT, run

if TYPE_CHECKING:
    from collections.abc import Callable

PLANNED: dict[str, Callable[[str], Any]] = {
    "contenders": lambda text: tuple(text.split(",")),
    "rounds": int,
    "seconds": float,
    "asks": int,
    "connections": int,
}
WAYS = ("all", "page", "quick", "gate", "one", *CHAPTERS)


def _chapters(what: str, given: dict[str, Any]) -> int:
    everything = [name for name in CHAPTERS if name not in APART]
    for name in everything if what == "all" else [what]:
        if name in CHAPTERS:
            print(name, flush=True)
            write(name, replace(CHAPTERS[name].plan, **given))
    rewrite()
    return 0


def _one(given: argparse.Namespace, plan: Plan) -> int:
    run(
        given.engine,
        given.size,
        plan.contenders or ("limit", "full", "bare"),
        given.operations,
        plan,
        tell=_print,
    )
    return 0


def _print(operation: str, of: dict[str, Figure]) -> None:
    for name, figure in of.items():
        share = {"ratio_to_limit": ratio(of[LIMIT], figure)} if LIMIT in of else {}
        print(f"{operation} {name:6} {orjson.dumps(share | figure.summary()).decode()}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=WAYS)
    parser.add_argument("--engine", default="sqlite", choices=("sqlite", "postgresql"))
    parser.add_argument("--size", default="10k")
    parser.add_argument("--operations", default="ABCDE")
    for name, kind in PLANNED.items():
        parser.add_argument(f"--{name}", type=kind)
    given = parser.parse_args()
    planned = {name: getattr(given, name) for name in PLANNED if getattr(given, name) is not None}
    if given.what == "one":
        return _one(given, replace(Plan(7, asks=1_024), **planned))
    short = {"quick": quick, "gate": gate}
    return short[given.what]() if given.what in short else _chapters(given.what, planned)


if __name__ == "__main__":
    sys.exit(main())
