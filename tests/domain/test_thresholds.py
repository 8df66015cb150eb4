"""Dated data: the past stays, the most specific wins, ties and nonsense are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hub.domain.parameters import parse_value
from hub.domain.thresholds import (
    Scope,
    ThresholdRow,
    Thresholds,
    parse_row,
    shipped_rows,
    shipped_thresholds,
)
from hub.errors import DomainError

DAY = date(2022, 3, 1)
RATIO = "custody.general_ratio"


def row(
    value: str, *, industry: str = "", size: str = "", zone: str = "", since: date = DAY
) -> ThresholdRow:
    return ThresholdRow(RATIO, industry, size, zone, since, value, "test")


def with_rows(*rows: ThresholdRow) -> Thresholds:
    return Thresholds((*shipped_rows(), *rows))


def refused(*rows: ThresholdRow) -> None:
    with pytest.raises(DomainError) as caught:
        with_rows(*rows)
    assert caught.value.code == "THRESHOLD"


def test_every_shipped_row_cites_its_ground() -> None:
    for one in shipped_rows():
        citation, _, meaning = one.basis.partition(" · ")
        assert citation, one
        assert meaning, one


def test_a_change_from_a_day_on_leaves_the_past() -> None:
    changed = with_rows(row("0.50", since=date(2022, 7, 1)))
    assert changed.on(date(2022, 6, 30))[RATIO] == 400_000
    assert changed.on(date(2022, 7, 1))[RATIO] == 500_000
    assert changed.on(date(2024, 5, 1))[RATIO] == 400_000  # the next shipped row follows
    assert changed.rule_version != shipped_thresholds().rule_version


def test_equal_data_has_an_equal_version_in_any_order() -> None:
    assert Thresholds(reversed(shipped_rows())).rule_version == shipped_thresholds().rule_version


def test_the_most_specific_row_wins() -> None:
    loaded = with_rows(
        row("0.30", industry="80"),
        row("0.20", industry="8040"),
        row("0.10", industry="8040", zone="310113", size="MICRO"),
    )
    assert loaded.on(DAY, Scope("6210"))[RATIO] == 400_000
    assert loaded.on(DAY, Scope("8051"))[RATIO] == 300_000
    assert loaded.on(DAY, Scope("8040", "MICRO"))[RATIO] == 200_000
    assert loaded.on(DAY, Scope("8040", "MICRO", "310113"))[RATIO] == 100_000
    assert loaded.on(date(2022, 2, 28), Scope("8040", "MICRO", "310113"))[RATIO] == 400_000


def test_ties_are_refused_unless_the_shared_case_is_settled() -> None:
    beauty, micro = row("0.30", industry="8040"), row("0.20", size="MICRO")
    refused(beauty, micro)
    refused(beauty, row("0.2", zone="310113"))
    refused(row("0.2", size="MICRO"), row("0.3", zone="310113"))
    refused(beauty, micro, row("0.25", industry="8040", size="MICRO", since=date(2022, 3, 2)))
    settled = with_rows(beauty, micro, row("0.25", industry="8040", size="MICRO"))
    assert settled.on(DAY, Scope("8040", "MICRO"))[RATIO] == 250_000
    apart = with_rows(beauty, row("0.2", industry="6210"), row("0.1", industry="80"))
    assert apart.on(DAY, Scope("8040"))[RATIO] == 300_000


def test_nonsense_is_refused() -> None:
    refused(row("0.5", since=date(2019, 5, 1)))
    refused(row("forty"))
    refused(replace(row("1"), parameter="statistics.min_group"))  # it would hide nobody
    refused(replace(row("0"), parameter="statistics.count_step"))
    refused(replace(row("1"), parameter="custody.unheard_of"))
    with pytest.raises(DomainError):
        Thresholds(one for one in shipped_rows() if one.parameter != RATIO)
    with pytest.raises(DomainError):
        Thresholds(
            replace(one, industry="8040") if one.parameter == RATIO else one
            for one in shipped_rows()
        )
    for cells in ({}, {"parameter": RATIO, "valid_from": "soon", "value": "1", "basis": "x"}):
        with pytest.raises(DomainError):
            parse_row(cells)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("custody.round_up", "yes"),
        ("due.link_mark", "-1"),
        ("due.link_mark", "٣"),
        ("custody.special_cap", "5e7"),
        ("custody.full_ratio", "1/2"),
    ],
)
def test_values_have_their_kind(parameter: str, value: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_value(parameter, value)
    assert caught.value.code == "THRESHOLD"


def test_before_the_first_day_there_is_no_rule() -> None:
    loaded = shipped_thresholds()
    with pytest.raises(DomainError) as caught:
        loaded.on(date(2019, 4, 30))[RATIO]
    assert caught.value.code == "RULE_NOT_IN_FORCE"
    assert loaded.earliest(RATIO) == date(2019, 5, 1)
    assert loaded.citation(RATIO, DAY) == loaded.citation(RATIO, date(2000, 1, 1))
    assert loaded.citation(RATIO, DAY) == "IM-2019 Art. 11(2)"
    assert loaded.citation(RATIO, date(2024, 5, 1)) == "IM-2024"


def test_all_parameters_are_in_force_by_the_repair_method() -> None:
    loaded = shipped_thresholds()
    today = loaded.on(date(2026, 4, 1))
    assert set(today) == {one.parameter for one in shipped_rows()}
    assert len(today) > len(loaded.on(DAY)) > 60
