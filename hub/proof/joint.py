"""The access records of a joint read, as a part of it.

In: how many cursors are asked for, the families that are read, whether PUBLIC asks. Out: a select
of every answer, which begins with its number, from one, and inserts each one's own record, or adds
its counter to the others'. No answer is without its record, and none has another's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Select,
    case,
    func,
    select,
    table as named_table,
)

from hub.proof.within import (
    JSON,
    MANY,
    MARKS,
    NUMBER,
    VERSION,
    counted,
    counter_of,
    listed,
    record_of,
    some_of,
    told,
    with_keys,
)
from resolvers.joint import ANSWER, EACH, TOLD, Columns

if TYPE_CHECKING:
    from collections.abc import Iterable

APART = ("outcome", "merchant_id")  # what tells the counters of one statement apart


def joint_read(read: Select[Any]) -> Select[Any]:
    """What is read for each."""
    return read.with_only_columns(*with_keys(read).values())


def joint(cursors: int, families: Iterable[str], *, public: bool, recorded: bool) -> Select[Any]:
    """All answers of one statement, with what tells of them."""
    answers = _answers()
    if not recorded:
        return answers
    if public:
        return answers.add_columns(VERSION).add_cte(counted(_counters(cursors)))
    return answers.add_cte(*record_of(cursors, families))


def _counters(cursors: int) -> Select[Any]:
    """Each once and in one order: two processes that count the same never wait in a ring.

    Minute, text and day are common to all (`resolvers.joint.COMMON`), so nothing is sorted by them.
    """
    one = counter_of(cursors)
    columns = [value.label(name) for name, value in one.items()]
    each = select(*columns).select_from(named_table(TOLD)).subquery("counter").c
    apart = [each[name] for name in APART]
    values = [each[name] if name in APART else func.min(each[name]) for name in one]
    return select(*values, func.count()).group_by(*apart).order_by(*apart)


def _answers() -> Select[Any]:
    rows: Select[Any] = select(Columns(TOLD), Columns(ANSWER))
    whole = rows.select_from(named_table(EACH)).cte(TOLD).prefix_with("MATERIALIZED")
    return (
        select(
            told("number", BigInteger()),
            told("body", JSON),
            MARKS.label("marks"),
            case((NUMBER > MANY, some_of(NUMBER)), else_=listed()).label("subjects"),
            told("sealed", Boolean()),
        )
        .select_from(named_table(TOLD))
        .add_cte(whole)
    )
