"""What is already known of the rows of one chunk: current versions, keys, merchants, evidence.

In: a connection and keys. Out: look-up tables in memory, one statement each, however many rows
(joined to the keys as one bound value). It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, select, union_all

from hub.ingest.derived_columns import REGISTRATION
from hub.ingest.records import PAYLOAD, Records, pack
from hub.ingest.relations import MerchantFacts
from hub.tables.base import Text
from hub.tables.fund import card_report, custody_account, guarantee
from hub.tables.merchant import link, locator, merchant, outlet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection, Select

    from authz.principal import Principal
    from hub.ingest.declare import Kind

BIG = BigInteger()
LINKED = ("LINKED", "DELINKING", "DELINKED")  # what says that a merchant issues cards

Locators = dict[str, tuple[int, int]]
Currents = dict[tuple[int, int], dict[str, Any]]


def find_locators(connection: Connection, kind: str, keys: Collection[str]) -> Locators:
    """Natural key → (merchant_id, fact_id), of the keys that have an owner."""
    if not keys:
        return {}
    given = Records(connection.dialect.name, {"natural_key": Text})
    found = select(locator.c.natural_key, locator.c.merchant_id, locator.c.fact_id).where(
        locator.c.kind == kind, locator.c.natural_key == given.c["natural_key"]
    )
    rows = _rows(connection, found.select_from(given.source), ({"natural_key": k} for k in keys))
    return {key: (merchant_id, fact_id) for key, merchant_id, fact_id in rows}


def find_current(connection: Connection, kind: Kind, keys: Collection[tuple[int, int]]) -> Currents:
    """(merchant_id, fact_id) → the current version; the merchant of a register's row is 0."""
    if not keys:
        return {}
    table = kind.table
    given = Records(connection.dialect.name, {"merchant_id": BIG, "fact_id": BIG})
    chosen = select(table).where(
        table.c.fact_id == given.c["fact_id"], table.c.superseded_at.is_(None)
    )
    if not kind.register:
        chosen = chosen.where(table.c.merchant_id == given.c["merchant_id"])
    payload = ({"merchant_id": merchant_id, "fact_id": fact_id} for merchant_id, fact_id in keys)
    rows = connection.execute(
        chosen.select_from(given.source, table), {PAYLOAD: pack(list(payload))}
    ).mappings()
    return {(0 if kind.register else row["merchant_id"], row["fact_id"]): dict(row) for row in rows}


def find_merchants(
    connection: Connection, ids: Collection[int], principal: Principal
) -> dict[int, MerchantFacts]:
    """What rights hang on, of the merchants that are known; only what this caller's can need."""
    if not ids:
        return {}
    rows = _about(connection, ids, select(merchant), merchant)
    here = _outlets_in(connection, ids, principal.district)
    platforms = _platforms(connection, ids, principal)
    return {
        row.merchant_id: MerchantFacts(
            merchant_id=row.merchant_id,
            uscc=row.uscc,
            district=row.district,
            confirmed=row.district_basis != REGISTRATION,
            industry_key=row.industry_key,
            issuer=row.issuer,
            outlet_here=row.merchant_id in here,
            platforms=platforms.get(row.merchant_id, ()),
        )
        for row in rows
    }


def _outlets_in(connection: Connection, ids: Collection[int], district: str | None) -> set[int]:
    if district is None:
        return set()
    chosen = select(outlet.c.merchant_id).where(
        outlet.c.district == district, outlet.c.status == "OPEN"
    )
    return {row.merchant_id for row in _about(connection, ids, chosen, outlet)}


def _platforms(
    connection: Connection, ids: Collection[int], principal: Principal
) -> dict[int, tuple[tuple[str, str], ...]]:
    chosen = select(link.c.merchant_id, link.c.platform, link.c.status).where(
        link.c.platform == principal.party, link.c.confirmed_on.is_not(None)
    )
    rows = _about(connection, ids, chosen, link)
    return {row.merchant_id: ((row.platform, row.status),) for row in rows}


def issuers_by_evidence(connection: Connection, ids: Collection[int]) -> set[int]:
    """Merchants of which a link, report, custody account or guarantee is known."""
    if not ids:
        return set()
    given = Records(connection.dialect.name, {"merchant_id": BIG})
    parts = []
    for table in (link, card_report, custody_account, guarantee):
        part = select(table.c.merchant_id).where(
            table.c.merchant_id == given.c["merchant_id"], table.c.superseded_at.is_(None)
        )
        if table is link:
            part = part.where(link.c.status.in_(LINKED))
        parts.append(part.select_from(given.source, table).distinct())
    rows = connection.execute(
        union_all(*parts), {PAYLOAD: pack([{"merchant_id": each} for each in ids])}
    )
    return {row.merchant_id for row in rows}


def _about(
    connection: Connection, ids: Collection[int], chosen: Select[Any], table: Any
) -> list[Any]:
    given = Records(connection.dialect.name, {"merchant_id": BIG})
    whole = chosen.select_from(given.source, table).where(
        table.c.merchant_id == given.c["merchant_id"], table.c.superseded_at.is_(None)
    )
    return _rows(connection, whole, ({"merchant_id": each} for each in ids))


def _rows(
    connection: Connection, chosen: Select[Any], payload: Iterable[dict[str, Any]]
) -> list[Any]:
    return list(connection.execute(chosen, {PAYLOAD: pack(list(payload))}).all())
