"""What a cell holds and how it is written: the Python twins of columns, expressions and masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hub.clock import SHANGHAI
from resolvers.binding import Cell, Cut, Stored
from tests.slow.rights import Item
from tests.slow.tables import Row, Tables

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOSED = ("RESOLVED", "FAILED", "REFUSED")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# What stands for a cell of a sealed row; any other cell of it is shown as it is.
SEALED: Mapping[str, Any] = {
    "AccessRecord.subject": None,
    "AccessRecord.purpose": None,
    "AccessRecord.caseNumber": None,
    "AccessRecord.operation": "***",
    "AccessRecord.operationDigest": "***",
    "AccessRecord.merchants": 0,
    "AccessRecord.families": [],
    "CaseAccess.legalBasis": "***",
    "CaseAccess.purpose": "***",
    "CaseAccess.periodFrom": None,
    "CaseAccess.periodUntil": None,
    "CaseAccess.families": [],
    "CaseAccess.officers": [],
    "CaseAccess.subjects": None,
}


TakesIn = Callable[["Item", str, date | None], bool]  # whether a figure counts what has that day


class Cells:
    """Values of cells over one set of rows at one instant."""

    def __init__(self, tables: Tables, now: datetime) -> None:
        self.tables = tables
        self.takes_in: TakesIn = lambda *_: True
        self.now = now
        self.today = now.astimezone(SHANGHAI).date()
        self.made: Mapping[str, Callable[[Item], Any]] = {
            "Complaint.overdue": self.overdue,
            "CustodyAccount.balance": lambda item: self._balance(item, "balance"),
            "CustodyAccount.balanceOn": lambda item: self._balance(item, "day"),
            "Guarantee.claimsPaid": self._claims,
            "Source.lastReceivedAt": lambda item: self._last(item, "received_at"),
            "Source.coversUntil": lambda item: self._last(item, "covers_until"),
            "Source.late": self._late,
            "Permit.issuedBy": lambda item: item.row["issued_by"] or "",
            "CustodyAssessment.ruleVersion": lambda item: item.row["rule_version"] or "",
        }

    def raw(self, item: Item, name: str) -> Any:
        """The value as it is stored or computed, before any mask."""
        cell = item.binding.cells[name]
        if cell.make is None:
            return item.row[cell.column]
        return self.made[f"{item.kind}.{name}"](item)

    def masked(self, item: Item, name: str, mask: str) -> Any:
        """The value in the form of a mask; `plain` is the value itself."""
        value, coordinate = self.raw(item, name), f"{item.kind}.{name}"
        if mask == "plain":
            return value
        if mask == "sealed_hidden":
            return SEALED.get(coordinate, value) if item.row["sealed"] else value
        if mask == "reported_hidden":
            return "NOT_KNOWN" if value == "REPORTED" else value
        return _cut(item.binding.cells[name], mask, value, item.row)

    # -- computed cells -----------------------------------------------------------------------

    def overdue(self, item: Item) -> bool:
        row = item.row
        return row["status"] not in CLOSED and bool(row["due_on"] and row["due_on"] < self.today)

    def _balance(self, item: Item, column: str) -> Any:
        rows = self.tables.of("custody_balance", item.row["merchant_id"], item.moment)
        name = {"balance": "balance", "day": "balanceOn"}[column]
        mine = [
            row
            for row in rows
            if row["account_id"] == item.row["fact_id"]
            and self.takes_in(item, f"CustodyAccount.{name}", row["day"])
        ]
        return max(mine, key=lambda row: (row["day"], row["fact_id"]))[column] if mine else None

    def _claims(self, item: Item) -> int:
        rows = self.tables.of("guarantee_claim", item.row["merchant_id"], item.moment)
        mine = (row for row in rows if row["guarantee_id"] == item.row["fact_id"])
        return sum(
            row["amount"] or 0
            for row in mine
            if row["paid_on"] is not None
            and self.takes_in(item, "Guarantee.claimsPaid", row["paid_on"])
        )

    def _received(self, item: Item) -> list[Row]:
        batches = self.tables.at("batch")
        own = (row for row in batches if row["source"] == item.row["code"])
        return [row for row in own if row["state"] == "VISIBLE"]

    def _last(self, item: Item, column: str) -> Any:
        return max((r[column] for r in self._received(item) if r[column] is not None), default=None)

    def _late(self, item: Item) -> bool:
        """A kind was neither heard of, nor the source registered, in the days of its rhythm."""
        days = item.row["cadence_days"]
        if days is None:
            return False
        heard = (self._heard(item, kind).astimezone(SHANGHAI) for kind in item.row["kinds"])
        return any((self.today - instant.date()).days > days for instant in heard)

    def _heard(self, item: Item, kind: str) -> datetime:
        came = [
            batch["received_at"]
            for batch in self._received(item)
            if batch["kind"] == kind
            and batch["status"] != "REFUSED"
            and batch["received_at"] <= self.now
        ]
        known = self.tables.rows["source"]
        since = [row["recorded_at"] for row in known if row["fact_id"] == item.row["fact_id"]]
        return max(came, default=min(since))


def _cut(cell: Cell, mask: str, value: Any, row: Row) -> Any:
    form = cell.masks[mask]
    if isinstance(form, Stored):
        return row[form.column]
    assert isinstance(form, Cut)
    if value is None:
        return None
    if len(value) <= form.left + form.right + 3:
        return "***"
    return value[: form.left] + form.stars + value[len(value) - form.right :]


def leaf(kind: str, value: Any, moment: datetime | None = None) -> Any:
    """A value as the schema's own scalars take it for writing."""
    if value is None:
        return None
    if kind == "id":
        return value + suffix(moment)
    if kind == "fraction":
        return value / 1_000_000
    return date.fromisoformat(value) if kind == "date" and isinstance(value, str) else value


def suffix(moment: datetime | None) -> str:
    """What ids of a moment of knowledge end with."""
    if moment is None:
        return ""
    number, digits = (moment - EPOCH) // timedelta(microseconds=1), ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return f"~{digits}"
