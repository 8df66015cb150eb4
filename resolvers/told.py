"""The anchor rows that an answer tells of: what the proof names.

In: the pages and nested rows of a statement, as they are built. Out: one column, the JSON array of
their keys in ascending order, or null where the answer tells of nobody. `few`: behind a total, only
a few are named. `unprinted`: the array is the database's own, for whoever counts and cuts it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, null, select, table as named_table, union

from resolvers.json_sql import Ref, every, some
from resolvers.rows import Env

if TYPE_CHECKING:
    from resolvers.plan import RootField
    from resolvers.returned import Rows
    from resolvers.rows import Source
    from resolvers.statement import Builder

NO_ANCHOR = 0  # the key of rows that belong to none
COUNTED = 100  # anchors behind a total that are named one by one


class Told:
    """Gathers the anchors of one statement."""

    def __init__(self, builder: Builder, *, few: bool, unprinted: bool) -> None:
        self._builder = builder
        self._few = few
        self._unprinted = unprinted
        self._key = builder.sources.registry.anchor_key
        self._selects: list[Select[Any]] = []
        self._apart = False  # the first names each anchor once

    def column(self) -> ColumnElement[Any]:
        """The array of keys."""
        if not self._selects:
            return null()
        rows = union(*self._selects) if len(self._selects) > 1 else self._once()
        listed = rows.order_by(self._key).subquery("subjects")
        key = Ref("subjects", self._key, self._selects[0].selected_columns[0].type)
        array = self._builder.dialect.plain_array(key, listed)
        return array if self._unprinted else self._builder.dialect.as_json(array)

    def _once(self) -> Select[Any]:
        return self._selects[0] if self._apart else self._selects[0].distinct()

    def page(self, field: RootField, source: Source, rows: Rows) -> None:
        """The anchors that the answer speaks of: shown, counted, or named and not found."""
        self._selects.append(rows.keys(self._key, apart=not source.belongs))
        self._apart = source.is_anchor and not (field.as_of or field.branch.link.history)
        if any(part.name == "totalCount" for part in field.branch.parts):
            self._selects.append(self._counted(source))
        if source.is_anchor:
            self._named(field, source)

    def gathered(self, field: RootField, source: Source) -> None:
        """Rows of which a figure was made."""
        self._selects.append(self._counted(source))
        self._named(field, source)

    def nested(self, rows: Rows) -> None:
        """Nested rows that bring an anchor of their own: the proof names them too."""
        source = rows.page.source
        outer = rows.outer
        found = every(source.conditions)
        condition = found if outer is None else outer.any(every([*rows.open, found]))
        key = source.row[self._key].label(self._key)
        self._selects.append(select(key).select_from(source.rows).where(condition))

    def _named(self, field: RootField, source: Source) -> None:
        """What a question names one by one: that nothing is found tells of it too."""
        where = field.branch.where
        more = any(not self._names(source, name) for name in where)
        if not more and field.as_of is None:
            return
        asked = self._builder.sources.bare(source.binding, Env())
        ways = self._builder.filters.named(asked, where) if more else []
        if field.as_of is not None and field.key:
            bind = self._builder.keys.of_row
            ways.append(every([asked.row[k.column] == bind(k, v, asked) for k, v in field.key]))
        if ways:
            key = asked.row[self._key].label(self._key)
            found = every([*asked.conditions, some(ways)])
            self._selects.append(select(key).select_from(asked.rows).where(found))

    @staticmethod
    def _names(source: Source, name: str) -> bool:
        return getattr(source.binding.filters.get(name), "names", False)

    def _counted(self, source: Source) -> Select[Any]:
        """The anchors that a total tells of without showing them."""
        key = source.row[self._key]
        rows = select(key.label(self._key)).select_from(source.rows)
        some_anchor = [] if source.belongs else [key != NO_ANCHOR]
        found = rows.where(every([*source.conditions, *some_anchor])).distinct()
        return self._unless_many(found, key) if self._few else found

    def _unless_many(self, found: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
        alias = self._builder.binds.alias("counted")
        few = found.limit(COUNTED + 1)
        self._builder.tops.append(few.cte(alias).prefix_with("MATERIALIZED"))
        many = select(func.count()).select_from(named_table(alias)).scalar_subquery()
        named = select(Ref(alias, self._key, key.type).label(self._key))
        return named.select_from(named_table(alias)).where(many <= COUNTED)
