"""What a grant says, in rows that a person can read: `me.rights`.

Comes in: a policy and a grant of it. Goes out: `Right`s, sorted by coordinate. An act stands under
the family of what its answer carries; an argument that needs a right stands by its
pseudo-coordinate. The pages of lists, which everyone has, are left out. It refuses nothing: an
unknown type has no rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authz.vocabulary import STRUCTURE, Action

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authz.grant import Grant
    from authz.policy import Policy


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One rule; `mask` is None for acts, and the limits for figures."""

    coordinate: str
    family: str
    action: str
    scope: str
    mask: str | None


def rights(policy: Policy, grant: Grant, type_name: str | None = None) -> tuple[Right, ...]:
    """All rights of a grant, or those on one type and its fields."""
    return tuple(
        right
        for right in sorted(_rights(policy, grant), key=lambda right: (*_key(right),))
        if type_name is None or right.coordinate.startswith(f"{type_name}.")
    )


def act_family(policy: Policy, mutation: str) -> str:
    """The family of what a mutation's answer carries."""
    carried = policy.names.payloads.get(mutation)
    first = policy.names.types[carried][0] if carried else ""
    return policy.homes.get(first, STRUCTURE)


def _key(right: Right) -> tuple[str, ...]:
    return (right.coordinate, right.action, right.scope, right.mask or "", right.family)


def _rights(policy: Policy, grant: Grant) -> Iterator[Right]:
    for name, rules in grant.rules.items():
        if policy.names.coordinates.get(name) not in policy.names.wrappers:
            for rule in rules:
                yield Right(name, rule.family, Action.READ.value, rule.scope, rule.mask)
    for name, figures in grant.aggregates.items():
        for figure in figures:
            limited = (figure.scope, figure.limits)
            yield Right(name, figure.family, Action.AGGREGATE.value, *limited)
    for name, scopes in grant.acts.items():
        for scope in scopes:
            yield Right(name, act_family(policy, name), Action.ACT.value, scope, None)
