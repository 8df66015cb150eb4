"""From when to when a row speaks, in Python: the twin of `resolvers/spans.py`.

In: a type and a row. Out: the first and the last day, or None where rows of the type have no day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from hub.clock import day_of

Span = tuple[date | None, date | None]
NEVER: Span = (None, None)  # inside no bounded period

DATED = {  # the column that tells the days
    "CardReport": "reported_for",
    "Filing": "due_on",
    "CustodyBalance": "day",
    "CustodyAssessment": "assessed_for",
    "RiskStatus": "since",
    "Listing": "listed_on",
    "EquityFreeze": "frozen_on",
    "Rating": "published_on",
    "RiskWarning": "published_on",
    "Objection": "filed_on",
    "Complaint": "received_on",
    "Rectification": "issued_on",
    "Inspection": "planned_on",
    "Penalty": "decided_on",
    "CriminalReferral": "reported_on",
    "Payment": "period",
    "AnnualRevenue": "year",
    "Clue": "sent_at",
}


def of_period(text: str) -> Span:
    """A month `2022-03`, a quarter `2022Q1`, a half `2022H1` or a year `2022`."""
    year, form = int(text[:4]), text[4:]
    length = {"": 12, "H": 6, "Q": 3, "-": 1}[form[:1]]
    last = int(form[1:] or 1) * length
    return date(year, last - length + 1, 1), date(year, last, monthrange(year, last)[1])


def of_year(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def of_instant(at: datetime | None) -> Span:
    return NEVER if at is None else (day_of(at), day_of(at))


_READ: Mapping[str, Callable[[Any], Span]] = {
    "Payment": of_period,
    "AnnualRevenue": of_year,
    "Clue": of_instant,
}


def span(kind: str, row: Mapping[str, Any]) -> Span | None:
    """The days of a row of the type."""
    if kind == "ComplaintSummary":  # over all days there are
        return NEVER
    if kind == "ReportingQuality":
        return row["since"], row["until"]
    if kind not in DATED:
        return None
    value = row[DATED[kind]]
    return _READ[kind](value) if kind in _READ else (value, value)
