"""The receipt of a batch: what came, what of it was taken, and why the rest was not.

In: a row of `batch`. Out: `Receipt`, the same whenever it is asked for. It refuses nothing.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from hub.domain.vocabulary import BatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Receipt:
    """`batch`: node id; `digest`: SHA-256 of the bytes, hex; `codes`: quarantined rows by code."""

    batch: str
    kind: str
    source: str
    rows: int
    accepted: int
    unchanged: int
    quarantined: int
    digest: str
    status: str
    codes: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The receipt as JSON has it."""
        return asdict(self)


def receipt_of(row: Mapping[str, Any]) -> Receipt:
    """The receipt of a stored batch."""
    return Receipt(
        batch=row["node_id"],
        kind=row["kind"],
        source=row["source"],
        rows=row["rows"],
        accepted=row["accepted"],
        unchanged=row["unchanged"],
        quarantined=row["quarantined"],
        digest=row["digest"],
        status=row["status"],
        codes=dict(sorted(row["codes"].items())),
    )


def status_of(rows: int, quarantined: int) -> str:
    """ACCEPTED when nothing waits for repair, REFUSED when everything does."""
    if quarantined == 0:
        return BatchStatus.ACCEPTED.value
    return (BatchStatus.REFUSED if quarantined == rows else BatchStatus.PARTIAL).value
