"""One, all, or a page of the rows of a branch as JSON; and the parts of a connection.

Counts are of rows that the caller may see, under the same filter, and only when asked for. A cursor
names a row, which is found anew under the caller's rights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    false,
    func,
    literal,
    select,
    table as named_table,
    true,
)

from resolvers.json_sql import every
from resolvers.paging import ordered, past_cursor
from resolvers.plan import Branch, Node, Part, Value
from resolvers.returned import Rows
from resolvers.rows import Condition, Env, Page
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resolvers.statement import Builder


class Lists:
    """Makes rows and connections for a builder."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.binds = builder.binds
        self.dialect = builder.dialect

    def nodes(self, branch: Branch) -> Iterator[Node]:
        """The node of each type the rows may be of; of a connection, the first part's."""
        if branch.link.many != "connection":
            yield from branch.nodes
            return
        found = next(nodes_of(branch.parts), None)
        if found is None:
            binding = self.builder.sources.registry.types[branch.link.type]
            found = Node(binding, self.builder.sources.rights.rows(binding), ())
        yield found

    def rows(self, page: Page, branch: Branch, outer: Rows | None) -> Rows:
        """The rows of a branch over a page."""
        keys = ordered(self.builder.filters, page.source, branch.order)
        rows = Rows(page, branch.path, outer, keys)
        if branch.window is None:
            rows.single = branch.link.many == "one" and bool(branch.link.order)
            if branch.link.many == "one" and not branch.link.order:
                rows.sorted = []
            return rows
        window = branch.window
        rows.backwards = window.backwards
        rows.numbered = window.backwards or any(part.name == "pageInfo" for part in branch.parts)
        rows.size = self.dialect.page_size(self.binds.argument(window.size, Integer))
        if rows.numbered:
            more = self.binds.argument(window.size, Integer, lambda size: size + 1)
            rows.one_more = self.dialect.page_size(more)
        for cursor, back in ((window.after, False), (window.before, True)):
            if isinstance(cursor, Value):
                rows.conditions.append(self._past(rows, branch, cursor, back))
        return rows

    def _past(self, rows: Rows, branch: Branch, cursor: Value, back: bool) -> Condition:
        """Rows past a cursor's row; the row is found anew under the caller's rights."""
        source, alias = rows.page.source, self.binds.alias("cursor")
        env = Env(None, None, source.env.as_of, source.env.history)
        row = self.builder.sources.bare(source.binding, env)
        row.conditions.append(row.row["node_id"] == self.binds.argument(cursor, String, _plain_id))
        marks = ordered(self.builder.filters, row, branch.order)
        kept = [key.value.label(f"k{at}") for at, key in enumerate(marks)]
        rows_of_cursor = select(*kept).select_from(row.rows).where(every(row.conditions))
        self.builder.tops.append(rows_of_cursor.cte(alias).prefix_with("MATERIALIZED"))
        self.builder.cursors.append(alias)
        return past_cursor(rows.sorted, alias, back)

    def made(self, rows: Rows, branch: Branch, node: Node) -> ColumnElement[Any]:
        """The JSON of a branch over its rows."""
        match branch.link.many:
            case "one":
                pairs = self.builder.members.of(rows, node)
                return self.dialect.record(pairs, rows.returned())
            case "list":
                pairs = self.builder.members.of(rows, node)
                return self.dialect.array(pairs, rows.returned())
            case "connection":
                return self._connection(rows, branch)

    def _connection(self, rows: Rows, branch: Branch) -> ColumnElement[Any]:
        pairs = [(part.key, self._part(rows, branch, part)) for part in branch.parts]
        nested = rows.numbered and rows.outer is not None
        return self.dialect.record(pairs, None, rows.as_cte() if nested else None)

    def _part(self, rows: Rows, branch: Branch, part: Part) -> ColumnElement[Any]:
        match part.name:
            case "nodes" if part.node is not None:
                pairs = self.builder.members.of(self._at(rows, part), part.node)
                return self.dialect.array(pairs, rows.returned())
            case "edges":
                return self._edges(rows, part)
            case "pageInfo":
                return self._page_info(rows, branch, part)
            case "totalCount":
                return self._count(rows)
            case _:
                return literal(part.name.partition(":")[2], String)

    @staticmethod
    def _at(rows: Rows, *parts: Part) -> Rows:
        """The same rows, at the path of a part."""
        copy = Rows(**{name: getattr(rows, name) for name in Rows.__dataclass_fields__})
        copy.path = (*rows.path, *(part.key for part in parts))
        return copy

    def _edges(self, rows: Rows, part: Part) -> ColumnElement[Any]:
        pairs = []
        for member in part.parts:
            if member.node is not None:
                inner = self.builder.members.of(self._at(rows, part, member), member.node)
                pairs.append((member.key, self.dialect.record(inner)))
            elif member.name == "cursor":
                pairs.append((member.key, self._id(rows)))
            else:
                pairs.append((member.key, literal(member.name.partition(":")[2], String)))
        return self.dialect.array(pairs, rows.returned())

    def _id(self, rows: Rows) -> ColumnElement[Any]:
        value = rows.page.row["node_id"]
        as_of = rows.page.env.as_of
        return value if as_of is None else value.concat(self.builder.keys.suffix(as_of))

    def _page_info(self, rows: Rows, branch: Branch, part: Part) -> ColumnElement[Any]:
        window = branch.window
        given = window is not None
        more = exists(named_table(rows.page.alias), rows.number() > rows.size)
        before = true() if given and window is not None and window.after else false()
        behind = true() if given and window is not None and window.before else false()
        values = {
            "hasNextPage": behind if rows.backwards else more,
            "hasPreviousPage": more if rows.backwards else before,
            "startCursor": self._end(rows, first=not rows.backwards),
            "endCursor": self._end(rows, first=rows.backwards),
        }
        kinds = {"hasNextPage": "boolean", "hasPreviousPage": "boolean"}
        pairs = []
        for member in part.parts:
            if member.name in values:
                value = self.dialect.leaf(kinds.get(member.name, "text"), values[member.name])  # type: ignore[arg-type] # two literal kinds
            else:
                value = literal(member.name.partition(":")[2], String)
            pairs.append((member.key, value))
        return self.dialect.record(pairs)

    def _end(self, rows: Rows, *, first: bool) -> ColumnElement[Any]:
        order = rows.number().asc() if first else rows.number().desc()
        ends = select(self._id(rows)).select_from(named_table(rows.page.alias))
        return ends.where(rows.number() <= rows.size).order_by(order).limit(1).scalar_subquery()

    def _count(self, rows: Rows) -> ColumnElement[Any]:
        """All rows of the list that the caller may see, whatever the page."""
        source = rows.page.source
        count = select(func.count()).select_from(source.rows).where(every(source.conditions))
        return count.scalar_subquery()


def _plain_id(text: str) -> str:
    return text.partition("~")[0]


def nodes_of(parts: tuple[Part, ...]) -> Iterator[Node]:
    for part in parts:
        if part.node is not None:
            yield part.node
        yield from nodes_of(part.parts)
