"""The parts of the demo that the world is made with: dice, names, statements, quarters."""

from __future__ import annotations

from datetime import date

import pytest

from hub.demo.chance import Chance
from hub.demo.credit import quarter
from hub.demo.names import ENTERPRISE, credit_code, identity_number, person, phone
from hub.demo.statement import said
from hub.demo.supervision import drawn
from hub.demo.world import FIRST_DAY, WEIGHTS, Part, World
from hub.domain.calendar import shipped_calendar
from hub.domain.identifiers import parse_uscc
from hub.domain.thresholds import shipped_thresholds


def test_the_dice_are_splitmix64() -> None:
    chance = Chance(0)
    drawn_words = [chance.whole(0, 2**64 - 1) for _ in range(2)]
    assert drawn_words == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


def test_each_word_comes_once_before_any_comes_again() -> None:
    chance = Chance(7)
    first = [chance.each("part", WEIGHTS) for _ in WEIGHTS]
    assert first == list(WEIGHTS)
    assert set(first) == set(Part)
    later = [chance.each("part", WEIGHTS) for _ in range(400)]
    assert later.count(Part.SOUND) > later.count(Part.BLACK)


def test_what_happens_often_happens_the_first_times_for_sure() -> None:
    chance = Chance(7)
    assert [chance.often("clue", 0, 3) for _ in range(5)] == [True, True, True, False, False]


def test_shares_and_amounts_are_whole_yuan() -> None:
    chance = Chance(1)
    for _ in range(50):
        assert chance.share(12_345_678, 10, 90) % 100 == 0
        assert 1_000_00 <= chance.yuan(1_000, 2_000, 50) <= 2_000_00


@pytest.mark.parametrize("index", [0, 1, 999, 100_000])
def test_codes_are_valid_and_carry_the_mark(index: int) -> None:
    code = credit_code(ENTERPRISE, "310113", index)
    assert parse_uscc(code) == code
    assert code[8:12] == "DEM0"


def test_persons_and_numbers_cannot_be_real() -> None:
    chance = Chance(3)
    assert person(chance)[1] == "某"
    assert identity_number(chance).startswith("999999")
    assert len(identity_number(chance)) == 18
    assert phone(chance).startswith("100")
    assert len(phone(chance)) == 11


def test_a_fact_is_carried_on_by_later_days_only() -> None:
    told = said("links", date(2026, 1, 2), "data-center", uscc="x")
    assert told.acted(date(2026, 1, 3), "data-center").versions[1].act
    with pytest.raises(ValueError, match="later day"):
        told.then(date(2026, 1, 2), "data-center")


@pytest.mark.parametrize(
    ("day", "back", "found"),
    [
        (date(2026, 11, 24), 1, ("2026Q3", date(2026, 9, 30))),
        (date(2026, 11, 24), 4, ("2025Q4", date(2025, 12, 31))),
        (date(2026, 1, 1), 1, ("2025Q4", date(2025, 12, 31))),
    ],
)
def test_quarters_that_ended(day: date, back: int, found: tuple[str, date]) -> None:
    assert quarter(day, back) == found


def test_the_draw_hits_about_three_in_a_hundred() -> None:
    hits = sum(drawn(credit_code(ENTERPRISE, "310113", index)) for index in range(2_000))
    assert 30 < hits < 100


def test_no_world_before_the_rules() -> None:
    with pytest.raises(ValueError, match="begins on"):
        World(Chance(1), date(2021, 12, 31), {}, {}, shipped_thresholds(), shipped_calendar())
    assert World(Chance(1), FIRST_DAY, {}, {}, shipped_thresholds(), shipped_calendar()).ago(1) == (
        date(2021, 12, 31)
    )
