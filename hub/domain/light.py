"""The compliance light (绿黄红灯) and the key draw list (重点抽查目录).

In: an instant, a merchant's orders to correct, whether a violation stands without an order. Out:
the light, whether the merchant belongs on the key draw list, reason codes. Refused: a day before
the rules. Source: PLAN 智能监管二 (over 总体要求(二): C-04, I-12). Another scale than the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.domain.calendar import shanghai_day
from hub.domain.thresholds import EVERYBODY
from hub.domain.vocabulary import ComplianceLight, RectificationStatus

if TYPE_CHECKING:
    from datetime import date, datetime

    from hub.domain.thresholds import Scope, Standards, Thresholds


@dataclass(frozen=True, slots=True)
class Order:
    """An order to correct (责令整改). The whole of its last day is inside the period."""

    issued_on: date
    due_on: date
    extended_to: date | None = None
    corrected_on: date | None = None

    @property
    def last_day(self) -> date:
        return max(self.due_on, self.extended_to or self.due_on)

    def is_open(self, day: date) -> bool:
        corrected = self.corrected_on is not None and self.corrected_on <= day
        return self.issued_on <= day and not corrected


@dataclass(frozen=True, slots=True)
class LightResult:
    light: ComplianceLight
    priority_inspection: bool
    reasons: tuple[str, ...]
    rule_version: str


def assess(
    at: datetime,
    orders: tuple[Order, ...],
    thresholds: Thresholds,
    *,
    violation_without_order: bool = False,
    scope: Scope = EVERYBODY,
) -> LightResult:
    """Green: no violation; yellow: inside the ordered period; red: after it (PLAN 智能监管二)."""
    day = shanghai_day(at)
    values = thresholds.on(day, scope)
    pending = [order for order in orders if order.is_open(day)]
    overdue = any(order.last_day < day for order in pending)
    reasons = (
        *("CORRECTION_OVERDUE",) * overdue,
        *("WITHIN_CORRECTION_PERIOD",) * any(order.last_day >= day for order in pending),
        *("VIOLATION_WITHOUT_ORDER",) * violation_without_order,
    )
    return LightResult(
        _light(reasons, values),
        overdue,
        reasons or ("NO_VIOLATION",),
        thresholds.rule_version,
    )


def order_status(order: Order, day: date) -> RectificationStatus:
    """Where an order stands on a day, a refusal on record left aside."""
    if not order.is_open(day) and order.issued_on <= day:
        return RectificationStatus.CORRECTED
    if order.last_day < day:
        return RectificationStatus.OVERDUE
    extended = order.last_day > order.due_on
    return RectificationStatus.EXTENDED if extended else RectificationStatus.OPEN


def _light(reasons: tuple[str, ...], values: Standards) -> ComplianceLight:
    inside = "WITHIN_CORRECTION_PERIOD" in reasons
    if "CORRECTION_OVERDUE" in reasons or (inside and values["light.red_inside_period"]):
        return ComplianceLight.RED
    unordered = "VIOLATION_WITHOUT_ORDER" in reasons and values["light.yellow_without_order"]
    return ComplianceLight.YELLOW if inside or unordered else ComplianceLight.GREEN
