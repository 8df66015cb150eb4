"""From a plan to one statement that makes the answer's JSON in the database.

In: a plan, the rights, the dialect. Out: a `Statement`: one Select with the columns `body` (the
JSON of `data`), `marks` (one character each: unknown cursors, then what is so on a returned row;
`questions` say what that withheld) and `subjects` (the anchor rows that the answer speaks of), and
how its values are bound. Each page of rows is a subselect that carries its scope flags; nested
lists hang on the page above. A statement whose gate is shut (another policy, another register)
gives no row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    case,
    func,
    literal,
    not_,
    null,
    select,
    table as named_table,
)

from resolvers.gathering import Gathering
from resolvers.keys import Keys
from resolvers.lists import Lists
from resolvers.members import Members
from resolvers.rows import Condition, Env, Page
from resolvers.subselects import exists
from resolvers.told import Told

if TYPE_CHECKING:
    from collections.abc import Hashable

    from resolvers.binding import Gathered
    from resolvers.filters import Filters
    from resolvers.members import Question
    from resolvers.plan import Branch, Node, Plan, RootField
    from resolvers.returned import Rows
    from resolvers.sources import Sources
    from resolvers.values import Bound

Gate = Callable[[], Condition]
More = Sequence[tuple[str, ColumnElement[Any]]]  # columns for the proof, beside the answer


@dataclass(frozen=True)
class Statement:
    """One Select and all that is needed to run it and to read its answer."""

    select: Select[Any]
    bound: tuple[Bound, ...]
    listed: frozenset[str]
    cursors: int
    questions: tuple[Question, ...]


class Builder:
    """Builds the statement of one plan. `few` and `unprinted`: which anchors, and how (`Told`)."""

    def __init__(
        self,
        sources: Sources,
        filters: Filters,
        gate: Gate,
        more: More = (),
        *,
        few: bool = False,
        unprinted: bool = False,
    ) -> None:
        self.sources = sources
        self.filters = filters
        self.gate = gate
        self.more = more
        self.binds = sources.binds
        self.dialect = sources.binds.dialect
        self.anchor_key = sources.registry.anchor_key
        self.keys = Keys(self.binds)
        self.lists = Lists(self)
        self.tops: list[CTE] = []  # cursors
        self.pages: list[Rows] = []  # pages of the root fields
        self.cursors: list[str] = []
        self.questions: list[Question] = []
        self._asked: dict[Hashable, Condition] = {}  # the mark of each is its place
        self.told = Told(self, few=few, unprinted=unprinted)
        self.members = Members(self)

    def build(self, plan: Plan) -> Statement:
        """The whole statement."""
        found = {field.branch.key: self._root(field) for field in plan.fields}
        constants = {key: literal(text, String) for key, text in plan.constants}
        pairs = [
            (key, {**found, **constants}[key])
            for key in plan.order
            if key in found or key in constants
        ]
        body = self.dialect.body(self.dialect.record(pairs))
        statement = select(
            body.label("body"),
            self._marks().label("marks"),
            self.told.column().label("subjects"),
            *(value.label(name) for name, value in self.more),
        ).where(self.gate())
        pages = [rows.as_cte() for rows in self.pages]
        statement = self.binds.with_shared(statement, *self.tops, *pages)
        bound, listed = tuple(self.binds.bound), frozenset(self.binds.listed)
        return Statement(statement, bound, listed, len(self.cursors), tuple(self.questions))

    def mark(self, what: Hashable, made: Callable[[], Condition]) -> int:
        """The place among the marks of what is asked, made when it is first asked."""
        if what not in self._asked:
            self._asked[what] = made()
        return list(self._asked).index(what)

    def _marks(self) -> ColumnElement[Any]:
        """One character a cursor (1: unknown) and one a condition (1: of a returned row)."""
        asked = [not_(exists(named_table(name))) for name in self.cursors]
        asked += self._asked.values()
        text: ColumnElement[Any] = literal("", String)
        for condition in asked:
            text = text.concat(case((condition, "1"), else_="0"))
        return text

    def _root(self, field: RootField) -> ColumnElement[Any]:
        branch = field.branch
        if field.gather is not None:
            return self._gathered(field, field.gather)
        env = self._root_env(field)
        made = [self._root_node(field, branch, node, env) for node in self.lists.nodes(branch)]
        if not made:  # an id that begins with no type's letter
            return null()
        if len(made) == 1:
            return made[0]
        return func.coalesce(*(self.dialect.as_json(one) for one in made))

    def _root_node(
        self, field: RootField, branch: Branch, node: Node, env: Env
    ) -> ColumnElement[Any]:
        source = self.sources.make(
            node.binding, branch.link, branch.shown, env, None, branch.arguments
        )
        for key, value in field.key:
            if key.column in source.row.columns:
                bound = self.keys.of_row(key, value, source)
                source.conditions.append(source.row[key.column] == bound)
        source.conditions += self.filters.where(source, branch.where)
        source.conditions += self.members.answering(source, branch)
        page = Page(self.binds.alias(branch.key), source)
        rows = self.lists.rows(page, branch, outer=None)
        made = self.lists.made(rows, branch, node)
        if self.anchor_key in source.row.columns:
            self.told.page(field, source, rows)
        self.pages.append(rows)
        return made

    def _gathered(self, field: RootField, gather: Callable[[Any], Gathered]) -> ColumnElement[Any]:
        """Rows made of many others, which the proof tells of too."""
        branch, node = field.branch, field.branch.nodes[0]
        gathered = gather(Gathering(self.sources, self.filters, branch, node))
        page = Page(self.binds.alias(branch.key), self.sources.over(node.binding, gathered.rows))
        rows = self.lists.rows(page, branch, outer=None)
        made = self.lists.made(rows, branch, node)
        for source in gathered.sources:
            self.told.gathered(field, source)
        self.pages.append(rows)
        return made

    def _root_env(self, field: RootField) -> Env:
        key = None
        for part, value in field.key:
            if part.column == self.anchor_key:
                key = self.keys.of_anchor(part, value)
        if field.as_of is None:
            return Env(key=key)
        moment = self.keys.moment(field.as_of)
        return Env(key=key, as_of=moment, history=field.history)
