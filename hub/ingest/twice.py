"""Rows of one batch that name the same fact, found in bounded memory.

In: the staged chunks of a batch. Out: for each row of such a fact, whether it stands. Of equal rows
the first stands and the others are unchanged; of different ones all are refused KEY_TWICE.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from hub.ingest.rows import CellError

if TYPE_CHECKING:
    from hub.ingest.staged import Chunks, Row

PASS = 250_000  # facts that are held at once

_encode = msgspec.msgpack.Encoder().encode


@dataclass(slots=True)
class _Group:
    """Rows of one fact: the line of the first, what it says, and whether all say it."""

    line: int
    essence: bytes
    equal: bool = True


class Twice:
    """The facts that a batch names more than once."""

    def __init__(self, chunks: Chunks) -> None:
        self._groups: dict[int, _Group] = {}
        repeated = _repeated(chunks)
        for first, facts in zip(chunks.firsts, chunks.facts(), strict=True):
            if not repeated.isdisjoint(facts):
                self._gather([row for row in chunks.rows(first) if row.fact_id in repeated])

    def _gather(self, rows: list[Row]) -> None:
        for row in rows:
            if row.taken:
                group = self._groups.setdefault(row.fact_id, _Group(row.line, _essence(row)))
                group.equal = group.equal and group.essence == _essence(row)

    @property
    def found(self) -> bool:
        """Whether there is any."""
        return bool(self._groups)

    def stands(self, row: Row, field: str) -> bool:
        """Whether a row is to be judged; False: it repeats an equal one. Raises CellError."""
        group = self._groups.get(row.fact_id)
        if group is None:
            return True
        if not group.equal:
            raise CellError(
                "KEY_TWICE", "同一批次内主键重复且内容不同 (one key, different rows)", field
            )
        return group.line == row.line


def _repeated(chunks: Chunks) -> set[int]:
    """Facts that are named more than once: one pass over their keys for every so many of them."""
    passes = 1 + sum(map(len, chunks.facts())) // PASS
    repeated: set[int] = set()
    for number in range(passes):
        seen: set[int] = set()
        for facts in chunks.facts():
            mine = [fact for fact in facts if fact % passes == number] if passes > 1 else facts
            for fact in mine:
                (repeated if fact in seen else seen).add(fact)
    return repeated


def _essence(row: Row) -> bytes:
    said = _encode((row.merchant_id, row.outcome, row.given, row.whole, row.open, row.values))
    return hashlib.sha256(said).digest()
