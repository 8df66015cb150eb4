"""What an institution's records show of a year: the facts that support its evaluation's scores.

In: its accounts, guarantees and claims as counted in the records, and the period. Out: measures by
name, as plain numbers: counts, yuan, shares of one. Nothing is weighed: points are given by people
(PLAN 资金监管三); which measures belong to a criterion stands in `data/evaluation_sheet.csv`, and
what each is called in `data/measures.csv`. A measure without its ground (no account, no claim) is
left out, so that silence is no merit. Refused: a measure that is none (DomainError MEASURE).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from hub.domain.money import format_money
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Account:
    """A custody account and the days of the period on which its balance came.

    `punctual`: those that came in time; `widest`: the most days from one reported day to the next.
    """

    opened_on: date | None
    closed_on: date | None
    reported: int = 0
    punctual: int = 0
    corrected: int = 0
    first: date | None = None
    last: date | None = None
    widest: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on a guarantee of the institution."""

    reported_on: date | None
    paid_on: date | None
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is on record of one institution and one period, both ends included."""

    since: date
    until: date
    cadence: int = 1
    accounts: tuple[Account, ...] = ()
    covers: tuple[int, ...] = ()
    claims: tuple[Claim, ...] = ()
    rows: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the shipped score sheet."""

    institution: str
    criterion: str
    weight: str
    measures: tuple[str, ...]
    basis: str


def facts(record: Record) -> dict[str, str]:
    """Every measure that has its ground, in the order of the list of measures."""
    found = {**_reporting(record), **_quality(record), **_cover(record), **_claims(record)}
    return {measure: found[measure] for measure in measures() if measure in found}


def told(record: Record) -> list[dict[str, str]]:
    """The same as it is kept with an evaluation: code, name, value."""
    return [
        {"measure": measure, "name": measures()[measure], "value": value}
        for measure, value in facts(record).items()
    ]


def checked(given: Iterable[str]) -> list[str]:
    """Measures as a sheet names them. Raises DomainError MEASURE."""
    named = list(dict.fromkeys(given))
    if not measures().keys() >= set(named):
        raise DomainError("MEASURE", "没有此项统计 (no such measure)")
    return named


@lru_cache(maxsize=1)
def measures() -> Mapping[str, str]:
    """The name of each measure, Chinese and English."""
    return {row["measure"]: f"{row['zh']} {row['en']}" for row in _rows("measures.csv")}


@lru_cache(maxsize=1)
def shipped_sheet() -> tuple[Criterion, ...]:
    """The sheet that is shipped: a proposal, for no criteria are published."""
    return tuple(
        Criterion(
            row["institution"],
            row["criterion"],
            row["weight"],
            tuple(row["measures"].split()),
            row["basis"],
        )
        for row in _rows("evaluation_sheet.csv")
    )


def usual_measures(institution: str, criterion: str) -> list[str]:
    """What the shipped sheet lets a criterion rest on; nothing for one that it does not know."""
    for line in shipped_sheet():
        if (line.institution, line.criterion) == (institution, criterion):
            return list(line.measures)
    return []


def _rows(name: str) -> list[dict[str, str]]:
    text = files("hub.domain").joinpath(f"data/{name}").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _reporting(record: Record) -> dict[str, str]:
    """Balances owed day by day while an account was open, in the rhythm that was agreed."""
    kept = [(each, span) for each in record.accounts if (span := _owed(each, record)) is not None]
    if not kept:
        return {}
    owed = sum(-(-_days(*span) // record.cadence) for _, span in kept)
    came = sum(each.reported for each, _ in kept)
    return {
        "ACCOUNTS": str(len(kept)),
        "BALANCES_OWED": str(owed),
        "BALANCES_REPORTED": str(came),
        "REPORTED_SHARE": _share(came, owed),
        "PUNCTUAL_SHARE": _share(sum(each.punctual for each, _ in kept), owed),
        "LONGEST_GAP_DAYS": str(max(_gap(each, span, record.cadence) for each, span in kept)),
        "BALANCES_CORRECTED": str(sum(each.corrected for each, _ in kept)),
    }


def _owed(account: Account, record: Record) -> tuple[date, date] | None:
    """The days of the period on which the account was open; from its first balance, if need be."""
    opened = account.opened_on or account.first
    if opened is None:
        return None
    since = max(record.since, opened)
    until = record.until
    if account.closed_on is not None:
        until = min(until, account.closed_on - _DAY)
    return None if until < since else (since, until)


def _gap(account: Account, span: tuple[date, date], cadence: int) -> int:
    """The longest wait for a balance: before the first, between two, after the last."""
    since, until = span
    if account.first is None or account.last is None:
        return _days(since, until)
    ends = ((account.first - since).days, (until - account.last).days, account.widest - 1)
    return max(0, *(days - (cadence - 1) for days in ends))


def _quality(record: Record) -> dict[str, str]:
    if not record.rows:
        return {}
    return {
        "ROWS_SENT": str(record.rows),
        "ROWS_QUARANTINED_SHARE": _share(record.quarantined, record.rows),
    }


def _cover(record: Record) -> dict[str, str]:
    if not record.covers:
        return {}
    total = format_money(sum(record.covers))
    return {"GUARANTEES": str(len(record.covers)), "COVER_TOTAL": total}


def _claims(record: Record) -> dict[str, str]:
    """Claims that were reported in the period, with what was paid until its end."""
    if not record.claims:
        return {}
    paid = [each for each in record.claims if each.paid_on and each.paid_on <= record.until]
    waits = [
        (each.paid_on - each.reported_on).days
        for each in paid
        if each.paid_on is not None and each.reported_on is not None
    ]
    found = {
        "CLAIMS_REPORTED": str(len(record.claims)),
        "CLAIMS_PAID": str(len(paid)),
        "CLAIMS_PAID_SHARE": _share(len(paid), len(record.claims)),
        "AMOUNT_PAID": format_money(sum(each.amount or 0 for each in paid)),
        "CLAIMS_OPEN": str(len(record.claims) - len(paid)),
    }
    return found | ({"LONGEST_CLAIM_DAYS": str(max(waits))} if waits else {})


def _days(since: date, until: date) -> int:
    return (until - since).days + 1


def _share(part: int, whole: int) -> str:
    """Of one, with four decimals, never above it, rounded down: no share is flattered."""
    parts = min(10_000, part * 10_000 // whole)
    return f"{parts // 10_000}.{parts % 10_000:04d}"
