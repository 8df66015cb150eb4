"""A day's batches as they should never come: out of order, in pieces, twice, wrong and corrected.

In: how many reports, balances and guarantees, and a seed. Out: the ground that was there before
the day, what is true at its end, and the batches by which it arrives. A batch is a kind, its key
and its rows; a wrong one comes before its correction, each may come again under its own key, and
every one comes a second time at once under another. Same sizes and seed, same batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hub.domain.identifiers import uscc_check_digit

DAY = date(2022, 4, 1)
NOW = datetime(2022, 4, 1, 4, tzinfo=UTC)
BEFORE = datetime(2022, 3, 31, 4, tzinfo=UTC)
REPORTED = DAY - timedelta(days=1)
HEADS = {
    "merchants": "uscc,name,district,industry,established_on,mall_type",
    "links": "uscc,status,linked_on",
    "revenues": "uscc,year,main_business_revenue",
    "card-reports": "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued,withdrawn_on",
    "custody-accounts": "bank,account_number,uscc,opened_on",
    "custody-balances": "bank,account_number,day,balance,withdrawn_on",
    "guarantees": "issuer,number,uscc,kind,cover_amount,valid_from,valid_until,withdrawn_on",
    "guarantee-claims": "issuer,number,claim,reported_on,status,paid_on,amount,withdrawn_on",
}
DAILY = ("custody-accounts", "card-reports", "custody-balances", "guarantees", "guarantee-claims")
NEEDS = {"custody-balances": "custody-accounts", "guarantee-claims": "guarantees"}
AMOUNT = {"card-reports": 3, "custody-balances": 3, "guarantees": 4, "guarantee-claims": 6}
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    kind: str
    key: str
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        return "\n".join((HEADS[self.kind], *(",".join(row) for row in self.rows), ""))


@dataclass(frozen=True, slots=True)
class Sizes:
    reports: int
    balances: int
    guarantees: int
    pieces: int = 2  # of each kind


class Day:
    """One merchant a report; accounts and guarantees belong to the first of them."""

    def __init__(self, sizes: Sizes, seed: int) -> None:
        self._random = Random(seed)
        self._sizes = sizes
        self._codes = [code_of(number) for number in range(sizes.reports)]
        self.truth = {
            "custody-accounts": tuple(
                ("bank-a", f"A{number}", self._codes[number], "2022-01-01")
                for number in range(sizes.balances)
            ),
            "card-reports": tuple(self._report(uscc) for uscc in self._codes),
            "custody-balances": tuple(self._balance(n) for n in range(sizes.balances)),
            "guarantees": tuple(self._guarantee(n) for n in range(sizes.guarantees)),
            "guarantee-claims": tuple(self._claim(n) for n in range(0, sizes.guarantees, 7)),
        }

    def ground(self) -> Iterator[Batch]:
        """What was known the day before: firms, four of five linked, revenue of some."""
        firms = [
            (uscc, f"店{n}", uscc[2:8], "8040", f"{2016 + n % 6}-07-01", str(n % 31 == 0).lower())
            for n, uscc in enumerate(self._codes)
        ]
        yield Batch("merchants", "ground", tuple(firms))
        linked = [(uscc, "LINKED", "2022-03-01") for n, uscc in enumerate(self._codes) if n % 5]
        yield Batch("links", "ground", tuple(linked))
        known = [uscc for n, uscc in enumerate(self._codes) if n % 3]
        rows = [(uscc, "2021", f"{n * 7_919 % 4_000_000}.00") for n, uscc in enumerate(known)]
        yield Batch("revenues", "ground", tuple(rows))

    def plain(self) -> Iterator[Batch]:
        """What is true, once, in order; then what was withdrawn of it."""
        for kind in DAILY:
            rows = self.truth[kind]
            if kind not in AMOUNT:
                yield Batch(kind, "plain", rows)
                continue
            yield Batch(kind, "plain", tuple((*row[:-1], "") for row in rows))
            gone = tuple(row for row in rows if row[-1])
            if gone:
                yield Batch(kind, "withdrawn", gone)

    def hostile(self) -> Iterator[Batch]:
        """The same as it arrives. What needs its account or guarantee comes once more after it."""
        pieces = [piece for kind in DAILY for piece in self._pieces(kind)]
        self._random.shuffle(pieces)
        sent: list[Batch] = []
        for piece in pieces:
            if piece.kind in AMOUNT:
                sent.append(self._wrong(piece))
                yield from (sent[-1], replace(sent[-1], key=f"{sent[-1].key}-again"))
            sent.append(piece)
            yield from (piece, replace(piece, key=f"{piece.key}-again"))
            yield self._random.choice(sent)  # one of before, under its own key
        late = [piece for piece in pieces if piece.kind in NEEDS]
        yield from (replace(piece, key=f"{piece.key}-repaired") for piece in late)

    def _pieces(self, kind: str) -> Iterator[Batch]:
        rows = list(self.truth[kind])
        self._random.shuffle(rows)
        size = -(-len(rows) // self._sizes.pieces)
        for number, start in enumerate(range(0, len(rows), size)):
            yield Batch(kind, f"{kind}-{number}", tuple(rows[start : start + size]))

    def _wrong(self, piece: Batch) -> Batch:
        """The batch as it came first: each second row has another amount, none is withdrawn."""
        rows = []
        for number, row in enumerate(piece.rows):
            cells = list(row)
            cells[-1] = ""
            if number % 2:
                cells[AMOUNT[piece.kind]] = f"{self._random.randint(1, 900_000)}.00"
            rows.append(tuple(cells))
        self._random.shuffle(rows)
        return Batch(piece.kind, f"{piece.key}-wrong", tuple(rows))

    def _report(self, uscc: str) -> Row:
        balance = self._random.choice((0, 150_000, 170_000, 200_000, 200_001, 260_000, 900_000))
        balance += self._random.randint(0, 9_000)
        gone = "2022-04-01" if self._random.random() < 0.03 else ""
        return (uscc, REPORTED.isoformat(), f"{balance * 2}.00", f"{balance}.10", "7", gone)

    def _balance(self, number: int) -> Row:
        held = self._random.choice((0, 60_000, 80_000, 120_000, 400_000))
        gone = "2022-04-01" if self._random.random() < 0.03 else ""
        return ("bank-a", f"A{number}", REPORTED.isoformat(), f"{held}.05", gone)

    def _guarantee(self, number: int) -> Row:
        until = DAY + timedelta(days=self._random.randint(-5, 60))
        gone = "2022-04-01" if self._random.random() < 0.1 else ""
        cover = f"{self._random.randint(1, 20)}0000.00"
        kind = self._random.choice(("BANK_GUARANTEE", "PERFORMANCE_GUARANTEE_INSURANCE"))
        uscc = self._codes[number]
        return ("insurer-a", f"G{number}", uscc, kind, cover, "2021-06-01", str(until), gone)

    def _claim(self, number: int) -> Row:
        return ("insurer-a", f"G{number}", "1", "2022-03-20", "PAID", "2022-03-28", "5000.00", "")


def code_of(number: int) -> str:
    body = f"91{'310113' if number % 2 else '310115'}M{number:08d}"
    return body + uscc_check_digit(body)
