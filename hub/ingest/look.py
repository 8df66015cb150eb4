"""What is already known of the rows of one chunk: current versions, keys, merchants, evidence.

In: a connection and keys. Out: look-up tables in memory, one statement each, however many rows
(joined to the keys as one bound value). It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, union_all

from hub.ingest.derived_columns import REGISTRATION
from hub.ingest.records import PAYLOAD, Numbers, Records, pack
from hub.ingest.relations import MerchantFacts
from hub.tables.base import Text
from hub.tables.fund import card_report, custody_account, guarantee
from hub.tables.merchant import link, locator, merchant, outlet

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from authz.principal import Principal
    from hub.ingest.declare import Kind

LINKED = ("LINKED", "DELINKING", "DELINKED")  # what says that a merchant issues cards

Key = tuple[int, int]
Locators = dict[str, tuple[int, int]]
History = dict[Key, "tuple[datetime, bool]"]
Currents = dict[Key, dict[str, Any]]


def find_locators(connection: Connection, kind: str, keys: Collection[str]) -> Locators:
    """Natural key → (merchant_id, fact_id), of the keys that have an owner."""
    if not keys:
        return {}
    given = Records(connection.dialect.name, {"natural_key": Text})
    found = select(locator.c.natural_key, locator.c.merchant_id, locator.c.fact_id).where(
        locator.c.kind == kind, locator.c.natural_key == given.c["natural_key"]
    )
    payload = {PAYLOAD: pack([{"natural_key": key} for key in keys])}
    rows = connection.execute(found.select_from(given.source, locator), payload)
    return {key: (merchant_id, fact_id) for key, merchant_id, fact_id in rows}


def find_history(connection: Connection, kind: Kind, keys: Collection[Key]) -> History:
    """(merchant_id, fact_id) → the last instant in its versions, and whether one is current."""
    if not keys:
        return {}
    given = Numbers(connection.dialect.name, "merchant_id", "fact_id")
    key, began, ended = _key(kind), kind.table.c.recorded_at, kind.table.c.superseded_at
    chosen = (
        select(
            *key,
            func.max(began, type_=began.type),
            func.max(ended, type_=ended.type),
            func.count() - func.count(ended),
        )
        .select_from(given.source)
        .join(kind.table, _same(kind, given))
        .group_by(*key)
    )
    found: History = {}
    for *place, start, end, standing in connection.execute(chosen, given.bind(keys)):
        merchant_id, fact_id = (0, *place) if kind.register else place
        found[merchant_id, fact_id] = (start if end is None else max(start, end), bool(standing))
    return found


def find_current(connection: Connection, kind: Kind, keys: Collection[Key]) -> Currents:
    """(merchant_id, fact_id) → the current version; the merchant of a register's row is 0."""
    if not keys:
        return {}
    given = Numbers(connection.dialect.name, "merchant_id", "fact_id")
    chosen = (
        select(kind.table)
        .select_from(given.source)
        .join(kind.table, and_(_same(kind, given), kind.table.c.superseded_at.is_(None)))
    )
    rows = connection.execute(chosen, given.bind(keys)).mappings()
    return {(0 if kind.register else row["merchant_id"], row["fact_id"]): dict(row) for row in rows}


def _key(kind: Kind) -> tuple[ColumnElement[Any], ...]:
    """The columns of a fact's key."""
    if kind.register:
        return (kind.table.c.fact_id,)
    return kind.table.c.merchant_id, kind.table.c.fact_id


def _same(kind: Kind, given: Numbers) -> ColumnElement[bool]:
    return and_(*(column == given.c[column.name] for column in _key(kind)))


def find_merchants(
    connection: Connection, ids: Collection[int], principal: Principal
) -> dict[int, MerchantFacts]:
    """What rights hang on, of the merchants that are known; only what this caller's can need."""
    if not ids:
        return {}
    names = ("merchant_id", "uscc", "district", "district_basis", "industry_key", "issuer")
    chosen = select(*(merchant.c[name] for name in names))
    rows = _about(connection, ids, chosen, merchant)
    here = _outlets_in(connection, ids, principal.district)
    platforms = _platforms(connection, ids, principal)
    return {
        key: MerchantFacts(
            key,
            uscc,
            district,
            basis != REGISTRATION,
            industry_key,
            issuer,
            key in here,
            platforms.get(key, ()),
        )
        for key, uscc, district, basis, industry_key, issuer in rows
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
    return {merchant_id: ((platform, status),) for merchant_id, platform, status in rows}


def issuers_by_evidence(connection: Connection, ids: Collection[int]) -> set[int]:
    """Merchants of which a link, report, custody account or guarantee is known."""
    if not ids:
        return set()
    given = Numbers(connection.dialect.name, "merchant_id")
    parts = []
    for table in (link, card_report, custody_account, guarantee):
        part = select(table.c.merchant_id).where(
            table.c.merchant_id == given.c["merchant_id"], table.c.superseded_at.is_(None)
        )
        if table is link:
            part = part.where(link.c.status.in_(LINKED))
        parts.append(part.select_from(given.source, table).distinct())
    rows = connection.execute(union_all(*parts), given.bind([(each,) for each in ids]))
    return {row.merchant_id for row in rows}


def _about(
    connection: Connection, ids: Collection[int], chosen: Select[Any], table: Any
) -> list[Any]:
    given = Numbers(connection.dialect.name, "merchant_id")
    whole = chosen.select_from(given.source, table).where(
        table.c.merchant_id == given.c["merchant_id"], table.c.superseded_at.is_(None)
    )
    return list(connection.execute(whole, given.bind([(each,) for each in ids])))
