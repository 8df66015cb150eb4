"""Stock Casbin's word on a cell: plain, a mask, or hidden. It never sees the compiled grant.

In: a checked policy, the roles of a caller, the words that anchor rows are judged by, and facts of
one row. Out: masks. The predicates judge the words; Casbin decides on what they say, and a decision
is remembered by (coordinate, what they said), as one policy and one set of roles decide alike.
Words of other rows than anchors admit nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authz.enforcer import stock_enforcer
from authz.predicates import holds
from authz.vocabulary import ALL, EVERYONE, HIDDEN, MASKS, PLAIN, Action
from hub.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from authz.policy import Policy

DECISIONS = 20_000
Said = frozenset[tuple[str, str]]  # (word, family) that hold


class Stock:
    """One enforcer with the rows of one set of roles."""

    def __init__(self, policy: Policy, roles: Iterable[str], words: Iterable[str]) -> None:
        self._policy = policy
        self._roles = tuple(dict.fromkeys((*roles, EVERYONE)))
        self._words = tuple(words)
        self._enforcer: Any = stock_enforcer(policy, _said, roles=self._roles)
        self._decided: Cache[tuple[str, Said], str] = Cache(DECISIONS)

    def mask(self, coordinate: str, facts: Mapping[str, Any]) -> str:
        """The weakest mask under which Casbin shows the coordinate on the row."""
        said = self.said(coordinate, facts)
        return self._decided.get_or_make(
            (coordinate, said), lambda: self._weakest(coordinate, said)
        )

    def said(self, coordinate: str, facts: Mapping[str, Any]) -> Said:
        """Which words hold on the row, for each family that the coordinate may be shown under."""
        policy = self._policy
        home = policy.homes.get(coordinate, "")
        families = dict.fromkeys((*policy.families_of(coordinate), home))
        return frozenset(
            (word, family)
            for word in self._words
            for family in families
            if holds(word, family, facts)
        )

    def _weakest(self, coordinate: str, said: Said) -> str:
        if self._allowed(coordinate, PLAIN, said):
            return PLAIN
        names = {coordinate, self._policy.names.coordinates.get(coordinate, "")}
        for word, mask in MASKS.items():
            if not mask.cuts.isdisjoint(names) and self._allowed(coordinate, word, said):
                return word
        return HIDDEN

    def _allowed(self, coordinate: str, mask: str, said: Said) -> bool:
        read = Action.READ.value
        return any(
            self._enforcer.enforce(role, coordinate, read, mask, said) for role in self._roles
        )


def _said(scope: str, family: str, said: Said) -> bool:
    """What Casbin's matcher calls in place of the predicates, which have spoken."""
    return scope == ALL or (scope, family) in said
