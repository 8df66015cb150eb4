"""The batches of the demo world: every source sends a kind once a day, and gets a receipt.

In: source, kind, day, the ids of the rows. Out: the batch that a row came with, and at the end one
row of `batch` each. Refused (ValueError): a day that is not before the day of the world, because
nothing may be recorded in the future.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hub.clock import start_of
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.ingest.receipt import status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EVENING = timedelta(hours=18)
MINUTES = 300  # of an evening, in which sources send
KEY = "demo-{kind}-{day}"


@dataclass
class Receipt:
    """What one batch has come to so far."""

    batch_id: int
    at: datetime
    source: str
    kind: str
    key: str
    rows: int = 0
    quarantined: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    covers: date | None = None
    digest: Any = field(default_factory=hashlib.sha256)

    def count(self, node: str, covers: date | None = None) -> None:
        """One more row, and the day that it speaks of."""
        self.rows += 1
        self.digest.update(node.encode())
        if covers is not None and (self.covers is None or covers > self.covers):
            self.covers = covers


class Receipts:
    """All batches of one load by (source, kind, day)."""

    def __init__(self, secret: bytes, day: date) -> None:
        self._secret = secret
        self._limit = day
        self._moments: dict[tuple[str, str, date], datetime] = {}
        self._known: dict[tuple[str, str, date], Receipt] = {}

    def of(self, source: str, kind: str, day: date) -> Receipt:
        """The batch in which a source, which has its party's code, sent a kind on an evening."""
        receipt = self._known.get((source, kind, day))
        if receipt is None:
            at = self.moment(source, kind, day)
            key = KEY.format(kind=kind, day=day)
            batch_id = fact_key(self._secret, "Batch", (source, kind, key))
            receipt = Receipt(batch_id, at, source, kind, key)
            self._known[source, kind, day] = receipt
        return receipt

    def moment(self, source: str, what: str, day: date) -> datetime:
        """When, in the evening of a day, a source sends: always at the same minute."""
        found = self._moments.get((source, what, day))
        if found is None:
            if day >= self._limit:
                raise ValueError("the demo world ends before its day begins")
            digest = hashlib.sha256(f"{source} {what}".encode()).digest()
            minute = int.from_bytes(digest[:4], "big") % MINUTES
            found = start_of(day) + EVENING + timedelta(minutes=minute)
            self._moments[source, what, day] = found
        return found

    def keep_rhythm(
        self, rhythms: Mapping[str, Mapping[str, int]], first: date, until: date
    ) -> None:
        """Batches of the sources that owe one in each rhythm, whether or not there is news."""
        for source, kinds in rhythms.items():
            for kind, days in kinds.items():
                for number in range(first.toordinal(), until.toordinal()):
                    if number % days == 0:
                        self.of(source, kind, date.fromordinal(number))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of `batch`, oldest first."""
        for receipt in sorted(self._known.values(), key=lambda each: (each.at, each.batch_id)):
            came = receipt.rows + receipt.quarantined
            yield {
                "batch_id": receipt.batch_id,
                "node_id": node_id(letter_of("Batch"), 0, receipt.batch_id),
                "provider": receipt.source,
                "source": receipt.source,
                "kind": receipt.kind,
                "idempotency_key": receipt.key,
                "received_at": receipt.at,
                "rows": came,
                "accepted": receipt.rows,
                "unchanged": 0,
                "quarantined": receipt.quarantined,
                "digest": receipt.digest.hexdigest(),
                "status": status_of(came, receipt.quarantined),
                "codes": receipt.codes,
                "state": "VISIBLE",
                "staged_rows": 0,
                "settings": {},
                "covers_until": receipt.covers.isoformat() if receipt.covers else None,
            }
