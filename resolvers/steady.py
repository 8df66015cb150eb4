"""Whether one plan of the database serves all values of a statement.

In: the root fields of a plan, the rights. Out: yes for single rows, and for pages that an index
gives in their order, whatever is asked for: a filter, if any, that is one equality on what the
index begins with, and nothing else that picks rows. Any other list is planned with its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resolvers.binding import Compare
from resolvers.lists import nodes_of
from resolvers.plan import EVERYBODY, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Index

    from resolvers.binding import TypeBinding
    from resolvers.plan import Branch, RootField
    from resolvers.scopes import Rights

Sorted = tuple[str, bool]  # a column, and whether the greatest comes first


def steady(fields: Sequence[RootField], rights: Rights) -> bool:
    """Whether each root is one row, or a page in the order of an index."""
    return all(one.branch.link.many == "one" or _by_index(one, rights) for one in fields)


def _by_index(field: RootField, rights: Rights) -> bool:
    branch = field.branch
    nodes, window = list(nodes_of(branch.parts)), branch.window
    if field.as_of or field.gather or window is None or window.after or window.before:
        return False
    if not nodes or any(EVERYBODY not in node.rows for node in nodes):
        return False
    binding = nodes[0].binding
    fixed = [_fixed(binding, name, given, rights) for name, given in branch.where.items()]
    if None in fixed or len(fixed) > 1 or binding.table is None:
        return False
    wanted = [*((column, False) for column in fixed), *_order(binding, branch)]
    return any(_columns(index)[: len(wanted)] == wanted for index in binding.table.indexes)


def _fixed(binding: TypeBinding, name: str, given: Any, rights: Rights) -> str | None:
    """The column that a filter fixes to one value for every caller of these rights."""
    field = binding.filters.get(name)
    if not isinstance(field, Compare) or not isinstance(given, Value) or not given.one:
        return None
    plainly = field.how == "among" and field.narrow is None and (field.renames or not field.expand)
    seen = rights.shown(f"{binding.name}.{field.path[0]}").always
    cell = binding.cells.get(field.path[0])
    here = {1: cell.column if cell else "", 2: field.here}.get(len(field.path), "")
    return here if plainly and seen and here else None


def _order(binding: TypeBinding, branch: Branch) -> Iterator[Sorted]:
    """The columns of a page's order; an empty name where it is by anything else."""
    cells: Mapping[str, Any] = binding.cells
    for key in branch.order:
        cell = cells.get(key.path[0]) if len(key.path) == 1 else None
        yield (key.column if not key.path else cell.column if cell else ""), key.descending


def _columns(index: Index) -> list[Sorted]:
    return [(_name(each), " DESC" in str(each)) for each in index.expressions]


def _name(expression: Any) -> str:
    while hasattr(expression, "element"):
        expression = expression.element
    return str(getattr(expression, "key", ""))
