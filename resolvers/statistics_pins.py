"""Own rows and the rest: how a scope shows in a published cell, and which rows are whose.

In: a scope word of figures, the dimensions asked, the caller's `where`. Out: the dimension that the
scope is about, conditions on a cell or a merchant's row that it is the caller's, and, for a caller
who holds single rows of its own beside cells of all, which question goes where. A scope without a
pin admits no cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, and_, cast, false, not_, or_, true

from hub.domain.dimensions import FIXED
from hub.domain.vocabulary import Dimension
from hub.tables.base import Text
from hub.tables.party import district, industry
from resolvers.subselects import exists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from resolvers.gathering import Gathering

Condition = ColumnElement[bool]
Own = Callable[[Any, ColumnElement[Any]], Condition]  # binds, a key


@dataclass(frozen=True)
class Pin:
    """A dimension whose key tells whether a merchant is the caller's."""

    dimension: Dimension
    field: str  # of the filter
    column: str  # of a merchant's row
    own: Own


def _own_district(binds: Any, key: ColumnElement[Any]) -> Condition:
    return and_(binds.district != "", key == binds.district)


def _own_industry(binds: Any, key: ColumnElement[Any]) -> Condition:
    own: Condition = binds.among(key, "industries", Text)
    return own


PINS: Mapping[str, Pin] = {
    "own_district": Pin(Dimension.DISTRICT, "district", "district", _own_district),
    "own_industry": Pin(Dimension.INDUSTRY, "industry", "industry_key", _own_industry),
}


def pin_of(figures: Sequence[Any]) -> Pin | None:
    """The pin of figures that are all of one scope."""
    words = {one.scope for one in figures}
    return PINS.get(next(iter(words))) if len(words) == 1 else None


def apart(
    given: Gathering, by: Sequence[Dimension], pin: Pin | None
) -> tuple[Callable[[Any], Condition], Callable[[Any], Condition]]:
    """Conditions on a merchant's row and on a cell: each group is answered from one place.

    A group that the pin names goes by its own key; a question narrowed to own keys alone is
    answered from own rows as a whole, any other from the cells.
    """
    if pin is None:
        return (lambda _: false()), (lambda _: true())
    binds = given.binds
    if pin.dimension in by:
        return (
            lambda row: pin.own(binds, row[pin.column]),
            lambda cell: not_(pin.own(binds, cell.c[FIXED[pin.dimension]])),
        )
    if pin.field not in given.branch.where:
        return (lambda _: false()), (lambda _: true())
    return (
        lambda _: not_(_strangers(given, pin)),
        lambda _: _strangers(given, pin),
    )


def _strangers(given: Gathering, pin: Pin) -> Condition:
    """Whether the caller's filter names a key that is not its own; an unknown key is nobody's."""
    binds, table = given.binds, district if pin.field == "district" else industry
    listed = table.alias(binds.alias(pin.field))
    key: ColumnElement[Any] = listed.c.code
    if pin.field == "industry":
        key = cast(listed.c.edition, String).concat(":").concat(listed.c.code)
    named = binds.argument_among(
        key, given.branch.where[pin.field], Text, given.filters.expansions[pin.field]
    )
    found = exists(listed, named, not_(pin.own(binds, key)))
    return or_(found, binds.district == "") if pin.field == "district" else found
