"""The facts of a row in the words of `authz/predicates.py`, read from the plain rows of a world.

In: a world. Out: for a row of a type and a caller, the mapping that Casbin's `holds` is given. It
is written from the contract's scopes.csv and knows nothing of bindings, SQL or grants. Facts are of
today and of current versions, whatever version the row itself is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from authz.principal import Principal
from tests.world.cases import subjects
from tests.world.ground import TODAY, TYPES, day
from tests.world.spans import DATED, Span, span

Row = Mapping[str, Any]
World = Mapping[str, Sequence[Row]]

PLAIN = (
    *("published_on", "visible_until", "revoked_on", "repaired_on", "penalty_class"),
    *("listed_on", "removed_on", "withdrawn_on", "inspected_on", "channel"),
)
TABLES = {kind: table for table, kind in TYPES.items()}
NO_MERCHANT = frozenset(  # types whose rows belong to no merchant
    {
        *("Party", "Source", "Batch", "QuarantinedRow", "Institution", "InstitutionEvaluation"),
        *("InspectionDraw", "CaseAccess", "Officer", "AccessRecord", "RiskWarning"),
    }
)


WINDOW = {"since": day(-30), "until": day(-1)}  # of `reporting`, when nothing else is asked


def counts(row: Row, moment: datetime | None) -> bool:
    """Whether a version is the current one, or the one known at a moment."""
    until = row.get("superseded_at")
    if moment is None:
        return until is None
    return bool(row["recorded_at"] <= moment and (until is None or until > moment))


def _dated(kind: str, row: Row) -> dict[str, Any]:
    days = span(kind, row)
    return {} if days is None else dict(zip(("dated_on", "dated_until"), days, strict=True))


class FactsOf:
    """Facts of the rows of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._merchants: dict[int, dict[str, Any]] = {}

    def current(self, kind: str) -> list[Row]:
        """The rows of a type that count now."""
        return [row for row in self.world[TABLES[kind]] if row.get("superseded_at") is None]

    def versions(self, kind: str, merchant: int | None) -> list[Row]:
        """All versions of the rows of a type, of one merchant or of all."""
        if merchant is None:
            return list(self.world[TABLES[kind]])
        return self._versions[TABLES[kind], merchant]

    def named(self, kind: str, name: str) -> list[Row]:
        """All versions of one row."""
        return self._names[name] if kind in TABLES else []

    @cached_property
    def _versions(self) -> Mapping[tuple[str, int], list[Row]]:
        found = defaultdict(list)
        for table, rows in self.world.items():
            for row in rows:
                if "merchant_id" in row:
                    found[table, row["merchant_id"]].append(row)
        return found

    @cached_property
    def _names(self) -> Mapping[str, list[Row]]:
        found = defaultdict(list)
        for rows in self.world.values():
            for row in rows:
                found[row.get("node_id", "")].append(row)
        return found

    def of(self, kind: str, row: Row, caller: Principal) -> list[dict[str, Any]]:
        """The facts of a row; several when any of several merchants opens it."""
        base = {"caller": caller, "today": TODAY}
        if kind == "InspectionDraw":
            return [{**base, **self._row(kind, row)}, *self._drawn(row, base)]
        if kind == "AccessRecord":
            about = self._subjects[row["stream"], row["record_id"]]
            return [{**base, **self._row(kind, row), "merchant_id": one} for one in about]
        return [{**base, **self.merchant(kind, row), **self._row(kind, row)}]

    def now_of(self, kind: str, row: Row, caller: Principal) -> list[dict[str, Any]]:
        """The facts of a version of a row: rights look at what is current, or at nothing."""
        if kind not in TABLES:  # an object made of a merchant, without rows of its own
            base = {"caller": caller, "today": TODAY, "type": kind}
            return [{**base, **self.about(row["merchant_id"]), **_dated(kind, WINDOW)}]
        if row.get("superseded_at") is None:
            return self.of(kind, row, caller)
        current = self._current_by_node.get(row["node_id"])
        if current is not None:
            return self.of(kind, current, caller)
        gone = {"caller": caller, "today": TODAY, "type": kind, **self.merchant(kind, row)}
        if kind in DATED:  # without a current version there is no day that a lease could admit
            gone |= {"dated_on": None, "dated_until": None, "leases": ()}
        return [gone]

    @cached_property
    def _current_by_node(self) -> Mapping[str, Row]:
        return {
            row["node_id"]: row
            for rows in self.world.values()
            for row in rows
            if "node_id" in row and row.get("superseded_at") is None
        }

    def merchant(self, kind: str, row: Row) -> dict[str, Any]:
        """What is known of the merchant behind a row."""
        return {} if kind in NO_MERCHANT else self.about(row["merchant_id"])

    def about(self, merchant: int) -> dict[str, Any]:
        """What is known of a merchant today."""
        if merchant not in self._merchants:
            self._merchants[merchant] = self._about(merchant)
        return self._merchants[merchant]

    def other_days(self, coordinate: str, row: Row, moment: datetime | None) -> Span | None:
        """The days of a coordinate that speaks of others than its row: those of the newest status.

        None: the days of the row.
        """
        if coordinate != "Merchant.wayToGreen":
            return None
        known = self.versions("RiskStatus", row["merchant_id"])
        since = max((one["since"] for one in known if counts(one, moment)), default=None)
        return since, since

    # -- the row ------------------------------------------------------------------------------

    def _row(self, kind: str, row: Row) -> dict[str, Any]:
        facts = {"type": kind, "sender": row.get("provider")}
        facts |= {name: row[name] for name in PLAIN if name in row}
        facts |= _dated(kind, row)
        if kind == "AccessRecord":
            facts["sealed"] = row["sealed"]
        if kind == "Objection":
            facts["provider"] = row["fact_provider"]
        if kind == "Source":
            facts["sender"] = row["party"]
        if kind == "CaseAccess":
            facts["leases"] = [self._lease(row)]
        if kind in {"Institution", "InstitutionEvaluation"}:
            facts["institution"] = row["code" if kind == "Institution" else "institution"]
        return facts

    def _drawn(self, draw: Row, base: Row) -> list[dict[str, Any]]:
        """A draw is as visible as any of the merchants that it drew."""
        return [
            {
                **base,
                **self.about(each["merchant_id"]),
                "type": "InspectionDraw",
                "dated_on": each["planned_on"],
            }
            for each in self.current("Inspection")
            if each["draw"] == draw["node_id"]
        ]

    @cached_property
    def _subjects(self) -> Mapping[tuple[int, int], list[int]]:
        found = defaultdict(list)
        for stream, record, merchant in subjects(self.world):
            found[stream, record].append(merchant)
        return found

    # -- the merchant -------------------------------------------------------------------------

    def _about(self, merchant: int) -> dict[str, Any]:
        firm = self._one("Merchant", merchant)
        if firm is None:
            return {}
        return {
            "merchant_id": merchant,
            "district": firm["district"],
            "district_confirmed": firm["district_basis"] != "registration",
            "industries": [firm["industry_key"]] if firm["industry_key"] else [],
            "outlets": self._all("Outlet", merchant),
            "tasks": self._tasks(merchant),
            "leases": self._leases(merchant),
            "links": self._all("InformationLink", merchant),
            "accounts": self._all("CustodyAccount", merchant),
            "guarantees": self._all("Guarantee", merchant),
            "verdict": self._verdict(merchant),
            "dishonesty": [
                each
                for each in self._all("Listing", merchant)
                if each["kind"] == "SERIOUS_DISHONESTY"
            ],
        }

    @cached_property
    def _by_merchant(self) -> Mapping[tuple[str, int], list[Row]]:
        found = defaultdict(list)
        for table, rows in self.world.items():
            for row in rows:
                if "merchant_id" in row and "fact_id" in row and row.get("superseded_at") is None:
                    found[table, row["merchant_id"]].append(row)
        return found

    def _all(self, kind: str, merchant: int) -> list[Row]:
        return list(self._by_merchant.get((TABLES[kind], merchant), ()))

    def _one(self, kind: str, merchant: int) -> Row | None:
        return next(iter(self._all(kind, merchant)), None)

    def _tasks(self, merchant: int) -> list[dict[str, Any]]:
        rows = [*self._all("Clue", merchant), *self._all("CriminalReferral", merchant)]
        return [
            {
                "sender": r["sender"],
                "recipient": r["recipient"],
                "status": r["status"],
                "ended_on": r["closed_on"],
            }
            for r in rows
        ]

    def _verdict(self, merchant: int) -> str | None:
        rows = self._all("CustodyAssessment", merchant)
        newest = max(rows, key=lambda r: (r["assessed_for"], r["fact_id"]), default=None)
        return None if newest is None else newest["verdict"]

    def _leases(self, merchant: int) -> list[dict[str, Any]]:
        named = {s["case_id"] for s in self.world["case_subject"] if s["merchant_id"] == merchant}
        return [
            self._lease(access)
            for access in self.current("CaseAccess")
            if access["fact_id"] in named
        ]

    def _lease(self, access: Row) -> dict[str, Any]:
        names = ("case_number", "status", "opens_on", "closes_on", "period_from", "period_until")
        return {
            **{name: access[name] for name in names},
            "party": access["authority"],
            "officers": self._of_case("case_officer", "subject", access["fact_id"]),
            "families": self._of_case("case_family", "family", access["fact_id"]),
        }

    def _of_case(self, table: str, column: str, case: int) -> set[str]:
        return {row[column] for row in self.world[table] if row["case_id"] == case}
