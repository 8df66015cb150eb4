"""A fact that was closed and is stated again follows its last version, though time stands still.

In: a table, rows that begin where no row is current, the instant. Out: the same rows, with a
`recorded_at` no earlier than the end of what was there before. It refuses nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from hub.derive.given import Pairs, bound_pairs
from hub.tables.base import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Select, Table


def follow_closed(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Date each row by the instant, or by the end of its fact's last version if that is later."""
    if not rows:
        return
    dialect = connection.dialect.name
    keys = {(row["merchant_id"], row["fact_id"]): row for row in rows}
    for found in connection.execute(_ended(dialect, table), bound_pairs(dialect, list(keys))):
        if found.ended is not None:
            keys[found.merchant_id, found.fact_id]["recorded_at"] = max(now, found.ended)


@lru_cache(maxsize=8)
def _ended(dialect: str, table: Table) -> Select[Any]:
    """When the last version of each of these facts ended, if there was one; none is current."""
    pairs = Pairs(dialect)
    last = (
        select(func.max(table.c.superseded_at, type_=Instant()))
        .where(table.c.merchant_id == pairs.merchant_id, table.c.fact_id == pairs.fact_id)
        .correlate(pairs.source)
        .scalar_subquery()
    )
    return select(
        pairs.merchant_id.label("merchant_id"), pairs.fact_id.label("fact_id"), last.label("ended")
    ).select_from(pairs.source)
