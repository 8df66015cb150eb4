"""submitFiling: a merchant files for a month, quarter or half-year about itself.

In: kind, period and its figures. Out: the filing with its due day, filed today, late or not; filed
again it corrects the first, which stays the day of filing. Refused: a caller that is no merchant
(NOT_ALLOWED), a period of another kind (INVALID) or not yet over (WRONG_STATE), a negative amount
(INVALID; a loss is none), a quarter without the prepaid money spent, another without revenue
(INCOMPLETE). REG Art. 12(2); PLAN 信用监管四; I-17, I-18.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from hub import rule_set
from hub.commands import facts
from hub.commands.act import Act, Done, Input, absent, demand, refuse
from hub.commands.given import TEXT, optional_text, word
from hub.commands.versions import Stored, append, current, figures_wait, place_of
from hub.domain.calendar import add_months, month_end
from hub.domain.due import due
from hub.domain.money import MONEY_LIMIT
from hub.domain.vocabulary import FilingKind, UserErrorCode
from hub.tables.fund import filing

if TYPE_CHECKING:
    from sqlalchemy import Connection

# form of the period, months in it, rule of its due day, the figure that the duty asks for
_KINDS = {
    FilingKind.QUARTERLY: (r"(\d{4})Q([1-4])", 3, "quarterly_filing", "prepaidSpent"),
    FilingKind.MONTHLY_OPERATING: (
        *(r"(\d{4})-(0[1-9]|1[0-2])", 1),
        *("monthly_report", "mainBusinessRevenue"),
    ),
    FilingKind.HALF_YEAR_STATEMENT: (
        *(r"(\d{4})H([12])", 6),
        *("half_year_report", "mainBusinessRevenue"),
    ),
}
_FIRST_YEAR = 1900
_NEVER_NEGATIVE = ("mainBusinessRevenue", "prepaidSpent")


def submit_filing(connection: Connection, act: Act, given: Input) -> Done:
    merchant_id = act.principal.merchant_id
    demand(act, "submitFiling", {"merchant_id": merchant_id})
    firm = None if merchant_id is None else facts.merchant_by_key(connection, merchant_id)
    if merchant_id is None or firm is None:
        absent()
    kind = FilingKind(word(given["kind"]))
    period = str(given["period"]).strip().upper()
    end = _last_day(kind, period)
    if end >= act.today:
        refuse(UserErrorCode.WRONG_STATE, "所属期尚未结束 (the period is not over)", "period")
    figures = _figures(given, _KINDS[kind][3])
    place = place_of(act, "Filing", filing, merchant_id, (firm["uscc"], kind.value, period))
    before = current(connection, place)
    values = {"kind": kind.value, "period": period, **figures}
    values |= _clock(connection, act, kind, end, before)
    figures_wait(connection, act, merchant_id)
    source = facts.source_of(connection, act, "filings")
    return append(connection, act, place, before, values, source)


def _last_day(kind: FilingKind, period: str) -> date:
    form, months, _, _ = _KINDS[kind]
    found = re.fullmatch(form, period, re.ASCII)
    if found is None or int(found[1]) < _FIRST_YEAR:
        message = "期间应如 2022-03、2022Q1 或 2022H1 (the period does not fit the kind)"
        refuse(UserErrorCode.INVALID, message, "period")
    first = date(int(found[1]), 1, 1)
    return month_end(add_months(first, int(found[2]) * months - 1))


def _figures(given: Input, demanded: str) -> dict[str, Any]:
    for name in _NEVER_NEGATIVE:
        if (given.get(name) or 0) < 0:
            refuse(UserErrorCode.INVALID, "金额不得为负 (the amount is negative)", name)
    if abs(given.get("profit") or 0) > MONEY_LIMIT:
        refuse(UserErrorCode.INVALID, "金额过大 (the amount is too large)", "profit")
    if given.get(demanded) is None:
        refuse(UserErrorCode.INCOMPLETE, "此项必须填写 (this must be written)", demanded)
    return {
        "main_business_revenue": given.get("mainBusinessRevenue"),
        "profit": given.get("profit"),
        "prepaid_spent": given.get("prepaidSpent"),
        "main_uses": optional_text(given, "mainUses", TEXT),
    }


def _clock(
    connection: Connection, act: Act, kind: FilingKind, end: date, before: Stored | None
) -> dict[str, Any]:
    """A correction is as punctual as what it corrects; nothing is late past the known calendar."""
    rules, calendar = rule_set.thresholds_of(connection), rule_set.calendar_of(connection)
    last = due(_KINDS[kind][2], end, rules, calendar)
    if before is not None and before["filed_on"] is not None:
        return {"due_on": last.due, "filed_on": before["filed_on"], "late": before["late"]}
    late = bool(last.due and act.today > last.due and not last.provisional)
    return {"due_on": last.due, "filed_on": act.today, "late": late}
