"""The days that a figure speaks of, as SQL: what a period of time is held against.

In: how a row tells its time (a period `2022-03`, `2022Q1`, `2022H1`, `2022`; a year; an instant; a
day that is worked out). Out: `Days`, first and last. What tells no day gives null, and so lies
inside no bounded period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, String, case, cast, func, null

from hub.tables.base import Date
from resolvers.binding import Days, Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_HALVES = {"": ("-01-01", "-12-31"), "H1": ("-01-01", "-06-30"), "H2": ("-07-01", "-12-31")}
_QUARTERS = {
    "Q1": ("-01-01", "-03-31"),
    "Q2": ("-04-01", "-06-30"),
    "Q3": ("-07-01", "-09-30"),
    "Q4": ("-10-01", "-12-31"),
}
_LAST_OF_MONTH = (31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = {
    f"-{month:02}": (f"-{month:02}-01", f"-{month:02}-{last:02}")
    for month, last in enumerate(_LAST_OF_MONTH, 1)
    if last
}
FEBRUARY, MARCH = "-02", "-03-01"
_ENDS = {**_HALVES, **_QUARTERS, **_MONTHS}

# A figure over all the days there are lies inside no bounded period.
EVERY_DAY = Days(lambda _: cast(null(), Date()), lambda _: cast(null(), Date()))


def of_period(column: str) -> Days:
    """A stated period, from its first day to its last."""

    def first(row: Row) -> ColumnElement[Any]:
        begins = {form: ends[0] for form, ends in _ENDS.items()} | {FEBRUARY: f"{FEBRUARY}-01"}
        return _day(row, column, case(begins, value=_form(row, column)))

    def last(row: Row) -> ColumnElement[Any]:
        ends = case({form: ends[1] for form, ends in _ENDS.items()}, value=_form(row, column))
        before_march = row.binds.dialect.add_days(_day(row, column, MARCH), -1)
        february = (_form(row, column) == FEBRUARY, before_march)
        return case(february, else_=_day(row, column, ends))

    return Days(first, last)


def _form(row: Row, column: str) -> ColumnElement[Any]:
    return func.substr(row[column], 5, type_=String())


def _day(row: Row, column: str, rest: Any) -> ColumnElement[Any]:
    year = func.substr(row[column], 1, 4, type_=String())
    found: ColumnElement[Any] = row.binds.dialect.day(year.concat(rest))
    return found


def of_year(column: str) -> Days:
    """A whole calendar year."""

    def day(rest: str) -> Callable[[Row], ColumnElement[Any]]:
        return lambda row: row.binds.dialect.day(cast(row[column], String).concat(rest))

    return Days(day("-01-01"), day("-12-31"))


def of_instant(column: str) -> Days:
    """The day in Shanghai on which an instant lies."""

    def day(row: Row) -> ColumnElement[Any]:
        found: ColumnElement[Any] = row.binds.dialect.day_of(row[column])
        return found

    return Days(day, day)


def of_one(day: Callable[[Row], ColumnElement[Any]]) -> Days:
    """One day that is worked out."""
    return Days(day, day)
