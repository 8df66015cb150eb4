"""A city of a few hundred merchants for attacks on statistics, and what its cells answer.

Out: `city()`, rows by table: merchants of four districts, five trades and every code, some with
many complaints, some that change their code overnight. `Published` answers a question from stored
cells by plain loops; `Question`s are made by chance. Nothing here is a right: who may ask what is
held by the tests that ask the hub.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hub.domain.dimensions import FIXED, LEVELS, level
from hub.domain.identifiers import hash63
from hub.domain.vocabulary import Dimension
from hub.tables.statistics import statistics_cell
from tests.world.firms import _derived
from tests.world.ground import Rows, day, uscc_of
from tests.world.parties import register

MERCHANTS = 220
DISTRICTS = {"310115": 6, "310101": 4, "310106": 3, "310104": 1}  # with their weights
INDUSTRIES = {"2017:8040": 6, "2017:8051": 3, "2011:7940": 2, "2017:8930": 2, "2017:9011": 1}
CODES = {"GREEN": 8, "": 6, "YELLOW": 3, "RED": 2, "BLACK": 1}
AUGUST = (date(2022, 8, 1), date(2022, 8, 31))
DAYS = (day(-2), day(-1))  # both are published, and August's last
MEASURES = tuple(
    name
    for name, column in statistics_cell.c.items()
    if column.info["family"] == "STATISTICS" and column.nullable
)


def city(seed: int = 1) -> Rows:
    """The rows of the city, registers included."""
    chance, rows = random.Random(seed), Rows()
    register(rows)
    for number in range(1, MERCHANTS + 1):
        _merchant(rows, chance, number)
    return rows


def _one(chance: random.Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _merchant(rows: Rows, chance: random.Random, number: int) -> None:
    uscc = uscc_of(number)
    edition, _, industry = _one(chance, INDUSTRIES).partition(":")
    columns = {
        "name": f"店{number}",
        "brand": None,
        "industry": industry,
        "industry_edition": int(edition),
        "registered_address": None,
        "legal_representative": None,
        "district": _one(chance, DISTRICTS),
        "district_basis": "stated",
        "issuer": "CONFIRMED",
        "kind": "ENTERPRISE",
        "status": "OPERATING",
        "mall_type": False,
    }
    key = hash63(uscc)
    rows.fact("merchant", key, "", uscc=uscc, **_derived(columns))
    first = _one(chance, CODES)
    _risk(rows, key, "a", first, day(-300))
    if chance.random() < 0.1:  # overnight
        _risk(rows, key, "b", _one(chance, CODES), day(-1))
    for at in range(chance.choice((0, 0, 0, 1, 1, 2, 3, 30))):
        when = chance.choice((*DAYS, *(AUGUST[0] + timedelta(days=n) for n in range(31))))
        _ticket(rows, key, at, when)
    rows.fact(
        "card_report",
        key,
        "r",
        reported_for=day(-60),
        prepaid_total=chance.randrange(1, 900) * 10**8,
        prepaid_balance=chance.randrange(1, 900) * 10**7,
        cards_issued=chance.choice((3, 40, 500, 90_000)),
        on_time=True,
    )


def _risk(rows: Rows, key: int, word: str, code: str, since: date) -> None:
    rows.fact(
        "risk_status",
        key,
        word,
        code=code or None,
        rank=1,
        alert=False,
        since=since,
        uncertain=False,
        public_reasons=[],
    )


def _ticket(rows: Rows, key: int, at: int, when: date) -> None:
    ticket = f"{key}-{at}"
    rows.fact(
        "complaint",
        key,
        ticket,
        channel="hotline-12345",
        ticket=ticket,
        category="refund",
        received_on=when,
        status="RECEIVED",
    )


@dataclass(frozen=True)
class Question:
    """What is asked: dimensions, filters by dimension, and periods."""

    by: tuple[str, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    periods: tuple[tuple[date, date], ...]

    def variables(self) -> dict[str, Any]:
        """The variables of the one document that asks all questions."""
        names = {"DISTRICT": "district", "INDUSTRY": "industry", "RISK_CODE": "riskCode"}
        found: dict[str, Any] = {"by": list(self.by)}
        found["where"] = {names[name]: list(keys) for name, keys in self.where}
        if len(self.periods) == 1 and self.periods[0][0] == self.periods[0][1]:
            return {**found, "day": f"{self.periods[0][0]}"}
        series = {"since": f"{self.periods[0][0]}", "until": f"{self.periods[-1][1]}"}
        return {**found, **series, "every": "MONTH" if self.periods == (AUGUST,) else "DAY"}


DOCUMENT = (
    "query($by: [Dimension!]!, $where: MerchantFilter, $day: Date, $since: Date, $until: Date,"
    " $every: Grain) { statistics(by: $by, where: $where, day: $day, since: $since, until: $until,"
    " every: $every) { periodFrom periodUntil suppressed merchants complaints cardsIssued linked"
    " green red prepaidBalance keys { key } } }"
)


def questions(seed: int, count: int) -> Iterator[Question]:
    """Questions by chance; dimensions crossed as far as cells go."""
    chance = random.Random(seed)
    keys = {"DISTRICT": DISTRICTS, "INDUSTRY": INDUSTRIES, "RISK_CODE": CODES}
    for _ in range(count):
        by = tuple(chance.sample(list(keys), chance.choice((0, 1, 1, 2))))
        where = []
        for name in chance.sample(list(keys), chance.choice((0, 0, 1, 1, 2))):
            known = [key for key in keys[name] if key]
            chosen = chance.sample(known, chance.randint(1, min(3, len(known))))
            where.append((name, tuple(sorted(chosen))))
        one = tuple((each, each) for each in DAYS)
        periods = chance.choice((one[:1], one[1:], one, (AUGUST,), ((AUGUST[1],) * 2,)))
        yield Question(by, tuple(where), periods)


@dataclass(frozen=True)
class Told:
    """One row of an answer: its period and keys, the cells it stands on, its figures."""

    period: tuple[date, date]
    keys: tuple[str, ...]
    cells: tuple[Mapping[str, Any], ...]
    figures: Mapping[str, int | None]


class Published:
    """Stored cells, asked by plain loops. `trades`: whose scope is the own trades."""

    def __init__(
        self, cells: Iterable[Mapping[str, Any]], trades: tuple[str, ...] | None = None
    ) -> None:
        self.trades = trades
        self._at: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
        for cell in cells:
            self._at[cell["since"], cell["until"], cell["level"]].append(cell)

    def level(self, question: Question) -> str | None:
        """The level that answers, or None for what is refused."""
        chosen = {*question.by, *(name for name, _ in question.where)}
        chosen |= {"INDUSTRY"} if self.trades is not None else set()
        names = {level(each) for each in LEVELS}
        return level(chosen) if level(chosen) in names else None

    def answer(self, question: Question) -> list[Told]:
        rows = []
        name = self.level(question)
        for period in question.periods:
            groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
            for cell in self._at[(*period, name)]:
                if self._admits(question, cell):
                    keys = tuple(cell[FIXED[Dimension(each)]] for each in question.by)
                    groups[keys].append(cell)
            rows += [_told(period, keys, groups[keys]) for keys in sorted(groups)]
        return rows

    def _admits(self, question: Question, cell: Mapping[str, Any]) -> bool:
        if self.trades is not None and cell["industry"] not in self.trades:
            return False
        return all(cell[FIXED[Dimension(name)]] in keys for name, keys in question.where)


def _told(period: Any, keys: tuple[str, ...], cells: list[Mapping[str, Any]]) -> Told:
    figures = {
        name: None if any(c[name] is None for c in cells) else sum(c[name] for c in cells)
        for name in MEASURES
    }
    return Told(period, keys, tuple(cells), figures)
