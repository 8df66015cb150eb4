"""Columns that hang on other columns of the same row: defaults, due days, folded and masked forms.

In: a row's typed values after the file and the current version were laid together, the current
version or None, and the batch's context. Out: the row, filled in place. Refused with `CellError`:
a district that cannot be told (DISTRICT_UNKNOWN), an industry that is not in the code list
(INDUSTRY_UNKNOWN), a class that the basis of publication does not know. Days that the calendar
does not reach are computed by the week alone.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NoReturn

from hub.clock import day_of
from hub.domain.calendar import add_months
from hub.domain.due import due
from hub.domain.identifiers import uscc_district
from hub.domain.publication import PenaltyClass, PublishBasis, visible_until
from hub.domain.text import mask_digits_and_names, mask_name1, mask_street, normalise
from hub.domain.vocabulary import FilingKind, IssuerStatus, MerchantKind, PartyKind
from hub.errors import DomainError
from hub.ingest.rows import CellError

if TYPE_CHECKING:
    from hub.ingest.context import Context
    from hub.ingest.declare import Values

INDIVIDUAL = "92"  # the first two characters of an individual business's code (K)
EDITION = 2017
REGISTRATION, STATED = "registration", "stated"

_FILING_RULES = {
    FilingKind.QUARTERLY.value: "quarterly_filing",
    FilingKind.MONTHLY_OPERATING.value: "monthly_report",
    FilingKind.HALF_YEAR_STATEMENT.value: "half_year_report",
}
_HOTLINE_KINDS = frozenset(("inquiry", "supervised", "request", "complex"))
_MARKET = frozenset((PartyKind.ENFORCEMENT.value, PartyKind.INDUSTRY_REGULATOR.value))


def merchant(row: Values, _current: Values | None, context: Context) -> None:
    """REG Art. 10(1) counts enterprises; a district of the code alone is not yet confirmed."""
    uscc = row["uscc"]
    individual = uscc.startswith(INDIVIDUAL)
    row["kind"] = row["kind"] or (
        MerchantKind.INDIVIDUAL_BUSINESS.value if individual else MerchantKind.ENTERPRISE.value
    )
    stated = row["district"]
    row["district"] = district_of(context, stated or uscc_district(uscc))
    row["issuer"] = row["issuer"] or IssuerStatus.NOT_KNOWN.value
    row["district_basis"] = STATED if stated else REGISTRATION
    _classify(row, context)
    row["name_folded"] = normalise(row["name"])
    row["brand_folded"] = normalise(row["brand"]) if row["brand"] else None
    address, person = row["registered_address"], row["legal_representative"]
    row["registered_address_street"] = mask_street(address) if address else None
    row["legal_representative_name1"] = mask_name1(person) if person else None


def kept_merchant(kept: Values, _context: Context) -> None:
    """A district that was read from the code is read again while nobody states one."""
    if kept["district_basis"] == REGISTRATION:
        kept["district"] = None


def district_of(context: Context, text: str) -> str:
    """The code of a district in force today."""
    code = context.district(text)
    if code is None:
        raise CellError(
            "DISTRICT_UNKNOWN",
            "无法确定所在区 (the district cannot be told)",
            "district",
        )
    return code


def outlet(row: Values, _current: Values | None, context: Context) -> None:
    row["district"] = district_of(context, row["district"] or "")


def _classify(row: Values, context: Context) -> None:
    code = row["industry"]
    if not code:
        row["industry"], row["industry_edition"], row["industry_key"] = None, None, ""
        return
    edition = row["industry_edition"] or EDITION
    row["industry_edition"], row["industry_key"] = edition, f"{edition}:{code}"
    if row["industry_key"] not in context.industries:
        unknown_industry("industry")


def unknown_industry(field: str) -> NoReturn:
    raise CellError(
        "INDUSTRY_UNKNOWN", "行业代码不在代码表内 (not in the list of industry codes)", field
    )


def known_industries(context: Context, given: list[str] | None, field: str) -> list[str]:
    """Codes of either edition, or keys `2017:8040`, as they were given."""
    for code in given or ():
        if code not in context.industries and not context.editions(code):
            unknown_industry(field)
    return list(given or ())


def link(row: Values, _current: Values | None, context: Context) -> None:
    """REG Art. 12(1): the mark within five working days."""
    row["mark_due_on"] = _due("link_mark", row["linked_on"], context)


def card_report(row: Values, current: Values | None, context: Context) -> None:
    """PLAN 智能监管一: T+1. A correction is as punctual as the report that it corrects."""
    if current is not None:
        row["on_time"] = current["on_time"]
        return
    last = _due("card_upload", row["reported_for"], context)
    row["on_time"] = last is None or context.today <= last


def filing(row: Values, current: Values | None, context: Context) -> None:
    """REG Art. 12(2), PLAN 信用监管四. Without a day of filing, the day on which it first came."""
    form = "-" if row["kind"] == FilingKind.MONTHLY_OPERATING else None
    form = {FilingKind.QUARTERLY: "Q", FilingKind.HALF_YEAR_STATEMENT: "H"}.get(row["kind"], form)
    if form is None or form not in row["period"]:
        raise CellError("PERIOD", "期间与种类不符 (this kind has another period)", "period")
    rule = _FILING_RULES[row["kind"]]
    last = due(rule, last_day(row["period"]), context.thresholds, context.calendar)
    row["due_on"] = last.due
    came = current is not None and current["rule_version"] is None  # else the hub awaits it
    if row["filed_on"] is None and current is not None and came and current["filed_on"] is None:
        row["late"] = current["late"]
        return
    filed = row["filed_on"] or context.today
    row["late"] = bool(last.due and filed > last.due and not last.provisional)


def last_day(period: str) -> date:
    """The last day of `2022-03`, `2022Q1`, `2022H1` or `2022`."""
    year, rest = int(period[:4]), period[4:]
    months = {"Q": 3, "H": 6, "-": 1}.get(rest[:1], 12)
    month = int(rest[1:]) * months if rest else 12
    return date.fromordinal(add_months(date(year, month, 1), 1).toordinal() - 1)


def complaint(row: Values, _current: Values | None, context: Context) -> None:
    """The clock of the channel; text without digit runs and names (REG Art. 9(1))."""
    for name in ("text", "result"):
        row[name] = mask_digits_and_names(row[name]) if row[name] else None
    received = row["received_on"]
    kind = context.parties.get(row["channel"], "")
    if kind == PartyKind.HOTLINE:
        word = str(row["category"]).lower()
        words = {"kind": word if word in _HOTLINE_KINDS else "request"}
        row["due_on"] = _due("complaint_hotline", received, context, words)
    elif kind == PartyKind.CONSUMER_COUNCIL:
        row["due_on"] = _due("complaint_consumer_council", received, context)
    elif kind in _MARKET:
        row["due_on"] = _market_due(row, received, context)
    else:
        row["due_on"] = None


def _market_due(row: Values, received: date, context: Context) -> date | None:
    """SAMR-COMP Arts. 14, 21: to accept; once accepted, 45 working days after the last day."""
    rule = "complaint_market_supervision"
    accept = _due(rule, received, context, {"step": "accept"})
    if row["status"] == "RECEIVED":
        return accept
    return _due(rule, accept, context, {"step": "mediation_end"})


def penalty(row: Values, _current: Values | None, context: Context) -> None:
    """Off on its day (SAMR-PUB Art. 13, BIZ-SH Art. 67, REPAIR-2026), unless the source says."""
    row["authority_folded"] = normalise(row["authority"])
    row["penalty_class"] = row["penalty_class"] or PenaltyClass.ORDINARY.value
    if row["visible_until"] is None:
        row["visible_until"] = _off_on(row, context)


def kept_penalty(kept: Values, context: Context) -> None:
    """An end that the rule gave is computed again; one that the source gave stays."""
    if kept["visible_until"] == _off_on(kept, context):
        kept["visible_until"] = None


def _off_on(row: Values, context: Context) -> date | None:
    basis = PublishBasis(row["publish_basis"] or PublishBasis.SAMR)
    start = row["decided_on"] if basis is PublishBasis.REPAIR else row["published_on"]
    if start is None or row["published_on"] is None:
        return None
    try:
        window = visible_until(start, basis, PenaltyClass(row["penalty_class"]), context.thresholds)
    except DomainError as error:
        raise CellError(error.code, error.message, "class") from None
    return window.off_on


def clue(row: Values, current: Values | None, context: Context) -> None:
    """CLUE-2019; I-16. The days of filing and of the end are those on which they were told."""
    sent = row["sent_at"]
    row["status"] = row["status"] or ("SENT" if sent else "DRAFTED")
    day = day_of(sent) if sent else None
    row["accept_by"] = _due("clue_accept", day, context)
    row["feedback_by"] = _due("clue_feedback", day, context)
    before = current or {}
    row["decide_by"] = before.get("decide_by")
    if row["status"] == "FILED" and row["decide_by"] is None:
        row["decide_by"] = _due("penalty_case", context.today, context)
    row["note"] = before.get("note")
    _close(row, current, ("DECIDED", "NOT_FILED"), context)


def referral(row: Values, current: Values | None, context: Context) -> None:
    """TRANSFER Art. 5: the head decides in three days."""
    row["decide_by"] = _due("crime_report", row["reported_on"], context)
    _close(row, current, ("NOT_FILED",), context)


def _close(row: Values, current: Values | None, ends: tuple[str, ...], context: Context) -> None:
    before = (current or {}).get("closed_on")
    row["closed_on"] = (before or context.today) if row["status"] in ends else None


def _due(
    rule: str, since: date | None, context: Context, words: dict[str, str] | None = None
) -> date | None:
    if since is None:
        return None
    return due(rule, since, context.thresholds, context.calendar, words).due
