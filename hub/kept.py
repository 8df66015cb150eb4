"""Answers that everybody asks for, kept for as long as nothing is written.

In: a plan of PUBLIC and the values that its statement is run with. Out: the row that the database
gave to the very same statement, with the data version that it read. Its key is the rights, the text
of the statement, and every value that is bound, the Shanghai day among them where the text knows a
day: two questions with one key are one question. Kept is what was asked before among the last
thousand questions. A row is given when the transaction that records its reading finds the data at
that version; else it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from hub.cache import Cache
from hub.proof.record import NOBODY
from hub.tables.proof import GROWING, access_counter
from resolvers.compiled import together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.proof.record import Reading
    from hub.proof.recorder import Recorder
    from hub.rights import Sight
    from resolvers.compiled import Compiled
    from resolvers.plan import Plan

NUMBER = 500
ROOM = 8_000_000  # bytes
LARGEST = 200_000  # bytes of one answer
LEAST = 1_500  # bytes of a key and what is around it
LATELY = 500  # questions
READ_BACK = GROWING - {access_counter.name}
OF_PROOF = "proof_"  # values that the record needs, not the answer


Key = tuple[str, str, tuple[Any, ...]]
Row = tuple[Any, ...]  # body, marks, subjects, sealed, version
SUBJECTS, VERSION = 2, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database answered."""

    row: Row
    subjects: str  # its merchants as JSON
    weight: int  # about how many bytes it takes, with its key


def lasts(plan: Plan, compiled: Compiled) -> bool:
    """Whether an answer stays the same while nothing is written and the day goes on.

    It may not where the statement knows a moment or reads what reading itself writes. A page that
    begins at a cursor is left out: it may be refused.
    """
    moments = "now" in compiled.names or any(each.as_of for each in plan.fields)
    return not (moments or compiled.cursors or any(name in compiled.sql for name in READ_BACK))


def key_of(sight: Sight, compiled: Compiled, parameters: Sequence[Any]) -> Key:
    """What a question is known by."""
    values = _values(compiled.layout)(parameters)
    if list in map(type, values):  # a list is bound as one on PostgreSQL
        values = tuple([tuple(each) if isinstance(each, list) else each for each in values])
    return sight.key, compiled.sql, values


@lru_cache(maxsize=NUMBER)
def _values(layout: tuple[str, ...]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """The values that an answer depends on: each once, however often it is bound."""
    names = dict.fromkeys(name for name in layout if not name.startswith(OF_PROOF))
    return together([layout.index(name) for name in names])


class KeptAnswers:
    """The answers of one process."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._kept: Cache[Key, Kept] = Cache(NUMBER, ROOM, attrgetter("weight"))
        self._asked: set[int] = set()
        self._before: set[int] = set()

    def find(self, key: Key) -> Kept | None:
        """What is kept for a question, whether or not it still stands."""
        return self._kept.get(key)

    async def stands(self, kept: Kept, reading: Reading) -> bool:
        """Whether a row still stands; if so, this reading of it is recorded."""
        return await self._recorder.record_again(reading, kept.subjects, kept.row[VERSION])

    def offer(self, key: Key, row: Row) -> None:
        """Keep a row, if it is worth it."""
        if not self._wanted(key) or row[VERSION] is None:
            return
        weight = LEAST + len(key[1]) + _bytes(key[2]) + _bytes(row)
        if weight <= LARGEST:
            subjects = row[SUBJECTS] or NOBODY
            text = subjects.decode() if isinstance(subjects, bytes) else subjects
            self._kept.put(key, Kept(row, text, weight))

    def _wanted(self, key: Key) -> bool:
        """Whether the question was asked lately; from now on it was."""
        asked = hash(key)
        if asked in self._asked:
            return True
        if len(self._asked) >= LATELY:
            self._before, self._asked = self._asked, set()
        self._asked.add(asked)
        return asked in self._before


def _bytes(values: Any) -> int:
    """About how many bytes there are in text, and in lists of text."""
    if isinstance(values, tuple):
        return sum(map(_bytes, values))
    return len(values) if isinstance(values, bytes | str) else 8
