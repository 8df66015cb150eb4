"""The variables of an operation, coerced to its types; what of them a plan depends on.

In: an operation and a schema, once; then the values of each request. Out: the coerced values, or
the errors of graphql-core, which is asked only where a value does not fit. `shape` is the part of
the values that the statement depends on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    is_enum_type,
    is_leaf_type,
    type_from_ast,
    value_from_ast,
)
from graphql.execution.values import get_variable_values
from graphql.utilities import coerce_input_value

from hub.documents import refuse_unsafe
from resolvers.arguments import bare, shape_of, structural, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_ERRORS = 10
# Scalars that read no text, or only text of their own few letters: nothing unsafe is in them.
CLOSED = frozenset({"Boolean", "Coordinate", "Date", "DateTime", "Float", "Int", "Money", "Uscc"})


class Variables:
    """Reads the variables of one operation of a validated document."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._nodes = tuple(operation.variable_definitions or ())
        self._kinds: dict[str, Any] = {
            each.variable.name.value: type_from_ast(schema, each.type) for each in self._nodes
        }
        self._readers = {name: _reader(kind) for name, kind in self._kinds.items()}
        self.sized = any(_sized(kind) for kind in self._kinds.values())
        self._open = tuple(name for name, kind in self._kinds.items() if _open(kind))
        self._shaping = [(n, kind) for n, kind in self._kinds.items() if _shapes(kind)]
        self._defaults = {
            each.variable.name.value: value_from_ast(
                each.default_value, self._kinds[each.variable.name.value]
            )
            for each in self._nodes
            if each.default_value is not None
        }

    def read(self, given: Mapping[str, Any]) -> dict[str, Any] | list[GraphQLError]:
        """The coerced values by name; errors when one does not fit its type."""
        found: dict[str, Any] = {}
        for name, reader in self._readers.items():
            if name in given:
                value = reader(given[name])
            elif name in self._defaults:
                value = self._defaults[name]
            elif isinstance(self._kinds[name], GraphQLNonNull):
                value = Undefined
            else:
                continue
            if value is Undefined:
                return self._slowly(given)
            found[name] = value
        for name in self._open:
            refuse_unsafe(found.get(name))
        return found

    def _slowly(self, given: Mapping[str, Any]) -> dict[str, Any] | list[GraphQLError]:
        found = get_variable_values(
            self._schema,
            self._nodes,
            dict(given),
            max_errors=MOST_ERRORS,
            hide_suggestions=True,
        )
        if isinstance(found, list):
            return found
        refuse_unsafe(found.coerced)
        return dict(found.coerced)

    def shape(self, coerced: Mapping[str, Any]) -> tuple[str, ...]:
        """Presence, enums and lists of them, booleans, lengths: what makes another statement."""
        if not self._shaping:
            return ()
        return tuple([_shape(coerced.get(name, Undefined), kind) for name, kind in self._shaping])


def _shape(value: Any, kind: Any) -> str:
    return str(value) if worded(kind) and value is not Undefined else shape_of(value, kind)


def _open(kind: Any) -> bool:
    """Whether values of a type may hold any text."""
    inner = bare(kind)
    return not (is_enum_type(inner) or getattr(inner, "name", "") in CLOSED)


def _sized(kind: Any) -> bool:
    """Whether a budget may hang on values of a type: numbers, lists and objects."""
    inner = bare(kind)
    return not is_leaf_type(inner) or inner in (GraphQLInt, GraphQLFloat)


def _shapes(kind: Any) -> bool:
    """Whether a statement hangs on values of a type; a scalar that must be there says nothing."""
    inner = bare(kind)
    plain = is_leaf_type(inner) and not structural(inner) and inner is not GraphQLID
    return not (plain and isinstance(kind, GraphQLNonNull))


def _reader(kind: Any) -> Callable[[Any], Any]:
    """How a value of a type is read; Undefined for one that does not fit."""
    inner: Any = bare(kind)
    if not is_leaf_type(inner):
        return lambda value: coerce_input_value(value, kind)
    absent = Undefined if isinstance(kind, GraphQLNonNull) else None
    coerce = inner.coerce_input_value

    def leaf(value: Any) -> Any:
        if value is None:
            return absent
        try:
            return coerce(value)
        except Exception:  # noqa: BLE001 (a scalar refuses in its own way)
            return Undefined

    return leaf
