"""Published cells and anomalies in the hostile world: of the city, of groups, of merchants.

A few of each, as a past run stated them; a superseded version stands beside one of them.
"""

from __future__ import annotations

from typing import Any

from hub.tables.statistics import statistics_cell
from tests.world.firms import COUNT, key, uscc
from tests.world.ground import FIRST, LATER, Rows, day

STATED = day(-3)
MEASURES = ("prepaid_balance", "held", "reports_missing", "complaints")
GROUPS = (
    ("DISTRICT", "310115"),
    ("DISTRICT", "310101"),
    ("INDUSTRY", "2017:8930"),
    ("SYSTEM", "OWN"),
)
CELLS: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("", {}, False),
    ("DISTRICT", {"district": "310115"}, False),
    ("DISTRICT", {"district": "310101"}, True),
    ("RISK_CODE", {"risk_code": "RED"}, False),
    ("INDUSTRY", {"industry": "2017:8040"}, False),
)


def figures(rows: Rows) -> None:
    """All figures that were stated before."""
    for number in range(1, COUNT + 1, 3):
        _anomaly(rows, "MERCHANT", uscc(number), key(number), MEASURES[number % len(MEASURES)])
    for number, (subject, name) in enumerate(GROUPS):
        _anomaly(rows, subject, name, 0, MEASURES[number])
    for level, keys, suppressed in CELLS:
        _cell(rows, level, keys, suppressed)


def _anomaly(rows: Rows, subject: str, name: str, merchant: int, measure: str) -> None:
    row: dict[str, Any] = {"merchant_id": merchant, "subject": subject, "key": name, "day": STATED}
    row |= {"measure": measure, "expected": 100, "deviation": 4_000_000, "rule_version": "r-1"}
    rows.plain("anomaly", **row, observed=900, recorded_at=FIRST, superseded_at=LATER)
    rows.plain("anomaly", **row, observed=1_000, recorded_at=LATER, superseded_at=None)


def _cell(rows: Rows, level: str, keys: dict[str, str], suppressed: bool) -> None:
    measures = [n for n, c in statistics_cell.c.items() if c.nullable and c.info["family"]]
    row: dict[str, Any] = {"since": STATED, "until": STATED, "level": level, "least": 5}
    row |= dict.fromkeys(("district", "industry", "risk_code"), "") | keys
    row |= dict.fromkeys(measures, None if suppressed else 25)
    rows.plain(
        "statistics_cell",
        **row,
        suppressed=suppressed,
        rule_version="r-1",
        recorded_at=FIRST,
        superseded_at=None,
    )
