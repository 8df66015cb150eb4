"""What Casbin must know of a row: small look-ups, each on current versions only.

In: a connection and the key of a merchant, party or institution. Out: rows, locked where an act
writes beside them, and facts in the words of `authz/predicates.py`. It refuses nothing: what is
not there is None or empty, and gives no right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select

from hub.commands.versions import Stored, locked
from hub.domain.identifiers import hash63
from hub.tables.merchant import link, merchant, outlet
from hub.tables.party import institution, party, source

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
