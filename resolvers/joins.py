"""What rows behind a link are read from: tables joined, at a moment, paired with the row above.

In: a binding, a link, the row above (if any) and its surroundings. Out: a `Source` without a guard
yet, and the conditions that pair it. Rights look at the present version and at the anchor: where
these are not at hand they are joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Table, UnaryExpression, and_
from sqlalchemy.sql import operators

from resolvers.binding import Link, Registry, Row, TypeBinding
from resolvers.rows import Columns, Condition, Env, Source, View, current, kept, kinds_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from resolvers.values import Binds


class Joins:
    """Joins for one statement."""

    def __init__(self, registry: Registry, binds: Binds) -> None:
        self._registry = registry
        self._binds = binds

    def joined(
        self,
        binding: TypeBinding,
        link: Link,
        env: Env,
        above: View | None,
        arguments: Mapping[str, Any],
    ) -> Source:
        """Rows of a type as of their moment, with what rights on them need beside them."""
        alias = self._binds.alias(binding.name)
        rows, versioned = self._rows(binding, link, alias, above, arguments)
        row = Row(Columns(alias, kinds_of(rows)), self._binds, env.as_of, env.key)
        source = Source(binding, row, row, env, rows)
        source.anchor_type = self._registry.types[self._registry.anchor]
        source.anchor_key = self._registry.anchor_key
        if versioned and link.kept and binding.table is not None:
            source.conditions.append(self._kept(binding.table, row, env))
        elif versioned and not link.history:
            source.conditions.append(current(row, env.as_of))
        elif versioned and env.as_of is not None:
            source.conditions.append(row["recorded_at"] <= env.as_of)
        if versioned and env.as_of is not None:
            self._present(source)
        self._anchor(source, above)
        return source

    def _kept(self, table: Table, row: Row, env: Env) -> Condition:
        alias = self._binds.alias(f"{table.name}_known")
        others = Row(Columns(alias, kinds_of(table)), self._binds)
        return kept(row, others, table.alias(alias), env.as_of)

    def _rows(
        self,
        binding: TypeBinding,
        link: Link,
        alias: str,
        above: View | None,
        arguments: Mapping[str, Any],
    ) -> tuple[FromClause, bool]:
        if link.rows is not None and above is not None:
            return link.rows(above.row, arguments).subquery(alias), False
        if binding.rows is not None:
            return binding.rows(self._binds, alias), False
        if binding.table is None:
            raise LookupError(f"{binding.name} has no rows of its own")
        return binding.table.alias(alias), bool(binding.table.info["versioned"])

    def _present(self, source: Source) -> None:
        """Rights look at the current version, whatever moment the values are of."""
        table = source.binding.table
        if table is None:
            return
        alias = self._binds.alias(f"{source.binding.name}_now")
        present = Row(Columns(alias, kinds_of(table)), self._binds, key=source.env.key)
        keys = [c.name for c in table.primary_key.columns if c.name != "recorded_at"]
        same = and_(
            *(present[k] == source.row[k] for k in keys), present["superseded_at"].is_(None)
        )
        source.rows = source.rows.outerjoin(table.alias(alias), same)
        source.scope_row = present

    def _anchor(self, source: Source, above: View | None) -> None:
        """Give rights a row to stand on: the anchor of the row above, or one joined here."""
        anchor = self._registry.types[self._registry.anchor]
        if source.binding.name == anchor.name:
            if source.env.anchor is None or above is None:
                source.anchor_row, source.anchor_binding = source.scope_row, anchor
        elif source.binding.anchored and source.env.anchor is None and anchor.table is not None:
            alias = self._binds.alias(anchor.name)
            row = Row(Columns(alias, kinds_of(anchor.table)), self._binds, key=source.env.key)
            key = self._registry.anchor_key
            same = and_(row[key] == source.row[key], row["superseded_at"].is_(None))
            source.rows = source.rows.join(anchor.table.alias(alias), same)
            source.anchor_row, source.anchor_binding = row, anchor

    def on(self, source: Source, link: Link, above: View) -> list[Condition]:
        """What pairs rows with the row above them."""
        conditions: list[Condition] = []
        target = source.row if link.through is None else self._between(source, link, above)
        for here, there in link.on if link.pairs is None else ():
            value = self._key(source, above, here, there)
            if link.among:
                conditions.append(self._binds.dialect.in_document(target[there], value))
            else:
                conditions.append(target[there] == value)
        return conditions

    def _key(self, source: Source, above: View, here: str, there: str) -> ColumnElement[Any]:
        """The value above that a column is paired with; an anchor's key is the one bound."""
        bound = source.env.key
        if there != self._registry.anchor_key or source.env.anchor is None or bound is None:
            return above.row[here]
        return bound

    def _between(self, source: Source, link: Link, above: View) -> Row:
        """Join the pairs between a row and those behind the link."""
        table: Any = link.through
        alias = self._binds.alias(table.name)
        between = Row(Columns(alias, kinds_of(table)), self._binds)
        given = {there for _, there in link.on}
        shared = [name for name in between.columns if name in source.row.columns]
        keys = {name: between[name] for name in shared if name not in given}
        pairs: FromClause = table.alias(alias)
        if link.pairs is not None:
            ((here, there),) = link.on
            pairs = link.pairs(self._key(source, above, here, there)).subquery(alias)
            keys = {name: _led(key) for name, key in keys.items()}
        same = [key == source.row[name] for name, key in keys.items()]
        source.rows = source.rows.join(pairs, and_(*same))
        return between


def _led(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """A whole number that leads to rows: SQLite would look it up for each row of a table."""
    return UnaryExpression(key, operator=operators.custom_op("+"), type_=key.type)
