"""The members of a node over its rows: cells, what stands for a withheld one, and branches below.

In: a node of the plan, and rows. Out: JSON members by key. Where a guard must be judged for each
row its flag is asked, and beside the answer the question whether anything was withheld there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    func,
    literal,
    not_,
    null,
    true,
)

from resolvers.filters import env_below
from resolvers.json_sql import every, some
from resolvers.lists import nodes_of
from resolvers.masks import form
from resolvers.plan import EVERYBODY, Branch, Guard, Leaf, Node, Withheld
from resolvers.rows import Condition, Page, View, guarded
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Hashable

    from resolvers.binding import Cell
    from resolvers.returned import Rows
    from resolvers.rows import Source
    from resolvers.statement import Builder

Pair = tuple[str, ColumnElement[Any]]


@dataclass(frozen=True)
class Question:
    """A coordinate that may be withheld at a path, and the mark that says whether it was."""

    path: tuple[str, ...]
    coordinate: str
    why: str
    mark: int


class Members:
    """Makes the members of one statement."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._sources = builder.sources
        self._dialect = builder.dialect

    def of(self, rows: Rows, node: Node, view: View | None = None) -> list[Pair]:
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
        value = self._dialect.leaf(cell.kind, self._sources.figure(view, cell, sight.plain))
        if cell.kind == "id" and view.env.as_of is not None:
            value = value.concat(self._builder.keys.suffix(view.env.as_of))
        if self._sources.implied(rows.page.source, sight.plain):
            return value
        guard = guarded(view, sight.plain)
        whens: list[Any] = [(guard, value)] if guard is not None and sight.plain else []
        closed = not_(guard) if guard is not None and sight.plain else true()
        if not sight.mask:
            self._ask(rows, leaf, "row", closed, sight.plain)
            instead = self._unseen(cell)
            return case(*whens, else_=instead) if whens else null() if instead is None else instead
        masked = self._dialect.leaf(cell.kind, form(cell, sight.mask, view.row))
        also = guarded(view, sight.masked)
        if also is None:
            self._ask(rows, leaf, "mask", closed, sight.plain)
            return case(*whens, else_=masked) if whens else masked
        self._ask(rows, leaf, "mask", and_(closed, also), (sight.plain, sight.masked, "shown"))
        self._ask(rows, leaf, "row", and_(closed, not_(also)), (sight.plain, sight.masked, "shut"))
        return case(*whens, (also, masked))

    def _unseen(self, cell: Cell) -> ColumnElement[Any] | None:
        """What stands for a withheld cell where the contract has no null."""
        return None if cell.unseen is None else self._dialect.leaf(cell.kind, literal(cell.unseen))

    def _withheld(self, view: View, member: Withheld) -> ColumnElement[Any]:
        text: ColumnElement[Any] = literal("", String)
        for family, guard in member.families:
            condition = guarded(view, guard)
            if condition is not None:
                text = text.concat(case((not_(condition), f',"{family}"'), else_=""))
        listed = literal("[", String).concat(func.substr(text, 2)).concat("]")
        return self._dialect.document(listed)

    def _branch(self, rows: Rows, view: View, branch: Branch) -> ColumnElement[Any]:
        if branch.link.inline:
            made = self._dialect.record(self._inline(rows, view, branch))
            return self._unless_hidden(rows, view, branch, made, branch.shown.plain)
        made, parent_guard = self._below(rows, view, branch)
        return self._unless_hidden(rows, view, branch, made, parent_guard)

    def answering(self, source: Source, branch: Branch) -> list[Condition]:
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
            below = self._sources.make(
                node.binding, member.link, member.shown, env_below(source), source, {}
            )
            ways.append(exists(below.rows, every(below.conditions)))
        return some(ways)

    def _inline(self, rows: Rows, view: View, branch: Branch) -> list[Pair]:
        node = branch.nodes[0]
        return self.of(replace(rows, path=branch.path), node, Inline(view, node))

    def _below(self, rows: Rows, view: View, branch: Branch) -> tuple[ColumnElement[Any], Guard]:
        made: list[ColumnElement[Any]] = []
        judged: Guard = frozenset({EVERYBODY})
        keys = branch.shown.plain | branch.shown.masked
        for node in self._builder.lists.nodes(branch):
            env = env_below(view)
            source = self._sources.make(
                node.binding, branch.link, branch.shown, env, view, branch.arguments
            )
            source.conditions += self._builder.filters.where(source, branch.where)
            source.conditions += self.answering(source, branch)
            if self._sources.closes(source, keys, view):
                judged = keys
            page = Page(self._builder.binds.alias(branch.key), source)
            below = self._builder.lists.rows(page, branch, outer=rows)
            below.open = self._open(rows, view, branch, judged)
            made.append(self._builder.lists.made(below, branch, node))
            if page.brings_anchor:
                self._builder.told.nested(below)
        if len(made) == 1:
            return made[0], judged
        return func.coalesce(*(self._dialect.as_json(one) for one in made)), judged

    def _unless_hidden(
        self, rows: Rows, view: View, branch: Branch, made: ColumnElement[Any], guard: Guard
    ) -> ColumnElement[Any]:
        """A link that may not be followed from this row is null."""
        needed = self._open(rows, view, branch, guard)
        if not needed:
            return made
        self._ask(
            rows, branch, "row", not_(every(needed)), (guard, branch.shown, branch.coordinate)
        )
        judged = not self._sources.implied(rows.page.source, guard)
        empty_instead = branch.link.many == "list" and not judged  # a masked list is empty
        return made if empty_instead else case((every(needed), made))

    def _open(self, rows: Rows, view: View, branch: Branch, guard: Guard) -> list[Condition]:
        """What must hold on the row above for its link to be followed."""
        unmasked = self._sources.unmasked(branch.link, branch.shown, view)
        judged = None if self._sources.implied(rows.page.source, guard) else guarded(view, guard)
        return [condition for condition in (judged, unmasked) if condition is not None]

    def _ask(
        self, rows: Rows, asked: Leaf | Branch, why: str, condition: Condition, judged: Hashable
    ) -> None:
        """Ask whether a returned row is so; what is `judged` alike of the same rows is one mark."""
        mark = self._builder.mark((rows.page.alias, judged), lambda: rows.any(condition))
        path = (*rows.path, asked.key)
        self._builder.questions.append(Question(path, asked.coordinate, why, mark))


class Inline:
    """An object made of the very row it stands on, under its own type's binding."""

    def __init__(self, view: View, node: Node) -> None:
        self.view = view
        self.binding = node.binding
        self.row = view.row
        self.env = view.env

    def flag(self, key: tuple[str, str]) -> Condition:
        return self.view.flag(key)
