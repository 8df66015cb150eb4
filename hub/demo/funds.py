"""Money taken in advance: sixty days of reports and balances, accounts, guarantees, claims.

In: the world and a linked firm. Out: `Said` values, and in `firm.facts` what the rules judge by.
The amounts are planned from the rules themselves: what a firm of its part must hold is asked of
`hub.domain.custody`, and then held, or not. It refuses nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.demo.statement import Said, said
from hub.demo.world import DAYS, Part
from hub.domain import custody
from hub.domain.vocabulary import GuaranteeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.demo.world import Firm, World

PLATFORM, CENTER = "platform-base", "data-center"
YUAN = 100
TROUBLE = 10  # days ago it began: the money was taken out of custody
STANDARD = 200_000
BAND = {  # per cent of what is due in cash that lies in custody
    Part.SHORT: (30, 90),
    Part.SQUEEZED: (30, 90),
    Part.PROVISIONAL: (60, 110),
    Part.BLACK: (40, 105),
}
SIZED = {  # yuan from, to and step: of revenue, where its size matters, and of the balance
    Part.SMALL: (None, (20_000, 150_000, 100)),
    Part.NEAR: (None, (165_000, 195_000, 100)),
    Part.YOUNG: ((200_000, 900_000, 10_000), (210_000, 400_000, 100)),
    Part.MALL: ((50_000_000, 200_000_000, 10_000), (1_000_000, 6_000_000, 1_000)),
    Part.GIANT: ((260_000_000, 400_000_000, 10_000), (12_000_000, 30_000_000, 1_000)),
    Part.PROVISIONAL: (None, (240_000, 600_000, 100)),
}
GUARANTEES = {
    GuaranteeKind.PERFORMANCE_GUARANTEE_INSURANCE: 70,
    GuaranteeKind.BANK_GUARANTEE: 25,
    GuaranteeKind.OTHER: 5,
}
COVERED = frozenset((Part.LAPSING, Part.LARGE, Part.BLACK))  # others by chance


def plan(world: World, firm: Firm) -> None:
    """Revenue of last year and the balance, in fen, as the firm's part asks for."""
    chance, facts = world.chance, firm.facts
    revenue = chance.yuan(3_000_000, 30_000_000, 10_000)
    balance = chance.share(revenue // 5, 35, 70)
    match firm.part:
        case Part.LARGE:
            revenue = chance.yuan(2_000_000, 5_000_000, 10_000)
            balance = chance.share(revenue // 5, 110, 160)
        case Part.SQUEEZED:
            balance = chance.share(revenue // 5, 85, 95)
        case part if part in SIZED:
            earned, taken = SIZED[part]
            revenue = chance.yuan(*earned) if earned else revenue
            balance = chance.yuan(*taken)
        case _:
            balance = max(balance, (STANDARD + 10_000) * YUAN)
    facts.balance = balance
    facts.revenue = None if firm.part is Part.PROVISIONAL else revenue


def money(world: World, firm: Firm) -> Iterator[Said]:
    """All that is said of a linked firm's money."""
    if firm.part is Part.MUTE:
        return
    plan(world, firm)
    yield from revenues(world, firm)
    yield from guarantees(world, firm)
    yield from accounts(world, firm)
    yield from reports(world, firm)


def revenues(world: World, firm: Firm) -> Iterator[Said]:
    """Of the last two years, as the tax authority's data came to the data centre."""
    last = firm.facts.revenue
    if last is None or firm.part is Part.FILER:
        return
    years = {world.day.year - 1: last, world.day.year - 2: last * 9 // 10}
    for year, amount in years.items():
        if year < firm.established_on.year:
            continue
        day = max(firm.recorded, min(date(year + 1, 4, 20), world.ago(2)))
        yield said(
            "revenues", day, CENTER, uscc=firm.uscc, year=year, main_business_revenue=amount
        )  # fmt: skip


def needed(world: World, firm: Firm) -> int:
    """Fen that are due in cash today, by the rules."""
    return custody.assess(custody_case(world, firm), world.thresholds, world.calendar).cash_due or 0


def custody_case(world: World, firm: Firm) -> custody.CustodyInput:
    """What the custody rules ask of a firm."""
    facts = firm.facts
    return custody.CustodyInput(
        day=world.day,
        linked=firm.linked,
        balance=facts.balance,
        revenue=facts.revenue,
        established_on=firm.established_on,
        mall_type=firm.part is Part.MALL,
        listed=firm.part is Part.BLACK,
        guarantees=tuple(facts.guarantees),
        held=facts.held,
        industry=firm.trade.code if firm.trade else "",
    )


def guarantees(world: World, firm: Firm) -> Iterator[Said]:
    """Cover in force, cover that ended, cover that nobody confirmed; claims on some of it."""
    chance = world.chance
    due = needed(world, firm)
    if due and (firm.part in COVERED or chance.yes(45)):
        ends = chance.whole(5, 28) if firm.part is Part.LAPSING else chance.whole(45, 300)
        yield from guarantee(world, firm, chance.share(due, 20, 60), ends, confirmed=True)
    if chance.yes(20):
        ended = -chance.whole(5, 250)
        yield from guarantee(world, firm, chance.yuan(20_000, 90_000, 1_000), ended, confirmed=True)
    if firm.part is Part.SMALL and chance.yes(30):
        yield from guarantee(world, firm, chance.yuan(20_000, 50_000, 1_000), 90, confirmed=False)


def guarantee(
    world: World, firm: Firm, cover: int, ends_in: int, *, confirmed: bool
) -> Iterator[Said]:
    """One guarantee that ends in so many days; the merchant confirms it three days later."""
    chance = world.chance
    kind = chance.each("guarantee", GUARANTEES)
    bank = kind is GuaranteeKind.BANK_GUARANTEE
    issuer = chance.one(("bank-a", "bank-b")) if bank else "insurer-a"
    until = world.day + timedelta(days=ends_in)
    since = until - timedelta(days=364)
    number = f"演示保{chance.number('guarantee'):07d}"
    day = max(since, firm.recorded)
    first = said(
        "guarantees", day, issuer, uscc=firm.uscc, issuer=issuer, number=number, kind=kind.value,
        cover_amount=cover, valid_from=since, valid_until=until,
    )  # fmt: skip
    agreed = day + timedelta(days=3)
    if confirmed:
        first = first.then(agreed, issuer, confirmed_by=firm.party, confirmed_on=agreed)
    yield first
    paid = 0
    if ends_in > 0 and confirmed and issuer == "insurer-a" and chance.number("cover") % 12 == 0:
        paid = cover // 5
        yield from claims(world, firm, number, paid)
    if confirmed:
        firm.facts.guarantees.append(custody.Guarantee(kind, cover, paid, since, until))


def claims(world: World, firm: Firm, number: str, paid: int) -> Iterator[Said]:
    """One claim that was paid, and one that the insurer still looks at."""
    told, settled = world.past(40, 60), world.past(5, 30)
    key = {"uscc": firm.uscc, "issuer": "insurer-a", "number": number}
    yield said(
        "guarantee-claims", told, "insurer-a", **key, claim="1", reported_on=told, status="REPORTED"
    ).then(settled, "insurer-a", status="PAID", paid_on=settled, amount=paid)
    later = world.past(2, 30)
    status = world.chance.each("claim", {"REPORTED": 2, "REFUSED": 1})
    yield said(
        "guarantee-claims", later, "insurer-a", **key, claim="2", reported_on=later, status=status
    )


def accounts(world: World, firm: Firm) -> Iterator[Said]:
    """The account of deposit, sixty days of its balance, and sometimes one that was closed."""
    chance, facts = world.chance, firm.facts
    bank = chance.one(("bank-a", "bank-b"))
    number = f"演示9000{firm.index:010d}"
    opened = firm.linked_on
    assert opened is not None  # noqa: S101 -- whoever is linked has its day
    key = {"bank": bank, "account_number": number}
    yield account(firm, {**key, "opened_on": opened}, opened, confirmed=True)
    if chance.yes(8):
        former = {"bank": "bank-b", "account_number": f"演示9001{firm.index:010d}"}
        closed = opened + timedelta(days=5)
        yield account(
            firm, {**former, "opened_on": opened, "closed_on": closed}, closed, confirmed=True
        )
    if firm.part is Part.SMALL and chance.yes(25):
        claimed = {"bank": "bank-b", "account_number": f"演示9002{firm.index:010d}"}
        yield account(firm, {**claimed, "opened_on": opened}, opened, confirmed=False)
    if firm.part is Part.UNVERIFIED:
        return
    low, high = BAND.get(firm.part, (103, 130))
    facts.held = chance.share(needed(world, firm), low, high) or chance.yuan(0, 30_000, 100)
    yield from balances(world, firm, key)


def account(firm: Firm, values: dict[str, object], day: date, *, confirmed: bool) -> Said:
    """An account as its bank reports it, confirmed by the merchant two days later."""
    bank = str(values["bank"])
    first = said("custody-accounts", day, bank, uscc=firm.uscc, **values)
    agreed = day + timedelta(days=2)
    if not confirmed:
        return first
    return first.then(agreed, bank, confirmed_by=firm.party, confirmed_on=agreed)


def balances(world: World, firm: Firm, key: dict[str, str]) -> Iterator[Said]:
    """What lay in the account at the end of each day."""
    held = firm.facts.held or 0
    enough = waved(world, needed(world, firm)) * 11 // 10
    for age in range(DAYS, 0, -1):
        before = firm.part is Part.SHORT and age >= TROUBLE
        amount = enough if before else held if age == 1 else waved(world, held)
        day = world.ago(age)
        yield said(
            "custody-balances", day, key["bank"], uscc=firm.uscc, **key, day=day, balance=amount
        )


def reports(world: World, firm: Firm) -> Iterator[Said]:
    """Total, balance and cards of sixty days, sent the same evening, or late; some days lack."""
    chance = world.chance
    balance = firm.facts.balance or 0
    sender = firm.party if firm.own_system else PLATFORM
    total, cards = balance * chance.whole(3, 8), chance.whole(200, 9_000)
    last = chance.whole(5, 12) if firm.part is Part.SILENT else 1
    grows, sold = balance // 400, chance.whole(0, 12)
    gaps = {chance.whole(last + 5, DAYS - 5) for _ in range(2)} if chance.yes(15) else set()
    ages = range(DAYS + last - 1 + len(gaps), last - 1, -1)
    for age in (each for each in ages if each not in gaps):
        day = world.ago(age)
        values = {
            "reported_for": day,
            "prepaid_total": total - grows * age,
            "prepaid_balance": balance if age == last else waved(world, balance),
            "cards_issued": cards + sold * (2 * DAYS - age),
        }
        late = age > last + 4 and chance.yes(2)
        sent = day + timedelta(days=3 if late else 0)
        told = said("card-reports", sent, sender, uscc=firm.uscc, **values)
        if age > last + 4 and chance.number("report") % 700 == 0:
            told = told.then(sent + timedelta(days=1), sender, cards_issued=cards)
        yield told


def waved(world: World, amount: int) -> int:
    """The amount, up to two per cent more, in whole yuan."""
    return amount * world.chance.whole(1_000, 1_020) // 1_000 // YUAN * YUAN
