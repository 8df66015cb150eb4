"""Enforcement: clues sent and answered, penalties in every state, referrals of suspected crimes.

In: the world and a firm. Out: `Said` values; each step of a clue or referral is a version by the
party that took it. Clues go where `hub.domain.clue` routes them; a regulator that enforces by
itself sends none (REG Art. 21(3)). It refuses nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hub.clock import start_of
from hub.demo.parties import POLICE
from hub.demo.statement import Said, said
from hub.demo.world import Part
from hub.domain.clue import route
from hub.domain.vocabulary import ClueStatus, ReferralStatus, SuspectedCrime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from hub.demo.world import Firm, World

CLUES: dict[ClueStatus, tuple[ClueStatus, ...]] = {
    ClueStatus.SENT: (ClueStatus.SENT,),
    ClueStatus.ACCEPTED: (ClueStatus.SENT, ClueStatus.ACCEPTED),
    ClueStatus.DRAFTED: (),
    ClueStatus.RETURNED: (ClueStatus.SENT, ClueStatus.RETURNED),
    ClueStatus.FILED: (ClueStatus.SENT, ClueStatus.ACCEPTED, ClueStatus.FILED),
    ClueStatus.NOT_FILED: (ClueStatus.SENT, ClueStatus.ACCEPTED, ClueStatus.NOT_FILED),
    ClueStatus.DECIDED: (
        *(ClueStatus.SENT, ClueStatus.ACCEPTED, ClueStatus.FILED),
        ClueStatus.DECIDED,
    ),
}
REFERRALS: dict[ReferralStatus, tuple[ReferralStatus, ...]] = {
    ReferralStatus.ACCEPTED: (ReferralStatus.SENT, ReferralStatus.ACCEPTED),
    ReferralStatus.FILED: (ReferralStatus.SENT, ReferralStatus.ACCEPTED, ReferralStatus.FILED),
    ReferralStatus.REPORTED: (),
    ReferralStatus.SENT: (ReferralStatus.SENT,),
    ReferralStatus.PASSED_ON: (ReferralStatus.SENT, ReferralStatus.PASSED_ON),
    ReferralStatus.NOT_FILED: (ReferralStatus.SENT, ReferralStatus.NOT_FILED),
    ReferralStatus.RETURNED: (ReferralStatus.SENT, ReferralStatus.RETURNED),
}
PARTS = {  # in how many of a hundred cases: a clue, a penalty, a referral
    Part.SHORT: (40, 20, 8), Part.SILENT: (50, 20, 0), Part.ALERT: (25, 8, 1),
    Part.GONE: (100, 60, 60), Part.BLACK: (60, 90, 30), Part.ILLEGAL: (30, 60, 10),
}  # fmt: skip
ORDINARY = (1, 2, 0)
FIRST = 10  # of the firms with a story, so that every state occurs in a small world too
# state → class, basis, and days ago of decision; None: not published
PENALTIES: dict[str, tuple[str, str, int]] = {
    "published": ("ordinary", "SAMR", 60),
    "unpublished": ("ordinary", "", 8),
    "warning": ("warning", "SAMR", 90),
    "expired": ("lower", "SAMR", 200),
    "revoked": ("ordinary", "SAMR", 120),
    "repaired": ("serious", "REPAIR", 150),
    "biz": ("ordinary", "BIZ", 70),
    "slight": ("slight", "REPAIR", 40),
}
STATES = {
    "published": 60, "unpublished": 8, "warning": 8, "expired": 6, "revoked": 3, "repaired": 5,
    "biz": 7, "slight": 3,
}  # fmt: skip
CRIMES = dict.fromkeys(SuspectedCrime, 1)


def enforcement(world: World, firm: Firm) -> Iterator[Said]:
    """Clues, penalties and referrals of one firm."""
    chance = world.chance
    clue_percent, penalty_percent, referral_percent = PARTS.get(firm.part, ORDINARY)
    first = FIRST if firm.part in PARTS else 0
    whose = "story" if first else "others"
    if chance.often(f"clue of {whose}", clue_percent, first):
        told = clue(world, firm)
        if told is not None:
            yield told
    if chance.often(f"penalty of {whose}", penalty_percent, first):
        yield penalty(world, firm, chance.each("penalty", STATES))
    if referral_percent and chance.often("referral of story", referral_percent, first):
        yield referral(world, firm)


def clue(world: World, firm: Firm, status: ClueStatus | None = None) -> Said | None:
    """One clue with its steps, or None where the regulator enforces by itself."""
    sender = world.supervisor(firm)
    recipient = route(firm.regulator, firm.district, world.day).recipient
    if recipient == sender:
        return None
    steps = CLUES[status or world.chance.each("clue", dict.fromkeys(CLUES, 1))]
    gaps = {ClueStatus.DECIDED: 25, ClueStatus.NOT_FILED: 9}
    days = _days(world, [gaps.get(step, 3) for step in steps])
    violation = "CUSTODY_DEFICIENT" if firm.linked else "NOT_LINKED"
    told = said(
        "clues", days[0], sender, uscc=firm.uscc, sender=sender,
        reference=f"演示线索{world.chance.number('clue number'):06d}号", recipient=recipient,
        violation=violation, evidence="演示证据：责令整改后仍未改正", note=None,
        status=ClueStatus.DRAFTED.value,
    )  # fmt: skip
    for step, day in zip(steps, days[1:], strict=True):
        changes: dict[str, Any] = {"status": step.value}
        if step is ClueStatus.SENT:
            changes["sent_at"] = start_of(day) + timedelta(hours=10)
        if step is ClueStatus.RETURNED:
            changes["note"] = "演示：材料不全，退回补正"
        if step is ClueStatus.SENT:
            told = told.then(day, sender, **changes)
        else:
            told = told.acted(day, recipient, **changes)
    return told


def _days(world: World, gaps: list[int]) -> list[date]:
    """A first day and one after each gap, the last of them a few days ago."""
    day = world.ago(world.chance.whole(1, 9) + sum(gaps))
    days = [day]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return days


def penalty(world: World, firm: Firm, state: str) -> Said:
    """One penalty by the body that may penalise this trade here."""
    chance = world.chance
    by = route(firm.regulator, firm.district, world.day).recipient
    klass, basis, age = PENALTIES[state]
    decided = world.ago(age + chance.whole(0, 30))
    published = decided + timedelta(days=5) if basis and klass != "warning" else None
    warned = klass == "warning"
    violation = "CUSTODY_DEFICIENT" if firm.linked else "NOT_LINKED"
    told = said(
        "penalties", decided, by, uscc=firm.uscc, authority=world.names[by],
        decision_number=f"演示罚字{chance.number('penalty number'):06d}号", decided_on=decided,
        violation=violation, kind="警告" if warned else "罚款", penalty_class=klass,
        amount=None if warned else chance.yuan(2_000, 50_000, 500), publish_basis=basis or None,
    )  # fmt: skip
    if published is not None:
        told = told.then(published, by, published_on=published)
    later = world.ago(6)
    if state == "revoked":
        return told.then(later, by, revoked_on=later)
    if state == "repaired":
        return told.then(later, by, repaired_on=later)
    return told


def referral(world: World, firm: Firm) -> Said:
    """A suspected crime told to the police of Pudong, and what they said."""
    chance = world.chance
    by = f"market-supervision-{firm.district}"
    status = chance.each("referral", dict.fromkeys(REFERRALS, 1))
    steps = REFERRALS[status]
    days = _days(world, [2 for _ in steps])
    told = said(
        "referrals", days[0], by, uscc=firm.uscc, sender=by,
        reference=f"演示移送{chance.number('referral number'):05d}号", recipient=POLICE,
        suspected_crime=chance.each("crime", CRIMES).value, reported_on=days[0],
        status=ReferralStatus.REPORTED.value,
    )  # fmt: skip
    for step, day in zip(steps, days[1:], strict=True):
        sent = step is ReferralStatus.SENT
        if sent:
            at = start_of(day) + timedelta(hours=15)
            told = told.then(day, by, status=step.value, sent_at=at)
        else:
            answer = "演示：已答复移送单位"
            told = told.acted(day, POLICE, status=step.value, outcome=answer)
    return told
