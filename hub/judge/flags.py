"""The scope flags of anchor rows as SQL says them: the very expressions that reads are made of.

In: a connection, the keys of anchor rows, the scopes to judge, the caller's values. Out: for each
current row the truth of every scope. It adds no guard and filters nothing out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from resolvers.binding import Row
from resolvers.rows import Columns, Env, Source, kinds_of
from resolvers.values import Binds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sqlalchemy import Connection

    from resolvers.binding import Registry
    from resolvers.json_sql import Dialect
    from resolvers.plan import ScopeKey

Flags = dict[tuple[str, str], bool]


def flags_of(
    connection: Connection,
    registry: Registry,
    dialect: Dialect,
    anchors: Sequence[int],
    keys: Sequence[ScopeKey],
    values: Mapping[str, Any],
) -> dict[int, Flags]:
    """Every scope on the current row of each anchor, by the anchor's key."""
    anchor = registry.types[registry.anchor]
    if anchor.table is None:
        raise LookupError("the anchor has no table")
    binds = Binds(dialect, registry.binds)
    alias = binds.alias("judged")
    row = Row(Columns(alias, kinds_of(anchor.table)), binds)
    rows = anchor.table.alias(alias)
    source = Source(anchor, row, row, Env(), rows, anchor_row=row, anchor_binding=anchor)
    chosen = (
        select(
            row[registry.anchor_key].label("key"),
            *(source.anchor_flag(key).label(f"flag_{at}") for at, key in enumerate(keys)),
        )
        .select_from(rows)
        .where(row[registry.anchor_key].in_(anchors), row["superseded_at"].is_(None))
    )
    chosen = binds.with_shared(chosen)
    needed = chosen.compile(dialect=dialect.engine).params
    given = {name: values[name] for name in needed if name in registry.binds}
    given |= {name: dialect.list_value(values[name]) for name in binds.listed}
    found = connection.execute(chosen, given).all()
    return {each[0]: dict(zip(keys, map(bool, each[1:]), strict=True)) for each in found}
