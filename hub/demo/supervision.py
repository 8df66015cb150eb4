"""Supervision by the regulators: orders to correct, inspections, and the draw that chose some.

In: the world and a firm. Out: `Said` values; the draws as rows. Whom the draw hits anybody may
work out: of the linked firms those whose SHA-256 of seed and code begins low (双随机、一公开).
It refuses nothing.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hub.clock import start_of
from hub.demo import names
from hub.demo.statement import Said, said
from hub.demo.world import Part
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.violations import VIOLATIONS
from hub.domain.vocabulary import InspectionResult, RectificationStatus
from hub.tables.enforcement import inspection_draw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.demo.world import Firm, World
    from hub.demo.writer import Writer

ORDERED = {  # what a part is ordered for, and in how many of a hundred cases
    Part.SHORT: ("CUSTODY_DEFICIENT", 70, (RectificationStatus.OPEN,)),
    Part.SILENT: ("UPLOAD_DEFICIENT", 70, (RectificationStatus.OVERDUE,)),
    Part.ALERT: ("NOT_LINKED", 30, tuple(RectificationStatus)),
    Part.GONE: ("CLOSING_NOTICE_MISSING", 100, (RectificationStatus.REFUSED,)),
}
VIOLATION_CODES = {each.code: 1 for each in VIOLATIONS}
RESULTS = {
    InspectionResult.NO_PROBLEM: 70, InspectionResult.PROBLEM_FOUND: 18,
    InspectionResult.NOT_REACHABLE: 8, InspectionResult.REFUSED: 4,
}  # fmt: skip
DRAW_TITLE, NEXT_TITLE = "演示双随机抽查", "演示双随机抽查（下一批）"
SEED = "演示种子-2026"
PLAN = "对已对接发卡企业按3%比例抽取，每户由两名以上检查人员检查（演示）"
ALGORITHM = "sha256(seed + uscc), first four bytes modulo 100 below 3"
RATIO = 3


def supervision(world: World, firm: Firm, secret: bytes) -> Iterator[Said]:
    """Orders and inspections of one firm."""
    violation, percent, statuses = ORDERED.get(firm.part, ("", 3, (RectificationStatus.CORRECTED,)))
    first = len(statuses) if violation else 0
    if world.chance.often(f"has order {firm.part}", percent, first):
        status = world.chance.each(f"order {firm.part}", dict.fromkeys(statuses, 1))
        code = violation or world.chance.each("violation", VIOLATION_CODES)
        yield order(world, firm, code, status)
    if firm.linked and drawn(firm.uscc):
        yield inspection(world, firm, draw_node(secret, DRAW_TITLE), done=True)
    elif world.chance.often("has inspection", 6, len(RESULTS)):
        yield inspection(world, firm, None, done=True)
    elif world.chance.yes(3):
        yield inspection(world, firm, None, done=False)


def order(world: World, firm: Firm, violation: str, status: RectificationStatus) -> Said:
    """One order, with the steps that led to where it stands today."""
    by = world.supervisor(firm)
    number = world.chance.number("order")
    late = status in (RectificationStatus.OVERDUE, RectificationStatus.REFUSED)
    issued = world.past(25, 60) if late else world.past(4, 9)
    due = issued + timedelta(days=15)
    told = said(
        "rectifications", issued, by, uscc=firm.uscc, issuer=by,
        reference=f"演示责改{number:06d}号", issued_on=issued, due_on=due, violation=violation,
        status=RectificationStatus.OPEN.value,
    )  # fmt: skip
    match status:
        case RectificationStatus.OPEN:
            return told
        case RectificationStatus.EXTENDED:
            longer = due + timedelta(days=15)
            return told.then(world.ago(2), by, status=status.value, due_on=longer)
        case RectificationStatus.CORRECTED:
            corrected = world.ago(2)
            return told.then(corrected, by, status=status.value, corrected_on=corrected)
        case RectificationStatus.OVERDUE:
            return told.then(due + timedelta(days=1), by, status=status.value)
        case RectificationStatus.REFUSED:
            return told.then(due + timedelta(days=2), by, status=status.value)


def inspection(world: World, firm: Firm, draw: str | None, *, done: bool) -> Said:
    """One inspection by two people: planned, or done with its result."""
    chance = world.chance
    by = world.supervisor(firm)
    planned = world.past(10, 40) if done else world.day + timedelta(days=chance.whole(2, 20))
    first = world.past(41, 50) if done else world.past(1, 5)
    told = said(
        "inspections", first, by, uscc=firm.uscc, party=by,
        reference=f"演示检查{chance.number('inspection'):06d}号", planned_on=planned, draw=draw,
        inspectors=[f"{names.person(chance)}（检查员一）", f"{names.person(chance)}（检查员二）"],
    )  # fmt: skip
    if not done:
        return told
    result = chance.each("inspection result", RESULTS)
    problem = result is InspectionResult.PROBLEM_FOUND
    told = told.then(
        planned, by, inspected_on=planned, result=result.value,
        findings="演示发现：公示不全" if problem else "演示：未见异常",
    )  # fmt: skip
    published = min(planned + timedelta(days=7), world.ago(1))
    return told.then(published, by, published_on=published) if chance.yes(80) else told


def drawn(uscc: str) -> bool:
    """Whether the draw hits a firm."""
    digest = hashlib.sha256(f"{SEED}{uscc}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < RATIO


def draw_node(secret: bytes, title: str) -> str:
    """The id of a draw, known before its row is."""
    return node_id(letter_of("InspectionDraw"), 0, fact_key(secret, "InspectionDraw", (title,)))


def draws(world: World, writer: Writer, eligible: int) -> None:
    """The draw that was held and can be replayed, and the next, of which only a digest is known."""
    day = world.ago(55)
    for title, seed in ((DRAW_TITLE, SEED), (NEXT_TITLE, "")):
        held = bool(seed)
        values: dict[str, Any] = {
            "title": title,
            "plan": PLAN,
            "commitment": hashlib.sha256((seed or "演示种子-待公布").encode()).hexdigest(),
            "seed": seed or None,
            "algorithm": ALGORITHM,
            "eligible": eligible,
            "drawn_at": start_of(day) + timedelta(hours=10) if held else None,
        }
        values |= {"provider": "city-commerce", "recorded_at": start_of(day) + timedelta(hours=11)}
        writer.place(inspection_draw, "InspectionDraw", (title,), values)
