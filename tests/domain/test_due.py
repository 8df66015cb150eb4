"""Due days: the cases of the rules by their number, and the edges of each rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from hub.domain.calendar import shipped_calendar
from hub.domain.due import RULES, Due, due
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows, shipped_thresholds
from hub.errors import DomainError

THRESHOLDS = shipped_thresholds()
CALENDAR = shipped_calendar()


def answered(rule: str, since: str, **words: str) -> Due:
    named = {name.rstrip("_"): word for name, word in words.items()}
    return due(rule, date.fromisoformat(since), THRESHOLDS, CALENDAR, named)


VISIBLE = "penalty_visible_until"
CASES = [
    (66, "link_mark", "2022-01-21", {}, "2022-01-28"),
    (68, "quarterly_filing", "2022-03-31", {}, "2022-04-25"),
    (69, "quarterly_filing", "2021-12-31", {}, "2022-01-25"),
    (72, "card_upload", "2022-03-01", {}, "2022-03-02"),
    (73, "closing_notice", "2022-06-30", {}, "2022-05-31"),
    (75, "evaluation_period", "2022-01-01", {}, "2022-06-30"),
    (76, "monthly_report", "2022-03-31", {}, "2022-04-25"),
    (77, "half_year_report", "2022-06-30", {}, "2022-08-31"),
    (78, "penalty_publication", "2022-03-01", {"basis": "samr"}, "2022-03-29"),
    (79, "penalty_publication", "2022-03-01", {"basis": "double"}, "2022-03-10"),
    (81, VISIBLE, "2022-03-29", {"basis": "samr", "class_": "ordinary"}, "2025-03-29"),
    (83, VISIBLE, "2022-03-29", {"basis": "samr", "class_": "warning"}, None),
    (83, VISIBLE, "2025-03-29", {"basis": "biz", "class_": "warning"}, None),
    (84, "repair_earliest", "2026-05-01", {"class_": "ordinary"}, "2026-08-01"),
    (84, VISIBLE, "2026-05-01", {"basis": "repair", "class_": "ordinary"}, "2027-05-01"),
    (85, "complaint_market_supervision", "2022-04-01", {"step": "accept"}, "2022-04-13"),
    (86, "complaint_market_supervision", "2022-04-13", {"step": "mediation_end"}, "2022-06-17"),
    (89, "complaint_hotline", "2022-04-01", {"kind": "inquiry"}, "2022-04-02"),
    (90, "complaint_consumer_council", "2022-04-13", {}, "2022-06-12"),
    (90, "complaint_consumer_council", "2022-04-13", {"extended": "true"}, "2022-07-12"),
    (92, "listing_removal", "2022-09-08", {}, "2022-09-14"),
    (93, "share_request", "2022-09-28", {}, "2022-10-24"),
    (94, "penalty_case", "2022-03-01", {}, "2022-05-30"),
]  # fmt: skip
EDGES = [
    (0, "quarterly_filing", "2022-06-30", {}, "2022-07-25"),
    (0, "quarterly_filing", "2021-06-30", {}, "2021-07-26"),  # 25 July 2021 is a Sunday
    (0, "quarterly_filing", "2022-09-30", {}, "2022-10-25"),
    (0, "half_year_report", "2021-12-31", {}, "2022-02-28"),
    (0, "half_year_report", "2023-12-31", {}, "2024-02-29"),
    (0, "card_upload", "2022-09-30", {}, "2022-10-01"),  # rest days too
    (0, "deregistration", "2022-05-31", {}, "2022-06-30"),
    (0, "penalty_withdrawal", "2022-09-08", {}, "2022-09-14"),
    (0, VISIBLE, "2022-03-29", {"basis": "samr", "class_": "lower"}, "2022-06-29"),
    (0, VISIBLE, "2025-03-29", {"basis": "biz", "class_": "ordinary"}, "2028-03-29"),
    (0, VISIBLE, "2025-03-29", {"basis": "biz", "class_": "lower"}, "2028-03-29"),
    (0, VISIBLE, "2026-05-01", {"basis": "repair", "class_": "slight"}, None),
    (0, VISIBLE, "2026-05-01", {"basis": "repair", "class_": "serious"}, "2029-05-01"),
    (0, "repair_earliest", "2026-05-01", {"class_": "serious"}, "2027-05-01"),
    (0, "repair_earliest", "2026-05-01", {"class_": "slight"}, "2026-05-01"),
    (0, "complaint_hotline", "2022-04-01", {"kind": "supervised"}, "2022-04-07"),
    (0, "complaint_hotline", "2022-04-01", {"kind": "request"}, "2022-04-11"),
    (0, "complaint_hotline", "2022-04-01", {"kind": "complex"}, "2022-04-24"),
    (0, "complaint_market_supervision", "2022-03-01", {"step": "clue"}, "2022-03-22"),
    (0, "complaint_market_supervision", "2022-03-01", {"step": "clue_extended"}, "2022-04-13"),
    (0, "clue_accept", "2022-01-21", {}, "2022-01-28"),
    (0, "clue_feedback", "2022-03-01", {}, "2022-03-22"),
    (0, "objection", "2022-01-21", {"step": "mark"}, "2022-01-24"),
    (0, "objection", "2022-01-21", {"step": "forward"}, "2022-01-25"),
    (0, "objection", "2022-01-21", {"step": "centre_decides"}, "2022-01-28"),
    (0, "objection", "2022-01-21", {"step": "provider_decides"}, "2022-01-30"),  # worked weekend
    (0, "crime_report", "2022-03-01", {}, "2022-03-04"),
    (0, "crime_report", "2022-03-03", {}, "2022-03-07"),  # the third day is a Sunday
]  # fmt: skip


@pytest.mark.parametrize(("number", "rule", "since", "words", "expected"), CASES + EDGES)
def test_due_day(
    number: int, rule: str, since: str, words: dict[str, str], expected: str | None
) -> None:
    result = answered(rule, since, **words)
    assert result.due == (date.fromisoformat(expected) if expected else None)
    assert result.basis
    assert not result.provisional


def test_case_75_has_its_first_day() -> None:
    assert answered("evaluation_period", "2022-01-01").since == date(2021, 7, 1)


def test_every_rule_is_tried() -> None:
    assert {rule for _, rule, *_ in CASES + EDGES} == RULES.keys()


def test_beyond_the_calendar_or_before_the_rule_is_provisional() -> None:
    assert answered("link_mark", "2026-12-30").provisional
    assert answered("quarterly_filing", "2026-12-31").provisional
    assert not answered("card_upload", "2026-12-31").provisional
    early = answered("penalty_publication", "2021-08-02", basis="samr")
    assert (early.due, early.provisional) == (date(2021, 8, 30), True)


def test_rolling_is_a_switch() -> None:
    row = ThresholdRow("due.rest_day_rolls", "", "", "", date(2021, 1, 1), "off", "test")
    rules = Thresholds((*shipped_rows(), row))
    stays = due("quarterly_filing", date(2021, 6, 30), rules, CALENDAR)
    assert stays.due == date(2021, 7, 25)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("no_such_rule", {}),
        ("penalty_publication", {}),
        ("penalty_publication", {"basis": "repair"}),
        (VISIBLE, {"basis": "samr"}),
        (VISIBLE, {"basis": "double", "class": "ordinary"}),
        ("repair_earliest", {"class": "grave"}),
        ("complaint_hotline", {"kind": "angry"}),
        ("objection", {}),
    ],
)
def test_unknown_words_are_refused(rule: str, words: dict[str, str]) -> None:
    with pytest.raises(DomainError) as caught:
        due(rule, date(2022, 3, 1), THRESHOLDS, CALENDAR, words)
    assert caught.value.code == "DUE"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (VISIBLE, {"basis": "samr", "class": "slight"}),
        (VISIBLE, {"basis": "repair", "class": "lower"}),
        ("repair_earliest", {"class": "lower"}),
    ],
)
def test_a_class_of_another_basis_is_refused(rule: str, words: dict[str, str]) -> None:
    with pytest.raises(DomainError) as caught:
        due(rule, date(2026, 5, 1), THRESHOLDS, CALENDAR, words)
    assert caught.value.code == "PUBLICATION"


ROLLING = ("quarterly_filing", "monthly_report", "half_year_report", "crime_report")


@given(st.dates(date(2019, 1, 1), date(2026, 6, 30)), st.sampled_from(ROLLING))
def test_rolling_rules_end_on_a_working_day(since: date, rule: str) -> None:
    last = due(rule, since, THRESHOLDS, CALENDAR).due
    assert last is not None
    assert CALENDAR.is_working_day(last)
    assert since < last < since + timedelta(days=110)
