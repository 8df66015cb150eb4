"""The rules as a calculator: one JSON object in, one out (interfaces §5).

In: a rule's name (custody, risk, light, due) and a case: amounts as decimal strings, days in ISO
form. Out: the figures in the same form, each ground with its citation. Refused: an unknown rule
(DomainError RULE), a field out of kind (CASE_FIELD, MONEY). Keys it does not know are left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.domain import custody, light, risk
from hub.domain.calendar import WorkCalendar, shipped_calendar
from hub.domain.due import due
from hub.domain.fields import Fields
from hub.domain.money import ONE, format_money
from hub.domain.reasons import reason
from hub.domain.thresholds import Thresholds, shipped_thresholds
from hub.domain.vocabulary import (
    CustodyVerdict,
    GuaranteeKind,
    IssuerStatus,
    OperatingStatus,
    WarningStandard,
)
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Answer = dict[str, object]


def run(
    rule: str,
    case: Mapping[str, object],
    *,
    thresholds: Thresholds | None = None,
    calendar: WorkCalendar | None = None,
) -> Answer:
    """The answer of `hub rules <rule>` to one case, by the shipped rule set unless given others."""
    if rule not in _RULES:
        raise DomainError("RULE", "规则不存在 (rules: custody, risk, light, due)")
    return _RULES[rule](
        Fields.of(case), thresholds or shipped_thresholds(), calendar or shipped_calendar()
    )


def _custody(case: Fields, thresholds: Thresholds, calendar: WorkCalendar) -> Answer:
    given = custody_input(case)
    result = custody.assess(given, thresholds, calendar)
    due_on = result.funding_due_on
    answer: Answer = {
        "standard": result.standard.value,
        "special_standard": _yuan(result.special_standard),
        "ratio": None if result.ratio is None else result.ratio / ONE,
        "required": _yuan(result.required),
        "covered": _yuan(result.covered),
        "cash_due": _yuan(result.cash_due),
        "held": _yuan(result.held),
        "shortfall": _yuan(result.shortfall),
        "releasable": _yuan(result.releasable),
        "funding_due_on": due_on.isoformat() if due_on else None,
        "verdict": result.verdict.value,
        "provisional": result.provisional,
        "reasons": _grounds(result.reasons),
        "rule_version": result.rule_version,
        "balance": _yuan(result.balance),
    }
    return answer | _national_note(case, given, thresholds)


def custody_input(case: Fields) -> custody.CustodyInput:
    """The custody case of a JSON object. Raises DomainError CASE_FIELD or MONEY."""
    return custody.CustodyInput(
        day=case.required_day("day"),
        linked=case.required_flag("linked"),
        balance=case.money("balance"),
        revenue=case.money("revenue"),
        quarterly_revenues=case.moneys("quarterly_revenues"),
        established_on=case.day("established_on"),
        mall_type=bool(case.flag("mall_type")),
        listed=bool(case.flag("listed")),
        guarantees=tuple(_guarantee(one) for one in case.objects("guarantees")),
        held=case.money("held"),
        industry=case.text("industry"),
        size=case.text("size"),
        zone=case.text("zone"),
        short_since=case.day("short_since"),
    )


def _guarantee(one: Fields) -> custody.Guarantee:
    return custody.Guarantee(
        one.member("kind", GuaranteeKind, GuaranteeKind.OTHER),
        one.money("cover_amount") or 0,
        one.money("claims_paid") or 0,
        one.required_day("valid_from"),
        one.required_day("valid_until"),
    )


def _national_note(case: Fields, given: custody.CustodyInput, thresholds: Thresholds) -> Answer:
    """The national figure beside Shanghai's, where the case names its kind of issuer (C-10)."""
    if not case.has("national_issuer"):
        return {}
    kind = case.member("national_issuer", custody.NationalIssuer, custody.NationalIssuer.SCALE)
    values = thresholds.on(given.day)
    fen = custody.national_required(kind, case.money("quarter_balance") or 0, values)
    return {"national_required": format_money(fen), "notes": _grounds(["NATIONAL_CHECK"])}


def _risk(case: Fields, thresholds: Thresholds, calendar: WorkCalendar) -> Answer:
    result = risk.assess(risk_input(case, thresholds, calendar), thresholds)
    return {
        "code": result.code.value if result.code else None,
        "alert": result.alert,
        "uncertain": result.uncertain,
        "reasons": _grounds(result.reasons),
        "listing_grounds": [ground.value for ground in result.listing_grounds],
        "rule_version": result.rule_version,
    }


