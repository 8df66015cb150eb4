"""The light: cases 57 to 64 by their number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from hub.domain.light import LightResult, Order, assess, order_status
from hub.domain.thresholds import ThresholdRow, Thresholds, shipped_rows, shipped_thresholds
from hub.domain.vocabulary import ComplianceLight as L, RectificationStatus as R

RULES = shipped_thresholds()
ORDER = Order(date(2022, 3, 1), date(2022, 3, 31))
EXTENDED = replace(ORDER, extended_to=date(2022, 4, 15))
CORRECTED = replace(ORDER, corrected_on=date(2022, 3, 20))


def lit(at: str, *orders: Order, rules: Thresholds = RULES, loose: bool = False) -> LightResult:
    return assess(datetime.fromisoformat(at), orders, rules, violation_without_order=loose)


def switched(parameter: str) -> Thresholds:
    row = ThresholdRow(parameter, "", "", "", date(2022, 1, 1), "on", "test")
    return Thresholds((*shipped_rows(), row))


@pytest.mark.parametrize(
    ("number", "at", "orders", "light"),
    [
        (57, "2022-03-15T09:00:00+08:00", (), L.GREEN),
        (58, "2022-03-15T09:00:00+08:00", (ORDER,), L.YELLOW),
        (58, "2022-03-31T23:59:59+08:00", (ORDER,), L.YELLOW),
        (60, "2022-04-01T00:00:00+08:00", (ORDER,), L.RED),
        (60, "2022-03-31T16:00:00+00:00", (ORDER,), L.RED),
        (61, "2022-03-20T00:00:00+08:00", (CORRECTED,), L.GREEN),
        (61, "2022-03-19T00:00:00+08:00", (CORRECTED,), L.YELLOW),
        (64, "2022-04-01T00:00:00+08:00", (EXTENDED,), L.YELLOW),
        (64, "2022-04-16T00:00:00+08:00", (EXTENDED,), L.RED),
    ],
)
def test_light_by_case(number: int, at: str, orders: tuple[Order, ...], light: L) -> None:
    result = lit(at, *orders)
    assert result.light is light
    assert result.priority_inspection is (light is L.RED)


def test_case_62_the_general_sentence_of_the_plan_is_a_switch() -> None:
    rules = switched("light.red_inside_period")
    result = lit("2022-03-15T09:00:00+08:00", ORDER, rules=rules)
    assert result.light is L.RED
    assert not result.priority_inspection


def test_a_violation_without_an_order_is_green_and_flagged() -> None:
    result = lit("2022-03-15T09:00:00+08:00", loose=True)
    assert (result.light, result.reasons) == (L.GREEN, ("VIOLATION_WITHOUT_ORDER",))
    rules = switched("light.yellow_without_order")
    assert lit("2022-03-15T09:00:00+08:00", loose=True, rules=rules).light is L.YELLOW


def test_the_worst_order_decides_and_future_orders_do_not() -> None:
    later = Order(date(2022, 4, 10), date(2022, 4, 20))
    assert lit("2022-04-05T00:00:00+08:00", ORDER, later).reasons == ("CORRECTION_OVERDUE",)
    assert lit("2022-04-12T00:00:00+08:00", CORRECTED, later).light is L.YELLOW
    assert lit("2022-04-12T00:00:00+08:00", ORDER, later).light is L.RED
    late = replace(ORDER, corrected_on=date(2022, 4, 5))
    assert lit("2022-04-04T00:00:00+08:00", late).light is L.RED
    assert lit("2022-04-05T00:00:00+08:00", late).light is L.GREEN


def test_status_of_an_order() -> None:
    assert order_status(ORDER, date(2022, 3, 31)) is R.OPEN
    assert order_status(ORDER, date(2022, 4, 1)) is R.OVERDUE
    assert order_status(EXTENDED, date(2022, 4, 1)) is R.EXTENDED
    assert order_status(CORRECTED, date(2022, 4, 1)) is R.CORRECTED
    assert order_status(ORDER, date(2022, 2, 1)) is R.OPEN
