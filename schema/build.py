"""The full schema of the product, built once from the signatures.

In: nothing. Out: a plain graphql-core schema: enum values are their names as text, scalars read
and write as `scalars` says, and running a field raises, for answers are made by one statement.
Refused: running a field. Validate with `hide_suggestions=True`: a suggestion could name what a
caller's schema hides.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, NoReturn

import strawberry
from graphql import (
    ConstArgumentNode,
    ConstDirectiveNode,
    EnumValueNode,
    FieldDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    NameNode,
    Visitor,
    build_schema as build_from_sdl,
    parse,
    print_ast,
    print_schema,
    visit,
)
from strawberry.schema.config import StrawberryConfig

from schema import scalars
from schema.case import EvidencePackage
from schema.feed import Subscription
from schema.mutation import Mutation
from schema.query import Query
from schema.view import all_but, caller_schema

# Root fields of the contract that the hub does not serve yet. To serve one, take it out of here.
LATER = frozenset(
    {
        "Query.changes",
        "Query.accessLog",
        "Query.whyNot",
        "Subscription.changes",
    }
)

_FAMILY = '''
"""
The families that a field belongs to. 数据族
"""
directive @family(
  """The family. 数据族"""
  name: Family!
) repeatable on FIELD_DEFINITION
'''


@lru_cache(maxsize=1)
def planned_schema() -> GraphQLSchema:
    """All that the contract names, served or not."""
    signatures = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[EvidencePackage],
        config=StrawberryConfig(scalar_map=scalars.definitions(), disable_field_suggestions=True),
    )
    schema = build_from_sdl(signatures.as_str() + _FAMILY, assume_valid_sdl=True)
    for named in schema.type_map.values():
        if named.name in scalars.SCALARS:
            scalars.bind(named)  # type: ignore[arg-type]  # its name says that it is a scalar
        elif isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
            for field in named.fields.values():
                field.resolve = _refuse
    return schema


@lru_cache(maxsize=1)
def build_schema() -> GraphQLSchema:
    """The schema that the hub serves: all but `LATER` and the types that only it leads to."""
    return caller_schema(planned_schema(), all_but(LATER))


def sdl(
    schema: GraphQLSchema | None = None,
    families: Callable[[str, str], Collection[str]] | None = None,
) -> str:
    """The SDL of a schema (the served one by default), ending in one line break.

    `families(type, field)` names the families of a field, which are printed as `@family`.
    """
    text = print_schema(build_schema() if schema is None else schema)
    return (text if families is None else _with_families(text, families)).rstrip() + "\n"


def _with_families(text: str, families: Callable[[str, str], Collection[str]]) -> str:
    return print_ast(visit(parse(text), _FamilyWriter(families)))


class _FamilyWriter(Visitor):
    def __init__(self, families: Callable[[str, str], Collection[str]]) -> None:
        super().__init__()
        self.families = families

    def leave_field_definition(self, node: FieldDefinitionNode, *place: Any) -> FieldDefinitionNode:
        owner = place[-1][-1]
        names = sorted(self.families(owner.name.value, node.name.value))
        return FieldDefinitionNode(
            name=node.name,
            description=node.description,
            arguments=node.arguments,
            type=node.type,
            directives=tuple(_family(name) for name in names),
        )


def _family(name: str) -> ConstDirectiveNode:
    argument = ConstArgumentNode(name=NameNode(value="name"), value=EnumValueNode(value=name))
    return ConstDirectiveNode(name=NameNode(value="family"), arguments=(argument,))


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise NotImplementedError("a field is a signature: its value is made by the statement")


if __name__ == "__main__":
    sys.stdout.write(sdl())
