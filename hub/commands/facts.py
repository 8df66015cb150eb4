"""What Casbin must know of a row: small look-ups, each on current versions only.

In: a connection and the key of a merchant, party or institution. Out: rows, locked where an act
writes beside them, and facts in the words of `authz/predicates.py`. It refuses nothing: what is
not there is None or empty, and gives no right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from hub.commands.versions import Stored, locked
from hub.domain.calendar import WorkCalendar, shipped_calendar
from hub.domain.identifiers import hash63
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_thresholds
from hub.tables.merchant import link, merchant, outlet
from hub.tables.party import calendar_day, horizon, institution, party, source, threshold

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.commands.act import Act

REGISTRATION = "registration"  # a district read from the credit code alone
ACTS = "acts"  # the source of what comes through no source of the party's own


def merchant_by_uscc(connection: Connection, uscc: str) -> Stored | None:
    """The merchant, locked: acts about one merchant run one after the other."""
    c = merchant.c
    return locked(
        connection,
        merchant,
        and_(c.merchant_id == hash63(uscc), c.uscc == uscc, c.superseded_at.is_(None)),
    )


def merchant_by_key(connection: Connection, merchant_id: int) -> Stored | None:
    """The same by its key."""
    c = merchant.c
    return locked(
        connection, merchant, and_(c.merchant_id == merchant_id, c.superseded_at.is_(None))
    )


def about(connection: Connection, firm: Stored) -> dict[str, Any]:
    """Place, trade and link of a merchant."""
    merchant_id = firm["merchant_id"]
    outlets = connection.execute(
        select(outlet.c.status, outlet.c.district).where(
            outlet.c.merchant_id == merchant_id, outlet.c.superseded_at.is_(None)
        )
    ).mappings()
    links = connection.execute(
        select(link.c.status, link.c.platform, link.c.confirmed_on).where(
            link.c.merchant_id == merchant_id, link.c.superseded_at.is_(None)
        )
    ).mappings()
    return {
        "merchant_id": merchant_id,
        "district": firm["district"],
        "district_confirmed": firm["district_basis"] != REGISTRATION,
        "industries": [firm["industry_key"]] if firm["industry_key"] else [],
        "outlets": [dict(each) for each in outlets],
        "links": [dict(each) for each in links],
    }


def party_row(connection: Connection, code: str) -> Stored | None:
    """A registered party, locked."""
    return locked(connection, party, and_(party.c.code == code, party.c.superseded_at.is_(None)))


def party_kind(connection: Connection, code: str) -> str:
    """The kind of a registered party; empty when nobody registered it."""
    found: str | None = connection.scalar(
        select(party.c.kind).where(party.c.code == code, party.c.superseded_at.is_(None))
    )
    return found or ""


def institution_row(connection: Connection, code: str) -> Stored | None:
    """A registered institution, locked."""
    c = institution.c
    return locked(connection, institution, and_(c.code == code, c.superseded_at.is_(None)))


def known_merchants(connection: Connection, usccs: list[str]) -> set[str]:
    """Those of the codes that the hub has a merchant for."""
    found = connection.scalars(
        select(merchant.c.uscc).where(
            merchant.c.merchant_id.in_([hash63(uscc) for uscc in usccs]),
            merchant.c.uscc.in_(usccs),
            merchant.c.superseded_at.is_(None),
        )
    )
    return set(found)


def source_of(connection: Connection, act: Act, kind: str) -> str:
    """The party's own source for a record kind, the first by code; else that of acts."""
    rows = connection.execute(
        select(source.c.code, source.c.kinds)
        .where(source.c.party == act.principal.party, source.c.superseded_at.is_(None))
        .order_by(source.c.code)
    )
    return next((row.code for row in rows if kind in row.kinds), ACTS)


def work_calendar(connection: Connection) -> WorkCalendar:
    """The calendar of the register; without rows of its own the shipped one."""
    days = connection.execute(
        select(calendar_day.c.day, calendar_day.c.kind).where(
            calendar_day.c.superseded_at.is_(None)
        )
    ).all()
    until = connection.scalar(
        select(horizon.c.known_until).where(horizon.c.register == calendar_day.name)
    )
    if not days:
        return shipped_calendar()
    return WorkCalendar.from_rows(
        [(row.day, row.kind) for row in days],
        known_from=min(row.day for row in days).replace(month=1, day=1),
        known_until=until or max(row.day for row in days),
    )


def thresholds(connection: Connection) -> Thresholds:
    """The thresholds of the register, dated as they are; without any the shipped ones."""
    c = threshold.c
    columns = (c.parameter, c.industry, c.size, c.zone, c.valid_from, c.value, c.basis)
    rows = connection.execute(select(*columns).where(c.superseded_at.is_(None))).all()
    return Thresholds(ThresholdRow(*row) for row in rows) if rows else shipped_thresholds()
