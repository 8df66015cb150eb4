"""A twin of a world for one caller: the same, but for what stock Casbin withholds from that caller.

In: a world, a judge, a caller. Out: other rows, in which every value that is withheld is another
one, masked values differ where the mask hides them, and rows that are not there for the caller are
other rows or none. What scopes are judged on stays, so that both worlds give the same rights; so do
values that a figure which the caller may see is made of (`INPUTS`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from authz.principal import Principal
from authz.vocabulary import HIDDEN, PLAIN
from hub.tables.catalogue import TABLES as STORED
from resolvers.parts import camel
from tests.rights.facts import FactsOf, Row
from tests.rights.judge import Judge
from tests.world.ground import TYPES, Rows
from tests.world.spans import DATED

SCOPED: Mapping[str, tuple[str, ...]] = {  # columns that rights are judged on
    "merchant": ("district", "industry", "industry_edition"),
    "outlet": ("district", "status"),
    "link": ("status", "platform"),
    "custody_account": ("bank", "closed_on", "confirmed_on"),
    "custody_balance": ("bank",),
    "guarantee": ("issuer", "valid_from", "valid_until", "confirmed_on"),
    "custody_assessment": ("verdict", "assessed_for"),
    "listing": ("kind", "listed_on", "removed_on", "visible_until"),
    "clue": ("recipient", "status"),
    "referral": ("recipient", "status"),
    "rating": ("published_on", "withdrawn_on"),
    "warning": ("published_on", "withdrawn_on", "industries", "districts"),
    "penalty": ("published_on", "visible_until", "revoked_on", "repaired_on"),
    "complaint": ("channel",),
    "inspection": ("inspected_on", "planned_on"),
    "objection": ("fact", "coordinate"),
    "case_access": (
        "case_number",
        "authority",
        "paper",
        "status",
        "opens_on",
        "closes_on",
        "sealed",
    ),
    "institution_evaluation": ("institution", "year"),
    "inspection_draw": ("title",),
    "source": ("code", "party"),
    "institution": ("code",),
    "batch": ("source", "received_at", "kind", "idempotency_key"),
    "quarantined_row": ("line",),
}
# Rows that open something by being there; other rows may vanish with what is withheld.
LASTING = frozenset(
    {
        *("merchant", "outlet", "link", "custody_account", "guarantee", "custody_assessment"),
        *("listing", "clue", "referral", "inspection", "inspection_draw", "case_access"),
        *("party", "source", "institution", "risk_status", "access_record", "batch"),
        "quarantined_row",
    }
)
APART = frozenset({"officer", "guarantee_claim"})  # of no type that is served
# (table, column or * for the row itself) → coordinates that are made of it.
INPUTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("complaint", "*"): ("ComplaintSummary.total",),
    ("complaint", "status"): ("ComplaintSummary.open",),
    ("complaint", "received_on"): ("ComplaintSummary.last90Days",),
    ("card_report", "*"): ("ReportingQuality.receivedDays",),
    ("card_report", "reported_for"): ("ReportingQuality.receivedDays",),
    ("card_report", "on_time"): ("ReportingQuality.lateDays",),
    ("custody_balance", "*"): ("CustodyAccount.balance",),
    ("custody_balance", "balance"): ("CustodyAccount.balance",),
    ("custody_balance", "day"): ("CustodyAccount.balanceOn",),
}
REWRITE: Mapping[str, Callable[[str], str]] = {  # another value with the same masked form
    "name1": lambda text: text[0] + "丁" if len(text) > 1 else text,
    "street": lambda text: f"{text}西侧" if any(c.isdigit() for c in text) else text,
    "reported_hidden": lambda word: {"REPORTED": "NOT_KNOWN", "NOT_KNOWN": "REPORTED"}.get(
        word, word
    ),
    "phone3+4": lambda text: _middle(text, 3, 4),
    "last4": lambda text: _middle(text, 0, 4),
    "id1+1": lambda text: _middle(text, 1, 1),
}
SEAL_KEEPS = frozenset({"legal_basis", "purpose", "period_from", "period_until", "families"})


def _middle(text: str, left: int, right: int) -> str:
    """Other digits under the stars."""
    if len(text) <= left + right + 3:
        return text[::-1]
    inner = "".join(chr(ord("0") + (ord(c) + 1) % 10) for c in text[left:-right])
    return text[:left] + inner + text[-right:]


def _to_oneself(row: Row) -> bool:
    return "recipient" in row and row["sender"] == row["recipient"]


@cache
def cells_of(table: str) -> tuple[tuple[str, str], ...]:
    """(column, coordinate) of the columns of a table that stand for a cell of their own."""
    kind = TYPES[table]
    kept = SCOPED.get(table, ())
    return tuple(
        (column.name, f"{kind}.{camel(column.name)}")
        for column in STORED[table].columns
        if column.info["family"] not in {None, "META"} and column.name not in kept
    )


@dataclass
class Twin:
    """The other world of one caller; `changed` counts by family, `gone` are ids of no rows now."""

    world: Rows
    judge: Judge
    caller: Principal
    changed: Counter[str] = field(default_factory=Counter)
    gone: list[str] = field(default_factory=list)
    _values: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def rows(self) -> Rows:
        other = self.world.copied()
        for table, kind in TYPES.items():
            if table in APART:
                continue
            other[table] = [
                self._row(table, kind, row, old)
                for row, old in zip(other[table], self.world[table], strict=True)
                if not self._gone(table, kind, old)
            ]
        self._claims(other)
        return other

    def _gone(self, table: str, kind: str, row: Row) -> bool:
        """Every other row that is not there for the caller is not there at all."""
        vanishes = (
            table not in LASTING
            and row["fact_id"] % 2 == 0
            and not self.judge.exists(kind, row, self.caller)
            and not self._used(table, "*", row)
        )
        if vanishes:
            self.gone.append(row["node_id"])
            self.changed["rows"] += 1
        return vanishes

    def _row(self, table: str, kind: str, row: dict[str, Any], old: Row) -> dict[str, Any]:
        for column, coordinate in cells_of(table):
            if coordinate not in self.judge.policy.names.coordinates or self._day(kind, column):
                continue
            if self._used(table, column, old):
                continue
            row[column] = self._value(table, kind, column, coordinate, old)
        if _to_oneself(row) != _to_oneself(old):  # a right hangs on it
            row["sender"] = old["sender"]
        return row

    def _value(self, table: str, kind: str, column: str, coordinate: str, old: Row) -> Any:
        value = old[column]
        mask = self._mask(kind, coordinate, old)
        if mask == PLAIN:
            return value
        if mask == "sealed_hidden":
            other = self._other(table, column, value)
            changed = other if old["sealed"] and column in SEAL_KEEPS else value
        elif mask != HIDDEN:
            changed = None if value is None else REWRITE[mask](value)
        else:
            changed = self._other(table, column, value)
        if changed != value:
            self.changed[STORED[table].c[column].info["family"]] += 1
        return changed

    def _mask(self, kind: str, coordinate: str, row: Row) -> str:
        """How the version is seen by any way: what is past needs the right to the past."""
        mask = self.judge.mask(coordinate, kind, row, self.caller)
        past = row.get("superseded_at") is not None and kind != "Clue"
        if past and not self.judge.shows("Query.merchants.asOf", kind, row, self.caller):
            return HIDDEN
        return mask

    def _used(self, table: str, column: str, row: Row) -> bool:
        """Whether a figure that the caller may see is made of this."""
        return any(
            self._in_figure(coordinate, row) for coordinate in INPUTS.get((table, column), ())
        )

    def _in_figure(self, coordinate: str, row: Row) -> bool:
        kind, owner = coordinate.partition(".")[0], self._owner(coordinate, row)
        if kind == "CustodyAccount":
            return self.judge.takes_in(coordinate, kind, owner, self.caller, row["day"])
        return self.judge.shows(coordinate, kind, owner, self.caller)

    def _owner(self, coordinate: str, row: Row) -> Row:
        if not coordinate.startswith("CustodyAccount."):
            return {"merchant_id": row["merchant_id"]}
        accounts = self.world["custody_account"]
        return next(a for a in accounts if a["fact_id"] == row["account_id"])

    def _day(self, kind: str, column: str) -> bool:
        """A day by which a lease is bounded."""
        return self.caller.case_number is not None and DATED.get(kind) == column

    def _other(self, table: str, column: str, value: Any) -> Any:
        """Another value that stands in the same column somewhere, or one made up."""
        known = [each for each in self._known(table, column) if each != value]
        if known:
            return known[len(str(value)) % len(known)]
        match value:
            case bool():
                return not value
            case int():
                return value + 1
            case date():
                return value + timedelta(days=1)
            case str():
                return f"{value}变"
        return value

    def _known(self, table: str, column: str) -> list[Any]:
        if (table, column) not in self._values:
            found: list[Any] = []
            for row in self.world[table]:
                if row[column] not in found:
                    found.append(row[column])
            self._values[table, column] = found
        return self._values[table, column]

    def _claims(self, other: Rows) -> None:
        """Claims are only seen as the sum of a guarantee."""
        owners = {row["fact_id"]: row for row in self.world["guarantee"]}
        for row in other["guarantee_claim"]:
            owner, on = owners[row["guarantee_id"]], row["paid_on"]
            paid = ("Guarantee.claimsPaid", "Guarantee", owner, self.caller)
            taken = self.judge.shows(*paid) if on is None else self.judge.takes_in(*paid, on)
            if not taken:
                row["amount"] = 7_777


def same_rights(twin: Twin, rows: Rows) -> Iterator[str]:
    """Rows that one world shows and the other does not: none, or the twin itself is wrong."""
    other = Judge(twin.judge.policy, FactsOf(rows))
    for table, kind in TYPES.items():
        if table in APART:
            continue
        for row in rows[table]:
            if other.exists(kind, row, twin.caller) != twin.judge.exists(kind, row, twin.caller):
                yield f"{kind} {row['node_id']}"