def risk_input(case: Fields, thresholds: Thresholds, calendar: WorkCalendar) -> risk.RiskInput:
    """The risk case of a JSON object; its custody is a result, or a case to be assessed first."""
    return risk.RiskInput(
        day=case.required_day("day"),
        issuer=case.member("issuer", IssuerStatus, IssuerStatus.NOT_KNOWN),
        must_link=bool(case.flag("must_link")),
        linked=case.required_flag("linked"),
        custody=_custody_of(case, thresholds, calendar),
        listed=bool(case.flag("listed")),
        removed_on=case.day("removed_on"),
        missing_report_days=case.count("missing_report_days"),
        guarantee_lapses_in_days=case.count("guarantee_lapses_in_days"),
        abnormal_list=bool(case.flag("abnormal_list")),
        judgment_defaulter=bool(case.flag("judgment_defaulter")),
        serious_illegality=bool(case.flag("serious_illegality")),
        complaints_late=bool(case.flag("complaints_late")),
        lists_late=bool(case.flag("lists_late")),
        complaints_90d=case.count("complaints_90d") or 0,
        operating_status=case.member("operating_status", OperatingStatus, OperatingStatus.UNKNOWN),
        penalties=case.days("penalties"),
        arrangement_made=case.flag("arrangement_made"),
        reachable=case.flag("reachable"),
        convicted=bool(case.flag("convicted")),
        industry=case.text("industry"),
        size=case.text("size"),
        zone=case.text("zone"),
    )


def _custody_of(
    case: Fields, thresholds: Thresholds, calendar: WorkCalendar
) -> custody.CustodyResult | None:
    if not case.has("custody"):
        return None
    given = Fields.of(case.values["custody"], "custody")
    if not given.has("verdict"):
        shared = {name: case.values.get(name) for name in ("day", "linked", "listed", "industry")}
        return custody.assess(
            custody_input(Fields(shared | dict(given.values))), thresholds, calendar
        )
    required, ratio = given.money("required"), given.number("ratio")
    balance = given.money("balance")
    if balance is None and required is not None and ratio:
        balance = round(required / ratio)  # an answer of before carries the two, not the balance
    return custody.CustodyResult(
        standard=given.member("standard", WarningStandard, WarningStandard.NONE),
        verdict=given.member("verdict", CustodyVerdict, CustodyVerdict.UNKNOWN),
        provisional=bool(given.flag("provisional")),
        rule_version=given.text("rule_version"),
        balance=balance,
        special_standard=given.money("special_standard"),
        covered=given.money("covered"),
        held=given.money("held"),
    )


def _light(case: Fields, thresholds: Thresholds, _calendar: WorkCalendar) -> Answer:
    orders = tuple(
        light.Order(
            one.required_day("issued_on"),
            one.required_day("due_on"),
            one.day("extended_to"),
            one.day("corrected_on"),
        )
        for one in case.objects("orders")
    )
    loose = bool(case.flag("violation_without_order"))
    result = light.assess(case.instant("at"), orders, thresholds, violation_without_order=loose)
    return {
        "light": result.light.value,
        "priority_inspection": result.priority_inspection,
        "reasons": _grounds(result.reasons),
        "rule_version": result.rule_version,
    }


def _due(case: Fields, thresholds: Thresholds, calendar: WorkCalendar) -> Answer:
    words = {name: case.text(name).lower() for name in ("basis", "class", "kind", "step")}
    words["extended"] = str(bool(case.flag("extended"))).lower()
    found = due(case.text("rule"), case.required_day("from"), thresholds, calendar, words)
    answer: Answer = {
        "due": found.due.isoformat() if found.due else None,
        "basis": found.basis,
        "provisional": found.provisional,
    }
    return answer if found.since is None else answer | {"since": found.since.isoformat()}


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else format_money(fen)


def _grounds(codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": code, "rule": reason(code).rule} for code in codes]


_RULES: dict[str, Callable[[Fields, Thresholds, WorkCalendar], Answer]] = {
    "custody": _custody,
    "risk": _risk,
    "light": _light,
    "due": _due,
}
