"""New graphql-core types for what is kept of a schema.

In: the full schema and the names that stay (`Kept`). Out: a schema that shares scalars and
untouched enums with the full one and nothing else. Refused: nothing; `view` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
)

from schema.outline import Member, Slot


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays: fields with their arguments, interfaces by type, input fields, enum values."""

    members: Mapping[str, tuple[Member, ...]]
    claims: Mapping[str, tuple[str, ...]]
    inputs: Mapping[str, tuple[Slot, ...]]
    enums: Mapping[str, tuple[str, ...]]


def clone(full: GraphQLSchema, kept: Kept) -> GraphQLSchema:
    """The schema of what is kept. It is valid when `kept` comes from `view`, a test holds that."""
    types = _Cloning(full, kept).types
    roots = (full.query_type, full.mutation_type, full.subscription_type)
    query, mutation, subscription = (types.get(root.name) if root else None for root in roots)
    named = [types[name] for name in full.type_map if name in types]
    return GraphQLSchema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=[t for t in named if not isinstance(t, GraphQLScalarType)],
        directives=tuple(_directives(full, types)),
        description=full.description,
        assume_valid=True,
    )


class _Cloning:
    """All types at once: their fields are thunks, for types refer to each other."""

    def __init__(self, full: GraphQLSchema, kept: Kept) -> None:
        self.kept = kept
        self.types: dict[str, Any] = {}
        for name, old in full.type_map.items():
            if not name.startswith("__") and (new := self._type(old)) is not None:
                self.types[name] = new

    def _type(self, old: GraphQLNamedType) -> GraphQLNamedType | None:
        if isinstance(old, GraphQLScalarType):
            return old
        if isinstance(old, GraphQLEnumType) and old.name in self.kept.enums:
            return self._enum(old)
        if isinstance(old, GraphQLInputObjectType) and old.name in self.kept.inputs:
            return GraphQLInputObjectType(
                old.name, lambda: self._input_fields(old), description=old.description
            )
        if not isinstance(old, GraphQLObjectType | GraphQLInterfaceType):
            return None
        if old.name not in self.kept.members:
            return None
        return type(old)(
            old.name,
            lambda: self._fields(old),
            lambda: [self.types[name] for name in self.kept.claims[old.name]],
            description=old.description,
        )

    def _enum(self, old: GraphQLEnumType) -> GraphQLEnumType:
        names = self.kept.enums[old.name]
        if len(names) == len(old.values):
            return old
        values = {name: old.values[name] for name in names}
        return GraphQLEnumType(old.name, values, description=old.description)

    def _input_fields(self, old: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
        return {
            slot.name: GraphQLInputField(**_slot(old.fields[slot.name], self.types))
            for slot in self.kept.inputs[old.name]
        }

    def _fields(self, old: GraphQLObjectType | GraphQLInterfaceType) -> dict[str, GraphQLField]:
        return {
            member.name: self._field(old.fields[member.name], member)
            for member in self.kept.members[old.name]
        }

    def _field(self, old: GraphQLField, member: Member) -> GraphQLField:
        new = GraphQLField(
            _rewrap(old.type, self.types),
            resolve=old.resolve,
            subscribe=old.subscribe,
            description=old.description,
            deprecation_reason=old.deprecation_reason,
        )
        # Set afterwards: the constructor would check every letter of names that stand already.
        new.args = {
            s.name: GraphQLArgument(**_slot(old.args[s.name], self.types)) for s in member.slots
        }
        return new


def _slot(old: GraphQLArgument | GraphQLInputField, types: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type_": _rewrap(old.type, types),
        "default": old.default,
        "description": old.description,
        "deprecation_reason": old.deprecation_reason,
    }


def _rewrap(old: Any, types: Mapping[str, Any]) -> Any:
    if isinstance(old, GraphQLNonNull | GraphQLList):
        return type(old)(_rewrap(old.of_type, types))
    return types[old.name]


def _directives(full: GraphQLSchema, types: Mapping[str, Any]) -> Iterable[GraphQLDirective]:
    """Directives whose arguments can still be written, with the new types in them."""
    for old in full.directives:
        named = {name: _named(argument.type) for name, argument in old.args.items()}
        if all(isinstance(t, GraphQLScalarType) for t in named.values()):
            yield old
        elif all(t.name in types for t in named.values()):
            yield GraphQLDirective(
                old.name,
                old.locations,
                {n: GraphQLArgument(**_slot(a, types)) for n, a in old.args.items()},
                is_repeatable=old.is_repeatable,
                description=old.description,
            )


def _named(wrapped: Any) -> GraphQLNamedType:
    while isinstance(wrapped, GraphQLNonNull | GraphQLList):
        wrapped = wrapped.of_type
    return wrapped  # type: ignore[no-any-return]  # the innermost type has a name
