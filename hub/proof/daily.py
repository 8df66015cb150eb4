"""What citizens looked up, a day and merchant at a time, in the merchant's own ledger.

In: the counters of PUBLIC answers. Out: for every day that is over, one access record a merchant
that says how often it was looked up: a number and never a person. A day is entered once; the
horizon `public looks` remembers how far. Refuses nothing; days that were entered stay as they are.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from hub.clock import start_of
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.tables.party import horizon
from hub.tables.proof import access_counter, access_record, access_subject

if TYPE_CHECKING:
    from sqlalchemy import Connection

REGISTER = "public looks"
STREAM = 0  # no writer's: made from counters
BEGINNING = date(1970, 1, 1)
A_DAY = timedelta(days=1)


def enter_past_days(connection: Connection, today: date, secret: bytes) -> int:
    """Enter every day before `today` that is not entered yet; the number of entries made."""
    yesterday = today - A_DAY
    known = connection.scalar(
        select(horizon.c.known_until).where(horizon.c.register == REGISTER).with_for_update()
    )
    if known is not None and known >= yesterday:
        return 0
    entries = _looks(connection, known or BEGINNING, today)
    if entries:
        records = [_record(secret, *entry) for entry in entries]
        connection.execute(insert(access_record), records)
        connection.execute(insert(access_subject), [_subject(row) for row in records])
    _remember(connection, known, yesterday)
    return len(entries)


def _looks(connection: Connection, after: date, before: date) -> list[tuple[date, int, int]]:
    counter = access_counter.c
    rows = (
        select(counter.day, counter.merchant_id, func.sum(counter.answers))
        .where(counter.minute >= start_of(after + A_DAY), counter.minute < start_of(before))
        .where(counter.merchant_id != 0, counter.outcome == "ANSWERED")
        .group_by(counter.day, counter.merchant_id)
        .order_by(counter.day, counter.merchant_id)
    )
    return [(day, merchant, int(looks)) for day, merchant, looks in connection.execute(rows)]


def _record(secret: bytes, day: date, merchant: int, looks: int) -> dict[str, Any]:
    half = fact_key(secret, "AccessRecord", ("public", day.isoformat(), str(merchant)))
    return {
        "stream": STREAM,
        "record_id": half,
        "node_id": node_id(letter_of("AccessRecord"), STREAM, half),
        "at": start_of(day),
        "party": "public",
        "purpose": f"公众当日查询{looks}次 (looked up {looks} times by the public that day)",
        "operation": "",
        "operation_digest": "",
        "policy_version": "",
        "outcome": "ANSWERED",
        "merchants": 1,
        "merchant_ids": [merchant],
        "families": ["PUBLIC"],
        "sealed": False,
    }


def _subject(record: dict[str, Any]) -> dict[str, Any]:
    (merchant,) = record["merchant_ids"]
    number = record["record_id"]
    return {
        "merchant_id": merchant,
        "stream": STREAM,
        "record_id": number,
        "records": f",{number},",
    }


def _remember(connection: Connection, known: date | None, until: date) -> None:
    if known is None:
        row = {"register": REGISTER, "known_until": until, "complete": True}
        connection.execute(insert(horizon).values(row))
    else:
        done = update(horizon).where(horizon.c.register == REGISTER).values(known_until=until)
        connection.execute(done)
