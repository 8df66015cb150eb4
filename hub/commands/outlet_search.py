"""What search finds of an outlet after a correction by hand: its texts, and the firm's bigrams.

In: an outlet's place, and its row or None when it is withdrawn. Out: the entries of that outlet
made anew, and the bigrams of all that is left of the merchant's entries. It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.domain.text import bigrams, normalise
from hub.tables.merchant import search_entry, search_gram

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.commands.versions import Place, Stored

SEARCHED = ("name", "address")


def reindex(connection: Connection, place: Place, row: Stored | None) -> None:
    entries, grams = search_entry.c, search_gram.c
    connection.execute(
        delete(search_entry).where(
            entries.merchant_id == place.merchant_id,
            entries.fact_id == place.fact_id,
            entries.coordinate.in_([f"Outlet.{name}" for name in SEARCHED]),
        )
    )
    made = [
        {**place.keys, "coordinate": f"Outlet.{name}", "text": normalise(row[name])}
        for name in SEARCHED
        if row is not None and row[name]
    ]
    if made:
        connection.execute(insert(search_entry), made)
    texts = connection.scalars(select(entries.text).where(entries.merchant_id == place.merchant_id))
    pairs = sorted({gram for text in texts for gram in bigrams(text)})
    connection.execute(delete(search_gram).where(grams.merchant_id == place.merchant_id))
    if pairs:
        rows = [{"merchant_id": place.merchant_id, "gram": gram} for gram in pairs]
        connection.execute(insert(search_gram), rows)
