"""What a policy row may say: every check that needs one row and the names, none that needs two.

Comes in: a row and the `Names` of the schema. Goes out: nothing, or the parsed limits of a figure.
Refuses (PolicyError): an unknown role, object, action, scope, mask or limit; a scope or an object
that does not go with the action; a mask that cannot cut what the object names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authz.rows import Row, refuse
from authz.vocabulary import EVERYONE, LIMITS, MASKS, PLAIN, SCOPES, Action

if TYPE_CHECKING:
    from collections.abc import Collection

    from authz.names import Names

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Limits:
    """min_group 1 withholds nothing; rounding 1 rounds nothing; no dimensions: any of them."""

    min_group: int
    rounding: int = 1
    dimensions: tuple[str, ...] = ()


def check_role(row: Row, role: str, roles: Collection[str]) -> None:
    if role not in roles:
        refuse("POLICY_NAME", row, "the role is no party kind and no g row makes it")


def check_group(row: Row, names: Names) -> None:
    """A g2 row: a type, a coordinate or an argument belongs to a family or a part of one."""
    member, group = row.values
    known = member in names.types or member in names.coordinates or member in names.arguments
    if not known:
        refuse("POLICY_NAME", row, "the schema has no such type, field or argument")
    if not names.is_family(group.partition("/")[0]):
        refuse("POLICY_NAME", row, "the schema has no such family")


def check_rule(row: Row, names: Names, groups: Collection[str]) -> None:
    """A p row, word by word."""
    _, obj, act, scope, mask, _ = row.values
    if act not in {action.value for action in Action}:
        refuse("POLICY_WORD", row, "the action is not in the vocabulary")
    if scope not in SCOPES:
        refuse("POLICY_WORD", row, "the scope is not in the vocabulary")
    if Action(act) not in SCOPES[scope].actions:
        refuse("POLICY_SCOPE", row, "the scope does not go with the action")
    _check_object(row, names, groups, obj, Action(act))
    if Action(act) is Action.AGGREGATE:
        limits_of(row, names)
    elif mask != PLAIN and (mask not in MASKS or Action(act) is not Action.READ):
        refuse("POLICY_WORD", row, "the mask is not in the vocabulary or not for this action")


def _check_object(
    row: Row, names: Names, groups: Collection[str], obj: str, action: Action
) -> None:
    if action in {Action.SEND, Action.CONFIRM}:
        known = obj in names.intake
    elif action is Action.ACT:
        known = obj in names.mutations
    else:
        field = obj in names.types or obj in names.coordinates or obj in names.arguments
        known = field or obj in groups
    if not known:
        refuse("POLICY_NAME", row, "the object is unknown, or not one for this action")


def check_mask(row: Row, coordinate: str, owner: str) -> None:
    """A partial mask cuts the coordinates, or all of the types, that the vocabulary says."""
    mask = row.values[4]
    if mask != PLAIN and MASKS[mask].cuts.isdisjoint({coordinate, owner}):
        refuse("POLICY_MASK", row, "the mask cannot cut every field that the object names")


def limits_of(row: Row, names: Names) -> Limits:
    """`min_group:5 round:5 dims:A+B`, each word once, in this order, the first always."""
    parts = [part.partition(":") for part in row.values[4].split(" ")]
    found = {word: value for word, _, value in parts}
    ordered = [word for word in LIMITS if word in found]
    if [word for word, _, _ in parts] != ordered or "min_group" not in found:
        refuse("POLICY_WORD", row, "limits are min_group:N, then round:N, then dims:A+B")
    numbers = [found[word] for word in ("min_group", "round") if word in found]
    if not all(_NUMBER.fullmatch(number) for number in numbers):
        refuse("POLICY_WORD", row, "a limit is a number from 1")
    dimensions = tuple(found["dims"].split("+")) if "dims" in found else ()
    if not names.dimensions.issuperset(dimensions) or len(set(dimensions)) != len(dimensions):
        refuse("POLICY_WORD", row, "a dimension is unknown or named twice")
    return Limits(int(found["min_group"]), int(found.get("round", "1")), dimensions)


def check_graph(links: dict[str, set[str]], lines: dict[str, Row], kinds: tuple[str, ...]) -> None:
    """The role graph: no circle, no chain that Casbin would cut, EVERYONE above every kind."""
    closures = {role: _depths(role, links, lines) for role in sorted(links)}
    for kind in kinds:
        if EVERYONE not in closures.get(kind, {}):
            refuse("POLICY_ROLES", 0, f"the kind {kind} does not inherit what everyone has")
    if links.get(EVERYONE):
        refuse("POLICY_ROLES", lines[EVERYONE], "what everyone has inherits nothing")


CASBIN_DEPTH = 9  # stock Casbin follows no more links than this from a caller to a role


def _depths(role: str, links: dict[str, set[str]], lines: dict[str, Row]) -> dict[str, int]:
    """Every role above one role, with its least distance. Refuses circles and long chains."""
    found: dict[str, int] = {}
    ring, distance = set(links.get(role, ())), 1
    while ring:
        if distance > CASBIN_DEPTH:
            refuse("POLICY_ROLES", lines[role], "a chain of roles is longer than Casbin follows")
        if role in ring:
            refuse("POLICY_ROLES", lines[role], "a role inherits itself")
        found |= {each: distance for each in ring if each not in found}
        following = {above for each in ring for above in links.get(each, ())}
        ring, distance = following - found.keys() | following & {role}, distance + 1
    return found
