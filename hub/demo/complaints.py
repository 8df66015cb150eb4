"""Complaint tickets of the demo world: three channels, every status, no complainant.

In: the world and a firm. Out: `Said` values, each with the steps that the ticket took. Texts hold
digits and names here, and intake masks them (REG Art. 9(1)). It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.demo.statement import Said, said
from hub.demo.world import Part
from hub.domain.vocabulary import ComplaintStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from hub.demo.world import Firm, World

CATEGORIES = {"REFUND": 40, "CLOSURE": 20, "SERVICE": 15, "CONTRACT": 10, "PRICE": 8, "BALANCE": 7}
COUNTS = {
    Part.SHORT: {1: 3, 2: 2, 4: 2, 12: 1},
    Part.SILENT: {1: 2, 3: 2},
    Part.ALERT: {0: 4, 1: 3, 2: 2},
    Part.GONE: {4: 1, 9: 1},
    Part.BLACK: {2: 1, 5: 1},
    Part.UNKNOWN: {0: 90, 1: 8, 2: 2},
}
ORDINARY = {0: 60, 1: 22, 2: 10, 3: 6, 13: 2}
STEPS: dict[ComplaintStatus, tuple[ComplaintStatus, ...]] = {
    ComplaintStatus.RECEIVED: (),
    ComplaintStatus.ACCEPTED: (ComplaintStatus.ACCEPTED,),
    ComplaintStatus.MEDIATING: (ComplaintStatus.ACCEPTED, ComplaintStatus.MEDIATING),
    ComplaintStatus.RESOLVED: (ComplaintStatus.ACCEPTED, ComplaintStatus.RESOLVED),
    ComplaintStatus.FAILED: (ComplaintStatus.MEDIATING, ComplaintStatus.FAILED),
    ComplaintStatus.REFUSED: (ComplaintStatus.REFUSED,),
}
ENDS = {
    ComplaintStatus.RESOLVED: 55, ComplaintStatus.ACCEPTED: 12, ComplaintStatus.MEDIATING: 12,
    ComplaintStatus.FAILED: 9, ComplaintStatus.REFUSED: 6, ComplaintStatus.RECEIVED: 6,
}  # fmt: skip
CLOSED = (ComplaintStatus.RESOLVED, ComplaintStatus.FAILED, ComplaintStatus.REFUSED)


def complaints(world: World, firm: Firm) -> Iterator[Said]:
    """All tickets about a firm."""
    count = world.chance.weighted(COUNTS.get(firm.part, ORDINARY))
    for _ in range(count):
        status = world.chance.each("complaint", ENDS)
        fresh = status is ComplaintStatus.RECEIVED
        since = world.past(1, 6) if fresh else world.past(8, 80 if count > 1 else 400)
        yield ticket(world, firm, status, max(since, firm.recorded))


def ticket(world: World, firm: Firm, status: ComplaintStatus, day: date) -> Said:
    """One ticket from the day it came in to where it stands."""
    chance = world.chance
    channels = {"hotline-12345": 60, "consumer-council": 30}
    channels |= {f"market-supervision-{firm.district}": 10}
    channel = chance.weighted(channels)
    told = said(
        "complaints", day, channel, uscc=firm.uscc, channel=channel,
        ticket=f"DEMO{chance.number('ticket'):08d}", category=chance.each("category", CATEGORIES),
        received_on=day, status=ComplaintStatus.RECEIVED.value,
        amount=chance.yuan(200, 9_000, 10),
        text="投诉人甲某反映办卡后无法退款，联系电话10000000000（演示）",
    )  # fmt: skip
    for step in STEPS[status]:
        day = min(day + timedelta(days=chance.whole(1, 3)), world.ago(1))
        if day <= told.versions[-1].day:
            break
        closing = step in CLOSED
        told = told.then(
            day, channel, status=step.value, resolved_on=day if closing else None,
            result="演示结果：已答复" if closing else None,
        )  # fmt: skip
    return told
