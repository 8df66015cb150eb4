"""From a grant's rules to guards: which scope keys show a coordinate, a row, a link.

In: the grant (coordinate -> rules of scope, mask and family) and the bindings. Out: `Shown` and
`Guard` values. A cell is visible when any rule admits its row; its mask is the weakest among the
rules that do. A row of a type exists for the caller when any rule of any of the type's coordinates
admits it. Refuses a scope word that a type cannot judge: `judges` is asked when a policy is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from resolvers.plan import EVERYBODY, OF_DAYS, Guard, ScopeKey, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from resolvers.binding import Cell, Link, Registry, TypeBinding

PLAIN = "plain"


class RuleLike(Protocol):
    """One right: under this scope, in this mask, by this family."""

    @property
    def scope(self) -> str: ...
    @property
    def mask(self) -> str: ...
    @property
    def family(self) -> str: ...


class GrantLike(Protocol):
    """What planner and statement need to know of a grant."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def aggregates(self) -> Mapping[str, tuple[Any, ...]]: ...
    def rules_for(self, coordinate: str) -> Iterable[Any]: ...
    def families_of(self, coordinate: str) -> tuple[str, ...]: ...


class Rights:
    """A grant seen through the bindings."""

    def __init__(self, registry: Registry, grant: GrantLike) -> None:
        self.registry = registry
        self.grant = grant
        self._anchor = registry.types[registry.anchor]
        self._gathered = {
            name
            for root, one in registry.roots.items()
            if one.gather is not None
            for name in (one.link.type, f"Query.{root}")
        }
        self._rows: dict[str, Guard] = {}

    def shown(self, coordinate: str) -> Shown:
        """How the caller sees a coordinate. What is gathered is guarded where it is gathered."""
        if self.figures(coordinate):
            return Shown(frozenset({EVERYBODY}))
        plain: set[ScopeKey] = set()
        masked: set[ScopeKey] = set()
        mask, days = "", self._days(coordinate)
        for rule in self.grant.rules_for(coordinate):
            key = self.key(rule.scope, rule.family, days)
            if rule.mask == PLAIN:
                plain.add(key)
            else:
                masked.add(key)
                mask = rule.mask
        return Shown(frozenset(plain), mask, frozenset(masked))

    def figures(self, coordinate: str) -> tuple[Any, ...]:
        """The grant's figures, on a coordinate whose rows are gathered of many others."""
        gathered = {coordinate, coordinate.partition(".")[0]} & self._gathered
        return self.grant.aggregates.get(coordinate, ()) if gathered else ()

    def key(self, word: str, family: str, days: str = "") -> ScopeKey:
        scope = self._anchor.scopes.get(word)
        if scope is None:
            return (word, "")
        of_days = f"{OF_DAYS}{days}" if days and scope.dated else ""
        return (word, f"{scope.variant(family)}{of_days}")

    def _days(self, coordinate: str) -> str:
        """Other days than the row's that bound a coordinate."""
        type_name, _, name = coordinate.partition(".")
        binding = self.registry.types.get(type_name)
        link = None if binding is None else binding.links.get(name)
        return "" if link is None else link.dated

    def rows(self, binding: TypeBinding) -> Guard:
        """Under which scopes a row of the type exists at all."""
        if binding.name not in self._rows:
            keys: set[ScopeKey] = set()
            for name in (*binding.cells, *binding.links):
                shown = self.shown(f"{binding.name}.{name}")
                keys |= shown.plain | shown.masked
            judged = {key for key in keys if key == EVERYBODY or self.judged_by(binding, key[0])}
            own = {(word, variant.partition(OF_DAYS)[0]) for word, variant in judged}
            self._rows[binding.name] = frozenset(own)
        return self._rows[binding.name]

    def judged_by(self, binding: TypeBinding, word: str) -> bool:
        """Whether rows of the type, or the anchor they belong to, judge a scope word."""
        return word in binding.scopes or (binding.anchored and word in self._anchor.scopes)


def judges(registry: Registry, coordinate: str, word: str) -> bool:
    """Whether the rows behind a coordinate can be judged by a scope word.

    What the hub does not serve yet is judged by nothing, and nothing is refused for it.
    """
    owners = _owners(registry, coordinate)
    anchor = registry.types[registry.anchor]
    return (
        word == EVERYBODY[0]
        or not owners
        or any(word in one.scopes or (one.anchored and word in anchor.scopes) for one in owners)
    )


def _owners(registry: Registry, coordinate: str) -> list[TypeBinding]:
    """The types whose rows a rule on the coordinate is judged on: its own, and those behind it."""
    type_name, _, field_name = coordinate.partition(".")
    owners = [registry.types[type_name]] if type_name in registry.types else []
    link = _link(registry, type_name, field_name)
    if link is not None:
        names = registry.interfaces.get(link.type, (link.type,))
        owners += [registry.types[name] for name in names if name in registry.types]
    return owners


def masks(registry: Registry, coordinate: str, mask: str) -> bool:
    """Whether a coordinate has a form under a partial mask."""
    type_name, _, field_name = coordinate.partition(".")
    binding = registry.types.get(type_name)
    if binding is None:
        return not _owners(registry, coordinate)
    part: Cell | Link | None = binding.cells.get(field_name) or binding.links.get(field_name)
    return part is None or mask in part.masks


def _link(registry: Registry, type_name: str, field_name: str) -> Link | None:
    if type_name == "Query":
        root = registry.roots.get(field_name.partition(".")[0])
        return root.link if root is not None else None
    binding = registry.types.get(type_name)
    return binding.links.get(field_name) if binding is not None else None
