"""Stock Casbin beside the compiled grant, on vectors of scope flags.

A vector says for each scope word, and for those that depend on it for each family, whether it
holds. The enforcer is stock, loaded with the rows of the roles; it never sees the grant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from authz.enforcer import stock_enforcer
from authz.grant import Grant, Rule
from authz.policy import Policy
from authz.vocabulary import ALL, HIDDEN, MASKS, PLAIN, SCOPES, Action, scopes_of

Key = tuple[str, str]
Flags = Mapping[Key, bool]
OTHERS: Key = ("", "")  # what every scope says that the vector does not name


def key_of(scope: str, family: str) -> Key:
    return (scope, family if SCOPES[scope].by_family else "")


def flagged(scope: str, family: str, flags: Flags) -> bool:
    """What Casbin's matcher calls in place of the predicates."""
    return scope == ALL or flags.get(key_of(scope, family), flags[OTHERS])


def vectors(keys: Iterable[Key]) -> Iterator[Flags]:
    """Every assignment of the keys, each with all other scopes false and all true."""
    named = sorted(set(keys))
    for values in itertools.product((False, True), repeat=len(named)):
        for others in (False, True):
            yield dict(zip(named, values, strict=True)) | {OTHERS: others}


def keys_of(rules: Iterable[Rule]) -> set[Key]:
    return {key_of(rule.scope, rule.family) for rule in rules if rule.scope != ALL}


@dataclass
class Oracle:
    """One stock enforcer with the rows of some roles; counts what it decided."""

    policy: Policy
    roles: tuple[str, ...]
    decisions: int = 0
    differences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.enforcer: Any = stock_enforcer(self.policy, flagged, roles=self.roles)

    def ask(self, name: str, action: Action, mask: str, flags: Flags) -> bool:
        """Allowed for any of the roles."""
        self.decisions += 1
        return any(
            self.enforcer.enforce(role, name, action.value, mask, flags) for role in self.roles
        )

    def mask(self, name: str, flags: Flags) -> str:
        """The weakest mask under which Casbin shows the cell."""
        if self.ask(name, Action.READ, PLAIN, flags):
            return PLAIN
        cuts = {name, self.policy.names.coordinates.get(name, "")}
        for word, mask in MASKS.items():
            if not mask.cuts.isdisjoint(cuts) and self.ask(name, Action.READ, word, flags):
                return word
        return HIDDEN

    def compare(self, grant: Grant, name: str, flags: Flags) -> str:
        """One cell under one vector; a difference is kept. Returns Casbin's mask."""
        expected = self.mask(name, flags)
        found = grant.mask_where(name, lambda rule: flagged(rule.scope, rule.family, flags))
        if found != expected:
            self.differences.append(f"{name}: casbin {expected}, grant {found}, {dict(flags)}")
        return expected

    def compare_words(self, held: Mapping[str, tuple[str, ...]], name: str, action: Action) -> None:
        """An act or intake object: no scope, all scopes, and each alone."""
        words = [word for word in scopes_of(action) if word != ALL]
        for true in ([], words, *([word] for word in words)):
            flags = {key_of(word, ""): word in true for word in words} | {OTHERS: False}
            found = any(word == ALL or word in true for word in held.get(name, ()))
            if found != self.ask(name, action, PLAIN, flags):
                self.differences.append(f"{action.value} {name} under {true}: grant {found}")
