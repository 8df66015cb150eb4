"""A small schema with every trap of narrowing, and a visibility that hides named coordinates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from graphql import GraphQLSchema, build_schema as build_from_sdl

from schema.view import caller_schema

SMALL = """
directive @family(name: Family!) repeatable on FIELD_DEFINITION
enum Family { OPEN CLOSED }
interface Node { id: ID! }
interface Fact implements Node { id: ID! about: Shop! }
type Shop implements Node {
  id: ID!
  name: String!
  phone: String
  family: Family
  tickets(where: TicketFilter, first: Int = 20, asOf: String): TicketConnection
  ratings: [Rating!]
  other: Ring
}
type Ticket implements Fact & Node { id: ID! about: Shop! text: String }
type Rating implements Fact & Node { id: ID! about: Shop! grade: Int }
type Bundle implements Node { id: ID! digest: String! }
type TicketConnection { edges: [TicketEdge!]! nodes: [Ticket!]! pageInfo: Page! }
type TicketEdge { node: Ticket! cursor: String! }
type Page { more: Boolean! }
type Ring { next: Ring shop: Shop }
type Objection { fact: Fact! }
input Compare { eq: Int lt: Int }
input TicketFilter { text: String amount: Compare and: [TicketFilter!] }
input Inner { need: String! extra: String }
input Act { key: String! inner: Inner! }
enum OrderField { NAME SECRET }
enum Way { UP DOWN }
input Order { field: OrderField! way: Way = UP }
type Done { ok: Boolean }
type Query {
  node(id: ID!): Node
  shop(uscc: String!, asOf: String): Shop
  shops(order: [Order!], ways: [Way!] = [UP]): [Shop!]!
  objections: [Objection!]
}
type Mutation { act(input: Act!): Done }
"""


@dataclass(frozen=True)
class Without:
    """Everything but these coordinates."""

    hidden: Collection[str]
    asked: list[str] = field(default_factory=list)

    def field(self, type_name: str, field: str) -> bool:
        self.asked.append(f"{type_name}.{field}")
        return f"{type_name}.{field}" not in self.hidden

    def argument(self, type_name: str, field: str, argument: str) -> bool:
        return f"{type_name}.{field}({argument}:)" not in self.hidden

    def input_field(self, input_name: str, field: str) -> bool:
        return f"{input_name}.{field}" not in self.hidden

    def enum_value(self, enum_name: str, value: str) -> bool:
        return f"{enum_name}.{value}" not in self.hidden


def small() -> GraphQLSchema:
    return build_from_sdl(SMALL)


def coordinates(schema: GraphQLSchema) -> list[str]:
    """Every coordinate that a visibility is asked about, on a schema."""
    found: list[str] = []

    class Note(Without):
        def field(self, type_name: str, field: str) -> bool:
            found.append(f"{type_name}.{field}")
            return True

        def argument(self, type_name: str, field: str, argument: str) -> bool:
            found.append(f"{type_name}.{field}({argument}:)")
            return True

        def input_field(self, input_name: str, field: str) -> bool:
            found.append(f"{input_name}.{field}")
            return True

        def enum_value(self, enum_name: str, value: str) -> bool:
            found.append(f"{enum_name}.{value}")
            return True

    caller_schema(schema, Note(()))
    return found
