"""Everything that a caller may ask, in every position, made from the caller's own schema.

Selection (now and about the past), filters with their negation, orders in both directions, pages
after and before a cursor, counts, search, arguments, ids and cursors of rows that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLSchema,
    get_named_type,
)

from hub.domain.node_types import LETTERS
from tests.rights.cells import at_moment
from tests.rights.probes import PAGE, probes
from tests.world.firms import BIG, uscc
from tests.world.ground import BETWEEN, TODAY, day

TEXTS = ("浦东", "某", "138", "美", "refund")
CODES = ("310115", "8040", "NOT_LINKED", "association-prepaid", "enforcement-310115", "refund")
DAYS = (TODAY, day(-10), day(-90))
AMOUNTS = (f"{BIG}.00", "0.00")
LISTED = "{ totalCount edges { cursor } pageInfo { hasNextPage endCursor } }"
GOOD = 2  # values of an enum that are tried
FIXED = 3  # dimensions of whoever reads published cells only


def battery(schema: GraphQLSchema, hidden: Sequence[str] = ()) -> Iterator[str]:
    """Documents without variables."""
    for probe in probes(schema):
        if probe.kind != "AccessRecord" and not probe.root.startswith("access"):
            yield probe.document
            if probe.root == "merchants" and _has_past(schema):
                yield at_moment(probe.document)
    yield from filters(schema)
    yield from orders(schema)
    yield from arguments(schema)
    yield from sliced(schema)
    yield from strangers(schema, hidden)


def _has_past(schema: GraphQLSchema) -> bool:
    query: Any = schema.query_type
    return "asOf" in query.fields["merchants"].args


def _lists(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    query: Any = schema.query_type
    for name, root in query.fields.items():
        if get_named_type(root.type).name.endswith("Connection"):
            yield name, root


def filters(schema: GraphQLSchema) -> Iterator[str]:
    """Each field of each filter with telling values, and its negation."""
    for name, root in _lists(schema):
        if "where" not in root.args:
            continue
        kind: Any = get_named_type(root.args["where"].type)
        for key, given in kind.fields.items():
            for at, value in enumerate(literals(given.type, key)):
                tree = f"{{{key}: {value}}}"
                yield f"{{ {name}(first: {PAGE}, where: {tree}) {LISTED} }}"
                if "not" in kind.fields and at == 0:
                    yield f"{{ {name}(first: {PAGE}, where: {{not: {tree}}}) {LISTED} }}"


def literals(kind: Any, key: str) -> tuple[str, ...]:
    """Values for an input of this type."""
    inner = get_named_type(kind)
    listed = isinstance(kind, GraphQLList) or "[" in str(kind)
    if key in {"and", "or", "not"}:
        return ()
    if isinstance(inner, GraphQLInputObjectType):
        return tuple(_compared(inner))
    if isinstance(inner, GraphQLEnumType):
        chosen = list(inner.values)
        return tuple(f"[{word}]" for word in chosen[:: max(1, len(chosen) // GOOD)])
    known = {
        "Boolean": ("true", "false"),
        "Uscc": (f'"{uscc(1)}"',),
        "ID": ('"d"',),
        "DateTime": (f'"{BETWEEN.isoformat()}"',),
        "String": tuple(f'"{code}"' for code in (TEXTS if key == "search" else CODES)),
    }[inner.name]
    if not listed:
        return known
    return (f"[{', '.join(known)}]",)


def _compared(kind: GraphQLInputObjectType) -> Iterator[str]:
    if "contains" in kind.fields:
        yield from (f'{{contains: "{text}"}}' for text in TEXTS[:2])
        yield f'{{startsWith: "{TEXTS[0]}"}}'
        return
    scalar = get_named_type(kind.fields["eq"].type).name
    values = {"Date": [f'"{one}"' for one in DAYS], "Money": [f'"{one}"' for one in AMOUNTS]}
    for value in values.get(scalar, ["2"]):
        yield f"{{gte: {value}}}"
    yield f"{{eq: {values.get(scalar, ['2'])[0]}}}"
    yield "{isNull: true}"


def orders(schema: GraphQLSchema) -> Iterator[str]:
    """Each order in both directions."""
    for name, root in _lists(schema):
        for order in order_keys(root):
            for way in ("ASC", "DESC"):
                by = f"orderBy: [{{field: {order}, direction: {way}}}]"
                size = f"first: {PAGE}" if way == "ASC" else "last: 7"
                yield f"{{ {name}({size}, {by}) {LISTED} }}"


def order_keys(root: Any) -> tuple[str, ...]:
    """The values of the enum by which a list may be ordered."""
    if "orderBy" not in root.args:
        return ()
    kind: Any = get_named_type(root.args["orderBy"].type)
    words: Any = get_named_type(kind.fields["field"].type)
    return tuple(words.values)


def pages(schema: GraphQLSchema, cursors: dict[str, str]) -> Iterator[str]:
    """Pages that go on from a cursor, in every order."""
    for name, root in _lists(schema):
        if name not in cursors:
            continue
        at = cursors[name]
        for order in order_keys(root):
            by = f"orderBy: [{{field: {order}}}]"
            yield f'{{ {name}(first: 5, after: "{at}", {by}) {LISTED} }}'
            yield f'{{ {name}(last: 5, before: "{at}", {by}) {LISTED} }}'
        yield f'{{ {name}(first: 5, after: "{at}") {LISTED} }}'


def arguments(schema: GraphQLSchema) -> Iterator[str]:
    """Arguments of a merchant's links: kinds, days, filters of its complaints."""
    merchant: Any = schema.type_map["Merchant"]
    for name, link in merchant.fields.items():
        given = link.args
        part = "{ totalCount }" if "first" in given else "{ receivedDays lateDays missingDays }"
        first = "first: 5, " if "first" in given else ""
        if "since" in given:
            for one in DAYS:
                bound = f'{first}since: "{one}", until: "{one}"'
                yield f"{{ merchants(first: {PAGE}) {{ nodes {{ {name}({bound}) {part} }} }} }}"
        if "kind" in given:
            for value in literals(given["kind"].type, "kind"):
                asked = f"{name}({first}kind: {value}) {part}"
                yield f"{{ merchants(first: {PAGE}) {{ nodes {{ {asked} }} }} }}"


