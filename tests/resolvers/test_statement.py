# ruff: noqa: E501  # an operation stands on one line
"""One read, one statement; response keys, fragments, ids and the edges of a selection."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from hub.domain.identifiers import node_id
from resolvers.registry import REGISTRY
from tests.resolvers.test_slow import in_order
from tests.slow.callers import CALLERS, CITY, COURT, MERCHANT, POLICE, STEWARD, uscc
from tests.slow.cells import suffix
from tests.slow.chance import BETWEEN, MERCHANTS
from tests.slow.served import Served

DEEP = (
    "{ merchants(first: 2) { nodes { outlets(first: 2) { nodes { merchant { outlets(first: 2) "
    "{ pageInfo { hasNextPage } edges { node { merchant { outlets(last: 1) { nodes { merchant "
    "{ uscc complaints(first: 1) { totalCount } } } } } } } } } } } } } }"
)


def asked(served: Served, document: str, who: Any = CITY, **variables: Any) -> Any:
    """The data of an answer, which is also that of the slow executor."""
    answer = served.ask(document, who, variables)
    assert "data" in answer, answer
    data, _ = served.slow(who).answer(document, variables)
    assert in_order(answer["data"]) == in_order(data)
    return answer["data"]


# ---------------------------------------------------------------- one statement


@pytest.mark.parametrize(
    "document",
    [
        "{ me { subject rights { coordinate } } }",
        "{ merchants { nodes { uscc } totalCount pageInfo { endCursor } } }",
        "{ a: merchants(first: 1) { nodes { uscc } } b: complaints { totalCount } sources { code } }",
        DEEP,
    ],
)
def test_a_read_is_one_statement(served: Served, document: str) -> None:
    with served.statements() as seen:
        asked(served, document)
    assert len(seen) == 1, seen


def test_twelve_levels(served: Served) -> None:
    depth = deepest = 0
    for letter in DEEP:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        deepest = max(depth, deepest)
    assert deepest >= 13
    assert asked(served, DEEP)["merchants"]["nodes"]


def test_introspection_is_no_statement(served: Served) -> None:
    with served.statements() as seen:
        served.ask('{ __type(name: "Merchant") { name } __typename }', CITY)
    assert seen == []


# ---------------------------------------------------------------- wide objects and response keys


def _every_field(served: Served) -> list[str]:
    """Each field of Merchant with the least below it."""
    kind = served.schema(CITY).type_map["Merchant"]
    found = []
    for name, field in kind.fields.items():  # type: ignore[attr-defined]
        below = get_named_type(field.type)
        paged = below.name.endswith("Connection")
        leaf = not isinstance(below, GraphQLObjectType)
        found.append(name if leaf else f"{name} {{ {'totalCount' if paged else '__typename'} }}")
    return found


@pytest.mark.parametrize("width", [51, 64, 75])
def test_wide_objects(served: Served, width: int) -> None:
    fields = _every_field(served)
    fields += [f"again{number}: uscc" for number in range(width - len(fields))]
    fields = fields[:width]
    assert len(fields) == width
    document = f'{{ merchant(uscc: "{uscc(1)}") {{ {" ".join(fields)} }} }}'
    assert len(asked(served, document)["merchant"]) == width


def test_a_long_alias_is_refused_before_a_database_cuts_it(served: Served) -> None:
    for document in (
        "{ %s: me { subject } }",
        "{ merchants(first: 1) { nodes { %s: name } } }",
        "{ merchants(first: 1) { %s: totalCount } }",
    ):
        assert "a" * 60 in str(asked(served, document % ("a" * 60)))
        assert served.refusal(document % ("a" * 64), CITY) == "TOO_MUCH"


@pytest.mark.parametrize(
    "key", ["r", "body", "select", "_n", "merchant_id", "Name", "_", "k0", "answer"]
)
def test_any_name_may_be_a_response_key(served: Served, key: str) -> None:
    inner = f"{{ {key}: name name uscc {key}2: outlets(first: 1) {{ {key}: nodes {{ {key}: id }} totalCount }} }}"
    found = asked(served, f"{{ {key}: merchants(first: 3) {{ {key}: nodes {inner} }} }}")
    assert found[key][key][0][key]
    assert asked(served, f"{{ {key}: me {{ {key}: subject }} }}") == {key: {key: CITY.subject}}


def test_equal_keys_merge(served: Served) -> None:
    document = """
      { merchants(first: 2) { nodes { uscc outlets(first: 2) { totalCount } } }
        ...More
        merchants(first: 2) { totalCount nodes { uscc name outlets(first: 2) { nodes { code } } } } }
      fragment More on Query { merchants(first: 2) { pageInfo { hasNextPage } nodes { ... on Node { id } } } }
    """
    found = asked(served, document)["merchants"]
    assert list(found) == ["nodes", "pageInfo", "totalCount"]
    assert list(found["nodes"][0]) == ["uscc", "outlets", "id", "name"]
    assert list(found["nodes"][0]["outlets"]) == ["totalCount", "nodes"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("query($no: Boolean = false) { me @include(if: $no) { subject } }", {}),
        ("{ me { subject @skip(if: true) } }", {"me": {}}),
        (
            "{ merchants(first: 1) { nodes { name @skip(if: true) } } }",
            {"merchants": {"nodes": [{}]}},
        ),
        ("{ merchants(first: 1) { nodes @skip(if: true) { name } } }", {"merchants": {}}),
        (
            "{ merchants(first: 1) { edges { cursor @skip(if: true) } } }",
            {"merchants": {"edges": [{}]}},
        ),
        (
            "{ merchants(first: 0) { nodes { name } pageInfo { endCursor @skip(if: true) } } }",
            {"merchants": {"nodes": [], "pageInfo": {}}},
        ),
        (
            "{ __typename ...F } fragment F on Query { t: __typename }",
            {"__typename": "Query", "t": "Query"},
        ),
    ],
)
def test_nothing_is_left_of_a_selection(served: Served, document: str, expected: Any) -> None:
    assert asked(served, document) == expected


# ---------------------------------------------------------------- interfaces and ids


def test_fragments_on_interfaces(served: Served) -> None:
    document = """
      { objections { nodes { __typename ... on Node { id } fact { ...Fact ... on Outlet { code name } ... on Permit { number } } } } }
      fragment Fact on Fact { __typename id merchant { uscc } provenance { recordedAt source { code } batch { id } } }
    """
    nodes = asked(served, document)["objections"]["nodes"]
    assert {node["fact"]["__typename"] for node in nodes} > {"Outlet"}


SEERS = (CITY, COURT, POLICE, MERCHANT, STEWARD, *CALLERS.values())


@pytest.mark.parametrize("kind", sorted(REGISTRY.interfaces["Node"]))
def test_every_type_is_a_node(served: Served, kind: str) -> None:
    served.reread()
    binding = REGISTRY.types[kind]
    for who in SEERS:
        links = served.slow(who).links
        found = [each for each in links.all_of(kind, None) if links.alone(each)]
        if found:
            ids = {"id": found[0].row["node_id"]}
            answer = asked(
                served, "query($id: ID!) { node(id: $id) { __typename id } }", who, **ids
            )
            assert answer == {"node": {"__typename": kind, **ids}}
            assert ids["id"][0] == binding.letter
            return
    raise AssertionError(f"nobody sees a {kind}")


GOOD = node_id("M", 1, 1)
BENT = (
    *("", " ", "M", "~", "zzzz", "🎉", "M" * 3000, "1" + GOOD[1:], "g" + GOOD[1:], "b" + GOOD[1:]),
    *(GOOD.lower(), GOOD + "=", GOOD + "A", f" {GOOD}", GOOD[:-1], node_id("X", 2**63, 2**64 - 1)),
    *(node_id("P", 2**64 - 1, 2**64 - 1), node_id("M", 0, 0), node_id("l", 2**63 + 1, 5)),
)


@pytest.mark.parametrize("bent", BENT)
def test_bent_ids_find_nothing(served: Served, bent: str) -> None:
    document = "query($id: ID!) { node(id: $id) { id } }"
    assert served.ask(document, CITY, {"id": bent})["data"] == {"node": None}
    assert served.ask(document, CITY, {"id": f"{bent}~"})["data"] == {"node": None}


@pytest.mark.parametrize("moment", ["~~", "~-5", "~!", "~１", "~" + "z" * 40, "~1_0", "~+1", "~ 1"])
def test_bent_moments_find_nothing(served: Served, moment: str) -> None:
    found = served.slow(CITY).links.all_of("Merchant", None)[0].row["node_id"]
    answer = served.ask("query($id: ID!) { node(id: $id) { id } }", CITY, {"id": found + moment})
    assert answer["data"] == {"node": None}


def test_an_id_carries_its_moment(served: Served) -> None:
    document = "query($at: DateTime!) { merchants(first: 14, asOf: $at) { nodes { id name outlets(first: 1) { nodes { id } } } edges { cursor } pageInfo { startCursor } } }"
    moment = BETWEEN[0]
    found = asked(served, document, at=moment.isoformat())["merchants"]
    ids = [node["id"] for node in found["nodes"]]
    assert ids
    assert all(each.endswith(suffix(moment)) for each in ids)
    assert [edge["cursor"] for edge in found["edges"]] == ids
    again = asked(
        served, "query($id: ID!) { node(id: $id) { id ... on Merchant { name } } }", id=ids[0]
    )
    assert again["node"] == {"id": ids[0], "name": found["nodes"][0]["name"]}
    outlets = [node for each in found["nodes"] for node in (each["outlets"] or {})["nodes"]]
    assert all(each["id"].endswith(suffix(moment)) for each in outlets)


def test_single_arguments_count(served: Served) -> None:
    for kind, expected in (("BANK", {"bank-a", "bank-b"}), ("INSURER", {"insurer-a"})):
        for document in (
            f"{{ institutions(kind: {kind}) {{ code }} }}",
            "query($k: InstitutionKind) { institutions(kind: $k) { code } }",
        ):
            variables = {"k": kind} if "$k" in document else {}
            found = asked(served, document, **variables)["institutions"]
            assert {each["code"] for each in found} == expected


def test_defaults_of_the_schema_count(served: Served) -> None:
    assert len(
        asked(served, "{ merchants { nodes { uscc } } }")["merchants"]["nodes"]
    ) == MERCHANTS - _gone(served)
    plain = "{ complaints(orderBy: [{ field: RECEIVED_ON %s }]) { nodes { id receivedOn } } }"
    default, down = (asked(served, plain % word) for word in ("", "direction: DESC"))
    assert default == down
    assert default != asked(served, plain % "direction: ASC")


def _gone(served: Served) -> int:
    rows = served.tables.rows["merchant"]
    return len({r["merchant_id"] for r in rows}) - len(served.tables.at("merchant"))
