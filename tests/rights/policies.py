"""Policies beside the shipped one: one that hides nothing, and generated ones that hide by chance.

Out: policy texts that the hub's own compiler takes. The structure of the shipped policy (roles,
families) stays; only rows of reading change.
"""

from __future__ import annotations

import random
from functools import cache

from authz.compile import compile_policy
from authz.policy import Policy
from authz.store import shipped
from authz.vocabulary import ALL, MASKS, Action, scopes_of
from hub.errors import PolicyError
from resolvers.registry import REGISTRY
from resolvers.scopes import judges, masks
from schema.build import planned_schema

SEEING = "CITY_COMMERCE"
SCOPES = tuple(word for word in scopes_of(Action.READ) if word != ALL)
KINDS = ("DISTRICT_COMMERCE", "ENFORCEMENT", "COURT", "BANK", "MERCHANT", "ASSOCIATION", "PUBLIC")


def compiled(text: str, version: str = "tested") -> Policy:
    """A policy as the hub takes it, or PolicyError."""
    return compile_policy(
        text,
        version,
        planned_schema(),
        evaluable=lambda coordinate, scope: judges(REGISTRY, coordinate, scope),
        maskable=lambda coordinate, mask: masks(REGISTRY, coordinate, mask),
    )


@cache
def groups() -> tuple[str, ...]:
    """Every family of the shipped policy, and the parts of families that need rows of their own."""
    rows = [line.split(",") for line in shipped().splitlines() if line.startswith("g2,")]
    return tuple(dict.fromkeys(row[2].strip() for row in rows))


def seeing_all() -> str:
    """The shipped policy, with one kind that sees everything."""
    kept = [line for line in shipped().splitlines() if not line.startswith(f"p, {SEEING},")]
    more = [f"p, {SEEING}, {group}, read, all, plain, test" for group in groups()]
    return "\n".join([*kept, *more])


def generated(seed: int, rows: int = 14) -> str:
    """The shipped policy with the reading rows of seven kinds drawn by lot."""
    dice = random.Random(seed)
    reads = tuple(f"p, {kind}," for kind in KINDS)
    kept = [
        line
        for line in shipped().splitlines()
        if not (line.startswith(reads) and ", read, " in line)
    ]
    for kind in KINDS:
        taken = 0
        while taken < rows:
            row = _row(kind, dice)
            try:
                compiled("\n".join([*kept, row]))
            except PolicyError:
                continue
            kept.append(row)
            taken += 1
    return "\n".join(kept)


def _row(kind: str, dice: random.Random) -> str:
    names = compiled(shipped()).names
    types = sorted(name for name in names.types if name in REGISTRY.types)
    fields = sorted(name for name in names.coordinates if name.partition(".")[0] in REGISTRY.types)
    obj = dice.choice([dice.choice(groups()), dice.choice(types), dice.choice(fields)])
    mask = dice.choice(["plain", "plain", "plain", *MASKS])
    return f"p, {kind}, {obj}, read, {dice.choice(SCOPES)}, {mask}, test"
