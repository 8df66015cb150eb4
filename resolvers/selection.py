"""What an operation asks of a type: fields merged by response key, as GraphQL demands.

In: selection sets of a validated document, and the coerced variables. Out: fields by response key,
in the order of the document: fragments expanded, @skip and @include heeded. It refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    InlineFragmentNode,
    VariableNode,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, SelectionSetNode

    from resolvers.arguments import Variables
    from resolvers.binding import Registry
    from resolvers.scopes import Rights

Fields = list[FieldNode]


@dataclass(frozen=True)
class Context:
    """What stays the same while one operation is planned."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    rights: Rights
    variables: Variables

    @property
    def registry(self) -> Registry:
        return self.rights.registry


def collect(
    context: Context, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]
) -> dict[str, Fields]:
    """The fields asked of an object type, by response key, in the order of the document."""
    grouped: dict[str, Fields] = {}
    seen: set[str] = set()  # one for all: merged fields bring each fragment once
    for selections in sets:
        for node in _expand(context, kind, selections, seen):
            key = node.alias.value if node.alias else node.name.value
            grouped.setdefault(key, []).append(node)
    return grouped


def _expand(
    context: Context, kind: GraphQLObjectType, selections: SelectionSetNode | None, seen: set[str]
) -> Iterator[FieldNode]:
    for node in selections.selections if selections else ():
        if not _included(context, node):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            condition = node.type_condition.name.value if node.type_condition else kind.name
            if _applies(context, kind, condition):
                yield from _expand(context, kind, node.selection_set, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            fragment = context.fragments[node.name.value]
            if _applies(context, kind, fragment.type_condition.name.value):
                yield from _expand(context, kind, fragment.selection_set, seen)


def _included(context: Context, node: Any) -> bool:
    for directive in node.directives or ():
        name = directive.name.value
        if name in ("skip", "include"):
            wanted = _flag(directive.arguments[0].value, context.variables)
            if wanted != (name == "include"):
                return False
    return True


def _flag(value: Any, variables: Variables) -> bool:
    if isinstance(value, VariableNode):
        return bool(variables[value.name.value])
    return bool(value.value)


def _applies(context: Context, kind: GraphQLObjectType, condition: str) -> bool:
    if condition == kind.name:
        return True
    other = context.schema.type_map.get(condition)
    return isinstance(other, GraphQLInterfaceType) and context.schema.is_sub_type(other, kind)
