"""The firms themselves: who they are, their outlets, links, owners, permits, dues and revenues.

In: the world and a running number. Out: a `Firm`, and the `Said` values of its standing. The first
firms take one part each, so that a world of thirty already tells every story; the rest follow the
weights. It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.demo import names
from hub.demo.statement import Said, said
from hub.demo.world import TRADES, UNLINKED, WEIGHTS, Firm, Part, Trade
from hub.domain.vocabulary import IssuerStatus, LinkStatus, OperatingStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.demo.world import World

RULE = "intake-1"  # as intake marks the link that a merchant has from its first day
CENTER, CITY = "data-center", "city-commerce"
OWN_SYSTEMS = 12  # merchants that send their reports themselves
ISSUERS = {
    Part.UNKNOWN: IssuerStatus.NOT_KNOWN,
    Part.UNPLACED: IssuerStatus.NOT_KNOWN,
    Part.UNCLASSIFIED: IssuerStatus.NOT_KNOWN,
    Part.REPORTED: IssuerStatus.REPORTED,
    Part.CEASED: IssuerStatus.CEASED,
}
LINKS = {
    Part.EXEMPT: LinkStatus.NOT_REQUIRED,
    Part.CEASED: LinkStatus.DELINKED,
    Part.DELINKING: LinkStatus.DELINKING,
    Part.MUTE: LinkStatus.DELINKING,
}
STATUSES = {
    OperatingStatus.OPERATING: 92,
    OperatingStatus.SUSPENDED: 3,
    OperatingStatus.UNKNOWN: 3,
    OperatingStatus.CLOSED: 1,
    OperatingStatus.UNREACHABLE: 1,
}


def make(world: World, index: int) -> Firm:
    """The firm of a running number, from 1."""
    chance = world.chance
    part = chance.each("part", WEIGHTS)
    district = chance.each("district", dict.fromkeys(world.districts, 1))
    trade = _trade(world, part)
    individual = part is Part.EXEMPT or (part in UNLINKED and chance.yes(35))
    prefix = names.INDIVIDUAL if individual else names.ENTERPRISE
    registered = district if part is Part.UNPLACED or chance.yes(85) else "310151"
    word = chance.one(names.WORDS)
    years = chance.whole(2, 15)
    established = world.past(80, 300) if part is Part.YOUNG else world.past(365 * years, 5800)
    if part is Part.FILER:  # it filed for all of last year
        established = min(established, world.ago(1300))
    firm = Firm(
        index=index,
        uscc=names.credit_code(prefix, registered, index),
        name=names.firm_name(word, (trade or TRADES[0]).word, index, individual=individual),
        brand=f"演示{word}",
        part=part,
        district=district,
        trade=trade,
        regulator=(world.regulators.get(trade.key) if trade else None) or CITY,
        established_on=established,
    )
    firm.recorded = max(established + timedelta(days=7), world.ago(1200))
    if firm.linked or part is Part.CEASED:
        firm.linked_on = max(firm.recorded + timedelta(days=5), world.past(80, 900))
    if firm.part is Part.FILER:
        firm.linked_on = min(firm.linked_on or world.day, world.ago(800))
    firm.own_system = firm.linked and chance.number("linked") % 9 == 0
    firm.own_system = firm.own_system and chance.number("own") <= OWN_SYSTEMS
    return firm


def _trade(world: World, part: Part) -> Trade | None:
    if part is Part.UNCLASSIFIED:
        return None
    if part is Part.MALL:
        return TRADES[3]
    return world.chance.each("trade", {trade: trade.weight for trade in TRADES})


def standing(world: World, firm: Firm) -> Iterator[Said]:
    """The firm in the registers: itself, its link, outlets, owners, permits, dues."""
    yield _merchant(world, firm)
    yield _link(world, firm)
    yield from outlets(world, firm)
    yield from _owners(world, firm)
    yield from _permits(world, firm)


def _merchant(world: World, firm: Firm) -> Said:
    chance, trade = world.chance, firm.trade
    issuer = ISSUERS.get(firm.part, IssuerStatus.CONFIRMED)
    status = chance.each("status", STATUSES) if firm.part in UNLINKED else OperatingStatus.OPERATING
    if firm.part is Part.GONE:
        status = OperatingStatus.UNREACHABLE
    with_phone = firm.linked or chance.yes(70)
    first = said(
        "merchants", firm.recorded, CENTER,
        uscc=firm.uscc, name=firm.name, status=status.value,
        issuer=IssuerStatus.NOT_KNOWN.value,
        district=None if firm.part is Part.UNPLACED else firm.district,
        industry=trade.code if trade else None,
        industry_edition=trade.edition if trade else None,
        brand=firm.brand, mall_type=firm.part is Part.MALL, established_on=firm.established_on,
        registered_capital=chance.yuan(50_000, 5_000_000, 10_000),
        business_scope=f"{trade.word}服务；单用途预付卡销售（演示）" if trade else None,
        registered_address=names.street(chance, world.districts[firm.district]),
        legal_representative=names.person(chance),
        legal_representative_id_number=names.identity_number(chance),
        contact_phone=names.phone(chance) if with_phone else None,
    )  # fmt: skip
    if issuer is IssuerStatus.NOT_KNOWN:
        return first
    day = firm.linked_on or world.past(1, 30)
    by = CENTER if issuer is IssuerStatus.CONFIRMED else CITY
    return first.then(max(day, firm.recorded + timedelta(days=1)), by, issuer=issuer.value)


def _link(world: World, firm: Firm) -> Said:
    """Unlinked from the first day; the city links, confirms, and lets go."""
    chance = world.chance
    status = LINKS.get(firm.part, LinkStatus.LINKED if firm.linked else LinkStatus.UNLINKED)
    first = said(
        "links", firm.recorded, CENTER, uscc=firm.uscc, status=LinkStatus.UNLINKED.value
    ).along("merchants", RULE)
    if status is LinkStatus.UNLINKED:
        return first
    if status is LinkStatus.NOT_REQUIRED:
        return first.then(world.past(2, 30), CITY, status=status.value)
    day = firm.linked_on
    assert day is not None  # noqa: S101 -- whoever was linked has its day
    confirmed = not firm.own_system and chance.yes(97)
    linked = first.then(
        day, CITY, status=LinkStatus.LINKED.value,
        linked_on=None if firm.part is Part.MUTE else day,
        system="自有业务处理系统" if firm.own_system else "公共基础业务处理系统",
        platform=None if firm.own_system else "platform-base",
        confirmed_by=CITY if confirmed else None, confirmed_on=day if confirmed else None,
    )  # fmt: skip
    if status is LinkStatus.LINKED:
        return linked
    notice = max(world.ago(20), day + timedelta(days=2))
    if status is LinkStatus.DELINKING:
        return linked.then(notice, CITY, status=status.value, notice_on=notice)
    early = max(world.ago(50), day + timedelta(days=2))
    leaving = linked.then(early, CITY, status=LinkStatus.DELINKING.value, notice_on=early)
    gone = early + timedelta(days=30)
    return leaving.then(gone, CITY, status=status.value, delinked_on=gone)


def outlets(world: World, firm: Firm) -> Iterator[Said]:
    """Its shops, some in another district than the firm itself."""
    chance = world.chance
    count = chance.weighted({1: 6, 2: 2, 3: 1, 5: 1} if firm.linked else {0: 1, 1: 2})
    weights = {"OPEN": 88, "SUSPENDED": 4, "CLOSED": 4, "UNKNOWN": 2, "UNREACHABLE": 2}
    for number in range(1, count + 1):
        away = number > 1 and chance.yes(40)
        district = chance.one(tuple(world.districts)) if away else firm.district
        status = "OPEN" if number == 1 and firm.linked else chance.each("outlet", weights)
        opened = firm.established_on + timedelta(days=30 * number)
        yield said(
            "outlets", max(firm.recorded, min(opened, world.ago(2))), CENTER,
            uscc=firm.uscc, code=f"{number:03d}", name=f"{firm.brand}（{number}店）",
            address=names.street(chance, world.districts[district]), district=district,
            status=status, opened_on=opened,
            closed_on=world.past(3, 200) if status == "CLOSED" else None,
        )  # fmt: skip


def _owners(world: World, firm: Firm) -> Iterator[Said]:
    if firm.individual:
        return
    chance = world.chance
    first = chance.whole(51, 90)
    parts = {"一": first, "二": 100 - first}
    holders = {f"{names.person(chance)}（股东{place}）": part for place, part in parts.items()}
    capital = chance.yuan(50_000, 3_000_000, 10_000)
    for holder, percent in holders.items():
        yield said(
            "shareholders", firm.recorded, CENTER, uscc=firm.uscc, holder=holder,
            contribution=capital * percent // 100, share=percent * 10_000,
        )  # fmt: skip


def _permits(world: World, firm: Firm) -> Iterator[Said]:
    kinds = {"6210": "食品经营许可证", "8040": "卫生许可证", "9011": "娱乐经营许可证"}
    kinds |= {"8391": "办学许可证", "8051": "卫生许可证", "6232": "食品经营许可证"}
    kind = kinds.get(firm.trade.code) if firm.trade else None
    if kind is None or world.chance.yes(20):
        return
    since = max(firm.established_on, world.past(100, 1500))
    yield said(
        "permits", max(firm.recorded, since), CENTER, uscc=firm.uscc, kind=kind,
        number=f"演示许{firm.index:06d}", issued_by=f"演示{world.districts[firm.district]}审批局",
        valid_from=since, valid_until=since + timedelta(days=365 * 5),
    )  # fmt: skip
