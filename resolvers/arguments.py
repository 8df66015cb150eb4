"""Arguments as trees whose leaves are read at run time, and the shape of a request's variables.

In: argument nodes of a validated document and the coerced variables. Out: nested dicts and lists
with `Value` leaves; enum values and booleans stand as themselves, since they change the statement.
`shape_of` gives the part of a value that a plan depends on, as text for its cache key.
Refuses an explicit null inside a filter: it could mean "any" or "none".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast,
)
from graphql.utilities.coerce_input_value import coerce_default_value

from hub.errors import BadRequestError
from resolvers.plan import Value

Variables = Mapping[str, Any]


def bare(kind: Any) -> Any:
    """The type without its non-null wrapper."""
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


def structural(kind: Any) -> bool:
    """Whether values of this type decide the form of the statement."""
    return (
        kind is GraphQLBoolean
        or isinstance(kind, GraphQLEnumType)
        or getattr(kind, "name", "") == "Boolean"
    )


def worded(kind: Any) -> bool:
    """Whether an argument of this type is a list of enum words, which may decide it too."""
    inner = bare(kind)
    return isinstance(inner, GraphQLList) and isinstance(get_named_type(inner), GraphQLEnumType)


def arguments_of(
    definitions: Mapping[str, GraphQLArgument], nodes: Any, variables: Variables
) -> dict[str, Any]:
    """The arguments of one field: given ones, then defaults; absent ones are left out."""
    given = {node.name.value: node.value for node in nodes or ()}
    tree: dict[str, Any] = {}
    for name, definition in definitions.items():
        value = _absent_to_default(given.get(name), definition, variables)
        if value is not Undefined:
            tree[name] = value
    return tree


def _absent_to_default(
    node: ValueNode | None, definition: GraphQLArgument, variables: Variables
) -> Any:
    if node is not None:
        tree = tree_of(node, definition.type, variables)
        if tree is not Undefined:
            return tree
    default = coerce_default_value(definition)
    if default is Undefined:
        return Undefined
    return _from_value(default, definition.type, lambda _: default)


def tree_of(node: ValueNode, kind: GraphQLInputType, variables: Variables) -> Any:
    """One argument value as a tree; Undefined when it is an absent variable."""
    if isinstance(node, VariableNode):
        name = node.name.value
        given = variables.get(name, Undefined)
        if given is None and isinstance(kind, GraphQLNonNull):
            raise _null()  # a default lets a nullable variable stand here
        return given if given is Undefined else _from_value(given, kind, lambda all_: all_[name])
    if isinstance(node, NullValueNode):
        return None
    inner = bare(kind)
    if isinstance(inner, GraphQLInputObjectType):
        return _object_of(node, inner, variables)
    if isinstance(inner, GraphQLList):
        return _list_of(node, inner, variables)
    return _scalar_of(node, inner, variables)


def _scalar_of(node: ValueNode, kind: Any, variables: Variables) -> Any:
    if structural(kind):
        return _coerced(node, kind, variables)
    return Value(lambda given: _coerced(node, kind, given))


def _coerced(node: ValueNode, kind: Any, variables: Variables) -> Any:
    value = value_from_ast(node, kind, dict(variables))
    if value is Undefined:
        raise _null()
    return value


def _null() -> BadRequestError:
    return BadRequestError("VARIABLE", "a variable is null where a value is needed")


def _object_of(node: ValueNode, kind: GraphQLInputObjectType, variables: Variables) -> Any:
    if not isinstance(node, ObjectValueNode):
        return Undefined
    given = {part.name.value: part.value for part in node.fields}
    tree: dict[str, Any] = {}
    for name, definition in kind.fields.items():
        if name in given:
            tree[name] = tree_of(given[name], definition.type, variables)
        elif (default := coerce_default_value(definition)) is not Undefined:
            tree[name] = _from_value(default, definition.type, lambda _, default=default: default)
    return {name: value for name, value in tree.items() if value is not Undefined}


def _list_of(node: ValueNode, kind: Any, variables: Variables) -> Any:
    inner = bare(kind.of_type)
    if isinstance(inner, GraphQLInputObjectType):
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        return [tree_of(each, inner, variables) for each in nodes]
    one = not isinstance(node, ListValueNode) or len(node.values) == 1
    return Value(lambda given: _coerced(node, kind, given), one)


def _from_value(value: Any, kind: Any, read: Any) -> Any:
    """A tree over a value that is known already (a variable or a default)."""
    if value is None:
        return None
    inner = bare(kind)
    if isinstance(inner, GraphQLInputObjectType):
        return {
            name: _from_value(
                part, inner.fields[name].type, lambda given, name=name: read(given)[name]
            )
            for name, part in value.items()
        }
    if isinstance(inner, GraphQLList) and isinstance(bare(inner.of_type), GraphQLInputObjectType):
        return [
            _from_value(part, inner.of_type, lambda given, at=at: read(given)[at])
            for at, part in enumerate(value)
        ]
    return value if structural(inner) else Value(read, _is_one(value, inner))


def _is_one(value: Any, kind: Any) -> bool:
    return isinstance(kind, GraphQLList) and isinstance(value, list) and len(value) == 1


def given_values(tree: Any, variables: Variables) -> Any:
    """An argument tree with its values read."""
    if isinstance(tree, Value):
        return tree.read(variables)
    if isinstance(tree, dict):
        return {name: given_values(part, variables) for name, part in tree.items()}
    if isinstance(tree, list):
        return [given_values(part, variables) for part in tree]
    return tree


def refuse_nulls(tree: Any, path: tuple[str, ...] = ()) -> None:
    """Refuse an explicit null anywhere in a filter."""
    if tree is None:
        raise BadRequestError(
            "NULL_IN_FILTER",
            "a filter takes no null; leave the field out, or use isNull",
            path=path,
        )
    if isinstance(tree, dict):
        for name, part in tree.items():
            refuse_nulls(part, (*path, name))
    elif isinstance(tree, list):
        for part in tree:
            refuse_nulls(part, path)


def shape_of(value: Any, kind: Any) -> str:
    """What of a value the statement depends on: presence, enums, booleans, whether it is one."""
    if value is Undefined:
        return "-"
    if value is None:
        return "0"
    inner = bare(kind)
    if isinstance(inner, GraphQLInputObjectType):
        fields = (f"{k}:{shape_of(v, inner.fields[k].type)}" for k, v in sorted(value.items()))
        return "{" + ",".join(fields) + "}"
    if isinstance(inner, GraphQLList) and isinstance(bare(inner.of_type), GraphQLInputObjectType):
        return "[" + ",".join(shape_of(part, inner.of_type) for part in value) + "]"
    return _leaf_shape(value, inner)


def _leaf_shape(value: Any, inner: Any) -> str:
    if structural(inner):
        return str(value)
    if inner is GraphQLID:
        return _kind_of_id(str(value))
    return "1" if _is_one(value, inner) else "?"


def _kind_of_id(text: str) -> str:
    """What of an opaque id decides the statement: its type letter, and whether it has a moment."""
    return text[:1] + ("~" if text.partition("~")[2] else "")
