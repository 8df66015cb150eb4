"""The working-day calendar of the State Council's yearly notices (国务院办公厅节假日安排).

In: rows of (day, kind), kind `holiday` or `workday_shift`, and the days between which they are
complete. Out: whether a day is worked, and days counted in working days. Outside the known days
only weekends rest and every answer is `provisional`. Refused: a day of two kinds, an unknown kind,
a span without days (DomainError CALENDAR). The day a period begins is not counted (民法典
Art. 201); working days as in PEN Art. 85.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable

HOLIDAY = "holiday"
WORKDAY_SHIFT = "workday_shift"

_DAY = timedelta(days=1)
_SATURDAY = 5
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day that was counted out; `provisional` when the calendar did not know all of the way."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that depart from the week, complete from `known_from` through `known_until`."""

    holidays: frozenset[date]
    workday_shifts: frozenset[date]
    known_from: date
    known_until: date

    @classmethod
    def from_rows(
        cls, rows: Iterable[tuple[date, str]], *, known_from: date, known_until: date
    ) -> WorkCalendar:
        """A calendar from its rows. Raises DomainError CALENDAR."""
        kinds: dict[str, set[date]] = {HOLIDAY: set(), WORKDAY_SHIFT: set()}
        for day, kind in rows:
            if kind not in kinds:
                raise DomainError("CALENDAR", "日历类别不存在 (unknown kind of calendar day)")
            kinds[kind].add(day)
        if kinds[HOLIDAY] & kinds[WORKDAY_SHIFT] or known_until < known_from:
            raise DomainError("CALENDAR", "日历自相矛盾 (the calendar contradicts itself)")
        return cls(
            frozenset(kinds[HOLIDAY]), frozenset(kinds[WORKDAY_SHIFT]), known_from, known_until
        )

    def knows(self, day: date) -> bool:
        return self.known_from <= day <= self.known_until

    def is_working_day(self, day: date) -> bool:
        """Worked, by the notice where it is known, else by the week alone."""
        if self.knows(day) and day in self.holidays:
            return False
        if self.knows(day) and day in self.workday_shifts:
            return True
        return day.weekday() < _SATURDAY

    def add_working_days(self, start: date, count: int) -> CountedDay:
        """The last of `count` working days (0 or more) after `start`, which is not counted."""
        day, left = start, count
        while left > 0:
            day += _DAY
            left -= self.is_working_day(day)
        return CountedDay(day, not (self.knows(start) and self.knows(day)))

    def roll_forward(self, day: date) -> CountedDay:
        """The day itself when worked, else the next working day (民法典 Art. 203)."""
        rolled = day
        while not self.is_working_day(rolled):
            rolled += _DAY
        return CountedDay(rolled, not (self.knows(day) and self.knows(rolled)))


def shanghai_day(instant: datetime) -> date:
    """The Shanghai calendar day of an aware instant; a naive one is read as Shanghai time."""
    return instant.astimezone(_SHANGHAI).date() if instant.tzinfo else instant.date()


def add_months(day: date, months: int) -> date:
    """The same date that many months later, or the month's last day (民法典 Art. 202)."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, _length(index)))


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    index = day.year * 12 + day.month - 1
    return day.replace(day=_length(index))


def _length(index: int) -> int:
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return (following - _DAY).day


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkCalendar:
    """The calendar in `data/cn_holidays_2019_2026.csv`: complete for 2019 to 2026."""
    text = files("hub.domain").joinpath("data/cn_holidays_2019_2026.csv").read_text("utf-8")
    rows = [
        (date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(io.StringIO(text))
    ]
    return WorkCalendar.from_rows(rows, known_from=date(2019, 1, 1), known_until=date(2026, 12, 31))
