"""The scope flags of anchor rows as SQL says them: the very expressions that reads are made of.

In: a connection, the keys of anchor rows, the scopes to judge, the caller's values. Out: for each
current row the truth of every scope. It adds no guard and filters nothing out. A statement is
remembered by the scopes that it judges.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub.cache import Cache
from resolvers.binding import Row
from resolvers.compiled import Text, laid_out
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
ANCHORS = "judged"  # bound: the keys of the rows
REMEMBERED = 64


class FlagReader:
    """Reads flags of one database."""

    def __init__(self, registry: Registry, dialect: Dialect) -> None:
        self._registry = registry
        self._dialect = dialect
        self._texts: Cache[tuple[ScopeKey, ...], Text] = Cache(REMEMBERED)

    def read(
        self,
        connection: Connection,
        anchors: Sequence[int],
        keys: Sequence[ScopeKey],
        values: Mapping[str, Any],
    ) -> dict[int, Flags]:
        """Every scope on the current row of each anchor, by the anchor's key."""
        text = self._texts.get_or_make(tuple(keys), lambda: self._text(keys))
        given = {name: values[name] for name in text.names if name != ANCHORS}
        row = text.row({**given, ANCHORS: anchors})
        found = connection.exec_driver_sql(text.sql, row).all()
        return {each[0]: dict(zip(keys, map(bool, each[1:]), strict=True)) for each in found}

    def _text(self, keys: Sequence[ScopeKey]) -> Text:
        registry, dialect = self._registry, self._dialect
        anchor = registry.types[registry.anchor]
        if anchor.table is None:
            raise LookupError("the anchor has no table")
        binds = Binds(dialect, registry.binds)
        alias = binds.alias("judged")
        row = Row(Columns(alias, kinds_of(anchor.table)), binds)
        rows = anchor.table.alias(alias)
        source = Source(anchor, row, row, Env(), rows, anchor_row=row, anchor_binding=anchor)
        key = row[registry.anchor_key]
        chosen = (
            select(
                key.label("key"),
                *(source.anchor_flag(each).label(f"flag_{at}") for at, each in enumerate(keys)),
            )
            .select_from(rows)
            .where(binds.among(key, ANCHORS, key.type), row["superseded_at"].is_(None))
        )
        text = laid_out(binds.with_shared(chosen), dialect.engine)
        listed = dict.fromkeys(binds.listed, dialect.list_value)
        return replace(text, processors={**text.processors, **listed})
