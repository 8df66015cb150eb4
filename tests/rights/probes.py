"""Operations made from a caller's own schema, and the rows and cells of their answers.

In: a schema. Out: `Probe`s, each asking every field of one type along one way, and `read`, which
names every row of an answer by its id. A connection is asked with its cursors, which name rows even
where `id` may be withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)

# What is asked of objects that only stand for a code, a party, a row elsewhere.
INSIDE: Mapping[str, tuple[str, ...]] = {
    "Party": ("code", "kind", "name"),
    "District": ("code", "name"),
    "Industry": ("code", "edition"),
    "Violation": ("code", "name"),
    "Institution": ("code", "name"),
    "Merchant": ("id",),
    "Source": ("code",),
    "Reason": ("code", "text", "rule"),
    "Officer": ("subject", "name", "badge"),
    "Provenance": ("recordedAt", "supersededAt", "disputed"),
    "EvaluationScore": ("criterion", "score"),
    "EvaluationFact": ("measure", "value"),
    "ClueStep": ("status", "at", "note"),
    "InspectionDraw": ("id",),
    "Fact": ("id",),
}
NOT_ASKED = frozenset({"Merchant.withheld", "Provenance.batch", "Batch.source"})
ROOTS = {  # list roots that are no connections, and the size of a page
    "institutions": "Institution",
    "sources": "Source",
}
SKIPPED = frozenset(
    {"me", "node", "merchant", "merchants", "caseAccess", "batch", "statistics", "anomalies"}
)
PAGE, BELOW, ROWS = 40, 8, 100  # merchants, rows behind one, rows of a root


@dataclass(frozen=True)
class Probe:
    """A document; `path` leads from the data to rows of `kind`, whose fields are `asked`."""

    name: str
    document: str
    root: str
    link: str  # of Merchant, or empty: the rows of the root itself
    kind: str
    asked: tuple[str, ...]
    deeper: str = ""  # one more link below, whose rows are meant


@dataclass(frozen=True)
class Found:
    """Rows behind one row (or the root): None when the list itself is null."""

    parent: str  # node id, empty for the root
    rows: tuple[tuple[str, Mapping[str, Any]], ...] | None
    total: int | None = None


def probes(schema: GraphQLSchema, *, page: int = PAGE, below: int = BELOW) -> Iterator[Probe]:
    """Every type that the schema leads to, by every root and every link of a merchant."""
    merchant: Any = schema.type_map["Merchant"]
    asked = tuple(cells(schema, merchant))
    body = _edges(" ".join(cells(schema, merchant).values()))
    document = _query(f"merchants(first: {page}) {{ totalCount {body} }}")
    yield Probe("merchants", document, "merchants", "", "Merchant", asked)
    for link in merchant.fields:
        if _is_child(schema, merchant, link):
            yield from _below_merchant(schema, merchant, link, page, below)
    query: Any = schema.query_type
    for root in query.fields:
        if root not in SKIPPED:
            yield from _root(schema, query, root, page)


def cells(schema: GraphQLSchema, kind: GraphQLObjectType) -> dict[str, str]:
    """Field → selection, for all that is a cell or stands for one."""
    found: dict[str, str] = {}
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if f"{kind.name}.{name}" in NOT_ASKED or _is_child(schema, kind, name):
            continue
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            found[name] = name
        elif inner.name in INSIDE and isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            inside = [each for each in INSIDE[inner.name] if each in inner.fields]
            if inside:
                found[name] = f"{name} {{ {' '.join(inside)} }}"
    return found


def _is_child(schema: GraphQLSchema, kind: GraphQLObjectType, name: str) -> bool:
    """A link to rows that are probed by themselves."""
    inner = get_named_type(kind.fields[name].type)
    return isinstance(inner, GraphQLObjectType) and inner.name not in INSIDE


def _below_merchant(
    schema: GraphQLSchema, merchant: Any, link: str, page: int, below: int
) -> Iterator[Probe]:
    kind, selection = _link(schema, merchant, link, below)
    document = _query(f"merchants(first: {page}) {{ {_edges(selection)} }}")
    asked = tuple(cells(schema, kind))
    yield Probe(f"Merchant.{link}", document, "merchants", link, kind.name, asked)
    for deeper in kind.fields:
        if _is_child(schema, kind, deeper):
            last, inner = _link(schema, kind, deeper, 3)
            body = f"{link} {{ id {inner} }}"
            document = _query(f"merchants(first: {page}) {{ {_edges(body)} }}")
            name = f"Merchant.{link}.{deeper}"
            cells_ = tuple(cells(schema, last))
            yield Probe(name, document, "merchants", link, last.name, cells_, deeper)


def _root(schema: GraphQLSchema, query: Any, root: str, page: int) -> Iterator[Probe]:
    kind, selection = _link(schema, query, root, ROWS)
    yield Probe(root, _query(selection), root, "", kind.name, tuple(cells(schema, kind)))
    for link in kind.fields:
        if _is_child(schema, kind, link):
            last, inner = _link(schema, kind, link, page)
            first = f"(first: {page})" if root not in ROOTS else ""
            body = f"id {inner}"
            edges = _edges(body) if root not in ROOTS else body
            document = _query(f"{root}{first} {{ {edges} }}")
            asked = tuple(cells(schema, last))
            yield Probe(f"{root}.{link}", document, root, "", last.name, asked, link)


def _link(
    schema: GraphQLSchema, owner: Any, name: str, first: int
) -> tuple[GraphQLObjectType, str]:
    """The type behind a link, and a selection of all its cells."""
    inner: Any = get_named_type(owner.fields[name].type)
    if not inner.name.endswith("Connection"):
        return inner, f"{name} {{ {' '.join(cells(schema, inner).values())} }}"
    node: Any = get_named_type(inner.fields["nodes"].type)
    body = _edges(" ".join(cells(schema, node).values()))
    end = "last" if name == "accessLedger" else "first"  # behind it stand the reads of the test
    return node, f"{name}({end}: {first}) {{ totalCount {body} }}"


def _edges(body: str) -> str:
    return f"edges {{ cursor node {{ {body} }} }}"


def _query(body: str) -> str:
    return f"{{ {body} }}"


def read(probe: Probe, data: Mapping[str, Any]) -> Iterator[Found]:
    """The rows of an answer."""
    top = data[probe.root]
    if not probe.link and not probe.deeper:
        yield _found("", top)
        return
    for name, node in _rows(top) or ():
        if not probe.deeper:
            yield _found(name, node[probe.link])
        elif not probe.link:
            yield _found(name, node[probe.deeper])
        else:
            listed = node[probe.link] or ()
            for each in [listed] if isinstance(listed, Mapping) else listed:
                yield _found(each["id"], each[probe.deeper])


def _found(parent: str, value: Any) -> Found:
    rows = _rows(value)
    total = value.get("totalCount") if isinstance(value, Mapping) else None
    return Found(parent, None if rows is None else tuple(rows), total)


def _rows(value: Any) -> list[tuple[str, Mapping[str, Any]]] | None:
    if value is None:
        return None
    if isinstance(value, Mapping) and "edges" in value:
        return [(plain(edge["cursor"]), edge["node"]) for edge in value["edges"]]
    listed = [value] if isinstance(value, Mapping) else value
    return [(plain(each.get("id") or ""), each) for each in listed]


def plain(node_id: str) -> str:
    """An id without its moment of knowledge."""
    return node_id.partition("~")[0]


def many(schema: GraphQLSchema, owner: str, name: str) -> bool:
    """Whether a link leads to a list or a connection."""
    kind: Any = schema.type_map[owner]
    declared = kind.fields[name].type
    bare = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
    return isinstance(bare, GraphQLList) or get_named_type(bare).name.endswith("Connection")


def point(schema: GraphQLSchema, below: int = BELOW) -> Iterator[str]:
    """Each link of one merchant, and its cells, where a caller may name it by its code."""
    merchant: Any = schema.type_map.get("Merchant")
    query: Any = schema.query_type
    if merchant is None or "merchant" not in query.fields:
        return
    bodies = [" ".join(cells(schema, merchant).values())]
    bodies += [
        _link(schema, merchant, link, below)[1]
        for link in merchant.fields
        if _is_child(schema, merchant, link)
    ]
    for body in filter(None, bodies):
        yield f"query ($uscc: Uscc!) {{ merchant(uscc: $uscc) {{ {body} }} }}"
