"""The SQL flags of every row of a type: the engine's own expressions, without any guard.

In: a hub, a type, a caller. Out: for every current row (by its keys) the truth of each scope key;
`only`: as a read of one merchant judges, whose key is bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select

from authz.principal import Principal
from authz.vocabulary import SCOPES
from hub.values import CallerValues
from resolvers.binding import Link, TypeBinding
from resolvers.plan import ScopeKey
from resolvers.registry import REGISTRY
from resolvers.rows import Env
from resolvers.sources import Sources
from resolvers.values import Binds
from schema.build import planned_schema
from tests.world.hub import WorldHub

KEYS = {"batch": ("batch_id",), "quarantined_row": ("batch_id", "line")}
SOME = ("PUBLIC", "CARDS", "COMPLAINTS", "ENFORCEMENT", "CREDIT")
KEYS |= {"access_record": ("stream", "record_id")}


@cache
def families() -> tuple[str, ...]:
    kind: Any = planned_schema().type_map["Family"]
    return tuple(kind.values)


def words(binding: TypeBinding) -> tuple[str, ...]:
    """The scope words that rows of the type can be judged by."""
    anchor = REGISTRY.types[REGISTRY.anchor]
    known = {**(anchor.scopes if binding.anchored or binding is anchor else {}), **binding.scopes}
    return tuple(sorted(known))


def asked_of(binding: TypeBinding) -> tuple[tuple[str, str], ...]:
    """Every word with all families on the anchor, elsewhere with each way in which they matter."""
    whole = ("", *families()) if binding.name == REGISTRY.anchor else SOME
    return tuple(
        (word, family)
        for word in words(binding)
        for family in (whole if SCOPES[word].by_family else ("CARDS",))
    )


def keys(binding: TypeBinding, rights: Any) -> dict[tuple[str, str], ScopeKey]:
    """(word, family) → the key under which the engine judges it."""
    return {asked: rights.key(*asked) for asked in asked_of(binding)}


def row_key(binding: TypeBinding) -> tuple[str, ...]:
    """The columns that name a row of the type."""
    table: Any = binding.table
    if table.info["versioned"]:
        return tuple(name for name in ("merchant_id", "fact_id") if name in table.c)
    return KEYS[table.name]


class Flags:
    """One select a type, run for every caller."""

    def __init__(self, hub: WorldHub) -> None:
        self.hub = hub
        self._selects: dict[
            tuple[str, bool], tuple[Select[Any], list[ScopeKey], frozenset[str]]
        ] = {}

    def of(
        self, binding: TypeBinding, principal: Principal, only: int | None = None
    ) -> dict[tuple[Any, ...], dict[ScopeKey, Any]]:
        """The flags of every current row of the type for a caller."""
        chosen, judged, listed = self._select(binding, bound=only is not None)
        values = {**self._values(principal, listed), "only": only}
        found = self.hub.write(lambda connection: connection.execute(chosen, values).all())
        width = len(row_key(binding))
        return {tuple(row[:width]): dict(zip(judged, row[width:], strict=True)) for row in found}

    def _select(
        self, binding: TypeBinding, *, bound: bool
    ) -> tuple[Select[Any], list[ScopeKey], frozenset[str]]:
        asked = (binding.name, bound)
        if asked not in self._selects:
            env = Env(key=bindparam("only", type_=BigInteger)) if bound else Env()
            self._selects[asked] = self._made(binding, env)
        return self._selects[asked]

    def _made(
        self, binding: TypeBinding, env: Env
    ) -> tuple[Select[Any], list[ScopeKey], frozenset[str]]:
        rights = self.hub.sight(self.hub.parties["city"]).rights
        binds = Binds(self.hub.operations.plans.dialect, REGISTRY.binds)
        source = Sources(rights, binds).joins.joined(binding, Link(binding.name), env, None, {})
        judged = sorted(set(keys(binding, rights).values()))
        columns = [source.row[name].label(name) for name in row_key(binding)]
        flags = [source.flag(key).label(f"f{at}") for at, key in enumerate(judged)]
        chosen = select(*columns, *flags).select_from(source.rows).where(*source.conditions)
        return binds.with_shared(chosen), judged, frozenset(binds.listed)

    def _values(self, principal: Principal, listed: Iterable[str]) -> dict[str, Any]:
        values = CallerValues(principal, self.hub.sight(principal))
        dialect = self.hub.operations.plans.dialect
        given = {name: values[name] for name in REGISTRY.binds}
        return given | {name: dialect.list_value(values[name]) for name in listed}


__all__ = ["Flags", "asked_of", "keys", "row_key", "words"]
