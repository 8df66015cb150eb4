"""What firms file and pay: quarterly, monthly and half-yearly reports; taxes, fund, utilities.

In: the world and a firm. Out: `Said` values. Filings are acts of the merchant itself
(REG Art. 12(2)); a listed subject owes more of them (PLAN 信用监管四). It
refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.demo.credit import quarter
from hub.demo.statement import Said, done, said
from hub.demo.world import Part
from hub.domain.calendar import add_months
from hub.domain.vocabulary import FilingKind, PaymentKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from hub.demo.world import Firm, World

CENTER = "data-center"
QUARTERS, MONTHS = 4, 3


def filings(world: World, firm: Firm) -> Iterator[Said]:
    """The last quarters; of a seriously dishonest subject also months and the half-year."""
    for back in range(2 * QUARTERS if firm.part is Part.FILER else QUARTERS, 0, -1):
        label, end = quarter(world.day, back)
        yield from _filing(world, firm, FilingKind.QUARTERLY, label, end)
    if firm.part is not Part.BLACK:
        return
    for back in (2, 1):
        first = add_months(world.day.replace(day=1), -back)
        end = add_months(first, 1) - timedelta(days=1)
        yield from _filing(world, firm, FilingKind.MONTHLY_OPERATING, f"{end:%Y-%m}", end)
    half = world.day.year * 2 + (world.day.month - 1) // 6 - 1
    end = add_months(world.day.replace(year=half // 2, month=half % 2 * 6 + 6, day=1), 1)
    end -= timedelta(days=1)
    label = f"{half // 2}H{half % 2 + 1}"
    yield from _filing(world, firm, FilingKind.HALF_YEAR_STATEMENT, label, end)


def _filing(world: World, firm: Firm, kind: FilingKind, period: str, end: date) -> Iterator[Said]:
    """One filing, in time or late, or not yet there."""
    chance = world.chance
    wait = chance.whole(30, 70) if chance.yes(12) else chance.whole(4, 24)
    day = end + timedelta(days=wait)
    if day >= world.day or firm.linked_on is None or day < firm.linked_on:
        return
    earned = (firm.facts.revenue or 0) // 4
    if firm.part is Part.PROVISIONAL and kind is FilingKind.QUARTERLY:
        return  # four of them would stand in for the revenue that is missing
    yield done(
        "filings", day, firm.party, uscc=firm.uscc, kind=kind.value, period=period,
        main_business_revenue=earned, profit=earned * chance.whole(-5, 18) // 100,
        prepaid_spent=chance.share(firm.facts.balance or 0, 10, 60),
        main_uses="演示用途：房租、工资、采购", filed_on=day,
    )  # fmt: skip


def payments(world: World, firm: Firm) -> Iterator[Said]:
    """Dues of the last months of some firms; those in trouble owe some."""
    chance = world.chance
    if not chance.yes(25):
        return
    behind = firm.part in (Part.SHORT, Part.SILENT, Part.GONE)
    for back in range(MONTHS, 0, -1):
        first = add_months(world.day.replace(day=1), -back)
        told = min(add_months(first, 1) + timedelta(days=14), world.ago(1))
        kinds = tuple(PaymentKind) if back == 1 else (PaymentKind.TAX, PaymentKind.HOUSING_FUND)
        for kind in kinds:
            due = chance.yuan(300, 40_000, 10)
            paid = chance.share(due, 0, 80) if behind or chance.yes(4) else due
            yield said(
                "payments", max(told, firm.recorded), CENTER, uscc=firm.uscc, kind=kind.value,
                period=f"{first:%Y-%m}", due=due, paid=paid, arrears=due - paid,
            )  # fmt: skip
