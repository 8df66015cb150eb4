"""The rhythm of a source: when it was last heard of a kind, and whether it is behind.

In: a source's columns, a kind, the moment of knowledge. Out: SQL for an instant, and the judgement
by the days since, in Python or in SQL. A source with a rhythm owes a batch of each of its kinds in
it, an empty one when there is nothing new; until its first of a kind it is owed since it was
registered, and a batch whose rows all wait for repair is none. Without a rhythm it owes nothing.
It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import func, select

from hub.domain.vocabulary import BatchStatus
from hub.tables.base import Instant
from hub.tables.intake import batch
from hub.tables.party import source

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

Count = TypeVar("Count", int, "ColumnElement[int]")


class Named(Protocol):
    """Columns by name: of a table, or of a row in a statement."""

    def __getitem__(self, name: str, /) -> ColumnElement[Any]: ...


def last_heard(
    own: Named,
    kind: ColumnElement[str],
    now: ColumnElement[Any],
    names: tuple[str, str] = ("heard", "first"),
) -> ColumnElement[Any]:
    """When a source last sent a kind, as far as is known now; if never, when it was registered.

    `names`: aliases of batches and of the source's own versions, free where this is asked.
    """
    batches, versions = batch.alias(names[0]), source.alias(names[1])
    came = select(func.max(batches.c.received_at, type_=Instant())).where(
        batches.c.source == own["code"],
        batches.c.kind == kind,
        batches.c.state == "VISIBLE",
        batches.c.status != BatchStatus.REFUSED.value,
        batches.c.received_at <= now,
    )
    registered = select(func.min(versions.c.recorded_at, type_=Instant())).where(
        versions.c.fact_id == own["fact_id"]
    )
    return func.coalesce(
        came.correlate_except(batches).scalar_subquery(),
        registered.correlate_except(versions).scalar_subquery(),
        type_=Instant(),
    )


def is_behind(days: Count, rhythm: Count) -> Any:
    """Whether more days passed since it was last heard than the rhythm gives it."""
    return days > rhythm
