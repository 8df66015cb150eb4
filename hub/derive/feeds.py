"""Which feeds are late: complaints and lists of whose absence nobody may conclude anything.

In: a connection, a day, the moment of knowledge. Out: `Late`: for complaints and for lists, of whom
the silent sources speak, by their rhythms (`hub/derive/rhythm.py`): of its party's district and
trades, or of everybody. Source: PLAN 智能监管一. It refuses nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, literal, select

from hub.clock import day_of
from hub.derive.rhythm import is_behind, last_heard
from hub.tables.base import Instant
from hub.tables.party import party, source

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row, Select

COMPLAINTS, LISTS = "complaints", "listings"  # kinds of which silence might pass for a clean sheet


@dataclass(frozen=True, slots=True)
class Feed:
    """Of whom a late source speaks: a district or all, some trades or all."""

    district: str | None
    trades: tuple[str, ...]

    def speaks_of(self, merchant: Row[Any]) -> bool:
        trade = merchant.industry_key or ""
        return self.district in (None, merchant.district) and (
            not self.trades or any(_covers(each, trade) for each in self.trades)
        )


@dataclass(frozen=True, slots=True)
class Late:
    """The feeds that are late on a day."""

    complaints: frozenset[Feed] = frozenset()
    lists: frozenset[Feed] = frozenset()

    @property
    def digest(self) -> str:
        """The same for the same feeds; empty when none is late."""
        if not (self.complaints or self.lists):
            return ""
        kinds = (sorted(map(repr, each)) for each in (self.complaints, self.lists))
        return hashlib.sha256(repr(list(kinds)).encode()).hexdigest()[:16]


def late_feeds(connection: Connection, day: date, now: datetime) -> Late:
    """What should have come by the day and, as is known now, did not."""
    found: dict[str, set[Feed]] = {COMPLAINTS: set(), LISTS: set()}
    for row in connection.execute(_rhythms(now)):
        for kind, feeds in found.items():
            since = day - day_of(getattr(row, kind))
            if kind in row.kinds and is_behind(since.days, row.cadence_days):
                feeds.add(Feed(row.district, tuple(row.industries or ())))
    return Late(frozenset(found[COMPLAINTS]), frozenset(found[LISTS]))


def _covers(trade: str, other: str) -> bool:
    """Codes cover those that begin with them; a section, which is a letter, may cover any."""
    return other.startswith(trade) or trade.rpartition(":")[2].isalpha()


def _rhythms(now: datetime) -> Select[Any]:
    """Each source with a rhythm: its party's reach, and when it was last heard of which kind."""
    known = literal(now, Instant())
    heard = (last_heard(source.c, literal(kind), known).label(kind) for kind in (COMPLAINTS, LISTS))
    return (
        select(
            source.c.kinds,
            source.c.cadence_days,
            party.c.district,
            party.c.industries,
            *heard,
        )
        .outerjoin(party, and_(party.c.code == source.c.party, party.c.superseded_at.is_(None)))
        .where(source.c.superseded_at.is_(None), source.c.cadence_days.is_not(None))
    )
