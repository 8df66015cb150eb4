"""The two filters with a meaning of their own: search, and the merchants that are the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, and_, false, func, or_, select, true

from hub.domain.text import bigrams, normalise
from hub.errors import BadRequestError
from hub.tables.base import Text
from hub.tables.merchant import search_entry, search_gram
from resolvers.json_sql import some
from resolvers.parts import beside
from resolvers.plan import EVERYBODY
from resolvers.rows import Condition, View, guarded
from resolvers.subselects import exists

if TYPE_CHECKING:
    from resolvers.binding import Special
    from resolvers.filters import Filters

SIEVED = 2  # characters; a single one may be the end of a longer word
PUBLIC_TIER = frozenset({"META", "PUBLIC", "PUBLISHED", "CUSTODYSTATUS"})


def _needle(text: str) -> str:
    folded = normalise(text)
    if not folded:
        raise BadRequestError("SEARCH_EMPTY", "give at least one character to search for")
    return folded


def _grams(text: str) -> list[str]:
    folded = _needle(text)
    return sorted({gram for gram in bigrams(folded) if len(gram) == SIEVED})


def search(filters: Filters, view: View, given: Any, field: Special) -> Condition:
    """Name, brand, outlet name or address contains the text; only cells that the caller reads."""
    binds = filters.binds
    table, gram = beside(view.row, search_gram, "gram")
    few = binds.argument(given, Integer, lambda text: len(_grams(text)))
    sieve = (
        select(gram["merchant_id"])
        .select_from(table)
        .where(binds.argument_among(gram["gram"], given, Text, _grams))
        .group_by(gram["merchant_id"])
        .having(func.count() == few)
    )
    entries, entry = beside(view.row, search_entry, "entry")
    needle = binds.argument(given, Text, _needle)
    found = and_(
        entry["merchant_id"] == view.row["merchant_id"],
        filters.dialect.contains(entry["text"], needle),
        some(_readable(filters, view, entry["coordinate"], field)),
    )
    sieved = or_(few == 0, view.row["merchant_id"].in_(sieve))
    return and_(sieved, exists(entries, found))


def _readable(
    filters: Filters, view: View, coordinate: ColumnElement[Any], field: Special
) -> list[Condition]:
    """The searchable coordinates with the guard of each; those with a guard by row are left out."""
    rights, parts = filters.sources.rights, []
    links = [f"{view.binding.name}.{link}" for link in view.binding.links]
    followed = all(rights.shown(name).always for name in field.needs if name in links)
    for name in field.needs:
        shown = rights.shown(name)
        here = name.startswith(f"{view.binding.name}.")
        if name in links:
            continue
        if EVERYBODY in shown.plain and (here or followed):
            parts.append(coordinate == name)
        elif here and shown.plain:
            guard = guarded(view, shown.plain)
            parts.append(coordinate == name if guard is None else and_(guard, coordinate == name))
    return parts


def mine(filters: Filters, view: View, given: Any, _: Special) -> Condition:
    """Merchants of whom the caller holds more than the public tier."""
    rights = filters.sources.rights
    keys = set()
    for binding in rights.registry.types.values():
        for name in (*binding.cells, *binding.links):
            for rule in rights.grant.rules_for(f"{binding.name}.{name}"):
                if rule.family not in PUBLIC_TIER and (binding.anchored or binding is view.binding):
                    keys.add(rights.key(rule.scope, rule.family))
    if EVERYBODY in keys:
        return true() if given else false()
    held = some([view.flag(key) for key in sorted(keys) if key[0] in view.binding.scopes])
    return held if given else ~held


MEANINGS = {"search": search, "mine": mine}
