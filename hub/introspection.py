"""Introspection: the caller's own schema, described by the stock executor and nothing else.

In: a request that asks for `__schema` or `__type`. Out: their answer, and its place among the data
that the database made. The executor sees introspection fields alone; it never touches a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from graphql import (
    DocumentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
)

from hub.errors import BadRequestError
from resolvers.selection import Context, collect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.operation import Asked

FIELDS = frozenset({"__schema", "__type"})
PLAIN = (str, bool, type(None))  # the only values that introspection takes


def merged(asked: Asked, order: Sequence[str], body: bytes) -> bytes:
    """Data from the database and from introspection, in the order of the document."""
    found = {**orjson.loads(body), **introspect(asked)}
    return orjson.dumps({key: found[key] for key in order if key in found})


def introspect(asked: Asked) -> dict[str, Any]:
    """The answer to the introspection fields. Raises BadRequestError INTROSPECTION."""
    schema = asked.sight.schema
    if schema.query_type is None:
        return {}
    given = {k: v for k, v in asked.variables.items() if isinstance(v, PLAIN)}
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY,
        name=None,
        variable_definitions=tuple(
            each
            for each in asked.operation.variable_definitions or ()
            if each.variable.name.value in given
        ),
        directives=(),
        selection_set=SelectionSetNode(selections=_fields(asked)),
    )
    document = DocumentNode(definitions=(operation, *asked.document.fragments.values()))
    result = execute_sync(schema, document, variable_values=given)
    if result.errors:
        raise BadRequestError("INTROSPECTION", "the schema could not be described")
    return dict(result.data or {})


def _fields(asked: Asked) -> tuple[Any, ...]:
    schema = asked.sight.schema
    context = Context(schema, asked.document.fragments, asked.sight.rights, asked.variables)
    root: Any = schema.query_type
    grouped = collect(context, root, [asked.operation.selection_set])
    return tuple(n for nodes in grouped.values() for n in nodes if n.name.value in FIELDS)
