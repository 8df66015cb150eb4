"""Clue notification (线索告知): to whom, by which steps, by which days, how long it may be read.

In: the regulator of the trade, the district of the violation, days and states. Out: the recipient's
party code, whether a step is allowed, due days. Refused: no regulator or district to route by
(DomainError CLUE_ROUTE), a step that the order of things does not know (CLUE_STATE). Sources:
CLUE-2019 Art. 2; REG Arts. 21, 22; IM-2019 Art. 2(4); PEN Arts. 22, 60; C-03, I-16, I-25.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from hub.domain.vocabulary import ClueStatus
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.domain.calendar import WorkCalendar
    from hub.domain.thresholds import Thresholds

READABLE = "clue.readable_days"  # I-25

_DISTRICT = re.compile(r"3101\d{2}")
_OTHERS = "*"
_NEXT = {
    ClueStatus.DRAFTED: {ClueStatus.SENT},
    ClueStatus.SENT: {ClueStatus.ACCEPTED, ClueStatus.RETURNED},
    ClueStatus.RETURNED: {ClueStatus.SENT},
    ClueStatus.ACCEPTED: {ClueStatus.FILED, ClueStatus.NOT_FILED},
    ClueStatus.FILED: {ClueStatus.DECIDED},
    ClueStatus.NOT_FILED: set(),
    ClueStatus.DECIDED: set(),
}
_WITH_RECIPIENT = (ClueStatus.SENT, ClueStatus.ACCEPTED, ClueStatus.FILED)
_ENDED = (ClueStatus.DECIDED, ClueStatus.NOT_FILED)


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets the clue, and by which rule."""

    recipient: str
    basis: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """`decide_by` None until a case is filed. `provisional`: past the calendar's known day."""

    accept_by: date
    feedback_by: date
    decide_by: date | None
    provisional: bool


def route(regulator: str | None, violation_district: str, day: date) -> Route:
    """The body with power to penalise: by the trade's regulator, where the violation happened.

    The place of registration does not count (PEN Art. 22; CLUE-2019 Art. 2). Trades beyond the
    table go to their own regulator's enforcement (REG Art. 21(3)).
    """
    if not regulator or not _DISTRICT.fullmatch(violation_district):
        raise DomainError(
            "CLUE_ROUTE", "行业主管或违法地不明 (no regulator or district to route by)"
        )
    table = _routes()
    rows = table.get(regulator, table[_OTHERS])
    in_force = [row for row in rows if row[0] <= day]
    if not in_force:
        raise DomainError("CLUE_ROUTE", "该日尚无移送规则 (no route was in force on that day)")
    _, recipient, basis = in_force[-1]
    return Route(recipient.format(district=violation_district, regulator=regulator), basis)


def check_step(before: ClueStatus, after: ClueStatus) -> None:
    """Refuse a step out of order: sent → accepted or returned → filed or not → decided."""
    if after not in _NEXT[before]:
        raise DomainError("CLUE_STATE", "线索状态不能如此变更 (this step is out of order)")


def deadlines(
    sent_on: date, filed_on: date | None, thresholds: Thresholds, calendar: WorkCalendar
) -> Deadlines:
    """Accept or return, first feedback, and decision counted from filing (I-16; PEN Art. 60)."""
    to_accept, accept_early = thresholds.value_or_first("clue.accept", sent_on)
    to_report, report_early = thresholds.value_or_first("clue.feedback", sent_on)
    accept = calendar.add_working_days(sent_on, to_accept)
    feedback = calendar.add_working_days(sent_on, to_report)
    decide_by = None
    if filed_on is not None:
        days, _ = thresholds.value_or_first("clue.decide", filed_on)
        decide_by = filed_on + timedelta(days=days)
    provisional = accept.provisional or feedback.provisional or accept_early or report_early
    return Deadlines(accept.day, feedback.day, decide_by, provisional)


def is_overdue(status: ClueStatus, days: Deadlines, day: date) -> bool:
    """Whether the recipient's next step is late on a day."""
    awaited = {
        ClueStatus.SENT: days.accept_by,
        ClueStatus.ACCEPTED: days.feedback_by,
        ClueStatus.FILED: days.decide_by,
    }.get(status)
    return awaited is not None and day > awaited


def recipient_may_read(
    status: ClueStatus, ended_on: date | None, day: date, thresholds: Thresholds
) -> bool:
    """While it is with the recipient, and so many days after it was decided or not filed (I-25)."""
    if status in _WITH_RECIPIENT:
        return True
    if status not in _ENDED or ended_on is None:
        return False
    return ended_on >= readable_since(day, thresholds.dated(READABLE))


def readable_since(day: date, dated: Sequence[tuple[date, int]]) -> date:
    """A task that ended on this day or later is still readable; `dated` are values of READABLE."""
    found = dated[0][1]
    for since, days in dated:
        if since <= day:
            found = days
    return day - timedelta(days=found)


@lru_cache(maxsize=1)
def _routes() -> dict[str, list[tuple[date, str, str]]]:
    text = files("hub.domain").joinpath("data/clue_routes.csv").read_text("utf-8")
    table: dict[str, list[tuple[date, str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        line = (date.fromisoformat(row["valid_from"]), row["recipient"], row["basis"])
        table.setdefault(row["regulator"], []).append(line)
    return {regulator: sorted(lines) for regulator, lines in table.items()}
