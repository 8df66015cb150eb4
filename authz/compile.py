"""From a policy's text to a snapshot that can be put in force, or a refusal.

Comes in: the text, the version it is to have, a GraphQL schema, and two questions about the engine
that will use it: can a coordinate's rows be judged by a scope (`evaluable`), can its values be cut
by a mask (`maskable`). Goes out: a `Policy`. What cannot be expressed is refused here, never
widened and never skipped: besides the single-row checks of `authz/checks.py` an empty policy, a
coordinate with two different partial masks, a direct row on a coordinate of several families under
a scope that depends on the family, and whatever the engine cannot judge or cut.

The index is made from the rows in one pass, so that work grows with what the rows name and not
with roles times coordinates, and what rows of many roles say alike is checked once; stock Casbin is
not asked here, it is what the result is held to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from authz.checks import check_graph, check_group, check_mask, check_role, check_rule, limits_of
from authz.names import Names, names_of
from authz.policy import Entry, Policy
from authz.rows import Row, parse, refuse
from authz.vocabulary import ALL, EVERYONE, PLAIN, SCOPES, STRUCTURE, Action

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from authz.checks import Limits

Question = Callable[[str, str], bool]
Leaves = tuple[tuple[str, str], ...]
Opened: TypeAlias = "tuple[Leaves, Limits | None]"


def _always(_coordinate: str, _word: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Groups:
    """What the second grouping says: members of each group, families and home of each leaf."""

    members: Mapping[str, tuple[str, ...]]
    families: Mapping[str, tuple[str, ...]]
    homes: Mapping[str, str]
    _leaves: dict[str, Leaves] = field(default_factory=dict)

    def leaves(self, obj: str, names: Names) -> Leaves:
        """What an object of a p row opens, each with the family that it opens it for."""
        if obj not in self._leaves:
            self._leaves[obj] = self._found(obj, names)
        return self._leaves[obj]

    def _found(self, obj: str, names: Names) -> Leaves:
        family = obj.partition("/")[0]
        if names.is_family(family):
            return tuple((leaf, family) for leaf in self.members[obj])
        if obj in names.types:
            return tuple((leaf, self.homes.get(leaf, "")) for leaf in names.types[obj])
        return tuple((leaf, self.homes.get(leaf, "")) for leaf in self.members.get(obj, (obj,)))


def compile_policy(
    text: str,
    version: str,
    schema: GraphQLSchema,
    *,
    evaluable: Question = _always,
    maskable: Question = _always,
) -> Policy:
    """Check and index a policy. Raises PolicyError with the number of the offending line."""
    return compile_rows(
        parse(text), version, names_of(schema), evaluable=evaluable, maskable=maskable
    )


def compile_rows(
    rows: Iterable[Row],
    version: str,
    names: Names,
    *,
    evaluable: Question = _always,
    maskable: Question = _always,
) -> Policy:
    """The same from rows and names that are read already."""
    kept = tuple(rows)
    by_kind: dict[str, list[Row]] = {"p": [], "g": [], "g2": []}
    for row in kept:
        by_kind[row.kind].append(row)
    if not by_kind["p"]:
        refuse("POLICY_EMPTY", 0, "a policy without a p row is no policy")
    above = _roles(by_kind["g"], names)
    groups = _groups(by_kind["g2"], names)
    entries: dict[str, list[Entry]] = defaultdict(list)
    checked: dict[tuple[str, ...], Opened] = {}
    told: list[Entry] = []
    for row in by_kind["p"]:
        check_role(row, row.values[0], above)
        said = row.values[1:5]  # what many roles hold alike is checked, and kept, once
        if said not in checked:
            checked[said] = _opened(row, names, groups, evaluable, maskable)
            told.append(Entry(row, *checked[said]))
        entries[row.values[0]].append(Entry(row, *checked[said]))
    _check_masks(told)
    return Policy(
        version=version,
        rows=kept,
        names=names,
        entries=MappingProxyType({role: tuple(found) for role, found in entries.items()}),
        above=above,
        families=groups.families,
        homes=groups.homes,
        unclaimed=tuple(sorted(names.coordinates.keys() - groups.families.keys())),
    )


def _roles(rows: list[Row], names: Names) -> Mapping[str, frozenset[str]]:
    """Every role with all that it inherits and itself."""
    known = {*names.kinds, EVERYONE, *(row.values[0] for row in rows)}
    links: dict[str, set[str]] = defaultdict(set)
    lines: dict[str, Row] = {}
    for row in rows:
        check_role(row, row.values[1], known)
        links[row.values[0]].add(row.values[1])
        lines[row.values[0]] = row
    check_graph(dict(links), lines, names.kinds)
    above: dict[str, frozenset[str]] = {}
    for role in sorted(known):
        _close(role, links, above)
    return MappingProxyType(above)


def _close(role: str, links: Mapping[str, set[str]], above: dict[str, frozenset[str]]) -> None:
    """Fill in one role after the roles that it inherits; the graph has no circle and is shallow."""
    if role not in above:
        for parent in links.get(role, ()):
            _close(parent, links, above)
        inherited = [above[parent] for parent in links.get(role, ())]
        above[role] = frozenset({role}).union(*inherited)


def _groups(rows: list[Row], names: Names) -> _Groups:
    members: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        check_group(row, names)
        member, group = row.values
        members[group].extend(names.types.get(member, (member,)))
    for wrapper in sorted(names.wrappers):
        members[STRUCTURE].extend(names.types[wrapper])
    families = _families(members, names)
    homes = {leaf: _home(found) for leaf, found in families.items()}
    for part, kind in ((name, each) for name, each in names.edges() if name in names.intake):
        members[kind].extend([kind, part])
    return _Groups(
        MappingProxyType({group: tuple(dict.fromkeys(found)) for group, found in members.items()}),
        MappingProxyType(families),
        MappingProxyType(homes),
    )


def _families(members: Mapping[str, list[str]], names: Names) -> dict[str, tuple[str, ...]]:
    """Each leaf's families in the order of the schema's enum."""
    found: dict[str, set[str]] = defaultdict(set)
    for group, leaves in members.items():
        for leaf in leaves:
            found[leaf].add(group.partition("/")[0])
    order = {family: place for place, family in enumerate(names.families)}
    return {leaf: tuple(sorted(each, key=order.__getitem__)) for leaf, each in found.items()}


def _home(families: tuple[str, ...]) -> str:
    """The family that a direct row opens a leaf for: the first that says more than structure."""
    return next((family for family in families if family != STRUCTURE), STRUCTURE)


def _opened(
    row: Row, names: Names, groups: _Groups, evaluable: Question, maskable: Question
) -> Opened:
    """What a p row opens, and its limits where it is of figures."""
    check_rule(row, names, groups.members)
    _, obj, act, scope, mask, _ = row.values
    leaves, action = groups.leaves(obj, names), Action(act)
    if action in {Action.READ, Action.AGGREGATE}:
        _check_families(row, leaves, names, groups)
    if action is Action.READ:
        for leaf, _family in leaves:
            check_mask(row, leaf, names.coordinates.get(leaf, ""))
            if scope != ALL and not evaluable(leaf, scope):
                refuse("POLICY_SCOPE", row, f"rows behind {leaf} cannot be judged by the scope")
            if mask != PLAIN and not maskable(leaf, mask):
                refuse("POLICY_MASK", row, f"{leaf} has no form under the mask")
    return leaves, limits_of(row, names) if action is Action.AGGREGATE else None


def _check_families(row: Row, leaves: Leaves, names: Names, groups: _Groups) -> None:
    """A directly named leaf needs a family, and only one when the scope asks which."""
    if names.is_family(row.values[1].partition("/")[0]):
        return
    for leaf, family in leaves:
        if not family:
            refuse("POLICY_FAMILY", row, f"{leaf} is in no family")
        if SCOPES[row.values[3]].by_family and len(groups.families[leaf]) > 1:
            refuse("POLICY_FAMILY", row, f"name a family: {leaf} is in several")


def _check_masks(told: Iterable[Entry]) -> None:
    """One partial mask a coordinate, whichever roles a caller may hold together."""
    masks: dict[str, str] = {}
    for entry in told:
        if entry.action is not Action.READ or entry.mask == PLAIN:
            continue
        for leaf, _family in entry.leaves:
            if masks.setdefault(leaf, entry.mask) != entry.mask:
                refuse("POLICY_MASKS_CLASH", entry.row, f"{leaf} has another partial mask")
