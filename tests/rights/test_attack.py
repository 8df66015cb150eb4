"""Ten thousand statistics as PUBLIC and as an association, put together: nobody is told of.

The answers are taken as exact sums, which they are not, and the system of all of them is solved
over the fractions; who is in which group is known to the attacker. What rounding adds is judged by
itself: no figure is told finer than the largest that is in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection, select

from hub.derive.members import Members, members
from hub.derive.position import AMOUNTS
from hub.derive.published import publish
from hub.domain.dimensions import FIXED
from hub.domain.suppression import Limits, Parts, step
from hub.domain.thresholds import shipped_thresholds
from hub.tables.statistics import statistics_cell
from tests.rights.city import (
    AUGUST,
    DAYS,
    DISTRICTS,
    DOCUMENT,
    MEASURES,
    Published,
    Told,
    city,
    questions,
)
from tests.world.ground import NOW
from tests.world.hub import WorldHub
from tests.world.parties import TRADES

ASKED, SERVED, LEAST = 10_000, 60, 5
LIMITS = Limits.of(shipped_thresholds().on(AUGUST[1]))
SCOPES: Mapping[str, tuple[str, ...] | None] = {"public": None, "association": TRADES}
SHOWN = ("merchants", "complaints", "cards_issued", "linked", "green", "red", "prepaid_balance")
Keys = tuple[str, ...]


@pytest.fixture(scope="module")
def hub(module_database_url: str) -> Iterator[WorldHub]:
    made = WorldHub(module_database_url, city())
    for last in (AUGUST[1], *DAYS):
        made.write(lambda connection, last=last: publish(connection, last, now=NOW))
    yield made
    made.close()


@pytest.fixture(scope="module")
def cells(hub: WorldHub) -> list[Mapping[str, Any]]:
    def read(connection: Connection) -> list[Mapping[str, Any]]:
        current = select(statistics_cell).where(statistics_cell.c.superseded_at.is_(None))
        return [dict(row) for row in connection.execute(current).mappings()]

    found: list[Mapping[str, Any]] = hub.write(read)
    return found


@pytest.fixture(scope="module")
def found(hub: WorldHub) -> Mapping[tuple[date, date], Members]:
    """Who is where, and every figure, as no caller of statistics knows it."""
    periods = ((AUGUST[1],) * 2, *((each, each) for each in DAYS), AUGUST)
    made: dict[tuple[date, date], Members] = hub.write(
        lambda connection: {period: members(connection, [period]) for period in periods}
    )
    return made


def answers(cells: Iterable[Mapping[str, Any]], name: str, count: int) -> Iterator[Told]:
    """What a caller is told, question by question."""
    published, known = Published(cells, SCOPES[name]), {}
    for question in questions(7, count):
        if question not in known and published.level(question) is not None:
            known[question] = published.answer(question)
            yield from known[question]


def groups(
    told: Iterable[Told], places: Iterable[Keys], last: date
) -> dict[str, frozenset[frozenset[Keys]]]:
    """By measure, the sums that are told of a day, each as the places that it is of."""
    inside: dict[int, frozenset[Keys]] = {}
    found: dict[str, set[frozenset[Keys]]] = defaultdict(set)
    for row in told:
        if row.period[1] != last:
            continue
        for cell in row.cells:
            if id(cell) not in inside:
                inside[id(cell)] = frozenset(each for each in places if _inside(each, cell))
        whole = frozenset[Keys]().union(*(inside[id(cell)] for cell in row.cells))
        for measure in MEASURES:
            if row.figures[measure] is not None:
                found[measure].add(whole)
    return {measure: frozenset(sums) for measure, sums in found.items()}


def _inside(place: Keys, cell: Mapping[str, Any]) -> bool:
    named = cell["level"].split("+") if cell["level"] else []
    pairs = zip(FIXED.items(), place, strict=True)
    return all(cell[column] == key for (word, column), key in pairs if word in named)


def determined(sums: Iterable[frozenset[Keys]], places: list[Keys]) -> set[Keys]:
    """The places whose own sum follows from these: reduced rows that hold one place alone."""
    at = {place: number for number, place in enumerate(places)}
    rows: dict[int, dict[int, Fraction]] = {}
    for group in sums:
        row = {at[place]: Fraction(1) for place in group if place in at}
        for pivot in sorted(set(row) & set(rows)):
            _subtract(row, rows[pivot], row.get(pivot, Fraction(0)))
        if not row:
            continue
        pivot = min(row)
        row = {place: value / row[pivot] for place, value in row.items()}
        for other in rows.values():
            _subtract(other, row, other.get(pivot, Fraction(0)))
        rows[pivot] = row
    return {places[pivot] for pivot, row in rows.items() if set(row) == {pivot}}


def _subtract(row: dict[int, Fraction], other: Mapping[int, Fraction], times: Fraction) -> None:
    if times:
        for place, value in other.items():
            row[place] = row.get(place, Fraction(0)) - times * value
            if not row[place]:
                del row[place]


@pytest.mark.slow
def test_the_answers_are_those_of_the_hub(
    hub: WorldHub, cells: list[Mapping[str, Any]], figures: Callable[..., None]
) -> None:
    seen = 0
    for name, trades in SCOPES.items():
        published = Published(cells, trades)
        for question in questions(3, SERVED):
            answer = hub.ask(DOCUMENT, hub.parties[name], question.variables())
            if published.level(question) is None:
                assert answer["errors"][0]["extensions"]["code"] == "STATISTICS_TOO_FINE"
                continue
            rows = answer["data"]["statistics"]
            assert [_plain(row) for row in rows] == [
                _told(row) for row in published.answer(question)
            ]
            seen += len(rows)
    figures(questions=2 * SERVED, rows=seen)
    assert seen > SERVED


def _plain(row: Mapping[str, Any]) -> list[Any]:
    days = (date.fromisoformat(row["periodFrom"]), date.fromisoformat(row["periodUntil"]))
    shown = [
        row[name] for name in ("merchants", "complaints", "cardsIssued", "linked", "green", "red")
    ]
    return [days, [each["key"] for each in row["keys"]], row["prepaidBalance"], *shown]


def _told(row: Told) -> list[Any]:
    """Amounts are for nobody here."""
    return [row.period, list(row.keys), None, *(row.figures[name] for name in SHOWN[:-1])]


@pytest.mark.slow
def test_ten_thousand_answers_tell_of_no_merchant(
    cells: list[Mapping[str, Any]],
    found: Mapping[tuple[date, date], Members],
    figures: Callable[..., None],
) -> None:
    told = [row for name in SCOPES for row in answers(cells, name, ASKED)]
    sums, alone = 0, 0
    for last in (AUGUST[1], *DAYS):
        seen = found[last, last].seen
        known = groups(told, seen, last)
        for inside in ("", *DISTRICTS):  # the office of a district knows its own
            left = {place: sum(inside not in who for who in seen[place]) for place in seen}
            places = [place for place, size in left.items() if size]
            for each in set(known.values()):
                single = determined(each, places)
                assert {place: left[place] for place in single if left[place] < LEAST} == {}
            alone += sum(size == 1 for size in left.values())
        sums += sum(map(len, known.values()))
    figures(questions=2 * ASKED, rows=len(told), sums=sums, merchants_alone=alone)
    assert alone > 100, "nobody could be told of"
    assert sums > 1_000, "nothing is told"


@pytest.mark.slow
def test_the_attack_succeeds_on_figures_that_hide_small_groups_only(
    cells: list[Mapping[str, Any]], found: Mapping[tuple[date, date], Members]
) -> None:
    """Without complementary suppression the same attack finds somebody."""
    last = DAYS[1]
    seen = found[last, last].seen
    naive = []
    for cell in cells:
        size = sum(len(seen[place]) for place in seen if _inside(place, cell))
        shown = dict.fromkeys(MEASURES, None if size < LEAST else 0)
        naive.append({**cell, **shown})
    told = list(answers(naive, "public", ASKED))
    single = determined(groups(told, seen, last)["complaints"], list(seen))
    assert min(len(seen[place]) for place in single) == 1


@pytest.mark.slow
def test_no_answer_is_finer_than_its_largest_part(
    cells: list[Mapping[str, Any]], found: Mapping[tuple[date, date], Members]
) -> None:
    """From day to day a merchant more or less moves a figure by one step, or not at all."""
    shown = 0
    for cell in cells:
        period = (cell["since"], cell["until"])
        parts: dict[str, Parts] = defaultdict(Parts)
        for place, figures in found[period].parts[period].items():
            for name, part in figures.items() if _inside(place, cell) else ():
                parts[name] += part
        for name in MEASURES:
            if cell[name]:
                wide = step(
                    parts[name].largest, LIMITS.amounts if name in AMOUNTS else LIMITS.counts
                )
                assert cell[name] % wide == 0
                assert wide >= parts[name].largest
                assert abs(cell[name] - parts[name].total) * 2 <= wide
                shown += 1
    assert shown > 500
