"""A small schema and hypothesis strategies for policies over it, right and wrong."""

from __future__ import annotations

from graphql import GraphQLSchema, build_schema
from hypothesis import strategies as st

from authz.vocabulary import EVERYONE, Action, scopes_of

SDL = """
enum PartyKind { COURT BANK PUBLIC }
enum Family { META OPEN CONTACT LEDGER }
enum Dimension { DISTRICT }
type Merchant {
  id: ID! contactPhone: String legalRepresentative: String issuer: String name: String
  clues(asOf: String): ClueConnection
}
type Clue { id: ID! merchant: Merchant text: String }
type ClueConnection { nodes: [Clue!]! pageInfo: PageInfo! totalCount: Int! }
type PageInfo { hasNextPage: Boolean! }
type Query { merchant(asOf: String): Merchant clues: ClueConnection }
type Payload { clue: Clue errors: [String!] }
type Mutation { send: Payload! }
"""

KINDS = ("COURT", "BANK", "PUBLIC")
ROLES = ("R0", "R1", "R2", "R3", "R4")
GROUPS = ("META", "OPEN", "OPEN/masked", "CONTACT", "LEDGER", "LEDGER/1")
FIELDS = (
    *("Merchant.id", "Merchant.contactPhone", "Merchant.legalRepresentative", "Merchant.issuer"),
    *("Merchant.name", "Merchant.clues", "Clue.id", "Clue.merchant", "Clue.text"),
    *("Query.merchant", "Query.clues", "Query.merchant.asOf", "Merchant.clues.asOf"),
)
TYPES = ("Merchant", "Clue", "PageInfo")
PHONE_MASKS = ("phone3+4", "last4")
MASKABLE = {
    "Merchant.contactPhone": "phone3+4",
    "Merchant.issuer": "reported_hidden",
    "Merchant.legalRepresentative": "name1",
}
READ_SCOPES = st.sampled_from(scopes_of(Action.READ))


def small_schema() -> GraphQLSchema:
    return build_schema(SDL)


@st.composite
def role_rows(draw: st.DrawFn) -> list[str]:
    """A graph without circles: each role inherits EVERYONE and any of those before it."""
    rows = []
    for place, role in enumerate((*ROLES, *KINDS)):
        parents = draw(st.sets(st.sampled_from([*ROLES[:place], EVERYONE]), max_size=3))
        rows += [f"g, {role}, {parent}" for parent in sorted(parents | {EVERYONE})]
    return rows


@st.composite
def group_rows(draw: st.DrawFn) -> list[str]:
    names = st.sampled_from((*FIELDS, *TYPES))
    pairs = draw(st.sets(st.tuples(names, st.sampled_from(GROUPS)), min_size=3, max_size=14))
    masked = {(name, draw(st.sampled_from(GROUPS))) for name in MASKABLE}
    return [f"g2, {name}, {group}" for name, group in sorted(pairs | masked)]


@st.composite
def rule_rows(draw: st.DrawFn, groups: list[str], phone_mask: str) -> list[str]:
    """Rows on what the groups name: families and parts, now and then a name directly."""
    named = sorted({row.split(", ")[2] for row in groups})
    direct = sorted({row.split(", ")[1] for row in groups})
    rows = []
    for _ in range(draw(st.integers(2, 12))):
        role = draw(st.sampled_from((*KINDS, *ROLES, EVERYONE)))
        obj, scope = draw(st.sampled_from([*named, *named, *direct])), draw(READ_SCOPES)
        rows.append(f"p, {role}, {obj}, read, {scope}, plain, generated")
    for name in draw(st.lists(st.sampled_from(sorted(MASKABLE)), max_size=4)):
        role, scope = draw(st.sampled_from((*KINDS, EVERYONE))), draw(READ_SCOPES)
        word = phone_mask if name == "Merchant.contactPhone" else MASKABLE[name]
        rows.append(f"p, {role}, {name}, read, {scope}, {word}, generated")
    return rows


@st.composite
def policy_texts(draw: st.DrawFn) -> str:
    groups = draw(group_rows())
    phone_mask = draw(st.sampled_from(PHONE_MASKS))
    rows = [*draw(role_rows()), *groups, *draw(rule_rows(groups, phone_mask))]
    return "\n".join(draw(st.permutations(rows)))
