"""The names that a policy may use, read off a GraphQL schema.

Comes in: a graphql-core schema as an argument. Goes out: `Names`: every coordinate of an object
type with its type (mutations apart: they are done, not read), every argument's pseudo-coordinate,
families, party kinds, dimensions, and the edges that the schema itself adds to the second grouping:
a field belongs to its type, a page of a list (connection, edge) to the structure that is visible
wherever its list is, a subkind of intake to its kind. Interfaces carry no rights: those lie on the
concrete type. It refuses nothing but a schema without one of the three enums, or a type named like
a family.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, get_named_type

from authz.vocabulary import (
    DIMENSION_ENUM,
    FAMILY_ENUM,
    KIND_ENUM,
    STRUCTURE,
    intake_objects,
    intake_parents,
)
from hub.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Names:
    """`payloads` maps a mutation's coordinate to the type that its answer carries."""

    coordinates: Mapping[str, str]
    arguments: frozenset[str]
    types: Mapping[str, tuple[str, ...]]
    wrappers: frozenset[str]
    mutations: frozenset[str]
    payloads: Mapping[str, str]
    families: tuple[str, ...]
    kinds: tuple[str, ...]
    dimensions: frozenset[str]
    intake: frozenset[str]

    def edges(self) -> Iterator[tuple[str, str]]:
        """The derived rows of the second grouping: (name, what it belongs to)."""
        yield from self.coordinates.items()
        yield from ((wrapper, STRUCTURE) for wrapper in sorted(self.wrappers))
        yield from intake_parents().items()

    def is_family(self, name: str) -> bool:
        return name in self.families


def names_of(schema: GraphQLSchema) -> Names:
    """Read the names off a schema."""
    mutation = schema.mutation_type
    objects = {
        name: each
        for name, each in schema.type_map.items()
        if isinstance(each, GraphQLObjectType) and not name.startswith("__")
        if each is not mutation
    }
    families = _enum(schema, FAMILY_ENUM)
    if not objects.keys().isdisjoint(families):
        raise PolicyError("POLICY_SCHEMA", "a type has the name of a family")
    return Names(
        coordinates={f"{name}.{field}": name for name in objects for field in objects[name].fields},
        arguments=frozenset(
            f"{name}.{field}.{argument}"
            for name, each in objects.items()
            for field, definition in each.fields.items()
            for argument in definition.args
        ),
        types={
            name: tuple(f"{name}.{field}" for field in each.fields)
            for name, each in objects.items()
        },
        wrappers=frozenset(name for name, each in objects.items() if _is_wrapper(each)),
        mutations=frozenset(f"{mutation.name}.{field}" for field in mutation.fields)
        if mutation
        else frozenset(),
        payloads=dict(_payloads(mutation)) if mutation else {},
        families=families,
        kinds=_enum(schema, KIND_ENUM),
        dimensions=frozenset(_enum(schema, DIMENSION_ENUM)),
        intake=intake_objects(),
    )


def _enum(schema: GraphQLSchema, name: str) -> tuple[str, ...]:
    found = schema.get_type(name)
    if not isinstance(found, GraphQLEnumType):
        raise PolicyError("POLICY_SCHEMA", f"the schema has no enum {name}")
    return tuple(found.values)


def _is_wrapper(each: GraphQLObjectType) -> bool:
    page = each.name.endswith("Connection") and {"nodes", "pageInfo"} <= each.fields.keys()
    return page or (each.name.endswith("Edge") and {"node", "cursor"} == each.fields.keys())


def _payloads(mutation: GraphQLObjectType) -> Iterator[tuple[str, str]]:
    """The first object that an answer carries beside its list of errors."""
    for field, definition in mutation.fields.items():
        answer = get_named_type(definition.type)
        inner = getattr(answer, "fields", {})
        for name, carried in inner.items():
            target = get_named_type(carried.type)
            if name != "errors" and isinstance(target, GraphQLObjectType):
                yield f"{mutation.name}.{field}", target.name
                break
