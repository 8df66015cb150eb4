"""The families of a plan: which it reads, and which a row may withhold from the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resolvers.plan import EVERYBODY, Branch, Guard, Leaf, Node, Part, RootField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphql import GraphQLSchema

    from resolvers.binding import TypeBinding
    from resolvers.scopes import Rights
    from resolvers.selection import Context


def withheld_families(
    rights: Rights, binding: TypeBinding, schema: GraphQLSchema
) -> tuple[tuple[str, Guard], ...]:
    """The families that the caller holds on some rows only, with the guard of each."""
    held: dict[str, set[Any]] = {}
    kind = schema.type_map.get(binding.name)
    for name in getattr(kind, "fields", {}):
        coordinates = [f"{binding.name}.{name}"]
        if name in binding.links:
            target = schema.type_map.get(binding.links[name].type)
            coordinates += [
                f"{binding.links[name].type}.{f}" for f in getattr(target, "fields", {})
            ]
        for coordinate in coordinates:
            for rule in rights.grant.rules_for(coordinate):
                held.setdefault(rule.family, set()).add(rights.key(rule.scope, rule.family))
    return tuple(
        (family, frozenset(keys))
        for family, keys in sorted(held.items())
        if EVERYBODY not in keys and all(_anchored(rights, word) for word, _ in keys)
    )


def _anchored(rights: Rights, word: str) -> bool:
    return word in rights.registry.types[rights.registry.anchor].scopes


def families_read(context: Context, fields: list[RootField]) -> Iterator[str]:
    for root in fields:
        yield from _families_of(context, root.branch)


def _families_of(context: Context, branch: Branch) -> Iterator[str]:
    yield from context.rights.grant.families_of(branch.coordinate)
    nodes = [*branch.nodes, *_nodes_of(branch.parts)]
    for node in nodes:
        for member in node.members:
            if isinstance(member, Branch):
                yield from _families_of(context, member)
            elif isinstance(member, Leaf):
                yield from context.rights.grant.families_of(member.coordinate)


def _nodes_of(parts: Iterable[Part]) -> Iterator[Node]:
    for part in parts:
        if part.node is not None:
            yield part.node
        yield from _nodes_of(part.parts)
