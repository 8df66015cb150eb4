"""What a verb prints: a table for people, JSON for programs, a bar while people wait."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PATIENCE = 2.0  # seconds; nobody is told how far short work is


def as_json(value: Any) -> None:
    """One JSON value on a line of its own."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as they must be; Chinese counts two."""
    cells = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """A function that takes (done, of all); on a terminal it draws a bar after a while."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich import console, progress as bars  # noqa: PLC0415 (slow to load, and for people only)

    columns = (
        *(bars.TextColumn("{task.description}"), bars.BarColumn()),
        *(bars.MofNCompleteColumn(), bars.TimeElapsedColumn()),
    )
    bar = bars.Progress(*columns, console=console.Console(stderr=True), transient=True)
    task, began = bar.add_task(title, total=None), time.monotonic()

    def tell(done: int, of_all: int | None) -> None:
        bar.update(task, completed=done, total=of_all)
        if time.monotonic() - began >= PATIENCE:
            bar.start()

    try:
        yield tell
    finally:
        bar.stop()
