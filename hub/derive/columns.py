"""What the rules found, as columns of the two tables of derived figures.

In: results of the pure rules and the case they judged. Out: column values by name; grounds in
words, in two depths (the public ones carry no amount: REG Art. 15(2)); the inputs with the ids of
the facts that carry them, without what is unknown, empty or false. It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hub.domain.reasons import public_reasons, regulator_reasons
from hub.domain.vocabulary import RiskCode
from hub.tables.base import document_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from hub.derive.gather import Facts
    from hub.domain.custody import CustodyInput, CustodyResult
    from hub.domain.light import LightResult
    from hub.domain.reasons import Reason
    from hub.domain.risk import RiskInput, RiskResult

Columns = dict[str, Any]


class Words:
    """Grounds in words, made once for all merchants that share them, and as they are stored."""

    __slots__ = ("stored", "texts")

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.texts = [{"code": one.code, "text": one.text, "rule": one.rule} for one in reasons]
        self.stored = document_text(self.texts)


RANKS: Mapping[RiskCode | None, int] = {
    RiskCode.GREEN: 0,
    None: 1,
    RiskCode.YELLOW: 2,
    RiskCode.RED: 3,
    RiskCode.BLACK: 4,
}


def of_custody(result: CustodyResult, inputs: Columns) -> Columns:
    """Columns of `custody_assessment`."""
    return {
        "standard": result.standard.value,
        "verdict": result.verdict.value,
        "provisional": result.provisional,
        "balance": result.balance,
        "special_standard": result.special_standard,
        "ratio": result.ratio,
        "required": result.required,
        "covered": result.covered,
        "cash_due": result.cash_due,
        "held": result.held,
        "shortfall": result.shortfall,
        "releasable": result.releasable,
        "funding_due_on": result.funding_due_on,
        "reasons": _texts(result.reasons),
        "rule_version": result.rule_version,
        "inputs": inputs,
    }


def custody_inputs(case: CustodyInput, facts: Facts, lasting: date | None) -> Columns:
    """What the assessment rests on: values, and the ids of the facts that carry them."""
    found: Columns = {
        "linked": case.linked,
        "listed": case.listed,
        "mall_type": case.mall_type,
        "established_on": _iso(case.established_on),
        "industry": case.industry,
        "zone": case.zone,
        "short_since": _iso(lasting),
    }
    if facts.report is not None:
        found["report"] = {
            "id": facts.report.node_id,
            "reported_for": _iso(facts.report.reported_for),
            "balance": case.balance,
        }
    if facts.revenue is not None:
        found["revenue"] = {"id": facts.revenue.node_id, "amount": case.revenue}
    elif facts.filings:
        found["filings"] = sorted(row.node_id for row in facts.filings)
    if facts.accounts:
        found["accounts"] = [
            {"id": row.node_id, "day": _iso(row.day), "balance": row.balance}
            for row in facts.accounts
        ]
    if facts.guarantees:
        found["guarantees"] = sorted(row.node_id for row in facts.guarantees)
        found["claims_paid"] = sum(one.claims_paid for one in case.guarantees)
    return _kept(found)


def of_risk(found: RiskResult, lit: LightResult, way: tuple[str, ...], inputs: Columns) -> Columns:
    """Columns of `risk_status`."""
    reasons = (*found.reasons, *lit.reasons)
    return {
        "code": found.code.value if found.code else None,
        "rank": RANKS[found.code],
        "alert": found.alert,
        "uncertain": found.uncertain,
        "light": lit.light.value,
        "public_reasons": _public_texts(reasons),
        "reasons": _texts(reasons),
        "way_to_green": _texts(way),
        "rule_version": found.rule_version,
        "inputs": inputs,
    }


def risk_inputs(case: RiskInput, found: RiskResult, facts: Facts) -> Columns:
    """What the status rests on; days, not countdowns, so that it stands while nothing happens."""
    values: Columns = {
        "issuer": case.issuer.value,
        "must_link": case.must_link,
        "linked": case.linked,
        "listed": case.listed,
        "removed_on": _iso(case.removed_on),
        "missing_report_days": case.missing_report_days,
        "cover_lapses_on": _iso(_lapse_day(case)),
        "abnormal_list": case.abnormal_list,
        "judgment_defaulter": case.judgment_defaulter,
        "serious_illegality": case.serious_illegality,
        "complaints_late": case.complaints_late,
        "lists_late": case.lists_late,
        "complaints_90d": case.complaints_90d,
        "operating_status": case.operating_status.value,
        "penalties": [_iso(day) for day in case.penalties],
        "listing_grounds": [ground.value for ground in found.listing_grounds],
        "listings": sorted(row.node_id for row in facts.listings),
        "orders": sorted(row.node_id for row in facts.orders),
    }
    return _kept(values)


def _lapse_day(case: RiskInput) -> date | None:
    days = case.guarantee_lapses_in_days
    return None if days is None else case.day + timedelta(days=days)


def _kept(values: Columns) -> Columns:
    """Without the unknown, the empty and the false; a zero says something."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@lru_cache(maxsize=4096)
def _texts(codes: tuple[str, ...]) -> Words:
    """What a regulator reads."""
    return Words(regulator_reasons(codes))


@lru_cache(maxsize=4096)
def _public_texts(codes: tuple[str, ...]) -> Words:
    return Words(public_reasons(codes))
