"""The accepted rows of a staged batch into their table: supersede, then insert.

In: a batch whose rows are judged, inside its last transaction. Out: the instant of the new
versions. Two set-based statements over `staged_row`, with equality on `merchant_id`; the documents
are unpacked by the database. It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    delete,
    false,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from hub.ingest.records import POSTGRESQL, document, types_of
from hub.ingest.stage import READY, TAKEN
from hub.ingest.versions import after, close, latest_recorded
from hub.tables.base import Text
from hub.tables.intake import batch, recompute, staged_row
from hub.tables.merchant import locator
from hub.tables.policy import rights_epoch

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Table

    from hub.ingest.declare import Kind
    from hub.ingest.merge import Merge

KEYS = {"merchant_id": staged_row.c.merchant_id, "fact_id": staged_row.c.fact_id}


def of_batch(batch_id: int, *outcomes: str) -> list[ColumnElement[bool]]:
    """The staged rows of a batch with these outcomes."""
    return [staged_row.c.batch_id == batch_id, staged_row.c.outcome.in_(outcomes)]


def apply(merge: Merge, now: datetime) -> datetime:
    """Close what the batch supersedes, append what it says; returns the instant of both."""
    connection, kind, batch_id = merge.connection, merge.kind, merge.batch_id
    table = kind.table
    meant = [
        *of_batch(batch_id, *TAKEN),
        table.c.fact_id == staged_row.c.fact_id,
    ]
    if not kind.register:
        meant.append(table.c.merchant_id == staged_row.c.merchant_id)
    at = after(latest_recorded(connection, table, meant), now)
    connection.execute(close(table, KEYS, at).where(*of_batch(batch_id, *TAKEN)))
    connection.execute(_append(merge, at))
    return at


def _append(merge: Merge, at: datetime) -> Any:
    kind, table = merge.kind, merge.kind.table
    sender = merge.relations.context.sender
    types = types_of(table, ("node_id", *kind.stored)) | {"_source": Text, "_provider": Text}
    froms, cells = document(merge.connection.dialect.name, staged_row.c.content, types)
    values: dict[str, ColumnElement[Any]] = {
        "fact_id": staged_row.c.fact_id,
        "node_id": cells["node_id"],
        "recorded_at": literal(at, table.c.recorded_at.type),
        "superseded_at": null(),
        "source": func.coalesce(cells["_source"], literal(sender.source, Text)),
        "batch_id": literal(merge.batch_id, BigInteger()),
        "provider": func.coalesce(cells["_provider"], literal(sender.principal.party, Text)),
        "disputed": false(),
        **{name: cells[name] for name in kind.stored},
    }
    if not kind.register:
        values["merchant_id"] = staged_row.c.merchant_id
    chosen = (
        select(*(value.label(name) for name, value in values.items()))
        .select_from(staged_row, *froms)
        .where(*of_batch(merge.batch_id, READY))
    )
    return insert(table).from_select(list(values), chosen, include_defaults=False)


def locate(merge: Merge) -> None:
    """Say whose the facts are whose keys do not name the merchant."""
    kind, batch_id = merge.kind, merge.batch_id
    if not kind.locates:
        return
    names = ("kind", "natural_key", "merchant_id", "fact_id")
    chosen = select(
        literal(kind.name, Text).label("kind"),
        staged_row.c.natural_key,
        staged_row.c.merchant_id,
        staged_row.c.fact_id,
    ).where(*of_batch(batch_id, READY))
    statement = _insert(merge.connection, locator).from_select(
        list(names), chosen, include_defaults=False
    )
    merge.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[locator.c.kind, locator.c.natural_key],
            set_={
                "merchant_id": statement.excluded.merchant_id,
                "fact_id": statement.excluded.fact_id,
            },
        )
    )


def mark_recompute(merge: Merge, at: datetime) -> None:
    """Every merchant that the batch spoke of waits for its derived figures."""
    if merge.kind.register:
        return
    since = literal(at, recompute.c.since.type).label("since")
    chosen = (
        select(staged_row.c.merchant_id, since)
        .where(*of_batch(merge.batch_id, *TAKEN), staged_row.c.merchant_id != 0)
        .distinct()
    )
    statement = _insert(merge.connection, recompute)
    # touched even when it waits already: whoever takes it now must see this batch first
    merge.connection.execute(
        statement.from_select(
            ["merchant_id", "since"], chosen, include_defaults=False
        ).on_conflict_do_update(
            index_elements=[recompute.c.merchant_id], set_={"since": recompute.c.since}
        )
    )


def move_rights(connection: Connection, kind: Kind, accepted: int) -> None:
    """A change of the registers takes every grant and principal out of the caches at once."""
    if kind.epoch and accepted:
        connection.execute(update(rights_epoch).values(register=rights_epoch.c.register + 1))


def clear(connection: Connection, batch_id: int) -> None:
    """Staged rows are of no use once the batch is visible."""
    connection.execute(delete(staged_row).where(staged_row.c.batch_id == batch_id))


def discard(connection: Connection, batch_id: int) -> None:
    """Take a batch back that never became visible."""
    waiting = select(batch.c.batch_id).where(
        batch.c.batch_id == batch_id, batch.c.state == "STAGING"
    )
    connection.execute(delete(staged_row).where(staged_row.c.batch_id.in_(waiting)))
    connection.execute(
        delete(batch).where(batch.c.batch_id == batch_id, batch.c.state == "STAGING")
    )


def _insert(connection: Connection, table: Table) -> Any:
    """The dialect's own insert, for its ON CONFLICT."""
    if connection.dialect.name == POSTGRESQL:
        return postgresql.insert(table)
    return sqlite.insert(table)
