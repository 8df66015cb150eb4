"""Rows as they are returned: one, all, or a page of them; and the parts of a connection.

A page that only gives nodes is one ordered, limited subselect. A page that also tells whether more
follows, or that is read backwards, is a CTE of one row more, numbered in its order. Counts are of
rows that the caller may see, under the same filter, and only when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    case,
    exists,
    false,
    func,
    literal,
    select,
    table as named_table,
    true,
)

from hub.tables.base import Instant
from resolvers.json_sql import Ref, every
from resolvers.paging import Sorted, ordered, past_cursor
from resolvers.plan import Branch, Node, Part, Value
from resolvers.rows import Condition, Env, Page, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resolvers.binding import Key
    from resolvers.statement import Builder

NUMBER = "_n"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass
class Rows:
    """The rows that a branch returns, and how to ask whether any of them is so."""

    page: Page
    path: tuple[str, ...]
    outer: Rows | None
    sorted: list[Sorted]
    backwards: bool = False
    numbered: bool = False
    size: ColumnElement[Any] | None = None
    one_more: ColumnElement[Any] | None = None
    single: bool = False
    conditions: list[Condition] = field(default_factory=list)
    open: list[Condition] = field(default_factory=list)  # on the row above, for these to count

    def limited(self) -> Select[Any]:
        """Exactly the rows that are returned."""
        rows = self._ordered()
        if self.single:
            return rows.limit(1)
        return rows if self.size is None else rows.limit(self.size)

    def _ordered(self) -> Select[Any]:
        rows = self.page.inner().where(*self.conditions)
        return rows.order_by(*(key.clause(self.backwards) for key in self.sorted))

    def as_cte(self) -> CTE:
        """The rows as a CTE of the page's name; numbered ones hold one row more."""
        return self._cte_rows().cte(self.page.alias).prefix_with("MATERIALIZED")

    def _cte_rows(self) -> Select[Any]:
        if not self.numbered:
            return self.limited()
        clauses = [key.clause(self.backwards) for key in self.sorted]
        number = func.row_number().over(order_by=clauses).label(NUMBER)
        return self._ordered().add_columns(number).limit(self.one_more)

    def number(self) -> ColumnElement[Any]:
        return Ref(self.page.alias, NUMBER, Integer())

    def returned(self) -> FromClause:
        """Where the returned rows are read from, in the order asked."""
        alias = self.page.alias
        if not self.numbered:
            top = self.outer is None
            return named_table(alias) if top else self.limited().subquery(alias)
        columns = [Ref(alias, name, kind).label(name) for name, kind in self.page.names()]
        columns = columns or [self.number().label(NUMBER)]
        order = self.number().desc() if self.backwards else self.number().asc()
        rows = select(*columns).select_from(named_table(alias))
        return rows.where(self.number() <= self.size).order_by(order).subquery(alias)

    def keys(self, name: str, *, apart: bool) -> Select[Any]:
        """The anchor keys of the returned rows of a root page; `apart`: some belong to none.

        An empty page that tells whether more follows tells of the first row.
        """
        key = self.page.row[name]
        rows = select(key.label(name)).select_from(named_table(self.page.alias))
        rows = rows.where(key != 0) if apart else rows
        if not self.numbered or self.size is None:
            return rows
        return rows.where(self.number() <= case((self.size < 1, 1), else_=self.size))

    def any(self, condition: Condition) -> Condition:
        """Whether a returned row is so."""
        if self.outer is None:
            within = [self.number() <= self.size] if self.numbered else []
            rows = select(1).select_from(named_table(self.page.alias))
            return exists(rows.where(every([*within, condition])))
        here = self.limited().subquery(self.page.alias)
        found = exists(select(1).select_from(here).where(condition))
        return self.outer.any(every([*self.open, found]))


class Lists:
    """Makes rows and connections for a builder."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.binds = builder.binds
        self.dialect = builder.dialect
        self._keys: dict[tuple[str, int], ColumnElement[Any]] = {}
        self._moments: dict[int, ColumnElement[Any]] = {}

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
                pairs = self.builder.pairs(rows, node)
                return self.dialect.record(pairs, rows.returned())
            case "list":
                pairs = self.builder.pairs(rows, node)
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
                pairs = self.builder.pairs(self._at(rows, part), part.node)
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
                inner = self.builder.pairs(self._at(rows, part, member), member.node)
                pairs.append((member.key, self.dialect.record(inner)))
            elif member.name == "cursor":
                pairs.append((member.key, self._id(rows)))
            else:
                pairs.append((member.key, literal(member.name.partition(":")[2], String)))
        return self.dialect.array(pairs, rows.returned())

    def _id(self, rows: Rows) -> ColumnElement[Any]:
        value = rows.page.row["node_id"]
        as_of = rows.page.env.as_of
        return value if as_of is None else value.concat(self.moment_suffix(as_of))

    def _page_info(self, rows: Rows, branch: Branch, part: Part) -> ColumnElement[Any]:
        window = branch.window
        given = window is not None
        more = exists(
            select(1).select_from(named_table(rows.page.alias)).where(rows.number() > rows.size)
        )
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

    # -- keys and moments ---------------------------------------------------------------------

    def key_bind(self, key: Key, value: Value, source: Source) -> ColumnElement[Any]:
        """The bound value that picks a single row; one bind, however often it is used."""
        known = (key.column, id(value))
        if known not in self._keys:
            kind = source.row[key.column].type if key.column in source.row.columns else BigInteger()
            self._keys[known] = self.binds.argument(value, kind, key.read)
        return self._keys[known]

    def anchor_bind(self, key: Key, value: Value) -> ColumnElement[Any]:
        """The anchor's key as a bound value, shared by every alias of the statement."""
        known = (key.column, id(value))
        if known not in self._keys:
            self._keys[known] = self.binds.argument(value, BigInteger(), key.read)
        return self._keys[known]

    def moment(self, value: Value) -> ColumnElement[Any]:
        """A moment of knowledge, and beside it the suffix that ids of that moment carry."""
        bound = self.binds.argument(value, Instant())
        self._moments[id(bound)] = self.binds.argument(value, String(), _suffix)
        return bound

    def moment_suffix(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        return self._moments[id(moment)]


def _suffix(moment: Any) -> str:
    """A moment as it stands in an id: `~` and its microseconds in base 36; none before 1970."""
    number, digits = max(0, round(moment.timestamp() * 1_000_000)), ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return f"~{digits or BASE36[0]}"


def _plain_id(text: str) -> str:
    return text.partition("~")[0]


def nodes_of(parts: tuple[Part, ...]) -> Iterator[Node]:
    for part in parts:
        if part.node is not None:
            yield part.node
        yield from nodes_of(part.parts)
