"""What kind of value each parameter of the rules has.

In: a parameter's name and its text. Out: an integer: fen, millionths, 1 or 0 of a switch, or a
count of days, months or times. Refused: text of another kind, and numbers that are too small to
compute by (DomainError THRESHOLD).

Two are read by no rule and bind people: `complaints.counts_public` whoever writes a policy, for the
shipped one gives the public no merchant's counts (I-26); `log.retention_months` whoever archives,
for the hub deletes no record (I-20).
"""

from __future__ import annotations

from hub.domain.money import parse_fraction6, parse_money
from hub.errors import DomainError

_SWITCH = {"on": 1, "off": 0}
_MONEY = frozenset(
    (
        "custody.general_standard",
        "custody.special_cap",
        "custody.special_floor",
        "statistics.amount_step",
        "anomaly.least_amount",
    )
)
_FRACTION = frozenset(
    (
        "custody.general_ratio",
        "custody.special_revenue_share",
        "custody.full_ratio",
        "national.scale_ratio",
        "national.group_ratio",
        "national.brand_ratio",
        "risk.near_standard_share",
        "statistics.dominance_share",
        "anomaly.deviations",
        "anomaly.flat_share",
    )
)
# Below these nothing could be computed by them, or a group would show its members.
_LEAST = {
    "statistics.min_group": 2,
    "statistics.count_step": 1,
    "statistics.amount_step": 1,
    "anomaly.weeks": 1,
    "anomaly.least_weeks": 1,
    "anomaly.least_count": 1,
    "anomaly.least_amount": 1,
}
_SWITCHES = frozenset(
    (
        "custody.low_special_is_full",
        "custody.filings_replace_revenue",
        "custody.annualise_revenue",
        "custody.round_up",
        "custody.other_guarantees_count",
        "custody.cover_offsets_listed",
        "risk.alert_unlinked",
        "risk.red_needs_shortfall",
        "risk.abnormal_list_yellow",
        "risk.judgment_defaulter_yellow",
        "risk.serious_illegality_yellow",
        "light.red_inside_period",
        "light.yellow_without_order",
        "complaints.counts_public",
        "due.rest_day_rolls",
    )
)


def parse_value(parameter: str, value: str) -> int:
    """The integer of a parameter's text: fen, millionths, 1 or 0, or a count."""
    found = _parsed(parameter, value)
    if found is None or found < _LEAST.get(parameter, found):
        raise DomainError("THRESHOLD", "参数值无法读取 (a parameter's value cannot be read)")
    return found


def _parsed(parameter: str, value: str) -> int | None:
    try:
        if parameter in _MONEY:
            return parse_money(value)
        if parameter in _FRACTION:
            return parse_fraction6(value)
        if parameter in _SWITCHES:
            return _SWITCH[value]
        if value.isascii() and value.isdigit():
            return int(value)
    except (DomainError, KeyError):
        return None
    return None
