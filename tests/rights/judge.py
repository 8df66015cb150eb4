"""What stock Casbin says of a cell: plain, a mask, or hidden; and of rows and links.

In: a checked policy, the facts of a world. A decision is remembered by (roles, coordinate, what
every scope word says of the row's facts), never by the grant: the enforcer is stock, loaded with
the rows of the caller's roles, and its `holds` reads the predicates of `authz/predicates.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from graphql import GraphQLSchema, get_named_type

from authz.policy import Policy
from authz.predicates import holds
from authz.principal import Principal
from authz.store import shipped
from authz.vocabulary import ALL, HIDDEN, SCOPES, Action, Level, scopes_of
from tests.authz.oracle import OTHERS, Oracle
from tests.rights.facts import FactsOf, Row
from tests.rights.policies import compiled
from tests.world.build import world
from tests.world.spans import Span

MERCHANTS = frozenset(word for word in SCOPES if SCOPES[word].level is Level.MERCHANT)
WORDS = tuple(word for word in scopes_of(Action.READ) if word != ALL)
SINGLE = tuple(word for word in WORDS if not SCOPES[word].by_family)
BY_FAMILY = tuple(word for word in WORDS if SCOPES[word].by_family)


@cache
def shipped_judge() -> Judge:
    """Of the shipped policy over the hostile world; what it has decided, all tests know."""
    return Judge(compiled(shipped()), FactsOf(world()))


class Judge:
    """One policy and one world."""

    def __init__(self, policy: Policy, facts: FactsOf) -> None:
        self.policy = policy
        self.facts = facts
        self._oracles: dict[tuple[str, ...], Oracle] = {}
        self._decided: dict[tuple[Any, ...], str] = {}
        self._vectors: dict[tuple[Any, ...], tuple[bool, ...]] = {}
        self._flags: dict[tuple[Any, ...], bool] = {}
        self._fields = {
            kind: tuple(name for name in policy.names.coordinates if name.startswith(f"{kind}."))
            for kind in policy.names.types
        }

    @property
    def decisions(self) -> int:
        return sum(oracle.decisions for oracle in self._oracles.values())

    def mask(
        self,
        coordinate: str,
        kind: str,
        row: Row,
        caller: Principal,
        moment: datetime | None = None,
    ) -> str:
        """How the caller sees the coordinate on this row."""
        families = self.policy.families.get(coordinate, ())
        days = self.facts.other_days(coordinate, row, moment)
        vector = self.scopes(families, kind, row, caller, days)
        known = (caller.roles, coordinate, vector)
        if known not in self._decided:
            flags = dict(zip(_keys(families), vector, strict=True))
            oracle = self._oracle(caller.roles)
            self._decided[known] = oracle.mask(coordinate, {**flags, OTHERS: False})
        return self._decided[known]

    def scopes(
        self,
        families: tuple[str, ...],
        kind: str,
        row: Row,
        caller: Principal,
        days: Span | None = None,
    ) -> tuple[bool, ...]:
        """What each scope word says of the row, for each family in which it matters."""
        who = (caller.party, caller.subject, caller.case_number)
        key = (families, kind, *_name(row), *who, days)
        if key not in self._vectors:
            said = [self._holds(*asked, kind, row, caller, days) for asked in _keys(families)]
            self._vectors[key] = tuple(said)
        return self._vectors[key]

    def takes_in(self, coordinate: str, kind: str, row: Row, caller: Principal, on: date) -> bool:
        """Whether a figure of the row is made of what another row of the merchant says that day."""
        families = self.policy.families.get(coordinate, ())
        flags = dict(
            zip(
                _keys(families),
                self.scopes(families, kind, row, caller, (on, on)),
                strict=True,
            )
        )
        return self._oracle(caller.roles).mask(coordinate, {**flags, OTHERS: False}) != HIDDEN

    def shows(self, coordinate: str, kind: str, row: Row, caller: Principal) -> bool:
        return self.mask(coordinate, kind, row, caller) != HIDDEN

    def exists(self, kind: str, row: Row, caller: Principal) -> bool:
        """A row is there for the caller when any coordinate of its type is."""
        return any(self.shows(name, kind, row, caller) for name in self._fields[kind])

    def row_scopes(self, coordinate: str, caller: Principal) -> bool:
        """Whether any of the caller's rules on a link is judged on the rows behind it."""
        held = self.policy.closure(caller.roles)
        own = {"published", "own_tickets", "own_records", "self_done"}
        return any(
            entry.row.values[3] in own
            for role in held
            for entry in self.policy.entries.get(role, ())
            if entry.action is Action.READ and coordinate in {leaf for leaf, _ in entry.leaves}
        )

    def withheld(self, row: Row, caller: Principal, schema: GraphQLSchema) -> set[str]:
        """The families that the caller holds on some merchants, and on this one nowhere.

        Those of a merchant's fields, and of what the fields in the caller's schema lead to.
        """
        merchant: Any = schema.type_map["Merchant"]
        led = {get_named_type(field.type).name for field in merchant.fields.values()}
        kinds = {"Merchant"} | {name.removesuffix("Connection") for name in led}
        around = {
            f"{kind}.{field}"
            for kind in kinds
            for field in getattr(schema.type_map.get(kind), "fields", ())
        }
        held: dict[str, set[str]] = {}
        for role in self.policy.closure(caller.roles):
            for entry in self.policy.entries.get(role, ()):
                for leaf, family in entry.leaves if entry.action is Action.READ else ():
                    if leaf in around:
                        held.setdefault(family, set()).add(entry.row.values[3])
        return {
            family
            for family, words in held.items()
            if words <= MERCHANTS
            and not any(self._holds(word, family, "Merchant", row, caller) for word in words)
        }

    def _oracle(self, roles: tuple[str, ...]) -> Oracle:
        if roles not in self._oracles:
            self._oracles[roles] = Oracle(self.policy, roles)
        return self._oracles[roles]

    def _holds(
        self,
        word: str,
        family: str,
        kind: str,
        row: Row,
        caller: Principal,
        days: Span | None = None,
    ) -> bool:
        key = (word, family, kind, *_name(row), caller, days)
        if key not in self._flags:
            given = self.facts.now_of(kind, row, caller)
            other = {} if days is None else {"dated_on": days[0], "dated_until": days[1]}
            self._flags[key] = any(holds(word, family, {**one, **other}) for one in given)
        return self._flags[key]


@cache
def _keys(families: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(word, family) of every question that may matter to a coordinate of these families."""
    single = [(word, "") for word in SINGLE]
    return (*single, *((word, family) for family in families for word in BY_FAMILY))


def _name(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.get("merchant_id"), row.get("node_id"))
