"""The two short ways: one JSON line for whoever works on speed, and the gate of CI.

`quick` measures A, B and C on SQLite at 25,000 merchants and prints the ratios. `gate` refuses a
change that makes A, bare, cost more than its share: below `LEAST` of the limit, twice in a row.
"""

from __future__ import annotations

import sys

import orjson

from bench.rounds import Plan
from bench.runs import run

LEAST = 0.85
QUICK = Plan(rounds=5, seconds=0.6, asks=256)
GATE = Plan(rounds=15, seconds=0.8, asks=150)
AGAIN = Plan(rounds=31, seconds=0.8, asks=150)


def quick() -> int:
    """Print the ratios on one line."""
    made = run("sqlite", "25k", ("limit", "full", "bare", "stock"), "ABC", QUICK)
    line = {
        "ratio_to_limit": made.ratio_to_limit("full"),
        "ratio_to_stock": made.ratio_to("stock", "full"),
        "bare": {"ratio_to_limit": made.ratio_to_limit("bare")},
    }
    print(orjson.dumps(line).decode())
    return 0


def gate() -> int:
    """0 when the bare path of A is near enough to its limit."""
    found = 0.0
    for plan in (GATE, AGAIN):
        found = run("sqlite", "200", ("limit", "bare"), "A", plan).ratio_to_limit("bare")["A"]
        print(f"A on SQLite, bare: {found:.2f} of the limit (at least {LEAST})")
        if found >= LEAST:
            return 0
    sys.stderr.write(
        "A costs more CPU than it may: profile it, or say why in docs/performance.md\n"
    )
    return 1
