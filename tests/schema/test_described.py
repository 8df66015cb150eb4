"""Every name says what it means: English first, then the Chinese term."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema as build_from_sdl,
    is_specified_directive,
    is_specified_scalar_type,
)

from hub.domain import vocabulary
from schema.build import planned_schema

ENGLISH_THEN_CHINESE = re.compile(r"[A-Z0-9`][\s\S]*[a-z][\s\S]*[\u4e00-\u9fff][^a-z]*")


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, named in schema.type_map.items():
        if not name.startswith("__") and not is_specified_scalar_type(named):
            yield name, named.description
            yield from described_inside(named)
    for directive in schema.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description
            for name, argument in directive.args.items():
                yield f"@{directive.name}({name}:)", argument.description


def described_inside(named: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    if isinstance(named, GraphQLEnumType):
        for name, value in named.values.items():
            yield f"{named.name}.{name}", value.description
    elif isinstance(named, GraphQLInputObjectType):
        for name, input_field in named.fields.items():
            yield f"{named.name}.{name}", input_field.description
    elif isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in named.fields.items():
            yield f"{named.name}.{name}", field.description
            for argument, slot in field.args.items():
                yield f"{named.name}.{name}({argument}:)", slot.description


def undescribed(schema: GraphQLSchema) -> list[str]:
    return [
        coordinate
        for coordinate, text in described(schema)
        if not text or not ENGLISH_THEN_CHINESE.fullmatch(text)
    ]


def unspecified(schema: GraphQLSchema) -> list[str]:
    return [
        name
        for name, named in schema.type_map.items()
        if isinstance(named, GraphQLScalarType)
        and not is_specified_scalar_type(named)
        and not (named.specified_by_url or "").startswith("https://")
    ]


def test_everything_is_described_in_english_then_chinese() -> None:
    assert undescribed(planned_schema()) == []


def test_every_scalar_says_by_what_it_is_specified() -> None:
    assert unspecified(planned_schema()) == []


@pytest.mark.parametrize(
    ("sdl", "coordinate"),
    [
        ("type Query { a: Int }", "Query"),
        ('"A. 甲" type Query { a: Int }', "Query.a"),
        ('"A. 甲" type Query { "甲" a: Int }', "Query.a"),
        ('"A. 甲" type Query { "An a." a: Int }', "Query.a"),
        ('"An a. 甲" type Query { "An a. 甲" a(b: Int): Int }', "Query.a(b:)"),
        ('"An a. 甲" type Query { "An a. 甲" a: E } "An e. 乙" enum E { X }', "E.X"),
        ('"An a. 甲" type Query { "An a. 甲" a: S } scalar S', "S"),
    ],
)
def test_a_missing_description_is_found(sdl: str, coordinate: str) -> None:
    assert coordinate in undescribed(build_from_sdl(sdl))


def test_a_missing_specification_is_found() -> None:
    assert unspecified(build_from_sdl("type Query { a: S } scalar S")) == ["S"]


def test_the_domain_speaks_the_same_words() -> None:
    types = planned_schema().type_map
    shared = {
        name: [member.name for member in enum]
        for name, enum in vars(vocabulary).items()
        if isinstance(enum, type) and issubclass(enum, Enum) and name in types
    }
    assert shared
    for name, members in shared.items():
        named = types[name]
        assert isinstance(named, GraphQLEnumType)
        assert sorted(members) == sorted(named.values), name
