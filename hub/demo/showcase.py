"""The one firm of the demo that the README asks about: the worked example of the domain, today.

A beauty salon chain in Baoshan, established in 2018, linked. Revenue of last year 5,000,000 yuan,
balance 300,000: above the general standard, not above the special one, so 40 %, 120,000. Insurance
of 50,000 leaves 70,000 due in cash; the bank reports 60,000: 10,000 short, and the code is red. An
order to correct is open. In: the world. Out: the firm and its `Said` values. It refuses nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.demo import complaints, credit, funds
from hub.demo.firms import CENTER, CITY, RULE
from hub.demo.statement import Said, said
from hub.demo.world import DAYS, TRADES, Firm, Part
from hub.domain.vocabulary import ComplaintStatus, RatingGrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.demo.world import World

SHOWCASE = "91310113DEM000000E"
NAME = "上海演示云杉美容美发有限公司"
BAOSHAN, PUDONG = "310113", "310115"
ESTABLISHED = date(2018, 5, 18)
YUAN = 100
REVENUE, BALANCE, INSURED, HELD = (
    *(5_000_000 * YUAN, 300_000 * YUAN),
    *(50_000 * YUAN, 60_000 * YUAN),
)
BALANCE_BEFORE, HELD_BEFORE = 280_000 * YUAN, 80_000 * YUAN
ACCOUNT, POLICY = "演示9000000000000001", "演示保0000001"
SHOPS = {"001": ("宝山总店", BAOSHAN), "002": ("宝山二店", BAOSHAN), "003": ("浦东店", PUDONG)}


def firm(world: World) -> Firm:
    """The firm itself; it takes no part in the dice."""
    made = Firm(
        index=0,
        uscc=SHOWCASE,
        name=NAME,
        brand="演示云杉",
        part=Part.SHORT,
        district=BAOSHAN,
        trade=TRADES[0],
        regulator=CITY,
        established_on=ESTABLISHED,
        linked_on=world.ago(700),
        recorded=world.ago(1_000),
    )
    made.facts.balance, made.facts.revenue = BALANCE, REVENUE
    return made


def story(world: World, made: Firm) -> Iterator[Said]:
    """Everything that is said of it."""
    yield from _standing(world, made)
    yield from funds.revenues(world, made)
    yield from _cover(world, made)
    yield from _series(world)
    yield from _trouble(world, made)


def _standing(world: World, made: Firm) -> Iterator[Said]:
    day, linked = made.recorded, made.linked_on or made.recorded
    yield said(
        "merchants", day, CENTER, uscc=SHOWCASE, name=NAME, status="OPERATING",
        issuer="NOT_KNOWN", district=BAOSHAN, industry="8040", industry_edition=2017,
        brand=made.brand, mall_type=False, established_on=ESTABLISHED,
        registered_capital=2_000_000 * YUAN,
        business_scope="美容美发服务；单用途预付卡销售（演示）",
        registered_address="上海市宝山区演示梧桐路88号1层", legal_representative="甲某子",
        legal_representative_id_number="999999197001010001", contact_phone="10088886666",
    ).then(linked, CENTER, issuer="CONFIRMED")  # fmt: skip
    yield said(
        "links", day, CENTER, uscc=SHOWCASE, status="UNLINKED"
    ).along("merchants", RULE).then(
        linked, CITY, status="LINKED", linked_on=linked, system="公共基础业务处理系统",
        platform="platform-base", confirmed_by=CITY, confirmed_on=linked,
    )  # fmt: skip
    for code, (name, district) in SHOPS.items():
        yield said(
            "outlets", day, CENTER, uscc=SHOWCASE, code=code, name=f"{made.brand}（{name}）",
            address=f"上海市{world.districts[district]}演示玉兰路{int(code)}号", district=district,
            status="OPEN", opened_on=ESTABLISHED + timedelta(days=100 * int(code)),
        )  # fmt: skip
    for holder, share in {"甲某子（股东一）": 600_000, "乙某丑（股东二）": 400_000}.items():
        yield said(
            "shareholders", day, CENTER, uscc=SHOWCASE, holder=holder, share=share,
            contribution=2 * share * YUAN,
        )  # fmt: skip
    yield said(
        "permits", day, CENTER, uscc=SHOWCASE, kind="卫生许可证", number="演示许000000",
        issued_by="演示宝山区审批局", valid_from=world.ago(900), valid_until=world.ago(-900),
    )  # fmt: skip


def _cover(world: World, made: Firm) -> Iterator[Said]:
    """The insurance in force, and the account, both confirmed by the merchant."""
    since, opened = world.ago(120), made.linked_on or made.recorded
    confirmed = {"confirmed_by": made.party}
    yield said(
        "guarantees", since, "insurer-a", uscc=SHOWCASE, issuer="insurer-a", number=POLICY,
        kind="PERFORMANCE_GUARANTEE_INSURANCE", cover_amount=INSURED, valid_from=since,
        valid_until=since + timedelta(days=364),
    ).then(world.ago(117), "insurer-a", **confirmed, confirmed_on=world.ago(117))  # fmt: skip
    agreed = opened + timedelta(days=2)
    yield said(
        "custody-accounts", opened, "bank-a", uscc=SHOWCASE, bank="bank-a",
        account_number=ACCOUNT, opened_on=opened,
    ).then(agreed, "bank-a", **confirmed, confirmed_on=agreed)  # fmt: skip


def _series(world: World) -> Iterator[Said]:
    """Reports and balances of sixty days; ten days ago money was taken out."""
    for age in range(DAYS, 0, -1):
        day, before = world.ago(age), age >= funds.TROUBLE
        balance = BALANCE_BEFORE if before else BALANCE
        yield said(
            "card-reports", day, "platform-base", uscc=SHOWCASE, reported_for=day,
            prepaid_total=(1_500_000 - 500 * age) * YUAN, prepaid_balance=balance,
            cards_issued=2_000 - age,
        )  # fmt: skip
        yield said(
            "custody-balances", day, "bank-a", uscc=SHOWCASE, bank="bank-a",
            account_number=ACCOUNT, day=day, balance=HELD_BEFORE if before else HELD,
        )  # fmt: skip


def _trouble(world: World, made: Firm) -> Iterator[Said]:
    """The open order, complaints, ratings (another scale than the code), reviews, one penalty."""
    by, issued = f"district-commerce-{BAOSHAN}", world.ago(5)
    yield said(
        "rectifications", issued, by, uscc=SHOWCASE, issuer=by, reference="演示责改000000号",
        issued_on=issued, due_on=issued + timedelta(days=30), violation="CUSTODY_DEFICIENT",
        status="OPEN",
    )  # fmt: skip
    steps = (ComplaintStatus.RECEIVED, ComplaintStatus.MEDIATING, ComplaintStatus.RESOLVED)
    for age, status in zip((3, 20, 45), steps, strict=True):
        yield complaints.ticket(world, made, status, world.ago(age))
    for publisher, grade, age in (
        ("association-prepaid", RatingGrade.B, 300),
        ("association-beauty", RatingGrade.C, 100),
    ):
        day = world.ago(age)
        yield said(
            "ratings", day, publisher, uscc=SHOWCASE, publisher=publisher, published_on=day,
            grade=grade.value, method=credit.METHOD, score=75_500_000,
            valid_until=day + credit.YEAR, comment="演示评语：按协会标准评定",
        )  # fmt: skip
    label, end = credit.quarter(world.day, 1)
    yield said(
        "reviews", min(end + timedelta(days=8), world.ago(1)), "platform-base", uscc=SHOWCASE,
        publisher="platform-base", period=label, reviews=321, average_score=4_100_000,
    )  # fmt: skip
    decided = world.ago(200)
    yield said(
        "penalties", decided, f"market-supervision-{BAOSHAN}", uscc=SHOWCASE,
        authority=world.names[f"market-supervision-{BAOSHAN}"], decision_number="演示罚字000000号",
        decided_on=decided, violation="UPLOAD_DEFICIENT", kind="罚款", penalty_class="ordinary",
        amount=5_000 * YUAN, published_on=decided, publish_basis="SAMR",
    )  # fmt: skip
