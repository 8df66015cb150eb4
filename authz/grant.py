"""What a caller's roles may do, compiled from the policy once and shared by all equal callers.

Comes in: the compiler's lists. Goes out: frozen data, no SQL and no Casbin: for every schema
coordinate the rules that open it, and for acts, intake and figures the scopes that admit them.
A name that is not in it is not allowed; there is no default.

An argument that needs a right of its own is a pseudo-coordinate with the argument's name after
the field: the rules of `Query.node.asOf` (family HISTORY) say on which rows a past moment of
knowledge may be read. A cell read under `asOf` needs both: a rule of its own coordinate and a rule
of the argument must hold on the same row. No rule: the argument is not in the caller's schema.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from authz.vocabulary import HIDDEN, MASK_RANK, MASKS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """On the rows that `scope` admits, the coordinate is shown under `mask`, for `family`."""

    scope: str
    mask: str
    family: str


@dataclass(frozen=True, slots=True, order=True)
class Aggregate:
    """Figures over the rows that `scope` admits.

    Groups under `min_group` members are withheld, counts are rounded to a multiple of `rounding`,
    and only `dimensions` may be sliced by (empty: any).
    """

    scope: str
    min_group: int
    rounding: int
    dimensions: tuple[str, ...]
    limits: str
    family: str


@dataclass(frozen=True, slots=True)
class Grant:
    """The rights of one set of roles under one policy version.

    `acts` maps a mutation's coordinate, `sends` and `confirms` an intake object, to scope words.
    `fingerprint` is a digest of the rights alone: equal rights share plans, whatever the roles.
    """

    roles: tuple[str, ...]
    policy_version: str
    rules: Mapping[str, tuple[Rule, ...]]
    aggregates: Mapping[str, tuple[Aggregate, ...]]
    acts: Mapping[str, tuple[str, ...]]
    sends: Mapping[str, tuple[str, ...]]
    confirms: Mapping[str, tuple[str, ...]]
    fingerprint: str = field(default="", compare=False)

    def allows(self, coordinate: str) -> bool:
        """Is the coordinate in the caller's schema? Never depends on data, case or day."""
        return coordinate in self.rules or coordinate in self.aggregates or coordinate in self.acts

    def rules_for(self, coordinate: str) -> tuple[Rule, ...]:
        """The rules that open a coordinate, weakest mask first; empty when it is not allowed."""
        return self.rules.get(coordinate, ())

    def families_of(self, coordinate: str) -> tuple[str, ...]:
        """The families under which this grant opens a coordinate, sorted."""
        read = {rule.family for rule in self.rules.get(coordinate, ())}
        figures = {figure.family for figure in self.aggregates.get(coordinate, ())}
        return tuple(sorted(read | figures))

    def partial_mask(self, coordinate: str) -> str | None:
        """The one partial mask that any rule puts on a coordinate, or None."""
        for rule in self.rules.get(coordinate, ()):
            if rule.mask in MASKS:
                return rule.mask
        return None

    def scopes(self) -> tuple[str, ...]:
        """Every scope word that a reading rule hangs on, sorted."""
        return tuple(sorted({rule.scope for rules in self.rules.values() for rule in rules}))

    def mask_where(self, coordinate: str, holds: Callable[[Rule], bool]) -> str:
        """The mask of a cell: the weakest among the rules that hold on its row, else hidden."""
        masks = [rule.mask for rule in self.rules.get(coordinate, ()) if holds(rule)]
        return min(masks, key=MASK_RANK.__getitem__, default=HIDDEN)


def fingerprint(grant: Grant) -> str:
    """32 hex digits over the rights themselves: not over roles, version or order of making."""
    digest = hashlib.sha256()
    for line in _lines(grant):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()[:32]


def _lines(grant: Grant) -> Iterator[str]:
    for coordinate in sorted(grant.rules):
        for rule in grant.rules[coordinate]:
            yield f"read|{coordinate}|{rule.scope}|{rule.mask}|{rule.family}"
    for coordinate in sorted(grant.aggregates):
        for figure in grant.aggregates[coordinate]:
            yield f"aggregate|{coordinate}|{figure.scope}|{figure.limits}|{figure.family}"
    for word, table in (("act", grant.acts), ("send", grant.sends), ("confirm", grant.confirms)):
        for name in sorted(table):
            yield f"{word}|{name}|{'+'.join(table[name])}"
