"""A larger world out of the demo world: its merchants again and again, set by set.

In: a connection on a database that holds the demo world, how many merchants there shall be. Out:
the same tables with the copies' rows: every merchant under a code and key of its own, with amounts
of its own, its facts of the last days and all its versions. Left out are the rows that no
benchmarked operation reads: search grams, locators and the older daily reports. It refuses a
number that is no multiple of the merchants that are there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    literal,
    select,
)

from bench.places import DAY
from hub.domain.identifiers import USCC_ALPHABET, hash63, uscc_check_digit
from hub.tables.catalogue import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection

DAYS = 7  # of daily rows that a copy has
DAILY = {"card_report": "reported_for", "custody_balance": "day"}
DRIFTING = frozenset({"prepaid_balance", "prepaid_total", "registered_capital", "amount"})
CHUNK = 50_000
COPY = Table(
    "bench_copy",
    MetaData(),
    Column("original", BigInteger, nullable=False),
    Column("merchant_id", BigInteger, primary_key=True),
    Column("uscc", String, nullable=False),
    Column("copy", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)


def grow(connection: Connection, merchants: int) -> None:
    """Bring the world to so many merchants."""
    table = TABLES["merchant"]
    current = table.c.superseded_at.is_(None)
    rows = connection.execute(
        select(table.c.merchant_id, table.c.uscc).where(current).order_by(table.c.uscc)
    )
    originals = [(int(row.merchant_id), str(row.uscc)) for row in rows]
    copies, rest = divmod(merchants, len(originals))
    if rest:
        raise ValueError(f"{merchants} is no multiple of {len(originals)}")
    if copies == 1:
        return
    COPY.create(connection)
    entries = list(_entries(originals, copies))
    for start in range(0, len(entries), CHUNK):
        connection.execute(insert(COPY), entries[start : start + CHUNK])
    for each in TABLES.values():
        if each.info["versioned"] and "merchant_id" in each.c:
            _copy(connection, each)
    COPY.drop(connection)


def _entries(originals: list[tuple[int, str]], copies: int) -> Iterator[dict[str, Any]]:
    for copy in range(1, copies):
        for place, (key, uscc) in enumerate(originals):
            body = uscc[:8] + _code(copy * len(originals) + place)
            code = body + uscc_check_digit(body)
            yield {"original": key, "merchant_id": hash63(code), "uscc": code, "copy": copy}


def _code(number: int) -> str:
    """Nine characters of the alphabet of credit codes, after a first one that the demo has not."""
    letters = ""
    for _ in range(8):
        number, digit = divmod(number, len(USCC_ALPHABET))
        letters = USCC_ALPHABET[digit] + letters
    return f"K{letters}"


def _copy(connection: Connection, table: Table) -> None:
    columns = [_copied(column) for column in table.c]
    rows = select(*columns).join_from(COPY, table, COPY.c.original == table.c.merchant_id)
    if table.name in DAILY:
        newest = DAY - timedelta(days=DAYS)
        day = table.c[DAILY[table.name]]
        rows = rows.where(day >= literal(newest, day.type))
    connection.execute(insert(table).from_select(list(table.c), rows.order_by(COPY.c.merchant_id)))


def _copied(column: Column[Any]) -> ColumnElement[Any]:
    if column.name == "merchant_id":
        return COPY.c.merchant_id
    if column.name == "uscc":
        return COPY.c.uscc
    if column.name == "node_id":
        return func.substr(column, 1, 19).concat(func.substr(COPY.c.uscc, 10, 8))
    if column.name in {"name", "name_folded"} and column.table.name == "merchant":
        return column.concat(func.substr(COPY.c.uscc, 13, 5))
    if column.name in DRIFTING:
        return column + COPY.c.copy * 1_700
    return column
