"""One record of one read: who, about whom, for what, under which policy, with which outcome.

It is durable before the answer leaves (law 8). On PostgreSQL it is written by the very statement
that reads; on SQLite, and for refusals, by `Recorder`, which commits in groups and lets the answer
go once its group is on disk. PUBLIC answers are counters per minute, operation, outcome, merchant.
"""

from __future__ import annotations

import hashlib
import itertools
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hub.clock import day_of
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from authz.principal import Principal

NAMED = 100  # merchants named one by one; beyond that their number and digest
STREAM_BITS = 47
PUBLIC = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Reading:
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
        return self if sealed == self.sealed else replace(self, sealed=sealed)

    @property
    def public(self) -> bool:
        return self.principal.kind == PUBLIC


class Stream:
    """The numbers of one writer: a random stream, and a counter that no clock can turn back."""

    def __init__(self, secret: bytes) -> None:
        self.number = secrets.randbits(STREAM_BITS)
        self._secret = secret
        self._letter = letter_of("AccessRecord")
        self._next = itertools.count(1)

    def identity(self) -> dict[str, Any]:
        """Stream, record id and node id of a new record."""
        record = next(self._next)
        half = fact_key(self._secret, "AccessRecord", (str(self.number), str(record)))
        node = node_id(self._letter, self.number, half)
        return {"stream": self.number, "record_id": record, "node_id": node}


def digest_of(merchants: Iterable[int]) -> str:
    """The digest of the merchants an answer speaks of: SHA-256 over their sorted keys."""
    text = "[" + ",".join(str(key) for key in sorted(merchants)) + "]"
    return hashlib.sha256(text.encode()).hexdigest()


def record_row(
    reading: Reading, identity: dict[str, Any], outcome: str, merchants: Sequence[int]
) -> dict[str, Any]:
    """The row of `access_record`."""
    few = len(merchants) <= NAMED
    who = reading.principal
    return {
        **identity,
        "at": reading.at,
        "party": who.party,
        "subject": who.subject or None,
        "purpose": who.purpose,
        "case_number": who.case_number,
        "operation": reading.operation,
        "operation_digest": reading.operation_digest,
        "policy_version": reading.policy_version,
        "outcome": outcome,
        "merchants": len(merchants),
        "merchant_ids": sorted(merchants) if few else [],
        "merchants_digest": None if few else digest_of(merchants),
        "families": sorted(reading.families),
        "sealed": reading.sealed,
    }


def subject_rows(identity: dict[str, Any], merchants: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of `access_subject`: what a merchant's own ledger reads."""
    if len(merchants) > NAMED:
        return []
    named = {"stream": identity["stream"], "record_id": identity["record_id"]}
    return [{"merchant_id": key, **named} for key in merchants]


def counter_row(reading: Reading, outcome: str, merchants: Sequence[int]) -> dict[str, Any]:
    """One count of `access_counter`; one merchant is named, several are not."""
    return {
        "minute": reading.at.replace(second=0, microsecond=0),
        "operation_digest": reading.operation_digest,
        "outcome": outcome,
        "merchant_id": merchants[0] if len(merchants) == 1 else 0,
        "day": day_of(reading.at),
        "answers": 1,
    }
