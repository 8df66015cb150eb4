"""The newest subjects of records are sorted in by the thousands, not one by one.

In: the connection of a transaction. Out: whether a part was moved from `access_recent` to
`access_subject`, where it lies by merchant. One that is not full yet stays: whoever reads a ledger
reads both, in one statement. A crash leaves a part where it was, and processes that sort the same
part do it once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
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

from hub.tables.proof import access_recent, access_subject

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What a part weighs: some 230 records of a hundred merchants each, or 2,500 of one. On SQLite that
# is 40 to 70 ms of CPU for which other writers wait, 150 where no list is like another (measured).
FULL = 500_000
RECORD = 180  # beside the characters of its merchants: a page of its own

_recent = access_recent.c
_place = tuple_(_recent.stream, _recent.record_id)


def sort_part(connection: Connection, full: int = FULL) -> bool:
    """Sort the oldest part in, if it weighs so much."""
    last = connection.execute(_LAST, {"full": full}).one_or_none()
    if last is None:
        return False
    part = _place <= tuple_(*(literal(key, BigInteger) for key in last))
    if connection.dialect.name == "postgresql":  # a record may be on its way into a part
        taken = delete(access_recent).where(part).returning(*_recent).cte("taken")
        connection.execute(_sorted(_unnested(taken.c)))
    else:
        connection.execute(_sorted(_listed().where(part)))
        connection.execute(delete(access_recent).where(part))
    return True


def _weighed() -> Any:
    weight = func.length(_recent.merchants) + RECORD
    so_far = func.sum(weight).over(order_by=(_recent.stream, _recent.record_id))
    return select(_recent.stream, _recent.record_id, so_far.label("so_far")).subquery("weighed")


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


def _sorted(pairs: Select[Any]) -> Any:
    columns = [column.name for column in access_subject.c]
    return insert(access_subject).from_select(columns, pairs.order_by(*pairs.selected_columns))


def _unnested(taken: Any) -> Select[Any]:
    keys = func.string_to_array(func.trim(taken.merchants, ","), ",")
    key = cast(func.unnest(keys), BigInteger).label("merchant_id")
    return select(key, taken.stream, taken.record_id)


def _listed() -> Select[Any]:
    document = "[" + func.trim(_recent.merchants, ",", type_=String()) + "]"
    each = func.json_each(document).table_valued("value", name="each", joins_implicitly=True)
    key = each.c.value.label("merchant_id")
    return select(key, _recent.stream, _recent.record_id).select_from(access_recent, each)
