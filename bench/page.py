"""The page of figures: what the chapters left, as tables in `docs/performance.md`.

In: `bench/results/*.json`. Out: the part of the page between its two marks. A chapter that was
not measured is left out. It refuses a page without the marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from bench import goals
from bench.places import RESULTS, ROOT
from bench.tables import TABLES, contenders

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


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
    yield from goals.lines(found)
    for run in ("sqlite", "postgresql", "peers"):
        if run in found:
            yield from contenders(run, found[run])
    for name, lines in TABLES.items():
        if name in found:
            yield from lines(found[name])
