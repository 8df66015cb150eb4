"""A policy in force: the frozen snapshot that a request keeps from its first to its last stage.

Comes in: the compiler's index. Goes out: `Policy`, which makes the `Grant` of any set of roles,
once each. Nothing in it changes after it is made but that memory. A role that the policy does not
know gives no right; EVERYONE is among the roles of every caller.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from authz.grant import Aggregate, Grant, Rule, fingerprint
from authz.vocabulary import EVERYONE, MASK_RANK, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from authz.checks import Limits
    from authz.names import Names
    from authz.rows import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """One p row with the leaves that it opens and, for each, the family that it opens it for."""

    row: Row
    leaves: tuple[tuple[str, str], ...]
    limits: Limits | None

    @property
    def action(self) -> Action:
        return Action(self.row.values[2])

    @property
    def scope(self) -> str:
        return self.row.values[3]

    @property
    def mask(self) -> str:
        return self.row.values[4]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A compiled policy version.

    `entries`: the p rows by role; `above`: each role with all that it inherits, itself included;
    `families`: each coordinate's families, in the order of the schema's enum; `homes`: the family
    under which a name is shown when a row names it directly; `unclaimed`: coordinates in no
    family, and so in nobody's schema.
    """

    version: str
    rows: tuple[Row, ...]
    names: Names
    entries: Mapping[str, tuple[Entry, ...]]
    above: Mapping[str, frozenset[str]]
    families: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, str]
    unclaimed: tuple[str, ...]
    _grants: dict[frozenset[str], Grant] = field(default_factory=dict, repr=False)

    def under(self, version: str) -> Policy:
        """The same rights under another version, with the grants that were made."""
        made = list(self._grants.items())  # at once: another thread may be making more
        grants = {roles: replace(grant, policy_version=version) for roles, grant in made}
        return replace(self, version=version, _grants=grants)

    def grant(self, roles: Iterable[str]) -> Grant:
        """The rights of a set of roles, compiled at the first call and then the same object."""
        key = frozenset(role for role in roles if role in self.above)
        if key not in self._grants:
            self._grants[key] = self._compile(key)
        return self._grants[key]

    def families_of(self, coordinate: str) -> tuple[str, ...]:
        """All families that name a coordinate, whoever may read it."""
        return self.families.get(coordinate, ())

    def closure(self, roles: Iterable[str]) -> frozenset[str]:
        """The roles with all that they inherit, without those that the policy does not know."""
        known = [self.above[role] for role in (*roles, EVERYONE) if role in self.above]
        return frozenset().union(*known)

    def entries_of(self, roles: Iterable[str]) -> Iterator[Entry]:
        """The p rows that a set of roles holds, by role and line."""
        for role in sorted(self.closure(roles)):
            yield from self.entries.get(role, ())

    def _compile(self, roles: frozenset[str]) -> Grant:
        rules: dict[str, set[Rule]] = defaultdict(set)
        figures: dict[str, set[Aggregate]] = defaultdict(set)
        words: dict[Action, dict[str, set[str]]] = {
            action: defaultdict(set) for action in (Action.ACT, Action.SEND, Action.CONFIRM)
        }
        rule = cache(Rule)  # the same object wherever the same is said
        for entry in self.entries_of(roles):
            action, scope, mask = entry.action, entry.scope, entry.mask
            for leaf, family in entry.leaves:
                if action is Action.READ:
                    rules[leaf].add(rule(scope, mask, family))
                elif entry.limits is not None:
                    figures[leaf].add(_figure(entry, entry.limits, family))
                else:
                    words[action][leaf].add(scope)
        weakest_first = cache(_weakest_first)
        grant = Grant(
            roles=tuple(sorted(roles)),
            policy_version=self.version,
            rules=_frozen({name: weakest_first(frozenset(each)) for name, each in rules.items()}),
            aggregates=_frozen({name: tuple(sorted(found)) for name, found in figures.items()}),
            acts=_words(words[Action.ACT]),
            sends=_words(words[Action.SEND]),
            confirms=_words(words[Action.CONFIRM]),
        )
        return replace(grant, fingerprint=fingerprint(grant))


def _figure(entry: Entry, limits: Limits, family: str) -> Aggregate:
    return Aggregate(
        entry.scope, limits.min_group, limits.rounding, limits.dimensions, entry.mask, family
    )


def _weakest_first(rules: frozenset[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: (MASK_RANK[rule.mask], rule)))


def _words(found: dict[str, set[str]]) -> Mapping[str, tuple[str, ...]]:
    return _frozen({name: tuple(sorted(scopes)) for name, scopes in found.items()})


Value = TypeVar("Value")


def _frozen(found: dict[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(sorted(found.items())))
