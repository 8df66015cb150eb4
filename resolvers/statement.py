"""From a plan to one statement that makes the answer's JSON in the database.

In: a plan, the rights, the dialect. Out: a `Statement`: one Select with the columns `body` (the
JSON of `data`), `marks` (one character a question: unknown cursors, then what was withheld on a
returned row) and `subjects` (the anchor rows that the answer speaks of), and how its values are
bound. Each page of rows is a subselect that carries its scope flags; nested lists hang on the page
above. A statement whose gate is shut (another policy, another register) gives no row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    null,
    select,
    table as named_table,
    true,
    union,
)

from resolvers.filters import Filters, env_below
from resolvers.gathering import Gathering
from resolvers.json_sql import Ref, every, some
from resolvers.lists import Lists, Rows, nodes_of
from resolvers.masks import form
from resolvers.plan import (
    EVERYBODY,
    Branch,
    Guard,
    Leaf,
    Node,
    Plan,
    RootField,
    Withheld,
)
from resolvers.rows import Condition, Env, Page, View, guarded

if TYPE_CHECKING:
    from resolvers.binding import Cell, Gathered
    from resolvers.rows import Source
    from resolvers.sources import Sources
    from resolvers.values import Bound

NO_ANCHOR = 0  # the key of rows that belong to none
COUNTED = 100  # anchors behind a total that are named one by one
Pair = tuple[str, ColumnElement[Any]]
Gate = Callable[[], Condition]
More = Sequence[tuple[str, ColumnElement[Any]]]  # columns for the proof, beside the answer


@dataclass(frozen=True)
class Question:
    """A coordinate that may be withheld at a path: asked of the rows returned there."""

    path: tuple[str, ...]
    coordinate: str
    why: str


@dataclass(frozen=True)
class Statement:
    """One Select and all that is needed to run it and to read its answer."""

    select: Select[Any]
    bound: tuple[Bound, ...]
    listed: frozenset[str]
    cursors: int
    questions: tuple[Question, ...]


class Builder:
    """Builds the statement of one plan. `few`: the proof names no anchors but a few."""

    def __init__(
        self, sources: Sources, filters: Filters, gate: Gate, more: More = (), *, few: bool = False
    ) -> None:
        self.sources = sources
        self.filters = filters
        self.gate = gate
        self.more = more
        self.few = few
        self.binds = sources.binds
        self.dialect = sources.binds.dialect
        self.anchor_key = sources.registry.anchor_key
        self.lists = Lists(self)
        self.tops: list[CTE] = []  # cursors
        self.pages: list[Rows] = []  # pages of the root fields
        self.cursors: list[str] = []
        self.questions: list[tuple[Question, Condition]] = []
        self.subjects: list[Select[Any]] = []

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
            self._subjects().label("subjects"),
            *(value.label(name) for name, value in self.more),
        ).where(self.gate())
        pages = [rows.as_cte() for rows in self.pages]
        statement = self.binds.with_shared(statement, *self.tops, *pages)
        questions = tuple(question for question, _ in self.questions)
        bound, listed = tuple(self.binds.bound), frozenset(self.binds.listed)
        return Statement(statement, bound, listed, len(self.cursors), questions)

    def _marks(self) -> ColumnElement[Any]:
        """One character a cursor (1: unknown) and one a question (1: withheld somewhere)."""
        asked = [not_(exists(select(1).select_from(named_table(name)))) for name in self.cursors]
        asked += [condition for _, condition in self.questions]
        text: ColumnElement[Any] = literal("", String)
        for condition in asked:
            text = text.concat(case((condition, "1"), else_="0"))
        return text

    def _subjects(self) -> ColumnElement[Any]:
        if not self.subjects:
            return null()
        rows = union(*self.subjects) if len(self.subjects) > 1 else self.subjects[0].distinct()
        listed = rows.order_by(self.anchor_key).subquery("subjects")
        key = Ref("subjects", self.anchor_key, self.subjects[0].selected_columns[0].type)
        return self.dialect.as_json(self.dialect.plain_array(key, listed))

    # -- roots --------------------------------------------------------------------------------

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
                bound = self.lists.key_bind(key, value, source)
                source.conditions.append(source.row[key.column] == bound)
        source.conditions += self.filters.where(source, branch.where)
        source.conditions += self._answering(source, branch)
        page = Page(self.binds.alias(branch.key), source)
        rows = self.lists.rows(page, branch, outer=None)
        made = self.lists.made(rows, branch, node)
        if self.anchor_key in source.row.columns:
            self._tell(field, source, rows)
        self.pages.append(rows)
        return made

    def _tell(self, field: RootField, source: Source, rows: Rows) -> None:
        """The anchors that the answer speaks of: shown, counted, or named and not found."""
        self.subjects.append(rows.keys(self.anchor_key, apart=not source.belongs))
        if any(part.name == "totalCount" for part in field.branch.parts):
            self.subjects.append(self._counted(source))
        if source.is_anchor:
            self._named(field, source)

    def _named(self, field: RootField, source: Source) -> None:
        """What a question names one by one: that nothing is found tells of it too."""
        where = field.branch.where
        more = any(not self._names(source, name) for name in where)
        if not more and field.as_of is None:
            return
        asked = self.sources.bare(source.binding, Env())
        ways = self.filters.named(asked, where) if more else []
        if field.as_of is not None and field.key:
            bind = self.lists.key_bind
            ways.append(every([asked.row[k.column] == bind(k, v, asked) for k, v in field.key]))
        if ways:
            key = asked.row[self.anchor_key].label(self.anchor_key)
            found = every([*asked.conditions, some(ways)])
            self.subjects.append(select(key).select_from(asked.rows).where(found))

    @staticmethod
    def _names(source: Source, name: str) -> bool:
        return getattr(source.binding.filters.get(name), "names", False)

    def _gathered(self, field: RootField, gather: Callable[[Any], Gathered]) -> ColumnElement[Any]:
        """Rows made of many others, which the proof tells of too."""
        branch, node = field.branch, field.branch.nodes[0]
        gathered = gather(Gathering(self.sources, self.filters, branch, node))
        page = Page(self.binds.alias(branch.key), self.sources.over(node.binding, gathered.rows))
        rows = self.lists.rows(page, branch, outer=None)
        made = self.lists.made(rows, branch, node)
        for source in gathered.sources:
            self.subjects.append(self._counted(source))
            self._named(field, source)
        self.pages.append(rows)
        return made

    def _counted(self, source: Source) -> Select[Any]:
        """The anchors that a total tells of without showing them."""
        key = source.row[self.anchor_key]
        rows = select(key.label(self.anchor_key)).select_from(source.rows)
        some_anchor = [] if source.belongs else [key != NO_ANCHOR]
        found = rows.where(every([*source.conditions, *some_anchor])).distinct()
        return self._unless_many(found, key) if self.few else found

    def _unless_many(self, found: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
        alias = self.binds.alias("counted")
        few = found.limit(COUNTED + 1)
        self.tops.append(few.cte(alias).prefix_with("MATERIALIZED"))
        many = select(func.count()).select_from(named_table(alias)).scalar_subquery()
        named = select(Ref(alias, self.anchor_key, key.type).label(self.anchor_key))
        return named.select_from(named_table(alias)).where(many <= COUNTED)

    def _root_env(self, field: RootField) -> Env:
        key = None
        for part, value in field.key:
            if part.column == self.anchor_key:
                key = self.lists.anchor_bind(part, value)
        if field.as_of is None:
            return Env(key=key)
        moment = self.lists.moment(field.as_of)
        return Env(key=key, as_of=moment, history=field.history)

    # -- rows ---------------------------------------------------------------------------------

    def pairs(self, rows: Rows, node: Node, view: View | None = None) -> list[Pair]:
        """The members of a node over its rows."""
        view = view or rows.page
        return [self._member(rows, view, member) for member in node.members]

    def _member(self, rows: Rows, view: View, member: Leaf | Withheld | Branch) -> Pair:
        match member:
            case Leaf():
                return member.key, self._leaf(rows, view, member)
            case Withheld():
                return member.key, self._withheld(view, member)
            case Branch():
                return member.key, self._branch(rows, view, member)

    def _leaf(self, rows: Rows, view: View, leaf: Leaf) -> ColumnElement[Any]:
        if leaf.cell is None:
            return literal(leaf.constant, String)
        cell, sight = leaf.cell, leaf.shown
        value = self.dialect.leaf(cell.kind, self.sources.figure(view, cell, sight.plain))
        if cell.kind == "id" and view.env.as_of is not None:
            value = value.concat(self.lists.moment_suffix(view.env.as_of))
        if self.sources.implied(rows.page.source, sight.plain):
            return value
        guard = guarded(view, sight.plain)
        whens: list[Any] = [(guard, value)] if guard is not None and sight.plain else []
        closed = not_(guard) if guard is not None and sight.plain else true()
        if not sight.mask:
            self._ask(rows, leaf.key, leaf.coordinate, "row", closed)
            instead = self._unseen(cell)
            return case(*whens, else_=instead) if whens else null() if instead is None else instead
        masked = self.dialect.leaf(cell.kind, form(cell, sight.mask, view.row))
        also = guarded(view, sight.masked)
        self._ask(
            rows, leaf.key, leaf.coordinate, "mask", closed if also is None else and_(closed, also)
        )
        if also is None:
            return case(*whens, else_=masked) if whens else masked
        self._ask(rows, leaf.key, leaf.coordinate, "row", and_(closed, not_(also)))
        return case(*whens, (also, masked))

    def _unseen(self, cell: Cell) -> ColumnElement[Any] | None:
        """What stands for a withheld cell where the contract has no null."""
        return None if cell.unseen is None else self.dialect.leaf(cell.kind, literal(cell.unseen))

    def _withheld(self, view: View, member: Withheld) -> ColumnElement[Any]:
        text: ColumnElement[Any] = literal("", String)
        for family, guard in member.families:
            condition = guarded(view, guard)
            if condition is not None:
                text = text.concat(case((not_(condition), f',"{family}"'), else_=""))
        listed = literal("[", String).concat(func.substr(text, 2)).concat("]")
        return self.dialect.document(listed)

    def _branch(self, rows: Rows, view: View, branch: Branch) -> ColumnElement[Any]:
        if branch.link.inline:
            made = self.dialect.record(self._inline(rows, view, branch))
            return self._unless_hidden(rows, view, branch, made, branch.shown.plain)
        made, parent_guard = self._below(rows, view, branch)
        return self._unless_hidden(rows, view, branch, made, parent_guard)

    def _answering(self, source: Source, branch: Branch) -> list[Condition]:
        """A row is left out that cannot answer what is asked of it and may not be null."""
        nodes = [*branch.nodes, *nodes_of(branch.parts)]
        members = [
            each for node in nodes if node.binding is source.binding for each in node.members
        ]
        asked = [each for each in members if isinstance(each, Branch) and each.link.demanded]
        return [self._answers(source, member) for member in asked]

    def _answers(self, source: Source, member: Branch) -> Condition:
        ways = []
        for node in member.nodes:
            below = self.sources.make(
                node.binding, member.link, member.shown, env_below(source), source, {}
            )
            ways.append(exists(select(1).select_from(below.rows).where(every(below.conditions))))
        return some(ways)

    def _inline(self, rows: Rows, view: View, branch: Branch) -> list[Pair]:
        node = branch.nodes[0]
        return self.pairs(replace(rows, path=branch.path), node, Inline(view, node))

    def _below(self, rows: Rows, view: View, branch: Branch) -> tuple[ColumnElement[Any], Guard]:
        made: list[ColumnElement[Any]] = []
        judged: Guard = frozenset({EVERYBODY})
        keys = branch.shown.plain | branch.shown.masked
        for node in self.lists.nodes(branch):
            env = env_below(view)
            source = self.sources.make(
                node.binding, branch.link, branch.shown, env, view, branch.arguments
            )
            source.conditions += self.filters.where(source, branch.where)
            source.conditions += self._answering(source, branch)
            if self.sources.closes(source, keys, view):
                judged = keys
            page = Page(self.binds.alias(branch.key), source)
            below = self.lists.rows(page, branch, outer=rows)
            below.open = self._open(rows, view, branch, judged)
            made.append(self.lists.made(below, branch, node))
            if page.brings_anchor:
                self._speak_of(below)
        if len(made) == 1:
            return made[0], judged
        return func.coalesce(*(self.dialect.as_json(one) for one in made)), judged

    def _unless_hidden(
        self, rows: Rows, view: View, branch: Branch, made: ColumnElement[Any], guard: Guard
    ) -> ColumnElement[Any]:
        """A link that may not be followed from this row is null."""
        needed = self._open(rows, view, branch, guard)
        if not needed:
            return made
        self._ask(rows, branch.key, branch.coordinate, "row", not_(every(needed)))
        judged = not self.sources.implied(rows.page.source, guard)
        empty_instead = branch.link.many == "list" and not judged  # a masked list is empty
        return made if empty_instead else case((every(needed), made))

    def _open(self, rows: Rows, view: View, branch: Branch, guard: Guard) -> list[Condition]:
        """What must hold on the row above for its link to be followed."""
        unmasked = self.sources.unmasked(branch.link, branch.shown, view)
        judged = None if self.sources.implied(rows.page.source, guard) else guarded(view, guard)
        return [condition for condition in (judged, unmasked) if condition is not None]

    # -- what is said beside the answer -------------------------------------------------------

    def _ask(self, rows: Rows, key: str, coordinate: str, why: str, condition: Condition) -> None:
        question = Question((*rows.path, key), coordinate, why)
        self.questions.append((question, rows.any(condition)))

    def _speak_of(self, rows: Rows) -> None:
        """Nested rows that bring an anchor of their own: the proof names them too."""
        source = rows.page.source
        outer = rows.outer
        found = every(source.conditions)
        condition = found if outer is None else outer.any(every([*rows.open, found]))
        key = source.row[self.anchor_key].label(self.anchor_key)
        self.subjects.append(select(key).select_from(source.rows).where(condition))


class Inline:
    """An object made of the very row it stands on, under its own type's binding."""

    def __init__(self, view: View, node: Node) -> None:
        self.view = view
        self.binding = node.binding
        self.row = view.row
        self.env = view.env

    def flag(self, key: tuple[str, str]) -> Condition:
        return self.view.flag(key)
