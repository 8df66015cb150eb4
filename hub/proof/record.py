"""One record of one read: who, about whom, for what, under which policy, with which outcome.

It is durable before the answer leaves (law 8). On PostgreSQL it is written by the very statement
that reads; on SQLite, and for refusals, by `Recorder`, which commits in groups and lets the answer
go once its group is on disk. PUBLIC answers are counters per minute, operation, outcome, merchant.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from hub.clock import minute_of
from hub.domain.identifiers import node_id
from hub.domain.node_types import letter_of
from hub.tables.base import document_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from authz.principal import Principal

NAMED = 100  # merchants named one by one; beyond that their number and digest
STREAM_BITS = 47
PUBLIC = "PUBLIC"
NEIGHBOURS = 64  # records whose node ids lie side by side: one page of an index for all of them
MANY = 256  # records after which somebody may be told
NOBODY = "[]"


class Reading(NamedTuple):
    """What is known of a request before it is answered."""

    principal: Principal
    operation: str
    operation_digest: str
    policy_version: str
    families: tuple[str, ...]
    at: datetime
    sealed: bool = False

    def under(self, sealed: bool) -> Reading:
        """The same reading, once it is known whether its case is sealed."""
        return self if sealed == self.sealed else self._replace(sealed=sealed)

    @property
    def public(self) -> bool:
        return self.principal.kind == PUBLIC


class Identity(NamedTuple):
    """Which record it is."""

    stream: int
    record_id: int
    node_id: str


class Record(NamedTuple):
    """A row of `access_record`: values as the databases keep them, documents as text."""

    stream: int
    record_id: int
    node_id: str
    at: Any
    party: str
    subject: str | None
    purpose: str | None
    case_number: str | None
    operation: str
    operation_digest: str
    policy_version: str
    outcome: str
    merchants: int
    merchant_ids: str
    merchants_digest: str | None
    families: str
    sealed: bool


class Recent(NamedTuple):
    """A row of `access_recent`: whom a record names, until that is sorted in."""

    stream: int
    record_id: int
    merchants: str


class Count(NamedTuple):
    """Which counter of `access_counter` an answer is counted by."""

    minute: Any
    operation_digest: str
    outcome: str
    merchant_id: int
    day: date


class Stream:
    """The numbers of one writer: a random stream, and a counter that no clock can turn back.

    `told`, where somebody is to be told, is called after every `MANY` records.
    """

    def __init__(self, secret: bytes) -> None:
        self.number = secrets.randbits(STREAM_BITS)
        self.told: Callable[[], None] | None = None
        self._seed = secret + self.number.to_bytes(8, "big")
        self._letter = letter_of("AccessRecord")
        self._next = itertools.count(1)

    def identity(self) -> Identity:
        """Stream, record id and node id of a new record."""
        record = next(self._next)
        if self.told is not None and record % MANY == 0:
            self.told()
        return Identity(self.number, record, node_id(self._letter, self.number, self._half(record)))

    def _half(self, record: int) -> int:
        """The secret half of a node id: 31 bits of its block, 26 of its own, its place there.

        Who sees two ids sees the moments of both records, so that a common block tells no more.
        """
        block, place = divmod(record, NEIGHBOURS)
        drawn = _drawn(self._seed, block)
        own = drawn[place] // NEIGHBOURS * NEIGHBOURS
        return drawn[NEIGHBOURS] >> 1 << 32 | own | place


@lru_cache(maxsize=16)
def _drawn(seed: bytes, block: int) -> tuple[int, ...]:
    """32 bits for each record of a block, and as many for the block: nobody else can draw them."""
    size = 4 * (NEIGHBOURS + 1)
    drawn = hashlib.shake_256(seed + block.to_bytes(8, "big")).digest(size)
    return struct.unpack(f">{NEIGHBOURS + 1}I", drawn)


def digest_of(merchants: Iterable[int]) -> str:
    """The digest of the merchants an answer speaks of: SHA-256 over their sorted keys."""
    return _digest(listed(merchants))


def listed(merchants: Iterable[int]) -> str:
    """Merchants as a statement gives them: their sorted keys as JSON."""
    return orjson.dumps(sorted(merchants)).decode()


def _digest(subjects: str) -> str:
    return hashlib.sha256(subjects.encode()).hexdigest()


@lru_cache(maxsize=1_000)
def _document(families: tuple[str, ...]) -> str:
    return document_text(sorted(families))


def _number(subjects: str) -> int:
    return 0 if subjects == NOBODY else subjects.count(",") + 1


def record_row(
    reading: Reading, at: Any, identity: Identity, outcome: str, subjects: str
) -> Record:
    """The row of `access_record`; `at` as databases keep it, `subjects` as `listed` gives."""
    who, number = reading.principal, _number(subjects)
    few = number <= NAMED
    return Record(
        *identity,
        at,
        who.party,
        who.subject or None,
        who.purpose,
        who.case_number,
        reading.operation,
        reading.operation_digest,
        reading.policy_version,
        outcome,
        number,
        subjects if few else NOBODY,
        None if few else _digest(subjects),
        _document(reading.families),
        reading.sealed,
    )


def recent_row(record: Record) -> Recent | None:
    """The row of `access_recent`, where the record names anybody."""
    if record.merchant_ids == NOBODY:
        return None
    return Recent(record.stream, record.record_id, f",{record.merchant_ids[1:-1]},")


def counter_row(reading: Reading, outcome: str, subjects: str) -> Count:
    """The counter of an answer; one merchant is named, several are not."""
    minute = minute_of(reading.at)
    named = int(subjects[1:-1]) if _number(subjects) == 1 else 0
    return Count(minute.begins, reading.operation_digest, outcome, named, minute.day)
