"""Hidden names beside made-up ones: what a caller may not see does not exist for it.

In: the whole schema and a caller's own. Out: pairs of documents that differ in one name only: one
that the hub knows and hides, one that nobody knows, of the same length and spelling.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

Pair = tuple[str, str, str, str]  # hidden name, its document, made-up name, its document


def made_up(name: str) -> str:
    """A name of the same length and case that no schema has."""
    return "".join("Q" if c.isupper() else "q" if c.isalpha() else c for c in name)


def pairs(full: GraphQLSchema, own: GraphQLSchema) -> Iterator[Pair]:
    """Fields, types, arguments, input fields and enum values."""
    for name, kind in full.type_map.items():
        if name.startswith("__"):
            continue
        if name not in own.type_map:
            yield _pair(name, '{{ node(id: "x") {{ ... on {0} {{ id }} }} }}')
            yield _pair(name, "query($v: {0}) {{ merchants(first: 1) {{ totalCount }} }}")
            yield _pair(name, '{{ __type(name: "{0}") {{ name }} }}')
        elif isinstance(kind, GraphQLObjectType):
            yield from _fields(name, kind, own.type_map[name])
        elif isinstance(kind, GraphQLInputObjectType):
            yield from _inputs(name, kind, own)
        elif isinstance(kind, GraphQLEnumType):
            yield from _words(kind, own)


def _fields(name: str, kind: GraphQLObjectType, own: Any) -> Iterator[Pair]:
    for field, definition in kind.fields.items():
        if field not in own.fields:
            inside = f'{{{{ node(id: "x") {{{{ ... on {name} {{{{ {{0}} }}}} }}}} }}}}'
            top = {"Query": "{{ {0} }}", "Mutation": "mutation {{ {0} }}"}
            yield _pair(field, top.get(name, inside))
            yield _pair(field, top.get(name, inside).replace("{0}", "{0} {{ id }}"))
            continue
        for argument in definition.args:
            if argument not in own.fields[field].args:
                asked = f"{field}({{0}}: 1) {{{{ __typename }}}}"
                yield _pair(argument, f"{{{{ {asked} }}}}" if name == "Query" else inside_of(asked))


def inside_of(asked: str) -> str:
    return f"{{{{ merchants(first: 1) {{{{ nodes {{{{ {asked} }}}} }}}} }}}}"


def _lists(own: GraphQLSchema, kind: str) -> str | None:
    """A list of the query that takes this filter."""
    query: Any = own.query_type
    for name, root in query.fields.items():
        if "where" in root.args and get_named_type(root.args["where"].type).name == kind:
            return str(name)
    return None


def _inputs(name: str, kind: GraphQLInputObjectType, own: GraphQLSchema) -> Iterator[Pair]:
    visible: Any = own.type_map[name]
    listed = _lists(own, name)
    for field in kind.fields:
        if listed is not None and field not in visible.fields:
            where = (
                f"{{{{ {listed}(first: 1, where: {{{{ {{0}}: true }}}}) {{{{ totalCount }}}} }}}}"
            )
            yield _pair(field, where)


def _words(kind: GraphQLEnumType, own: GraphQLSchema) -> Iterator[Pair]:
    visible: Any = own.type_map[kind.name]
    for word in kind.values:
        listed = kind.name.removesuffix("OrderField").lower() + "s"
        if word not in visible.values and kind.name.endswith("OrderField"):
            by = "orderBy: [{{field: {0}}}]"
            yield _pair(word, f"{{{{ {listed}(first: 1, {by}) {{{{ totalCount }}}} }}}}")


def _pair(name: str, template: str) -> Pair:
    other = made_up(name)
    return name, template.format(name), other, template.format(other)
