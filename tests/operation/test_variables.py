"""Variables are read the quick way exactly as graphql-core reads them."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, parse
from graphql.execution.values import get_variable_values

from hub.answers import invalid
from hub.errors import BadRequestError
from hub.variables import CLOSED, Variables
from schema.build import build_schema

QUERY = """
query (
  $plain: String, $needed: Uscc!, $page: Int = 20, $share: Float, $flag: Boolean, $day: Date,
  $kind: ComplaintStatus, $words: [String!], $filter: MerchantFilter, $id: ID, $sum: Money = "1.00"
) { __typename }
"""
USCC = "91310115MA1K00015K"
GIVEN: dict[str, list[Any]] = {
    "plain": ["文字", "", None, 5, True, [], {}],
    "needed": [USCC, USCC.lower(), None, "", 7, ["x"]],
    "page": [0, 5, 5.0, 5.5, -1, 2**31, "5", True, None],
    "share": [0.5, 1, "0.5", None, 10**400],
    "flag": [True, False, 0, "true", None],
    "day": ["2026-11-20", "2026-02-30", 20261120, None],
    "kind": ["RESOLVED", "resolved", "NOTHING", None],
    "words": [[], ["a"], "a", ["a", None], [1], None],
    "filter": [{}, {"district": ["310113"]}, {"search": "a", "nothing": 1}, {"mine": 1}, [], None],
    "id": ["M1", 1, 1.5, None],
    "sum": ["12.30", "12.345", 12, None],
    "unknown": ["whatever"],
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema()


def _operation() -> OperationDefinitionNode:
    (operation,) = parse(QUERY).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def _slowly(schema: GraphQLSchema, given: dict[str, Any]) -> Any:
    nodes = _operation().variable_definitions or ()
    found = get_variable_values(schema, nodes, given, max_errors=10, hide_suggestions=True)
    return [str(e) for e in found] if isinstance(found, list) else dict(found.coerced)


CASES = [{}, {"needed": USCC}] + [
    {"needed": USCC, name: value} for name, values in GIVEN.items() for value in values
]


@pytest.mark.parametrize("given", CASES, ids=str)
def test_a_value_is_read_as_graphql_core_reads_it(
    schema: GraphQLSchema, given: dict[str, Any]
) -> None:
    found = Variables(schema, _operation()).read(given)
    read = [str(e) for e in found] if isinstance(found, list) else found
    assert read == _slowly(schema, given)
    kinds = {name: type(value) for name, value in found.items()} if isinstance(found, dict) else {}
    assert all(type(_slowly(schema, given)[name]) is kind for name, kind in kinds.items())


def test_an_unsafe_text_is_refused_in_any_depth(schema: GraphQLSchema) -> None:
    variables = Variables(schema, _operation())
    for given in ({"plain": "a\x00"}, {"words": ["a", "\ud800"]}, {"filter": {"search": "\x00"}}):
        with pytest.raises(BadRequestError) as refusal:
            variables.read({"needed": USCC, **given})
        assert refusal.value.code == "TEXT_UNSAFE"


def test_the_shape_tells_what_makes_another_statement(schema: GraphQLSchema) -> None:
    variables = Variables(schema, _operation())

    def shape(**given: Any) -> tuple[str, ...]:
        found = variables.read({"needed": USCC, **given})
        assert isinstance(found, dict)
        return variables.shape(found)

    assert shape(plain="a", page=3, words=["x"]) == shape(plain="b", page=9, words=["y"])
    assert shape(words=["x"]) != shape(words=["y", "z"]) == shape(words=["x", "y", "z"])
    assert shape(words=["x"]) != shape(words=[])
    assert shape(filter={"district": ["a"]}) != shape(filter={"district": ["a", "b"]})
    assert shape(plain="a") != shape()
    assert shape(flag=True) != shape(flag=False)
    assert shape(kind="RESOLVED") != shape(kind="FAILED")
    assert shape(filter={"mine": True}) != shape(filter={"mine": False})
    assert shape(id="MA") != shape(id="cA") != shape(id="cA~1")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"page": "13800000000"}, "Variable '$page' has invalid value: Int cannot represent"),
        ({"needed": None}, "Variable '$needed' has invalid value: Expected value of non-null type"),
        ({"flag": "13800000000"}, "Variable '$flag' has invalid value: Boolean cannot represent"),
        ({"kind": "13800000000"}, "Variable '$kind' has invalid value: Value does not exist"),
    ],
)
def test_a_refused_variable_is_named_with_its_reason_and_without_its_value(
    schema: GraphQLSchema, given: dict[str, Any], told: str
) -> None:
    errors = Variables(schema, _operation()).read({"needed": USCC, **given})
    assert isinstance(errors, list)
    body = invalid(errors, "VARIABLE").body.decode()
    assert told in body
    assert "13800000000" not in body


@pytest.mark.parametrize("name", sorted(CLOSED))
@pytest.mark.parametrize("unsafe", ["\0", "\ud800"])
@pytest.mark.parametrize("text", [USCC, "2026-11-20", "2026-11-20T09:30:00+08:00", "1.00", "A.b"])
def test_no_closed_scalar_lets_unsafe_text_through(
    schema: GraphQLSchema, name: str, unsafe: str, text: str
) -> None:
    """They are not looked at for it."""
    kind: Any = schema.type_map[name]
    for given in (unsafe + text, text + unsafe, text[:3] + unsafe + text[3:]):
        with pytest.raises(GraphQLError):
            kind.coerce_input_value(given)
