"""The caller's own schema: the full one without what the caller may not use.

In: a full schema and a `Visibility`, which alone knows policy. Out: a valid graphql-core schema of
new types, in which introspection and validation work. What the caller may not use is not there:
not as a field, argument, input field, enum value or type; so a hidden name and a made-up one are
refused alike. Refused: unions and enum defaults inside input objects (TypeError, neither is in the
contract), and a caller for whom no question is left (PolicyError SCHEMA_EMPTY). What follows from
what was taken away is told in `narrow`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field as made

from graphql import GraphQLSchema

from hub.errors import PolicyError
from schema.clone import clone
from schema.narrow import Visibility, narrow
from schema.outline import outline


@dataclass(frozen=True, slots=True)
class Guarded:
    """Fields by `visible`; arguments, input fields and enum values by what they are tied to.

    `ties` leads from `Query.merchants(asOf:)`, `MerchantFilter.shortfall` or
    `MerchantOrderField.SHORTFALL` to coordinates such as `CustodyAssessment.shortfall`: all of them
    must be visible. What is tied to nothing is everyone's. `words` leaves these values of an enum.
    """

    visible: Callable[[str, str], bool]
    ties: Mapping[str, Collection[str]]
    words: Mapping[str, Collection[str]] = made(default_factory=dict)

    def field(self, type_name: str, field: str) -> bool:
        return self.visible(type_name, field)

    def argument(self, type_name: str, field: str, argument: str) -> bool:
        return self._tied(f"{type_name}.{field}({argument}:)")

    def input_field(self, input_name: str, field: str) -> bool:
        return self._tied(f"{input_name}.{field}")

    def enum_value(self, enum_name: str, value: str) -> bool:
        left = value in self.words.get(enum_name, (value,))
        return left and self._tied(f"{enum_name}.{value}")

    def _tied(self, coordinate: str) -> bool:
        pairs = (tie.split(".", 1) for tie in self.ties.get(coordinate, ()))
        return all(self.visible(type_name, field) for type_name, field in pairs)


def all_but(hidden: Collection[str]) -> Visibility:
    """Everything is visible but the fields named here as `Type.field`."""
    return Guarded(lambda type_name, field: f"{type_name}.{field}" not in hidden, {})


def caller_schema(full: GraphQLSchema, visibility: Visibility) -> GraphQLSchema:
    """The part of `full` that the caller may use. Raises PolicyError SCHEMA_EMPTY."""
    shape = outline(full)
    kept = narrow(shape, visibility)
    if shape.query not in kept.members:
        raise PolicyError("SCHEMA_EMPTY", "策略未授予任何查询 (the policy grants no question)")
    return clone(full, kept)
