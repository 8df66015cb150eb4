"""What of the schema's inputs hangs on which coordinates.

A filter, an order or an argument that reads a cell is in the caller's schema only where the cell
is. Out: `Input.field`, `Enum.VALUE` and `Type.field(argument:)` with the coordinates they read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from resolvers.binding import Compare, Count, Exists, FilterField, Registry, Special, TypeBinding

if TYPE_CHECKING:
    from collections.abc import Iterator

Ties = dict[str, tuple[str, ...]]


def ties(registry: Registry) -> Ties:
    """All ties of a registry."""
    found: Ties = {}
    for name, root in registry.roots.items():
        binding = registry.types.get(root.link.type)
        if binding is None:
            continue
        if root.filter:
            for field, filtered in binding.filters.items():
                found[f"{root.filter}.{field}"] = tuple(_needs(registry, binding, filtered))
        if root.order_enum:
            for value, order in binding.orders.items():
                path = tuple(along(registry, binding, order.path))
                found[f"{root.order_enum}.{value}"] = path
        found[f"Query.{name}(asOf:)"] = (f"Query.{name}.asOf",)
    return found


def along(registry: Registry, binding: TypeBinding, path: tuple[str, ...]) -> Iterator[str]:
    """The coordinates of a path of fields."""
    for name in path:
        yield f"{binding.name}.{name}"
        if name in binding.links:
            binding = registry.types[binding.links[name].type]


def _needs(registry: Registry, binding: TypeBinding, filtered: FilterField) -> Iterator[str]:
    match filtered:
        case Compare(path=path) | Exists(path=path):
            yield from along(registry, binding, path)
        case Count(path=path, needs=needs):
            yield from along(registry, binding, path)
            yield from needs
        case Special(needs=needs):
            yield from needs
