"""The rows of a batch before it is visible: typed, in chunks, each chunk one stored value.

In: rows as `hub.ingest.stage` types them. Out: the same rows, in order, chunk by chunk, with the
types of their table's columns, so that a batch of any length is in memory a chunk at a time. What
`hub.ingest.merge` changes is put back. It refuses nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from sqlalchemy import Boolean, Date, String, delete, insert, select, update

from hub.tables.base import Document, Instant
from hub.tables.intake import batch, staged_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.types import TypeEngine

    from hub.ingest.declare import Kind

READY, WITHDRAWN, UNCHANGED = "READY", "WITHDRAWN", "UNCHANGED"
TAKEN = frozenset((READY, WITHDRAWN))
WELL = frozenset((READY, WITHDRAWN, UNCHANGED))

FORM = 2  # of what is stored here: what an older hub staged and never finished is staged anew

V = TypeVar("V")

_encode = msgspec.msgpack.Encoder().encode
_facts = msgspec.msgpack.Decoder(list[int])
_cells = msgspec.msgpack.Decoder(tuple[list[str], list[Any]])
_PAIR = b"\x92"  # what msgpack begins an array of two with
NOTHING = msgspec.Raw(_encode(((), ())))


class Staged(msgspec.Struct, Generic[V], array_like=True, gc=False):
    """One row. `outcome` is READY, WITHDRAWN, UNCHANGED or the code of its refusal.

    `raw`: the sender's cells; `values`: by the order of `Kind.stored`, None when they could not be
    typed; `given`: the columns that the file speaks of, by `Kind.bits`; `whole`: a first version
    could be made of it; `open`: only the register of keys knows its merchant; `repairs`: batch and
    line of the repair file; `home`: the merchant that has the fact until now, where there is one;
    `closes`: its current version is superseded; `origin`: source and provider that are kept.
    """

    line: int
    outcome: str
    raw: msgspec.Raw = NOTHING
    merchant_id: int = 0
    fact_id: int = 0
    natural_key: str = ""
    values: V | None = None
    given: int = 0
    whole: bool = True
    open: bool = False
    repairs: tuple[str, str] | None = None
    field: str | None = None
    message: str = ""
    home: int = 0
    closes: bool = False
    origin: tuple[str, str] | None = None

    @property
    def cells(self) -> dict[str, Any]:
        return dict(zip(*_cells.decode(self.raw), strict=True))

    @property
    def taken(self) -> bool:
        return self.outcome in TAKEN

    @property
    def moves(self) -> bool:
        """Whether the fact goes from one merchant to another."""
        return self.outcome == READY and self.home not in {0, self.merchant_id}


Row = Staged[tuple[Any, ...]]


def packer(names: Iterable[str]) -> Callable[[Sequence[Any]], msgspec.Raw]:
    """How staged rows carry the sender's cells under these names; few of them are read again."""
    header = _PAIR + _encode(tuple(names))
    return lambda values: msgspec.Raw(header + _encode(values))


def packed(cells: dict[str, Any]) -> msgspec.Raw:
    """The cells of one row as a staged row carries them."""
    return packer(cells)(tuple(cells.values()))


@lru_cache(maxsize=64)
def _decoder(kind: Kind) -> msgspec.msgpack.Decoder[list[Row]]:
    types = tuple(_type_of(kind.table.c[name].type) for name in kind.stored)
    return msgspec.msgpack.Decoder(list[Staged[tuple[types]]])  # type: ignore[valid-type] # made here


def _type_of(kind: TypeEngine[Any]) -> Any:
    """The Python type of a column, as it is decoded."""
    if isinstance(kind, Document):
        return Any
    for known, made in ((Instant, datetime), (Date, date), (Boolean, bool), (String, str)):
        if isinstance(kind, known):
            return made | None
    return int | None


class Chunks:
    """The staged chunks of one batch, inside a transaction."""

    def __init__(self, connection: Connection, batch_id: int, kind: Kind) -> None:
        self._connection = connection
        self._batch_id = batch_id
        self._kind = kind

    @cached_property
    def firsts(self) -> list[int]:
        """The number of each chunk's first row, in order."""
        chosen = select(staged_chunk.c.first).where(staged_chunk.c.batch_id == self._batch_id)
        return list(self._connection.scalars(chosen.order_by(staged_chunk.c.first)))

    def put(self, first: int, rows: Sequence[Row]) -> None:
        """Store the rows of a new chunk."""
        values = {"batch_id": self._batch_id, "first": first, **_packed(rows)}
        self._connection.execute(insert(staged_chunk).values(values))

    def replace(self, first: int, rows: Sequence[Row]) -> None:
        """Store the rows of a chunk as they are now."""
        self._connection.execute(
            update(staged_chunk).where(*self._one(first)).values(_packed(rows))
        )

    def rows(self, first: int) -> list[Row]:
        """The rows of one chunk."""
        return _decoder(self._kind).decode(self._read(staged_chunk.c.content, first))

    def facts(self) -> Iterator[list[int]]:
        """The fact of each row that was taken, chunk by chunk."""
        for first in self.firsts:
            yield _facts.decode(self._read(staged_chunk.c.facts, first))

    def _read(self, column: Any, first: int) -> bytes:
        return bytes(self._connection.execute(select(column).where(*self._one(first))).scalar_one())

    def _one(self, first: int) -> tuple[Any, ...]:
        return staged_chunk.c.batch_id == self._batch_id, staged_chunk.c.first == first


def _packed(rows: Sequence[Row]) -> dict[str, bytes]:
    facts = [row.fact_id for row in rows if row.outcome in TAKEN]
    return {"facts": _encode(facts), "content": _encode(rows)}


def clear(connection: Connection, batch_id: int) -> None:
    """Staged rows are of no use once the batch is visible."""
    connection.execute(delete(staged_chunk).where(staged_chunk.c.batch_id == batch_id))


def discard(connection: Connection, batch_id: int) -> None:
    """Take a batch back that never became visible."""
    waiting = select(batch.c.batch_id).where(
        batch.c.batch_id == batch_id, batch.c.state == "STAGING"
    )
    connection.execute(delete(staged_chunk).where(staged_chunk.c.batch_id.in_(waiting)))
    connection.execute(delete(batch).where(batch.c.batch_id.in_(waiting)))
