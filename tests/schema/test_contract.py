"""The contract holds: nothing of it vanished, changed its type or became stricter."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    build_schema as build_from_sdl,
    find_breaking_changes,
    find_dangerous_changes,
    get_introspection_query,
    graphql_sync,
    validate_schema,
)

from schema.build import LATER, build_schema, planned_schema, sdl

HERE = Path(__file__).parent
COMMITTED = HERE.parents[1] / "schema" / "schema.graphql"
HARMLESS = {
    "VALUE_ADDED_TO_ENUM",
    "OPTIONAL_INPUT_FIELD_ADDED",
    "OPTIONAL_ARG_ADDED",
    "IMPLEMENTED_INTERFACE_ADDED",
}


def contract(*names: str) -> GraphQLSchema:
    return build_from_sdl("\n".join((HERE / name).read_text("utf-8") for name in names))


def stricter(before: GraphQLSchema, after: GraphQLSchema) -> list[str]:
    breaking = find_breaking_changes(before, after)
    dangerous = find_dangerous_changes(before, after)
    return [c.description for c in breaking] + [
        c.description for c in dangerous if c.type.name not in HARMLESS
    ]


def test_the_served_schema_contains_the_contract() -> None:
    assert stricter(contract("contract.graphql"), build_schema()) == []


def test_all_that_is_planned_contains_the_whole_contract() -> None:
    whole = contract("contract.graphql", "contract_later.graphql")
    assert stricter(whole, planned_schema()) == []


def test_nothing_of_later_is_served() -> None:
    changes = find_breaking_changes(planned_schema(), build_schema())
    gone = {change.description.removeprefix("Field ") for change in changes}
    assert gone == {
        "Query.changes was removed.",
        "Query.accessLog was removed.",
        "Query.whyNot was removed.",
        *(
            f"{name} was removed."
            for name in (
                "AccessExplanation",
                "AccessFilter",
                "Change",
                "ChangeKind",
                "ChangePage",
                "Subscription",
            )
        ),
    }


@pytest.mark.parametrize("coordinate", sorted(LATER))
def test_later_names_real_fields(coordinate: str) -> None:
    type_name, field = coordinate.split(".")
    assert field in planned_schema().type_map[type_name].fields  # type: ignore[attr-defined]


def test_the_comparison_can_fail() -> None:
    before = contract("contract.graphql")
    after = build_from_sdl(
        (HERE / "contract.graphql")
        .read_text("utf-8")
        .replace("first: Int = 50", "first: Int = 5")
        .replace("seed: String ", "seed: Int ")
    )
    assert len(stricter(before, after)) == 2


def test_both_schemas_are_valid() -> None:
    for schema in (planned_schema(), build_from_sdl(sdl())):
        assert validate_schema(schema) == []


def test_introspection_answers() -> None:
    result = graphql_sync(build_schema(), get_introspection_query())
    assert result.errors is None


def test_the_committed_sdl_is_the_schema() -> None:
    committed = COMMITTED.read_text("utf-8")
    difference = difflib.unified_diff(
        committed.splitlines(), sdl().splitlines(), "schema/schema.graphql", "the schema", n=1
    )
    assert committed == sdl(), "\n".join([*difference, "", "To heal it: make schema"])
