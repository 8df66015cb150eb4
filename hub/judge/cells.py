"""What of a plan is judged again: its coordinates on anchor rows, and the scopes they hang on.

In: a plan and the bindings. Out: `Cells`. Coordinates of the anchor type and of types whose rows
belong to an anchor are taken, each once; they are judged by the scope words of the anchor alone,
without a day. What stands on no anchor row is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resolvers.plan import EVERYBODY, Branch, Leaf, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from resolvers.binding import Registry
    from resolvers.plan import Guard, Node, Plan, ScopeKey, Shown


@dataclass(frozen=True)
class Cells:
    """`shown`: how the statement shows each coordinate; `rows`: what lets an anchor row exist.

    `rows` is None where the plan asks for no anchor row; `keys`: the scopes to be judged in SQL.
    """

    shown: Mapping[str, Shown]
    rows: Guard | None
    keys: tuple[ScopeKey, ...]


def cells_of(plan: Plan, registry: Registry) -> Cells:
    """The coordinates of a plan that can be judged on anchor rows."""
    shown: dict[str, Shown] = {}
    rows: Guard | None = None
    for node in _nodes([field.branch for field in plan.fields]):
        if node.binding.name == registry.anchor:
            rows = node.rows
        if node.binding.name != registry.anchor and not node.binding.anchored:
            continue
        for member in node.members:
            if isinstance(member, Branch) or (isinstance(member, Leaf) and member.cell is not None):
                shown[member.coordinate] = member.shown
    guards = [guard for each in shown.values() for guard in (each.plain, each.masked)]
    words = registry.types[registry.anchor].scopes
    keys = {key for guard in (*guards, rows or ()) for key in guard if key[0] in words}
    return Cells(shown, rows, tuple(sorted(keys - {EVERYBODY})))


def _nodes(branches: Iterable[Branch]) -> Iterator[Node]:
    for branch in branches:
        for node in (*branch.nodes, *_below(branch.parts)):
            yield node
            yield from _nodes(member for member in node.members if isinstance(member, Branch))


def _below(parts: Iterable[Part]) -> Iterator[Node]:
    for part in parts:
        if part.node is not None:
            yield part.node
        yield from _below(part.parts)
