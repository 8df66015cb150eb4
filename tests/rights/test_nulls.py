"""Where the contract has no null, no answer has one: every coordinate, for every kind of party."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

from resolvers.registry import REGISTRY
from schema.build import planned_schema
from tests.world.firms import uscc
from tests.world.hub import WorldHub
from tests.world.parties import CASES

DEEP = 3
ALONE = {"merchant": f'uscc: "{uscc(1)}"', "caseAccess": f'caseNumber: "{CASES["sealed"]}"'}
SKIPPED = frozenset({"node", "batch"})  # their rows are met elsewhere
CALLERS = (
    *("public", "city", "pudong", "culture", "enforcement-pudong", "financial", "police-sealed"),
    *("procuratorate-case", "court-period", "association", "platform", "council", "hotline"),
    *("bank-a", "insurer", "data-center", "merchant", "auditor", "steward"),
)
LEAST = 20  # operations of each


def documents(schema: GraphQLSchema) -> Iterator[str]:
    """Everything behind each root, and behind each link of a merchant."""
    query: Any = schema.query_type
    for name, field in query.fields.items():
        if name in SKIPPED:
            continue
        kind: Any = get_named_type(field.type)
        if name == "merchants":
            for link in kind_of_nodes(kind).fields:
                body = _field(kind_of_nodes(kind), link, DEEP)
                if body:
                    yield f"{{ merchants(first: 40) {{ nodes {{ {body} }} }} }}"
            continue
        body = _field(query, name, DEEP, ALONE.get(name) or _demanded(field))
        yield f"{{ {body} }}"


def _demanded(field: Any) -> str:
    """Of a closed list that a root demands: the first value that the caller has."""
    demanded = {name: each for name, each in field.args.items() if is_required_argument(each)}
    kinds = {name: get_named_type(each.type) for name, each in demanded.items()}
    return ", ".join(f"{name}: {next(iter(kind.values))}" for name, kind in kinds.items())


def kind_of_nodes(connection: Any) -> Any:
    return get_named_type(connection.fields["nodes"].type)


def _field(owner: Any, name: str, depth: int, given: str = "") -> str:
    """A field with all that lies behind it, as far as the depth goes."""
    field, kind = owner.fields[name], get_named_type(owner.fields[name].type)
    more = [given, f"first: {40 if depth == DEEP else 5}" if "first" in field.args else ""]
    arguments = ", ".join(filter(None, more))
    called = f"{name}({arguments})" if arguments else name
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return called
    if depth == 0:
        return ""
    connection = kind.name.endswith("Connection")
    inside = kind_of_nodes(kind) if connection else kind
    around = inside.name in {"Merchant", "Party"} and owner.name != "Query"  # met by themselves
    parts = [_field(inside, each, 0 if around else depth - 1) for each in inside.fields]
    body = " ".join(["__typename", *filter(None, parts)])
    return (
        f"{called} {{ totalCount nodes {{ {body} }} }}" if connection else f"{called} {{ {body} }}"
    )


def nulls(schema: GraphQLSchema, kind: Any, value: Any, at: str) -> Iterator[str]:
    """The coordinates at which an answer has a null that its type has not."""
    bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if value is None:
        yield from () if bare is kind else (at,)
    elif isinstance(bare, GraphQLList):
        for each in value:
            yield from nulls(schema, bare.of_type, each, at)
    elif isinstance(value, dict):
        owner: Any = schema.type_map[value.get("__typename", bare.name)]
        for name, each in value.items():
            if name != "__typename":
                yield from nulls(schema, owner.fields[name].type, each, f"{owner.name}.{name}")


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLERS)
def test_no_null_where_the_contract_has_none(
    world_hub: WorldHub, name: str, figures: Callable[..., None]
) -> None:
    who, found, operations = world_hub.parties[name], set[str](), 0
    schema = world_hub.sight(who).schema
    for document in documents(schema):
        answer = world_hub.ask(document, who)
        assert "data" in answer, (document, answer)
        found |= set(nulls(schema, schema.query_type, answer["data"], "Query"))
        operations += 1
    figures(caller=name, operations=operations)
    assert operations > LEAST
    assert sorted(found) == []


def test_what_may_not_be_null_is_not_null_in_the_database() -> None:
    """A cell of the contract without null stands on a column without null, or is worked out."""
    schema, odd = planned_schema(), []
    for name, binding in REGISTRY.types.items():
        kind: Any = schema.type_map[name]
        for field, cell in binding.cells.items():
            strict = isinstance(kind.fields[field].type, GraphQLNonNull)
            if strict and cell.make is None and binding.table is not None:
                odd += [f"{name}.{field}"] if binding.table.c[cell.column].nullable else []
    assert odd == ["CriminalReferral.decideBy"]  # a referral without it is not there
