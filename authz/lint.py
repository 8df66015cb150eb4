"""What a policy says in vain or too widely: advice to its signers, never a refusal.

Comes in: a policy, and the one before it. Goes out: findings with the line they speak of:
`always_true` (a row that shows everything it names to everybody), `shadowed` (a row that other rows
of its role cover), `dead` (a row or family that opens nothing, a coordinate that no family names, a
repeated row), `widening` (a right of a party kind that the policy before did not give).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authz.grant import Rule
from authz.vocabulary import ALL, EVERYONE, MASK_RANK, PLAIN, SCOPES, Action

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from authz.grant import Grant
    from authz.policy import Entry, Policy


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`line` counts from 1; 0 for what no single row says."""

    kind: str
    line: int
    message: str


def lint(policy: Policy, before: Policy | None = None) -> tuple[Finding, ...]:
    """Every finding, by kind and line."""
    found = [*_always_true(policy), *_shadowed(policy), *_dead(policy)]
    if before is not None:
        found += _widening(policy, before)
    return tuple(sorted(found))


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether every cell that one rule shows is shown by the other as openly or more so."""
    if MASK_RANK[wide.mask] > MASK_RANK[narrow.mask]:
        return False
    same = wide.scope == narrow.scope
    if same and SCOPES[narrow.scope].by_family:
        same = wide.family == narrow.family
    return same or wide.scope == ALL


def _always_true(policy: Policy) -> Iterator[Finding]:
    for entry in policy.entries.get(EVERYONE, ()):
        if entry.action is Action.READ and (entry.scope, entry.mask) == (ALL, PLAIN):
            yield Finding("always_true", entry.row.line, f"{entry.row.values[1]} is open to all")


def _shadowed(policy: Policy) -> Iterator[Finding]:
    for role in policy.entries:
        index: dict[tuple[Action, str], list[tuple[Entry, Rule]]] = {}
        for entry in policy.entries_of([role]):
            for leaf, family in entry.leaves:
                index.setdefault((entry.action, leaf), []).append((entry, _rule(entry, family)))
        for entry in policy.entries[role]:
            if entry.leaves and entry.action is not Action.AGGREGATE and _covered(entry, index):
                yield Finding("shadowed", entry.row.line, "other rows of the role say as much")


def _rule(entry: Entry, family: str) -> Rule:
    return Rule(entry.scope, entry.mask if entry.action is Action.READ else PLAIN, family)


def _covered(entry: Entry, index: dict[tuple[Action, str], list[tuple[Entry, Rule]]]) -> bool:
    """Each leaf by some other row; of two equal rows the earlier one stands."""
    return all(
        any(
            covers(rule, _rule(entry, family))
            and (not covers(_rule(entry, family), rule) or other.row.line < entry.row.line)
            for other, rule in index[entry.action, leaf]
            if other is not entry
        )
        for leaf, family in entry.leaves
    )


def _dead(policy: Policy) -> Iterator[Finding]:
    repeated = Counter((row.kind, row.values[:5]) for row in policy.rows)
    for row in policy.rows:
        if repeated[row.kind, row.values[:5]] > 1:
            yield Finding("dead", row.line, "the row stands twice")
    named = {family for families in policy.families.values() for family in families}
    for family in policy.names.families:
        if family not in named:
            yield Finding("dead", 0, f"the family {family} names nothing")
    for coordinate in policy.unclaimed:
        yield Finding("dead", 0, f"{coordinate} is in no family, so nobody sees it")


def _widening(policy: Policy, before: Policy) -> Iterator[Finding]:
    for kind in policy.names.kinds:
        old, new = before.grant([kind]), policy.grant([kind])
        for name in _wider(old, new):
            yield Finding("widening", 0, f"{kind} gains on {name}")


def _wider(old: Grant, new: Grant) -> Iterable[str]:
    """Names on which the new grant says what no rule of the old one covered."""
    for name, rules in new.rules.items():
        if any(not any(covers(was, rule) for was in old.rules_for(name)) for rule in rules):
            yield name
    for name, figures in new.aggregates.items():
        if not set(figures) <= set(old.aggregates.get(name, ())):
            yield name
    pairs = ((old.acts, new.acts), (old.sends, new.sends), (old.confirms, new.confirms))
    for were, are in pairs:
        for name, scopes in are.items():
            known = were.get(name, ())
            if ALL not in known and not set(scopes) <= set(known):
                yield name