def sliced(schema: GraphQLSchema) -> Iterator[str]:
    """Statistics by each dimension and under each filter, and anomalies of each subject."""
    query: Any = schema.query_type
    if "statistics" not in query.fields:
        return
    figures: Any = schema.type_map["StatisticsRow"]
    cells = " ".join(name for name in figures.fields if name != "keys")
    words: Any = schema.type_map["Dimension"]
    for word in words.values:
        yield f"{{ statistics(by: [{word}]) {{ keys {{ key label }} {cells} }} }}"
    if len(words.values) > FIXED:
        where: Any = schema.type_map["MerchantFilter"]
        for key, given in where.fields.items():
            for value in literals(given.type, key):
                yield f"{{ statistics(by: [], where: {{{key}: {value}}}) {{ {cells} }} }}"
    subjects: Any = schema.type_map.get("AnomalySubject")
    for word in subjects.values if subjects is not None else ():
        shown = "key label measure observed merchant { uscc }"
        yield f"{{ anomalies(subject: {word}) {{ {shown} }} }}"


def strangers(schema: GraphQLSchema, hidden: Sequence[str]) -> Iterator[str]:
    """Ids of rows that are not there, as ids and as cursors."""
    firsts = {one[:1]: one for one in reversed(hidden)}  # one of each type
    for one in firsts.values():
        yield f'{{ node(id: "{one}") {{ id __typename }} }}'
    for name, root in _lists(schema):
        connection: Any = get_named_type(root.type)
        letter = LETTERS[get_named_type(connection.fields["nodes"].type).name]
        if letter in firsts:
            yield f'{{ {name}(first: 2, after: "{firsts[letter]}") {LISTED} }}'
