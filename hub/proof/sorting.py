"""The newest subjects of records are sorted in by the thousands, not one by one.

In: the connection of a transaction. Out: whether a part was moved from `access_recent` to
`access_subject`, where it lies by merchant, one row for all its records that name the merchant. One
that is not full yet stays: whoever reads a ledger reads both, in one statement. A crash leaves a
part where it was, and processes that sort the same part do it once.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)

from hub.tables.proof import access_recent, access_subject, each_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

# What a part weighs: some 230 records of a hundred merchants each, or 2,500 of one. On SQLite that
# is 40 to 70 ms of CPU for which other writers wait, 150 where no list is like another (measured).
FULL = 500_000
RECORD = 180  # beside the characters of its merchants: a page of its own

_recent = access_recent.c
_place = tuple_(_recent.stream, _recent.record_id)


def sort_part(connection: Connection, full: int = FULL) -> bool:
    """Sort the oldest part in, if it weighs so much."""
    most = full // RECORD + 1  # no part has more records, however many wait
    last = connection.execute(_LAST, {"full": full, "most": most}).one_or_none()
    if last is None:
        return False
    part = _place <= tuple_(*(literal(key, BigInteger) for key in last))
    if connection.dialect.name == "postgresql":  # a record may be on its way into a part
        taken = delete(access_recent).where(part).returning(*_recent).cte("taken")
        connection.execute(_sorted(taken))
    else:
        found = connection.execute(
            select(*_recent).where(part).order_by(_recent.stream, _recent.record_id)
        ).all()
        written = insert(access_subject).compile(dialect=connection.dialect)
        connection.exec_driver_sql(str(written), sorted(_gathered(found)))
        connection.execute(delete(access_recent).where(part))
    return True


def _weighed() -> Any:
    """The oldest records, each with what all up to it weigh."""
    weight = (func.length(_recent.merchants) + RECORD).label("weight")
    place = (_recent.stream, _recent.record_id)
    most = bindparam("most", type_=BigInteger)
    oldest = select(*place, weight).order_by(*place).limit(most).subquery("oldest").c
    so_far = func.sum(oldest.weight).over(order_by=(oldest.stream, oldest.record_id))
    return select(oldest.stream, oldest.record_id, so_far.label("so_far")).subquery("weighed")


def _last() -> Select[Any]:
    """The record with which the oldest part is full."""
    weighed = _weighed().c
    place = (weighed.stream, weighed.record_id)
    return (
        select(*place)
        .where(weighed.so_far >= bindparam("full", type_=BigInteger))
        .order_by(*place)
        .limit(1)
    )


_LAST = _last()


def _sorted(taken: CTE) -> Any:
    """Each merchant that is named, with the records that name it."""
    alike = _alike(taken)
    beside, merchant = each_of(alike.merchants)
    key = merchant.label("merchant_id")
    numbers = func.aggregate_strings(alike.numbers, ",")
    found = (
        select(key, alike.stream, func.max(alike.last), _between_commas(numbers))
        .select_from(alike.last.table, beside)
        .group_by(key, alike.stream)
        .order_by(key, alike.stream)
    )
    return insert(access_subject).from_select([column.name for column in access_subject.c], found)


def _alike(taken: CTE) -> Any:
    """Records that name the same merchants, as one: officers read the same pages."""
    numbers = func.aggregate_strings(cast(taken.c.record_id, String), ",")
    last = func.max(taken.c.record_id)
    whom = (taken.c.stream, taken.c.merchants)
    found = select(*whom, last.label("last"), numbers.label("numbers")).group_by(*whom)
    return found.subquery("alike").c


def _between_commas(numbers: ColumnElement[str]) -> ColumnElement[str]:
    return literal(",").concat(numbers).concat(",")


def _gathered(recent: Iterable[Any]) -> Iterator[tuple[int, int, int, str]]:
    """The same, made here: SQLite takes several times as long to unfold and to group."""
    for stream, records in groupby(recent, itemgetter(0)):
        alike: dict[str, list[int]] = {}
        for _, number, merchants in records:
            alike.setdefault(merchants, []).append(number)
        listed: dict[str, str] = {}
        last: dict[str, int] = {}
        for merchants, own in alike.items():
            told = ",".join(map(str, own))
            for key in merchants[1:-1].split(","):
                listed[key] = f"{listed.get(key, ',')}{told},"
                last[key] = max(own[-1], last.get(key, 0))
        for key, numbers in listed.items():
            yield int(key), stream, last[key], numbers
