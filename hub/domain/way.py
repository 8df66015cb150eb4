"""The way to green (转绿路径): the shortest list of changes after which the code is green.

In: a merchant's facts of one day, the money's among them. Out: reason codes of the changes, none
when the code is green already, or when nothing that it does itself would make it so. Found by
trying: each list of changes is made to the facts and judged by the rules themselves, the shortest
first (PLAN 信用监管三; IM-2019 Art. 11), so that one lower balance may answer a shortfall, cover
that lapses and a standard that comes close at once. Refused: a day before the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from hub.domain import custody
from hub.domain.money import ONE
from hub.domain.risk import RiskInput, RiskResult, assess
from hub.domain.thresholds import Scope
from hub.domain.vocabulary import RiskCode, WarningStandard

if TYPE_CHECKING:
    from hub.domain.custody import CustodyInput, CustodyResult
    from hub.domain.thresholds import Standards, Thresholds

Chosen = tuple[str, ...]
_OF_MONEY = {"SHORTFALL", "ABOVE_STANDARD", "NEAR_STANDARD", "COVER_LAPSING"}


@dataclass(frozen=True, slots=True)
class _Case:
    """The facts as they are, by one rule set."""

    risk: RiskInput
    fund: CustodyInput | None
    found: RiskResult
    rules: Thresholds
    values: Standards

    def is_clean_after(self, chosen: Chosen) -> bool:
        found = assess(changed(self.risk, self.fund, chosen, self.rules), self.rules)
        return _is_clean(found)


def way_to_green(
    risk: RiskInput, fund: CustodyInput | None, found: RiskResult, rules: Thresholds
) -> Chosen:
    """The shortest list of changes that turns the code green; `found` is what the rules say now."""
    if _is_clean(found):
        return ()
    case = _Case(risk, fund, found, rules, _values(risk, rules))
    open_to_it = _possible(case)
    alone = next((c for c in open_to_it if case.is_clean_after((c,))), None)
    if alone is not None:
        return (alone,)
    if not case.is_clean_after(open_to_it):
        return ()
    needed = tuple(c for c in open_to_it if not case.is_clean_after(_without(open_to_it, c)))
    return _shortest(case, open_to_it, needed)


def changed(
    risk: RiskInput, fund: CustodyInput | None, chosen: Chosen, rules: Thresholds
) -> RiskInput:
    """The facts after these changes, the custody assessed anew."""
    values = _values(risk, rules)
    after = _changed_standing(risk, chosen, values)
    if fund is None:
        renewed = "RENEW_COVER" in chosen
        return replace(after, guarantee_lapses_in_days=None) if renewed else after
    result, money = risk.custody, fund
    listed = fund.listed and after.listed
    if result is None or (after.linked, listed) != (fund.linked, fund.listed):
        money = replace(fund, linked=after.linked, listed=listed)
        result = custody.assess(money, rules)
    result = _changed_money(money, result, chosen, values, rules)
    return replace(after, custody=result, guarantee_lapses_in_days=_lapses(money, result, chosen))


def _is_clean(found: RiskResult) -> bool:
    """Green; or without a code where none is owed."""
    return found.code is RiskCode.GREEN or (found.code is None and not found.alert)


def _values(risk: RiskInput, rules: Thresholds) -> Standards:
    return rules.on(risk.day, Scope(risk.industry, risk.size, risk.zone))


def _possible(case: _Case) -> Chosen:
    """The changes that would alter any fact of this merchant, in the order that they are told in.

    Of two lists of one length the first in this order is taken.
    """
    risk, fund = case.risk, case.fund
    hidden = risk.listed or not risk.linked  # signs of the money do not show yet
    touches = hidden or bool(_OF_MONEY & set(case.found.reasons))
    money = touches and fund is not None and bool(fund.balance)
    covered = touches and fund is not None and bool(fund.guarantees)
    possible = {
        "LINK": risk.must_link and not risk.linked,
        "LEAVE_DISHONESTY_LIST": risk.listed,
        "FUND_CUSTODY": money,
        "RENEW_COVER": risk.guarantee_lapses_in_days is not None or covered,
        "LOWER_BALANCE": money,
        "LOWER_BALANCE_TO_GENERAL": money,
        "SEND_REPORTS": bool(risk.missing_report_days),
        "FEWER_COMPLAINTS": risk.complaints_90d > case.values["risk.complaints_90d"],
        "LEAVE_ABNORMAL_LIST": risk.abnormal_list,
        "LEAVE_DEFAULTER_LIST": risk.judgment_defaulter,
        "LEAVE_ILLEGALITY_LIST": risk.serious_illegality,
    }
    return tuple(change for change, alters in possible.items() if alters)


def _without(chosen: Chosen, left_out: str) -> Chosen:
    return tuple(change for change in chosen if change != left_out)


def _shortest(case: _Case, open_to_it: Chosen, needed: Chosen) -> Chosen:
    """More changes never undo what fewer did, so what no list may leave out is taken first."""
    others = _without_all(open_to_it, needed)
    for size in range(len(others) + 1):
        for more in combinations(others, size):
            chosen = tuple(c for c in open_to_it if c in needed or c in more)
            if case.is_clean_after(chosen):
                return chosen
    return ()


def _without_all(chosen: Chosen, left_out: Chosen) -> Chosen:
    return tuple(change for change in chosen if change not in left_out)


def _changed_standing(risk: RiskInput, chosen: Chosen, values: Standards) -> RiskInput:
    """Lists, link, reports and complaints. Of one that links, reports are owed from then on."""
    links = "LINK" in chosen and risk.must_link and not risk.linked
    reports = risk.missing_report_days
    if links or ("SEND_REPORTS" in chosen and reports):
        reports = 0
    complaints = risk.complaints_90d
    if "FEWER_COMPLAINTS" in chosen:
        complaints = min(complaints, values["risk.complaints_90d"])
    return replace(
        risk,
        linked=risk.linked or links,
        listed=risk.listed and "LEAVE_DISHONESTY_LIST" not in chosen,
        missing_report_days=reports,
        complaints_90d=complaints,
        abnormal_list=risk.abnormal_list and "LEAVE_ABNORMAL_LIST" not in chosen,
        judgment_defaulter=risk.judgment_defaulter and "LEAVE_DEFAULTER_LIST" not in chosen,
        serious_illegality=risk.serious_illegality and "LEAVE_ILLEGALITY_LIST" not in chosen,
    )


def _changed_money(
    money: CustodyInput,
    result: CustodyResult,
    chosen: Chosen,
    values: Standards,
    rules: Thresholds,
) -> CustodyResult:
    """The balance comes down first; then what is due of the rest is paid in."""
    limit = _limit(result, chosen, values)
    if limit is not None and money.balance is not None and limit < money.balance:
        money = replace(money, balance=limit)
        result = custody.assess(money, rules)
    if "FUND_CUSTODY" in chosen and money.held is not None and result.shortfall:
        result = custody.assess(replace(money, held=result.cash_due), rules)
    return result


def _limit(result: CustodyResult, chosen: Chosen, values: Standards) -> int | None:
    """The highest balance below the signal line of the standard in question."""
    if "LOWER_BALANCE_TO_GENERAL" in chosen:
        return _below(values["custody.general_standard"], values)
    if "LOWER_BALANCE" not in chosen:
        return None
    following = {
        WarningStandard.NONE: values["custody.general_standard"],
        WarningStandard.GENERAL: result.special_standard,
    }.get(result.standard)
    return None if following is None else _below(following, values)


def _below(standard: int, values: Standards) -> int:
    """One fen under the share of a standard from which on it is near."""
    line = -(-standard * values["risk.near_standard_share"] // ONE)
    return max(0, min(line, standard + 1) - 1)


def _lapses(money: CustodyInput, result: CustodyResult, chosen: Chosen) -> int | None:
    """Cover that is not counted cannot lapse."""
    if not result.covered or "RENEW_COVER" in chosen:
        return None
    return custody.lapses_in_days(money.guarantees, money.day)
