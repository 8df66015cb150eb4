"""What search looks through: the texts of changed merchants and outlets, and their bigrams.

In: merchants whose rows and outlets are in their tables. Out: `search_entry` (one folded text a
cell) and `search_gram` (the distinct bigrams of all of a merchant's entries), made anew for
them. It refuses nothing; what is withdrawn is no longer found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from hub.domain.text import bigrams, normalise
from hub.engines.load import load
from hub.ingest.records import Numbers
from hub.tables.merchant import merchant, outlet, search_entry, search_gram

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Table

CHUNK = 2_000
SEARCHED: tuple[tuple[str, Table, tuple[str, ...]], ...] = (
    ("Merchant", merchant, ("name", "brand")),
    ("Outlet", outlet, ("name", "address")),
)


def index(connection: Connection, touched: Collection[int]) -> None:
    """Make entries and bigrams anew for merchants."""
    ids = sorted(touched)
    for start in range(0, len(ids), CHUNK):
        refresh(connection, ids[start : start + CHUNK])


def refresh(connection: Connection, ids: Sequence[int]) -> None:
    """Entries and bigrams of these merchants, from the current versions."""
    entries = [entry for each in SEARCHED for entry in _entries(connection, ids, *each)]
    grams: dict[tuple[int, str], None] = {}
    for entry in entries:
        for gram in bigrams(entry["text"]):
            grams[entry["merchant_id"], gram] = None
    for table in (search_entry, search_gram):
        connection.execute(delete(table).where(table.c.merchant_id.in_(ids)))
    _write(connection, search_entry, entries)
    _write(
        connection,
        search_gram,
        [{"merchant_id": merchant_id, "gram": gram} for merchant_id, gram in grams],
    )


def _entries(
    connection: Connection, ids: Sequence[int], type_name: str, table: Table, names: tuple[str, ...]
) -> list[dict[str, Any]]:
    given = Numbers(connection.dialect.name, "merchant_id")
    chosen = (
        select(table.c.merchant_id, table.c.fact_id, *(table.c[name] for name in names))
        .select_from(given.source, table)
        .where(table.c.merchant_id == given.c["merchant_id"], table.c.superseded_at.is_(None))
    )
    rows = connection.execute(chosen, given.bind([(each,) for each in ids]))
    return [
        {
            "merchant_id": row["merchant_id"],
            "coordinate": f"{type_name}.{name}",
            "fact_id": row["fact_id"],
            "text": normalise(row[name]),
        }
        for row in rows.mappings()
        for name in names
        if row[name]
    ]


def _write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        load(connection, table, {each.name: [row[each.name] for row in rows] for each in table.c})
