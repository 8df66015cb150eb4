"""The built schema is plain graphql-core: names as values, nothing runs, imports go down."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLObjectType,
    build_schema as build_from_sdl,
    graphql_sync,
    parse,
    validate,
    validate_schema,
)

import schema
from schema.build import LATER, build_schema, planned_schema, sdl
from schema.planned import described, planned

ROOM = Path(__file__).parents[2] / "schema"
MAY_IMPORT = ("schema", "hub.domain", "hub.errors", "hub.clock", "strawberry", "graphql")


def test_schema_is_this_checkout() -> None:
    assert schema.__file__ == str(ROOM / "__init__.py")
    assert (ROOM / "__init__.py").read_text("utf-8") == ""


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_imports_go_down(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    foreign = {
        module
        for module in modules
        if module.split(".")[0] not in sys.stdlib_module_names
        and not any(module == room or module.startswith(room + ".") for room in MAY_IMPORT)
    }
    assert foreign == set()


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_lazy_types_name_their_module_in_full(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "LazyType" not in text
    for module in re.findall(r"strawberry\.lazy\(\"([^\"]*)\"\)", text):
        assert module.startswith("schema.")
        assert (ROOM / f"{module.removeprefix('schema.')}.py").exists()


@pytest.mark.parametrize("module", ["schema.merchant", "schema.complaint", "schema.build"])
def test_any_module_can_be_imported_first(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import {module}"], cwd=ROOM.parent, check=False
    )
    assert done.returncode == 0


def test_the_schema_is_built_once() -> None:
    assert build_schema() is build_schema()
    assert planned_schema() is planned_schema()


def test_enum_values_are_their_names() -> None:
    types = build_schema().type_map.items()
    enums = [t for n, t in types if isinstance(t, GraphQLEnumType) and not n.startswith("__")]
    assert enums
    for enum in enums:
        assert [value.value for value in enum.values.values()] == list(enum.values)


def test_no_trace_of_strawberry_is_left() -> None:
    for name, named in build_schema().type_map.items():
        assert type(named).__module__.startswith("graphql."), name
        assert not named.extensions, name


@pytest.mark.parametrize(
    "question",
    [
        "{ me { subject } }",
        '{ merchant(uscc: "91310115MA1K00015K") { name } }',
        "{ merchants(first: 1) { totalCount } }",
        (
            'mutation { publishRating(input: {idempotencyKey: "a", method: "b", grade: A, '
            'merchant: "91310115MA1K00015K"}) { __typename } }'
        ),
    ],
)
def test_running_a_field_raises(question: str) -> None:
    assert validate(build_schema(), parse(question)) == []
    result = graphql_sync(build_schema(), question, root_value={})
    assert result.errors is not None
    assert isinstance(result.errors[0].original_error, NotImplementedError)


def test_every_field_raises_when_run() -> None:
    for named in planned_schema().type_map.values():
        if isinstance(named, GraphQLObjectType) and not named.name.startswith("__"):
            for name, field in named.fields.items():
                assert field.resolve is not None, f"{named.name}.{name}"
                with pytest.raises(NotImplementedError):
                    field.resolve({name: 1}, None)  # type: ignore[arg-type]


def test_nothing_is_suggested() -> None:
    question = parse("{ merchnts { totalCount } }")
    [error] = validate(build_schema(), question, hide_suggestions=True)
    assert error.message == "Cannot query field 'merchnts' on type 'Query'."


def test_a_field_of_later_is_refused_like_a_made_up_one() -> None:
    messages = []
    for coordinate in [*sorted(LATER - {"Subscription.changes"}), "Query.madeUp"]:
        field = coordinate.removeprefix("Query.")
        [error, *_] = validate(build_schema(), parse(f"{{ {field} }}"), hide_suggestions=True)
        messages.append(error.message.replace(field, "X"))
    assert len(set(messages)) == 1


def test_arguments_keep_their_defaults() -> None:
    text = sdl()
    assert "first: Int = 50" in text
    assert "direction: OrderDirection = ASC" in text
    assert "= null" not in text


def test_sdl_can_name_families() -> None:
    def families(type_name: str, field: str) -> list[str]:
        return ["CONTACT", "PUBLIC"] if (type_name, field) == ("Merchant", "name") else []

    text = sdl(families=families)
    assert text.count("@family(name: CONTACT) @family(name: PUBLIC)") == 1
    assert "name: String! @family(name: CONTACT) @family(name: PUBLIC)" in text
    assert validate_schema(build_from_sdl(text)) == []
    assert "One legal operator, keyed by" in text


def test_a_signature_needs_words() -> None:
    def silent(self: object) -> int: ...

    with pytest.raises(TypeError, match="docstring"):
        planned(silent)


def test_two_enum_values_need_two_texts() -> None:
    twins = Enum("twins", {"ONE": "the same. 同", "TWO": "the same. 同"})
    with pytest.raises(TypeError, match="one description"):
        described("Twins. 双")(twins)
