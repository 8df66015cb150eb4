"""Credit: the four lists, freezes of equity, ratings, reviews and warnings of the demo world.

In: the world and a firm. Out: `Said` values. Only the district's finding makes a firm seriously
dishonest; the court, the market regulator and the associations keep their own lists and grades
(C-12, REG Arts. 20, 25). It refuses nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.demo.parties import BEAUTY, COURT
from hub.demo.statement import Said, said
from hub.demo.world import Part
from hub.domain.vocabulary import ListingGround, ListingKind, RatingGrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.demo.world import Firm, World

YEAR = timedelta(days=365)
LISTED = {
    Part.BLACK: ListingKind.SERIOUS_DISHONESTY,
    Part.GONE: ListingKind.SERIOUS_DISHONESTY,
    Part.REMOVED: ListingKind.SERIOUS_DISHONESTY,
    Part.ABNORMAL: ListingKind.ABNORMAL_OPERATION,
    Part.DEFAULTER: ListingKind.JUDGMENT_DEFAULTER,
    Part.ILLEGAL: ListingKind.SERIOUS_ILLEGALITY,
}
GRADES = {
    RatingGrade.A: 15, RatingGrade.B: 40, RatingGrade.C: 30, RatingGrade.D: 10, RatingGrade.E: 5,
}  # fmt: skip
METHOD = "演示评级办法：合规、资金、服务、投诉四项加权"
GENERAL_WARNING = "demo-w-0001"


def credit(world: World, firm: Firm) -> Iterator[Said]:
    """Everything that is said of a firm's standing."""
    if firm.part in LISTED:
        yield listing(world, firm, LISTED[firm.part])
    elif not firm.linked and world.chance.yes(2):
        yield listing(world, firm, ListingKind.ABNORMAL_OPERATION)
    if firm.part in (Part.DEFAULTER, Part.GONE) or world.chance.yes(1):
        yield freeze(world, firm)
    if firm.linked:
        yield from ratings(world, firm)
        yield from reviews(world, firm)
    if firm.part in (Part.BLACK, Part.SHORT, Part.ALERT) and world.chance.yes(15):
        yield warning(world, firm)


def listing(world: World, firm: Firm, kind: ListingKind) -> Said:
    """One place on a list, by the body that keeps it; one of them was left again."""
    chance = world.chance
    by = {
        ListingKind.SERIOUS_DISHONESTY: f"district-commerce-{firm.district}",
        ListingKind.JUDGMENT_DEFAULTER: COURT,
    }.get(kind, f"market-supervision-{firm.district}")
    ground = _ground(world, firm, kind)
    day = world.past(12, 65)
    number = chance.number("listing")
    told = said(
        "listings", day, by, uscc=firm.uscc, kind=kind.value, reference=f"演示名单{number:05d}号",
        ground=ground.value, ground_text="演示事由" if ground is ListingGround.OTHER else None,
        decided_by=world.names[by], listed_on=day, visible_until=day + 5 * YEAR,
    )  # fmt: skip
    if firm.part is not Part.REMOVED:
        return told
    removed = world.ago(5)
    return told.then(removed, by, removed_on=removed, repaired_on=removed)


def _ground(world: World, firm: Firm, kind: ListingKind) -> ListingGround:
    if kind is not ListingKind.SERIOUS_DISHONESTY:
        return ListingGround.OTHER
    if firm.part is Part.GONE:
        return ListingGround.CLOSED_WITHOUT_ARRANGEMENT
    return world.chance.each("ground", dict.fromkeys(ListingGround, 1))


def freeze(world: World, firm: Firm) -> Said:
    """Equity frozen by the court, in half of the cases released again."""
    number = world.chance.number("freeze")
    day = world.past(40, 300)
    told = said(
        "equity-freezes", max(day, firm.recorded), COURT, uscc=firm.uscc,
        reference=f"({day.year})沪0115执保{number}号", court=world.names[COURT],
        amount=world.chance.yuan(50_000, 900_000, 1_000), frozen_on=day,
    )  # fmt: skip
    if number % 2:
        return told
    released = world.past(2, 30)
    return told.then(released, COURT, released_on=released)


def ratings(world: World, firm: Firm) -> Iterator[Said]:
    """Grades of the associations and of the platform that serves the firm."""
    chance = world.chance
    beauty = firm.trade is not None and firm.trade.key.startswith(BEAUTY)
    publishers = {"association-prepaid": 35, "platform-base": 0 if firm.own_system else 15}
    publishers |= {"association-beauty": 25 if beauty else 0}
    for publisher, percent in publishers.items():
        if not chance.yes(percent):
            continue
        day = max(world.past(5, 420), firm.recorded)
        grade = chance.each("grade", GRADES)
        told = said(
            "ratings", day, publisher, uscc=firm.uscc, publisher=publisher, published_on=day,
            grade=grade.value, method=METHOD, score=_score(world, grade),
            valid_until=day + YEAR if chance.yes(70) else None,
            comment="演示评语：按协会标准评定",
        )  # fmt: skip
        if day < world.ago(5) and chance.number("rating") % 15 == 0:
            withdrawn = world.ago(4)
            told = told.then(withdrawn, publisher, withdrawn_on=withdrawn)
        yield told


def _score(world: World, grade: RatingGrade) -> int:
    """Millionths: A from 90 points down to E from 50."""
    base = 90 - 10 * list(RatingGrade).index(grade)
    return (base * 10 + world.chance.whole(0, 99)) * 100_000


def reviews(world: World, firm: Firm) -> Iterator[Said]:
    """Summaries of consumers' reviews for the last two quarters."""
    if not world.chance.yes(30):
        return
    for back in (1, 2):
        label, end = quarter(world.day, back)
        yield said(
            "reviews", min(end + timedelta(days=8), world.ago(1)), "platform-base",
            uscc=firm.uscc, publisher="platform-base", period=label,
            reviews=world.chance.whole(5, 800),
            average_score=world.chance.whole(28, 50) * 100_000,
        )  # fmt: skip


def quarter(day: date, back: int) -> tuple[str, date]:
    """`2022Q1` and its last day: the quarter that ended `back` quarters before a day's own."""
    index = day.year * 4 + (day.month - 1) // 3 - back
    year, place = divmod(index, 4)
    following = date(year + place // 3, (place * 3 + 3) % 12 + 1, 1)
    return f"{year}Q{place + 1}", following - timedelta(days=1)


def warning(world: World, firm: Firm) -> Said:
    """A warning to consumers about one firm; some were withdrawn."""
    number = world.chance.number("warning") + 1
    day = world.past(5, 60)
    told = said(
        "warnings", day, "consumer-council", uscc=firm.uscc, publisher="consumer-council",
        reference=f"demo-w-{number:04d}", industries=[], districts=[],
        title="消费提示：预付前先查询（演示）",
        text="演示内容：该经营者近期风险上升，请谨慎预付。", published_on=day,
    )  # fmt: skip
    if number % 6:
        return told
    withdrawn = world.past(1, 4)
    return told.then(withdrawn, "consumer-council", withdrawn_on=withdrawn)


def general_warning(world: World) -> Said:
    """A warning about trades and districts, not about one firm."""
    day = world.ago(14)
    return said(
        "warnings", day, "consumer-council", publisher="consumer-council",
        reference=GENERAL_WARNING, industries=["2017:8040", "2017:8930"],
        districts=["310113", "310115"], title="美容美发、健身行业预付消费警示（演示）",
        text="演示内容：办卡前查询对接与存管情况，保留合同与票据。", published_on=day,
    )  # fmt: skip
