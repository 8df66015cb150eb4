"""Merchants gathered by the fixed dimensions, and who sees some of them anyway.

In: a connection and whole periods that end on one day. Out: `Members`: the merchants at each place
and the parts of each measure by period. A place is what no published group tells apart: district,
trade and code. It refuses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from hub.derive.position import DIMENSIONS, MEASURES, everybody
from hub.domain.dimensions import FIXED, NONE
from hub.domain.suppression import Parts
from hub.domain.vocabulary import PartyKind
from hub.tables.merchant import merchant, outlet
from hub.tables.party import party

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Select, Table

    from hub.domain.periods import Period

Keys = tuple[str, ...]  # by FIXED
Keyed = tuple[int, int]  # merchants with a key after the first and up to the second
Office = tuple[str | None, frozenset[str] | None]
EVERYBODY: Keyed = (-1, (1 << 63) - 1)
DISTRICT, INDUSTRY = (list(FIXED).index(name) for name in list(FIXED)[:2])
UNCONFIRMED = "registration"  # such a district opens nothing but what is public


@dataclass
class Members:
    """`seen` by keys: of each merchant, the districts whose offices see it; `parts` by period."""

    seen: dict[Keys, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[Period, dict[Keys, dict[str, Parts]]] = field(default_factory=dict)

    def add(self, other: Members) -> None:
        """Other merchants beside these."""
        for keys, seen in other.seen.items():
            self.seen[keys] += seen
        for period, by_keys in other.parts.items():
            mine = self.parts.setdefault(period, {})
            for keys, figures in by_keys.items():
                here = mine.setdefault(keys, {})
                for name, part in figures.items():
                    here[name] = here.get(name, Parts()) + part


def next_keys(connection: Connection, after: int, size: int) -> Keyed | None:
    """The range of keys of the next so many merchants, None behind the last of them."""
    following = (
        select(merchant.c.merchant_id)
        .where(merchant.c.superseded_at.is_(None), merchant.c.merchant_id > after)
        .order_by(merchant.c.merchant_id)
        .limit(size)
        .subquery()
    )
    last: int | None = connection.scalar(select(func.max(following.c.merchant_id)))
    return None if last is None else (after, last)


def members(connection: Connection, periods: Sequence[Period], among: Keyed = EVERYBODY) -> Members:
    """The merchants of a range of keys in these periods, which end on one day."""
    found, open_in = Members(), _open_outlets(connection, among)
    for number, period in enumerate(periods):
        parts: dict[Keys, dict[str, Parts]] = defaultdict(dict)
        for row in connection.execute(_standing(connection.dialect.name, period, among)):
            keys = tuple(getattr(row, column) or NONE for column in FIXED.values())
            if number == 0:
                home = {keys[DISTRICT]} if row.district_basis != UNCONFIRMED else set()
                found.seen[keys].append(frozenset(home | open_in.get(row.merchant_id, set())))
            here = parts[keys]
            for name in MEASURES:
                if figure := getattr(row, name):
                    here[name] = here.get(name, Parts()).with_part(int(figure))
        found.parts[period] = dict(parts)
    return found


def offices(connection: Connection) -> list[Office]:
    """The offices that see some merchants one by one: by district, and by trades, None for all."""
    chosen = select(party.c.kind, party.c.district, party.c.industries).where(
        party.c.superseded_at.is_(None),
        party.c.kind.in_((PartyKind.DISTRICT_COMMERCE, PartyKind.INDUSTRY_REGULATOR)),
    )
    return [
        (district, None if kind == PartyKind.DISTRICT_COMMERCE else frozenset(industries))
        for kind, district, industries in connection.execute(chosen)
    ]


def insiders(
    seeing: Sequence[Office], found: Members, places: Sequence[Keys]
) -> Iterator[tuple[int, ...]]:
    """For each office, how many merchants whom it does not see stand at each place."""
    for district, trades in seeing:
        yield tuple(
            len(found.seen[keys])
            if trades is not None and keys[INDUSTRY] not in trades
            else sum(not _sees(district, trades, seen) for seen in found.seen[keys])
            for keys in places
        )


def _sees(district: str | None, trades: frozenset[str] | None, seen: frozenset[str]) -> bool:
    """Whether an office sees a merchant of one of its trades."""
    return district in seen if district else trades is not None


def _standing(dialect: str, period: Period, among: Keyed) -> Select[Any]:
    at = everybody(dialect, *period)
    keys = (DIMENSIONS[name](at).label(column) for name, column in FIXED.items())
    figures = (make(at).label(name) for name, make in MEASURES.items())
    return select(merchant.c.merchant_id, merchant.c.district_basis, *keys, *figures).where(
        merchant.c.superseded_at.is_(None), within(merchant, among)
    )


def within(table: Table, among: Keyed) -> ColumnElement[bool]:
    """Rows of the merchants of a range of keys."""
    after, last = among
    return and_(table.c.merchant_id > after, table.c.merchant_id <= last)


def _open_outlets(connection: Connection, among: Keyed) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    chosen = select(outlet.c.merchant_id, outlet.c.district).where(
        outlet.c.superseded_at.is_(None), outlet.c.status == "OPEN", within(outlet, among)
    )
    for row in connection.execute(chosen):
        found[row.merchant_id].add(row.district)
    return found
