"""Policies beside the shipped one: one that hides nothing, and generated ones that hide by chance.

Out: policy texts that the hub's own compiler takes. The structure of the shipped policy (roles,
families) stays; only rows of reading change.
"""

from __future__ import annotations

import random
from functools import cache

from authz.compile import compile_rows
from authz.names import Names, names_of
from authz.policy import Policy
from authz.rows import parse
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
    return compile_rows(parse(text), version, names(), evaluable=_evaluable, maskable=_maskable)


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


def without(row: str) -> str:
    """The shipped policy with a row less."""
    lines = shipped().splitlines()
    kept = [line for line in lines if not line.startswith(row)]
    assert len(kept) == len(lines) - 1, "there is one such row"
    return "\n".join(kept)


@cache
def generated(seed: int, rows: int = 14) -> str:
    """The shipped policy with the reading rows of seven kinds drawn by lot."""
    dice = random.Random(seed)
    reads = tuple(f"p, {kind}," for kind in KINDS)
    kept = [
        line
        for line in shipped().splitlines()
        if not (line.startswith(reads) and ", read, " in line)
    ]
    reading = [line for line in kept if not line.startswith("p,") or ", read, " in line]
    for kind in KINDS:
        taken: list[str] = []
        while len(taken) < rows:
            row = _row(kind, dice)
            if _fits([*_structure(), *taken, row]) and _fits([*reading, row]):
                reading.append(row)
                taken.append(row)
        kept += taken
    return "\n".join(kept)


@cache
def _structure() -> tuple[str, ...]:
    """Roles and families: what most rows that do not fit do not fit to, and soon compiled."""
    return tuple(line for line in shipped().splitlines() if not line.startswith("p,"))


def _fits(lines: list[str]) -> bool:
    try:
        compile_rows(
            parse("\n".join(lines)), "drawn", names(), evaluable=_evaluable, maskable=_maskable
        )
    except PolicyError:
        return False
    return True


@cache
def names() -> Names:
    return names_of(planned_schema())


def _evaluable(coordinate: str, scope: str) -> bool:
    return judges(REGISTRY, coordinate, scope)


def _maskable(coordinate: str, mask: str) -> bool:
    return masks(REGISTRY, coordinate, mask)


def _row(kind: str, dice: random.Random) -> str:
    known = names()
    types = sorted(name for name in known.types if name in REGISTRY.types)
    fields = sorted(name for name in known.coordinates if name.partition(".")[0] in REGISTRY.types)
    obj = dice.choice([dice.choice(groups()), dice.choice(types), dice.choice(fields)])
    mask = dice.choice(["plain", "plain", "plain", *MASKS])
    return f"p, {kind}, {obj}, read, {dice.choice(SCOPES)}, {mask}, test"


@cache
def ids_everywhere(kind: str = "DISTRICT_COMMERCE") -> str:
    """The shipped policy, where one kind may know of every row but read it only as before."""
    more: list[str] = []
    given = [line for line in shipped().splitlines() if line.startswith(f"p, {kind},")]
    for name in sorted(names().coordinates):
        owner, _, field = name.partition(".")
        binding = REGISTRY.types.get(owner)
        link = binding.links.get(field) if binding is not None else None
        opens = owner == "Query" and field in REGISTRY.roots
        if field == "id" or opens or (owner == "Merchant" and link is not None):
            row = f"p, {kind}, {name}, read, all, plain, test"
            if _fits([*_structure(), *given, row]):
                more.append(row)
    return "\n".join([*shipped().splitlines(), *more])
