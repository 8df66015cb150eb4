"""The time of the hostile world and the maker of its rows.

Out: NOW and TODAY (Shanghai), the moments at which facts became known, and `Rows`: plain rows by
table, each with the version columns that intake gives. Keys are made from words, so that the world
is the same in every run.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hub.domain.identifiers import hash63, node_id, uscc_check_digit
from hub.domain.node_types import LETTERS
from hub.domain.text import bigrams, normalise
from hub.tables.catalogue import TABLES

NOW = datetime(2022, 9, 15, 4, 30, tzinfo=UTC)  # half past noon in Shanghai
TODAY = date(2022, 9, 15)
FIRST = datetime(2022, 1, 10, 1, 0, tzinfo=UTC)  # when most facts became known
BETWEEN = datetime(2022, 6, 1, 0, 0, tzinfo=UTC)  # a moment of knowledge before the corrections
LATER = datetime(2022, 8, 20, 1, 0, tzinfo=UTC)  # when corrections came
EPOCH = 7  # of the register

TYPES = {
    "merchant": "Merchant",
    "party": "Party",
    "source": "Source",
    "batch": "Batch",
    "quarantined_row": "QuarantinedRow",
    "outlet": "Outlet",
    "link": "InformationLink",
    "shareholder": "Shareholding",
    "permit": "Permit",
    "payment": "Payment",
    "revenue": "AnnualRevenue",
    "card_report": "CardReport",
    "filing": "Filing",
    "institution": "Institution",
    "institution_evaluation": "InstitutionEvaluation",
    "custody_account": "CustodyAccount",
    "custody_balance": "CustodyBalance",
    "guarantee": "Guarantee",
    "guarantee_claim": "GuaranteeClaim",
    "custody_assessment": "CustodyAssessment",
    "risk_status": "RiskStatus",
    "listing": "Listing",
    "equity_freeze": "EquityFreeze",
    "rating": "Rating",
    "review_summary": "ReviewSummary",
    "warning": "RiskWarning",
    "objection": "Objection",
    "complaint": "Complaint",
    "rectification": "Rectification",
    "inspection": "Inspection",
    "inspection_draw": "InspectionDraw",
    "clue": "Clue",
    "penalty": "Penalty",
    "referral": "CriminalReferral",
    "case_access": "CaseAccess",
    "officer": "Officer",
    "access_record": "AccessRecord",
}
REGISTERS = frozenset(
    {
        *("party", "source", "institution", "institution_evaluation", "inspection_draw"),
        *("case_access", "officer"),
    }
)


@cache
def _optional(table: str) -> tuple[str, ...]:
    """The columns that a row of a table may leave out, whichever are added one day."""
    return tuple(column.name for column in TABLES[table].c if column.nullable)


def day(offset: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=offset)


def uscc_of(number: int, district: str = "310115", prefix: str = "91") -> str:
    """A code of the merchant with that number, registered in that district."""
    body = f"{prefix}{district}{number:09d}"
    return body + uscc_check_digit(body)


class Rows(defaultdict[str, list[dict[str, Any]]]):
    """Rows by the name of their table."""

    def __init__(self) -> None:
        super().__init__(list)
        self._tick = 0

    def plain(self, table: str, **columns: Any) -> None:
        """A row without versions."""
        self[table].append(columns)

    def fact(
        self,
        table: str,
        merchant: int,
        key: str,
        *,
        was: dict[str, Any] | None = None,
        gone: bool = False,
        source: str = "src-data-center",
        provider: str = "data-center",
        **columns: Any,
    ) -> tuple[int, str]:
        """A fact: `was` differs in a superseded first version, `gone` has no current one."""
        fact_id = hash63(f"{table}/{merchant}/{key}")
        node = node_id(LETTERS[TYPES[table]], merchant, fact_id)
        self._tick += 1
        first = FIRST + timedelta(microseconds=self._tick)
        base: dict[str, Any] = {
            **dict.fromkeys(_optional(table)),
            "fact_id": fact_id,
            "node_id": node,
            "source": source,
            "provider": provider,
            "batch_id": columns.pop("batch_id", None),
            "rule_version": columns.pop("rule_version", None),
            "disputed": columns.pop("disputed", False),
        }
        if table not in REGISTERS:
            base["merchant_id"] = merchant
        later = LATER + timedelta(microseconds=self._tick) if was is not None or gone else None
        old = {**base, **columns, **(was or {}), "recorded_at": first, "superseded_at": later}
        self[table].append(old)
        if was is not None and not gone:
            new = {**base, **columns, "recorded_at": later, "superseded_at": None}
            self[table].append(new)
        return fact_id, node

    def copied(self) -> Rows:
        """The same rows, to be changed."""
        other = Rows()
        for table, rows in self.items():
            other[table] = [dict(row) for row in rows]
        return other

    def current(self, table: str) -> list[dict[str, Any]]:
        """The rows that count now."""
        return [row for row in self[table] if row.get("superseded_at") is None]

    def searchable(self) -> None:
        """What search looks through, made as intake makes it."""
        grams: dict[int, set[str]] = defaultdict(set)
        for table, columns in (("merchant", ("name", "brand")), ("outlet", ("name", "address"))):
            for row in self.current(table):
                for column in columns:
                    if row[column]:
                        self._entry(table, column, row, grams)
        for merchant, found in grams.items():
            for gram in sorted(found):
                self.plain("search_gram", merchant_id=merchant, gram=gram)

    def _entry(
        self, table: str, column: str, row: dict[str, Any], grams: dict[int, set[str]]
    ) -> None:
        text = normalise(row[column])
        grams[row["merchant_id"]] |= set(bigrams(text))
        self.plain(
            "search_entry",
            merchant_id=row["merchant_id"],
            coordinate=f"{TYPES[table]}.{column}",
            fact_id=row["fact_id"],
            text=text,
        )
