"""One merchant in a period, counted by plain loops: its measures and the groups it falls into.

In: rows, a merchant's row, the first and last day. Out: what `hub/derive/position.py` says in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hub.clock import day_of
from tests.slow.tables import Row, Tables

DAY = timedelta(days=1)
LINKED = ("LINKED", "DELINKING")
STANDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("prepaid_total", "prepaid_balance", "cards_issued"), ("card_report", "reported_for")
    ),
    **dict.fromkeys(("required", "held", "shortfall"), ("custody_assessment", "assessed_for")),
}
HAPPENS: Mapping[str, tuple[str, str]] = {
    "rectifications": ("rectification", "issued_on"),
    "inspections": ("inspection", "inspected_on"),
    "clues": ("clue", "sent_at"),
}
Period = tuple[date, date]


class Counted:
    """Facts of merchants, by period."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.special: Mapping[str, Callable[[Row, Period, str | None], int]] = {
            "merchants": lambda *_: 1,
            "linked": lambda row, period, _: sum(
                _linked(x, period[1]) for x in self._of(row, "link")
            ),
            "reports_missing": lambda row, period, _: self._missing(row, period),
            "in_shortfall": lambda row, period, _: self._short(row, period),
            "complaints": self._complaints,
            "penalties": lambda row, period, _: self._penalties(row, period),
            "rectifications_overdue": lambda row, period, _: self._overdue(row, period),
        }

    def measure(self, row: Row, name: str, period: Period, category: str | None) -> int | None:
        """A measure of a merchant; None where nothing is known."""
        if name in self.special:
            return self.special[name](row, period, category)
        if name in STANDS:
            return self._last(row, *STANDS[name], period[1]).get(name)
        if name in HAPPENS:
            return len(self._within(row, *HAPPENS[name], period))
        code = self._last(row, "risk_status", "since", period[1]).get("code")
        return int(code == name.upper())

    def categories(self, row: Row, period: Period) -> list[str]:
        tickets = self._within(row, "complaint", "received_on", period)
        return sorted({ticket["category"] for ticket in tickets})

    def key(self, row: Row, name: str, period: Period, category: str | None) -> str:
        """The group of a merchant; empty for none."""
        link: Mapping[str, Any] = next(iter(self._of(row, "link")), {})
        linked_on, status = link.get("linked_on"), link.get("status", "")
        risk = self._last(row, "risk_status", "since", period[1])
        system = "PUBLIC_BASE" if link.get("platform") else "OWN"
        keys: Mapping[str, Callable[[], Any]] = {
            "DISTRICT": lambda: row["district"],
            "ISSUER": lambda: row["issuer"],
            "INDUSTRY": lambda: row["industry_key"],
            "SYSTEM": lambda: system if status in LINKED else "",
            "ISSUE_PERIOD": lambda: str(linked_on.year) if linked_on else "",
            "LINK_STATUS": lambda: status,
            "RISK_CODE": lambda: risk.get("code"),
            "LIGHT": lambda: risk.get("light"),
            "COMPLAINT_CATEGORY": lambda: category,
            "CUSTODY_METHOD": lambda: self._method(row, period[1]),
        }
        return keys[name]() or ""

    def _of(self, row: Row, table: str) -> list[Row]:
        return self.tables.of(table, row["merchant_id"])

    def _within(self, row: Row, table: str, dated: str, period: Period) -> list[Row]:
        known = [(each, each[dated]) for each in self._of(row, table) if each[dated] is not None]
        return [
            each
            for each, when in known
            if period[0] <= (when if type(when) is date else day_of(when)) <= period[1]
        ]

    def _last(self, row: Row, table: str, dated: str, day: date) -> Mapping[str, Any]:
        rows = [each for each in self._of(row, table) if each[dated] <= day]
        return max(rows, key=lambda each: (each[dated], each["fact_id"]), default={})

    def _short(self, row: Row, period: Period) -> int:
        found = self._last(row, "custody_assessment", "assessed_for", period[1])
        return int(found.get("verdict") == "SHORTFALL")

    def _complaints(self, row: Row, period: Period, category: str | None) -> int:
        found = self._within(row, "complaint", "received_on", period)
        return sum(category in (None, each["category"]) for each in found)

    def _penalties(self, row: Row, period: Period) -> int:
        found = self._within(row, "penalty", "decided_on", period)
        return sum(each["revoked_on"] is None or each["revoked_on"] > period[1] for each in found)

    def _overdue(self, row: Row, period: Period) -> int:
        orders = self._of(row, "rectification")
        return sum(each["due_on"] < period[1] and not _done(each, period[1]) for each in orders)

    def _missing(self, row: Row, period: Period) -> int:
        """Days whose report fell due in the period, a day later, and did not come."""
        came = {report["reported_for"] for report in self._of(row, "card_report")}
        days = [period[0] - DAY + DAY * n for n in range((period[1] - period[0]).days + 1)]
        return sum(
            link["linked_on"] <= day and day not in came
            for link in self._of(row, "link")
            if link["status"] in LINKED and link["linked_on"] is not None
            for day in days
        )

    def _method(self, row: Row, day: date) -> str:
        accounts = [
            each
            for each in self._of(row, "custody_account")
            if (each["opened_on"] is None or each["opened_on"] <= day)
            and (each["closed_on"] is None or each["closed_on"] > day)
        ]
        covers = [
            each
            for each in self._of(row, "guarantee")
            if each["valid_from"] <= day <= each["valid_until"]
        ]
        words = {(True, True): "BOTH", (True, False): "ACCOUNT", (False, True): "COVER"}
        return words.get((bool(accounts), bool(covers)), "")


def _linked(row: Row, day: date) -> bool:
    begun = row["linked_on"] is None or row["linked_on"] <= day
    ended = row["delinked_on"] is not None and row["delinked_on"] <= day
    return row["status"] in LINKED and begun and not ended


def _done(row: Row, day: date) -> bool:
    corrected = row["corrected_on"]
    return bool(row["status"] == "CORRECTED" if corrected is None else corrected <= day)
