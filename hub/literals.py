"""Literals of an operation as values beside it: documents that differ in them share a plan.

In: the text of a validated document, one of its operations, the schema. Out: a `Lifted`: operation
and fragments with variables in the place of literals, their values by name, and the text without
them as a key. Names are numbers, which no variable of a document can be called. What shapes the
statement stays: enums, arguments that list them, booleans, nulls, ids, and the form of objects.
Defaults of variables leave the key too: they are values of a request once its variables are read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLList,
    InlineFragmentNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    get_named_type,
    value_from_ast,
)

from resolvers.arguments import bare, structural, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import GraphQLSchema, ValueNode

    from hub.documents import Document

GAP = "\0"  # stands in a key where a literal stood; no document has it
ONE = GAP * 2  # where a list of one value stood: it makes another statement


@dataclass
class Lifted:
    """An operation without its literals."""

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    values: dict[str, Any]
    key: str


@dataclass
class Lifting:
    """One pass over an operation and the fragments of its document."""

    schema: GraphQLSchema
    values: dict[str, Any] = field(default_factory=dict)
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def selections(self, node: SelectionSetNode | None, kind: Any) -> Any:
        """A selection set on a type."""
        if node is None:
            return None
        return SelectionSetNode(selections=tuple(self._one(e, kind) for e in node.selections))

    def _one(self, node: Any, kind: Any) -> Any:
        if isinstance(node, FragmentSpreadNode):
            return node
        if isinstance(node, InlineFragmentNode):
            on = node.type_condition
            named = self.schema.type_map.get(on.name.value) if on is not None else kind
            below = self.selections(node.selection_set, named)
            return InlineFragmentNode(
                type_condition=on, directives=node.directives, selection_set=below
            )
        definition = getattr(kind, "fields", {}).get(node.name.value)
        if definition is None or node.name.value.startswith("__"):
            return node
        return FieldNode(
            alias=node.alias,
            name=node.name,
            arguments=tuple(
                ArgumentNode(
                    name=a.name, value=self._argument(a.value, definition.args[a.name.value].type)
                )
                for a in node.arguments or ()
            ),
            directives=node.directives,
            selection_set=self.selections(node.selection_set, get_named_type(definition.type)),
        )

    def _argument(self, node: ValueNode, kind: Any) -> Any:
        """A list of enum words may be what the rows are gathered by; inside a filter it is not."""
        return node if worded(kind) else self.value(node, kind)

    def value(self, node: ValueNode, kind: Any) -> Any:
        """An argument's value, a variable where it was a literal."""
        inner = bare(kind)
        if isinstance(node, VariableNode | NullValueNode):
            return node
        if isinstance(inner, GraphQLInputObjectType):
            return self._object(node, inner)
        items = bare(inner.of_type) if isinstance(inner, GraphQLList) else None
        if isinstance(items, GraphQLInputObjectType):
            if not isinstance(node, ListValueNode):
                return self.value(node, items)
            return ListValueNode(values=tuple(self.value(e, items) for e in node.values))
        stays = items is None and (structural(inner) or inner is GraphQLID)
        return node if stays or _has_variable(node) else self._lift(node, kind)

    def _object(self, node: Any, kind: GraphQLInputObjectType) -> Any:
        if not isinstance(node, ObjectValueNode):
            return node
        return ObjectValueNode(
            fields=tuple(
                ObjectFieldNode(
                    name=part.name, value=self.value(part.value, kind.fields[part.name.value].type)
                )
                for part in node.fields
            )
        )

    def _lift(self, node: ValueNode, kind: Any) -> Any:
        value = value_from_ast(node, kind)
        if value is Undefined or node.loc is None:
            return node
        name = str(len(self.values))
        self.values[name] = value
        gap = ONE if isinstance(value, list) and len(value) == 1 else GAP
        self.spans.append((node.loc.start, node.loc.end, gap))
        return VariableNode(name=NameNode(value=name))


def lifted(document: Document, operation: OperationDefinitionNode, schema: GraphQLSchema) -> Lifted:
    """The operation and the document's fragments without their literals."""
    lifting = Lifting(schema)
    root = schema.get_root_type(operation.operation)
    selections = lifting.selections(operation.selection_set, root)
    fragments = {
        name: FragmentDefinitionNode(
            name=node.name,
            type_condition=node.type_condition,
            directives=node.directives,
            selection_set=lifting.selections(
                node.selection_set, schema.type_map.get(node.type_condition.name.value)
            ),
        )
        for name, node in document.fragments.items()
    }
    made = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=selections,
    )
    defaults = [each.default_value for each in operation.variable_definitions or ()]
    spans = [(node.loc.start, node.loc.end, GAP) for node in defaults if node and node.loc]
    key = _without(document.text, [*lifting.spans, *spans])
    return Lifted(made, fragments, lifting.values, key)


def _has_variable(node: Any) -> bool:
    parts = getattr(node, "values", ()) or ()
    return isinstance(node, VariableNode) or any(_has_variable(part) for part in parts)


def _without(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The digest of a text with gaps."""
    kept: list[str] = []
    at = 0
    for start, end, gap in sorted(spans):
        kept += (text[at:start], gap)
        at = end
    kept.append(text[at:])
    return hashlib.sha256("".join(kept).encode()).hexdigest()
