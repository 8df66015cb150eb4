"""Facts and acts are appended: the version before is closed, a new one stands after it.

In: a table of `hub.tables` with version columns, the key of a row, its values. Out: rows found by
their public id, locked until the transaction ends; new versions. A change keeps whose the row is
(source, batch, provider). Refused: an id that is bent, of another type, or without a current
version gives None, all alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.commands.act import Done
from hub.domain.identifiers import fact_key, node_id, parse_node_id
from hub.domain.node_types import letter_of
from hub.errors import DomainError
from hub.tables.intake import recompute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Table

    from hub.commands.act import Act

TICK = timedelta(microseconds=1)

Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its type, table and keys; `merchant_id` None in a register."""

    type_name: str
    table: Table
    merchant_id: int | None
    fact_id: int

    @property
    def node_id(self) -> str:
        return node_id(letter_of(self.type_name), self.merchant_id or 0, self.fact_id)

    @property
    def keys(self) -> dict[str, int]:
        fact = {"fact_id": self.fact_id}
        return fact if self.merchant_id is None else {"merchant_id": self.merchant_id, **fact}

    @property
    def done(self) -> Done:
        return Done(self.type_name, self.merchant_id, self.fact_id, self.node_id)

    def is_current(self) -> ColumnElement[bool]:
        same = (self.table.c[name] == value for name, value in self.keys.items())
        return and_(*same, self.table.c.superseded_at.is_(None))


def place_of(
    act: Act, type_name: str, table: Table, merchant_id: int | None, key: tuple[str, ...]
) -> Place:
    """The place of the fact with that natural key."""
    return Place(type_name, table, merchant_id, fact_key(act.secret, type_name, key))


def place_of_id(text: str, tables: Mapping[str, Table]) -> Place | None:
    """The place that a public id names, when it is of one of these types."""
    try:
        letter, key, half = parse_node_id(text)
    except DomainError:
        return None
    for type_name, table in tables.items():
        if letter_of(type_name) == letter:
            return Place(type_name, table, key if "merchant_id" in table.c else None, half)
    return None


def current(connection: Connection, place: Place) -> Stored | None:
    """The current version, locked."""
    return locked(connection, place.table, place.is_current())


def locked(connection: Connection, table: Table, condition: ColumnElement[bool]) -> Stored | None:
    """The one row that the condition names, locked until the transaction ends.

    Looks twice: on PostgreSQL a row that was superseded while we waited for its lock is passed
    over, and only a second statement sees the version that came after it.
    """
    wanted = select(table).where(condition).with_for_update()
    for _ in range(2):
        found = connection.execute(wanted).mappings().first()
        if found is not None:
            return dict(found)
    return None


def append(
    connection: Connection,
    act: Act,
    place: Place,
    before: Stored | None,
    values: Mapping[str, Any],
    source: str,
) -> Done:
    """A version made by the caller: its party becomes the provider."""
    made = {
        **values,
        **place.keys,
        "node_id": place.node_id,
        "source": source,
        "batch_id": None,
        "provider": act.principal.party,
        "disputed": bool(before and before["disputed"]),
    }
    _put(connection, act, place, before, made)
    return place.done


def change(
    connection: Connection, act: Act, place: Place, before: Stored, changes: Mapping[str, Any]
) -> Done:
    """The same row with other values; it stays its provider's."""
    _put(connection, act, place, before, {**before, **changes})
    return place.done


def close(connection: Connection, act: Act, place: Place, before: Stored) -> datetime:
    """Supersede by nothing. Goes out: the instant, later than the version that it closes."""
    at: datetime = max(act.now, before["recorded_at"] + TICK)  # the clock may stand still
    connection.execute(update(place.table).where(place.is_current()).values(superseded_at=at))
    return at


def _put(
    connection: Connection, act: Act, place: Place, before: Stored | None, values: dict[str, Any]
) -> None:
    at = act.now if before is None else close(connection, act, place, before)
    row = {**values, "recorded_at": at, "superseded_at": None}
    connection.execute(insert(place.table).values(row))


def put_first(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert unless its key is there. Waits for one that is under way; whether it was the first."""
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = next(iter(table.primary_key.columns))
    made = engine.insert(table).values(row).on_conflict_do_nothing().returning(first)
    return connection.execute(made).first() is not None


def figures_wait(connection: Connection, act: Act, merchant_id: int) -> None:
    """The merchant's custody, code and light are to be computed again."""
    put_first(connection, recompute, {"merchant_id": merchant_id, "since": act.now})
