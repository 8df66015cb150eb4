"""What an operation asks below a field: by fragments, conditions, and the parts of a connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
)
from graphql.execution.values import get_directive_values

PARTS = frozenset({"nodes", "edges", "node"})


def asks(info: GraphQLResolveInfo, name: str) -> bool:
    """Whether a field of the name is asked of the rows of this field."""
    found = (_asked(info, node.selection_set) for node in info.field_nodes)
    return any(name in names for names in found)


def _asked(info: GraphQLResolveInfo, below: Any) -> set[str]:
    names: set[str] = set()
    for node in below.selections if below else ():
        if not _counts(info, node):
            continue
        if isinstance(node, FieldNode):
            names |= {node.name.value}
            names |= _asked(info, node.selection_set) if node.name.value in PARTS else set()
        elif isinstance(node, FragmentSpreadNode):
            names |= _asked(info, info.fragments[node.name.value].selection_set)
        else:
            names |= _asked(info, node.selection_set)
    return names


def _counts(info: GraphQLResolveInfo, node: Any) -> bool:
    return all(_said(info, node))


def _said(info: GraphQLResolveInfo, node: Any) -> Iterator[bool]:
    for directive, wanted in ((GraphQLSkipDirective, False), (GraphQLIncludeDirective, True)):
        given = get_directive_values(directive, node, info.variable_values)
        if given is not None:
            yield given["if"] is wanted
