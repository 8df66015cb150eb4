"""The skeleton of a schema in plain names, so that narrowing it touches no graphql-core object.

In: a graphql-core schema. Out: an `Outline`, made once a schema. Refused: unions, and enum values
in the default of an input object (TypeError: neither is in the contract).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from graphql import (
    EnumValueNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    get_named_type,
    is_required_argument,
    is_required_input_field,
)


class Slot(NamedTuple):
    """An argument or input field; `default` holds the enum values that its default names."""

    name: str
    leads_to: str
    required: bool
    default: frozenset[str]


class Member(NamedTuple):
    """A field of an object or interface."""

    name: str
    leads_to: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Types by kind; `implementers` has one entry an interface, `essential` one a page or row."""

    query: str
    roots: tuple[str, ...]
    scalars: frozenset[str]
    enums: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, tuple[Slot, ...]]
    members: Mapping[str, tuple[Member, ...]]
    interfaces: Mapping[str, tuple[str, ...]]
    implementers: Mapping[str, frozenset[str]]
    essential: Mapping[str, str]
    directive_types: frozenset[str]


@lru_cache(maxsize=8)
def outline(schema: GraphQLSchema) -> Outline:
    """The outline of a schema, remembered by identity."""
    types = [t for name, t in schema.type_map.items() if not name.startswith("__")]
    composite = [t for t in types if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)]
    enums = [t for t in types if isinstance(t, GraphQLEnumType)]
    inputs = [t for t in types if isinstance(t, GraphQLInputObjectType)]
    scalars = [t for t in types if isinstance(t, GraphQLScalarType)]
    if len(composite) + len(enums) + len(inputs) + len(scalars) != len(types):
        raise TypeError("a caller's schema cannot be made of a schema with unions")
    roots = [schema.query_type, schema.mutation_type, schema.subscription_type]
    return Outline(
        query=schema.query_type.name if schema.query_type else "Query",
        roots=tuple(root.name for root in roots if root),
        scalars=frozenset(t.name for t in scalars),
        enums={t.name: tuple(t.values) for t in enums},
        inputs={t.name: tuple(_slot(n, f) for n, f in t.fields.items()) for t in inputs},
        members={t.name: tuple(_member(n, f) for n, f in t.fields.items()) for t in composite},
        interfaces={t.name: tuple(i.name for i in t.interfaces) for t in composite},
        implementers={
            t.name: frozenset(o.name for o in schema.get_implementations(t).objects)
            for t in composite
            if isinstance(t, GraphQLInterfaceType)
        },
        essential={t.name: e for t in composite if (e := _essential(t))},
        directive_types=frozenset(
            get_named_type(argument.type).name
            for directive in schema.directives
            for argument in directive.args.values()
        ),
    )


def _member(name: str, field: GraphQLField) -> Member:
    slots = tuple(_slot(n, argument) for n, argument in field.args.items())
    return Member(name, get_named_type(field.type).name, slots)


def _slot(name: str, slot: GraphQLArgument | GraphQLInputField) -> Slot:
    required = (
        is_required_argument(slot)
        if isinstance(slot, GraphQLArgument)
        else is_required_input_field(slot)
    )
    literal = slot.default.literal if slot.default else None
    return Slot(name, get_named_type(slot.type).name, required, frozenset(_enum_values(literal)))


def _enum_values(literal: ValueNode | None) -> set[str]:
    if isinstance(literal, EnumValueNode):
        return {literal.value}
    if isinstance(literal, ListValueNode):
        return set().union(*(_enum_values(value) for value in literal.values))
    if isinstance(literal, ObjectValueNode) and any(
        _enum_values(field.value) for field in literal.fields
    ):
        raise TypeError("an input object's default may not name enum values")
    return set()


def _essential(composite: GraphQLObjectType | GraphQLInterfaceType) -> str | None:
    """By the Relay convention a page is nothing without its rows, a row without its node."""
    for suffix, field in (("Connection", "edges"), ("Edge", "node")):
        if composite.name.endswith(suffix) and field in composite.fields:
            return field
    return None
