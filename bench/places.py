"""Where the bench keeps what it makes, and the moment at which its world stands still.

Databases and logs lie under `var/bench` and are used again; results lie in `bench/results`. The
clock of every contender stands at `NOW`, so that a kept database never grows old.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOM = ROOT / "bench"
VAR = ROOT / "var" / "bench"
RESULTS = ROOM / "results"
DAY = date(2026, 11, 25)
NOW = datetime.fromisoformat("2026-11-25T10:00:00+08:00")
SEED = 7
SIZES = {"200": 200, "1k": 1_000, "10k": 10_000, "25k": 25_000, "100k": 100_000, "1m": 1_000_000}
# The demo's own worlds, and of which of them each larger one is made.
MODELS = {"10k": "1k", "25k": "200", "100k": "1k", "1m": "1k"}


def document(operation: str, room: Path = ROOM) -> str:
    """The GraphQL text of an operation, A to E; a peer has its own in its room."""
    return (room / "operations" / f"{operation}.graphql").read_text(encoding="utf-8")
