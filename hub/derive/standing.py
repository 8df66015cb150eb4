"""Where a merchant stands on a day, read out of its rows: linked, listed, late, held, ordered.

In: `Facts` and a day. Out: the values that the pure rules ask for. A day in the future is not yet;
what nobody said is None. Sources: REG Arts. 10, 12, 25; PLAN 智能监管一、二. It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hub.domain.custody import Guarantee
from hub.domain.light import Order
from hub.domain.listing import is_listed
from hub.domain.violations import VIOLATIONS
from hub.domain.vocabulary import (
    GuaranteeKind,
    InspectionResult,
    LinkStatus,
    ListingKind,
    MerchantKind,
    RectificationStatus,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Set as AbstractSet
    from datetime import date

    from sqlalchemy import Row

    from hub.derive.gather import Facts

    Cadences = Mapping[str, int | None]

_LINKED = frozenset((LinkStatus.LINKED.value, LinkStatus.DELINKING.value))
_UNDER_REG = frozenset(one.code for one in VIOLATIONS if one.legal_basis.startswith("REG"))
_DAY = timedelta(days=1)


def is_linked(facts: Facts, day: date) -> bool:
    """Linked, or on its way out and still linked (REG Art. 10; IM-2019 Art. 9)."""
    row = facts.link
    if row is None or row.status not in _LINKED:
        return False
    begun = row.linked_on is None or row.linked_on <= day
    return begun and (row.delinked_on is None or day < row.delinked_on)


def must_link(facts: Facts, shared_brands: AbstractSet[str]) -> bool:
    """Enterprises, and individual businesses in a franchise system (REG Art. 10(1), (3), 30(4)).

    A franchise system shows in a brand that several merchants use.
    """
    if facts.link is not None and facts.link.status == LinkStatus.NOT_REQUIRED:
        return False
    enterprise = facts.merchant.kind == MerchantKind.ENTERPRISE
    return bool(enterprise or facts.merchant.brand_folded in shared_brands)


def on_list(facts: Facts, kind: ListingKind, day: date) -> bool:
    """On one of the four lists (C-12: they are kept apart)."""
    return any(
        row.kind == kind and is_listed(row.listed_on, row.removed_on, day) for row in facts.listings
    )


def removed_on(facts: Facts, day: date) -> date | None:
    """The last day on which it left the list of seriously dishonest subjects."""
    return max(
        (
            row.removed_on
            for row in facts.listings
            if row.kind == ListingKind.SERIOUS_DISHONESTY
            and row.removed_on is not None
            and row.removed_on <= day
        ),
        default=None,
    )


def days_late(last: date | None, since: date | None, day: date, rhythm: int) -> int | None:
    """Days without their report at the end of the series, of those whose last day is over.

    `last` is the newest day reported, `since` the first that is owed; a report of a day may come
    until `rhythm` days later. None when nobody knows from when on it is owed.
    """
    first = since if last is None else last + _DAY
    if first is None:
        return None
    if since is not None:
        first = max(first, since)
    return max(0, (day - timedelta(days=rhythm) - first).days)


def missing_reports(facts: Facts, day: date, rhythm: int) -> int | None:
    """T+1 reports missing since the last one, or since linking (PLAN 智能监管一; REG 10(2))."""
    last = None if facts.report is None else facts.report.reported_for
    return days_late(last, facts.link.linked_on if facts.link else None, day, rhythm)


def held(
    facts: Facts, day: date, cadences: Cadences, *, rhythm: int, stale_after: int
) -> int | None:
    """Fen in all open accounts as the banks report; None without an account or a fresh balance."""
    if not facts.accounts:
        return None
    for row in facts.accounts:
        own = cadences.get(row.source) or rhythm
        late = days_late(row.day, None, day, own)
        if late is None or late >= stale_after:
            return None
    total: int = sum(row.balance for row in facts.accounts)
    return total


def guarantees(facts: Facts) -> tuple[Guarantee, ...]:
    """Insurance and guarantees with what was paid out of them (IM-2019 Art. 10, I-07)."""
    paid = {row.guarantee_id: int(row.paid) for row in facts.claims}
    return tuple(
        Guarantee(
            GuaranteeKind(row.kind),
            row.cover_amount,
            paid.get(row.fact_id, 0),
            row.valid_from,
            row.valid_until,
        )
        for row in sorted(facts.guarantees, key=lambda row: (row.valid_until, row.fact_id))
    )


def orders(facts: Facts) -> tuple[Order, ...]:
    """Orders to correct; a corrected one without its day was corrected when it was issued."""
    return tuple(Order(row.issued_on, row.due_on, None, _corrected_on(row)) for row in facts.orders)


def _corrected_on(row: Row[Any]) -> date | None:
    if row.corrected_on is None and row.status == RectificationStatus.CORRECTED:
        issued: date = row.issued_on
        return issued
    corrected: date | None = row.corrected_on
    return corrected


def problem_without_order(facts: Facts) -> bool:
    """The latest inspection found a problem, and no order followed it (I-13)."""
    row = facts.inspection
    if row is None or row.result != InspectionResult.PROBLEM_FOUND:
        return False
    return not any(order.issued_on >= row.inspected_on for order in facts.orders)


def penalty_days(facts: Facts) -> tuple[date, ...]:
    """Decision days of standing penalties under REG (REG Art. 25(2)2)."""
    return tuple(sorted(row.decided_on for row in facts.penalties if row.violation in _UNDER_REG))


def quarterly_revenues(facts: Facts) -> tuple[int, ...]:
    """Main business revenue of last year's quarters, as filed (REG Art. 12(2), I-04)."""
    return tuple(
        row.main_business_revenue for row in sorted(facts.filings, key=lambda row: row.period)
    )
