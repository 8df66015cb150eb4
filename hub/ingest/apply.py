"""The accepted rows of a judged chunk into their table: supersede, then append.

In: rows whose outcome stands, inside the last transaction of their batch, and the instant of the
new versions. Out: one set-based statement that closes, one bulk load that appends, and who must be
computed anew. It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.domain.identifiers import node_ids
from hub.engines.load import Same, load
from hub.ingest.records import PAYLOAD, POSTGRESQL, Numbers, Records, pack, types_of
from hub.ingest.staged import READY
from hub.ingest.versions import close
from hub.tables.base import Text
from hub.tables.intake import recompute
from hub.tables.merchant import locator
from hub.tables.policy import rights_epoch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from hub.ingest.declare import Kind
    from hub.ingest.merge import Merge
    from hub.ingest.staged import Row

MARKED = 200_000  # merchants of one batch that are remembered as waiting


def apply(merge: Merge, rows: Sequence[Row], at: datetime) -> None:
    """Close what the rows supersede, append what they say."""
    closing = [(row.home, row.fact_id) for row in rows if row.closes]
    if closing:
        given = Numbers(merge.connection.dialect.name, "merchant_id", "fact_id")
        merge.connection.execute(close(merge.kind.table, given.c, at), given.bind(closing))
    fresh = [row for row in rows if row.outcome == READY]
    if fresh:
        _append(merge, fresh, at)


def _append(merge: Merge, rows: Sequence[Row], at: datetime) -> None:
    kind, sender = merge.kind, merge.relations.context.sender
    origin = (sender.source, sender.principal.party)
    merchants, facts = [row.merchant_id for row in rows], [row.fact_id for row in rows]
    origins = [row.origin or origin for row in rows]
    columns: dict[str, Sequence[Any] | Same] = {
        "fact_id": facts,
        "node_id": node_ids(kind.letter, merchants, facts),
        "recorded_at": Same(at),
        "superseded_at": Same(None),
        "source": [source for source, _ in origins],
        "batch_id": Same(merge.batch_id),
        "provider": [provider for _, provider in origins],
        "disputed": Same(False),
    }
    columns |= zip(kind.stored, zip(*(row.values or () for row in rows), strict=True), strict=True)
    if not kind.register:
        columns["merchant_id"] = merchants
    load(merge.connection, kind.table, columns)


def locate(merge: Merge, rows: Sequence[Row]) -> None:
    """Say whose the facts are whose keys do not name the merchant."""
    if not merge.kind.locates:
        return
    names = ("natural_key", "merchant_id", "fact_id")
    found = [{name: getattr(row, name) for name in names} for row in rows if row.outcome == READY]
    if not found:
        return
    given = Records(merge.connection.dialect.name, types_of(locator, names))
    chosen = select(literal(merge.kind.name, Text).label("kind"), *given.c.values())
    statement = _insert(merge.connection, locator).from_select(
        ["kind", *names], _unambiguous(chosen.select_from(given.source)), include_defaults=False
    )
    merge.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[locator.c.kind, locator.c.natural_key],
            set_={
                "merchant_id": statement.excluded.merchant_id,
                "fact_id": statement.excluded.fact_id,
            },
        ),
        {PAYLOAD: pack(found)},
    )


class Waiting:
    """Merchants that a batch spoke of and whose derived figures wait; each is queued once."""

    def __init__(self, merge: Merge, at: datetime) -> None:
        self._merge = merge
        self._at = at
        self._marked: set[int] = set()

    def mark(self, merchants: Iterable[int]) -> None:
        """Queue these; touched even when one waits already: it must see this batch first."""
        fresh = sorted(set(merchants) - self._marked - {0})
        if self._merge.kind.register or not fresh:
            return
        if len(self._marked) > MARKED:
            self._marked = set()
        self._marked.update(fresh)
        connection = self._merge.connection
        given = Numbers(connection.dialect.name, "merchant_id")
        since = literal(self._at, recompute.c.since.type).label("since")
        chosen = _unambiguous(select(given.c["merchant_id"], since).select_from(given.source))
        statement = _insert(connection, recompute).from_select(
            ["merchant_id", "since"], chosen, include_defaults=False
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[recompute.c.merchant_id], set_={"since": recompute.c.since}
            ),
            given.bind([(each,) for each in fresh]),
        )


def move_rights(connection: Connection, kind: Kind, accepted: int) -> None:
    """A change of the registers takes every grant and principal out of the caches at once."""
    if kind.epoch and accepted:
        connection.execute(update(rights_epoch).values(register=rights_epoch.c.register + 1))


def _unambiguous(chosen: Any) -> Any:
    """With a WHERE, so that SQLite does not take ON CONFLICT for the condition of a join."""
    return chosen.where(true())


def _insert(connection: Connection, table: Table) -> Any:
    """The dialect's own insert, for its ON CONFLICT."""
    if connection.dialect.name == POSTGRESQL:
        return postgresql.insert(table)
    return sqlite.insert(table)
