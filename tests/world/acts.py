"""Enforcement in the hostile world: every edge of `addressed`, `self_done` and published penalties.

Clues and referrals run through every status and through ends 89, 90 and 91 days ago.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.world.firms import BIG, COUNT, key
from tests.world.ground import BETWEEN, FIRST, NOW, TODAY, Rows, day

TO_ONESELF = 27  # the merchant about whom a sender referred something to itself
PUDONG, HUANGPU = "enforcement-310115", "enforcement-310101"
TASKS: tuple[dict[str, Any], ...] = (
    {"recipient": PUDONG, "status": "SENT"},
    {"recipient": PUDONG, "status": "ACCEPTED"},
    {"recipient": PUDONG, "status": "FILED"},
    {"recipient": PUDONG, "status": "RETURNED"},
    {"recipient": PUDONG, "status": "DRAFTED"},
    {"recipient": PUDONG, "status": "DECIDED", "closed_on": day(-89)},
    {"recipient": PUDONG, "status": "DECIDED", "closed_on": day(-90)},
    {"recipient": PUDONG, "status": "DECIDED", "closed_on": day(-91)},
    {"recipient": PUDONG, "status": "NOT_FILED", "closed_on": day(-90)},
    {"recipient": PUDONG, "status": "NOT_FILED", "closed_on": day(-91)},
    {"recipient": PUDONG, "status": "DECIDED", "closed_on": None},
    {"recipient": HUANGPU, "status": "SENT"},
    {"recipient": HUANGPU, "status": "DECIDED", "closed_on": TODAY},
    {"recipient": HUANGPU, "status": "SENT", "was": {"recipient": PUDONG}},
    {
        "recipient": PUDONG,
        "status": "DECIDED",
        "closed_on": day(-200),
        "was": {"status": "SENT", "closed_on": None},
    },
    {"recipient": PUDONG, "status": "SENT", "gone": True},
)
REFERRALS: tuple[dict[str, Any], ...] = (
    {"status": "REPORTED"},
    {"status": "SENT"},
    {"status": "ACCEPTED"},
    {"status": "PASSED_ON"},
    {"status": "FILED"},
    {"status": "NOT_FILED", "closed_on": day(-90)},
    {"status": "NOT_FILED", "closed_on": day(-91)},
    {"status": "RETURNED"},
)
PENALTIES: tuple[dict[str, Any], ...] = (
    {"published_on": day(-10), "visible_until": day(300)},
    {"published_on": TODAY, "visible_until": day(1)},
    {"published_on": day(1), "visible_until": day(300)},
    {"published_on": day(-10), "visible_until": TODAY},
    {"published_on": day(-10), "visible_until": day(-1)},
    {"published_on": day(-10), "visible_until": None},
    {"published_on": None, "visible_until": day(300)},
    {"published_on": day(-10), "visible_until": day(300), "revoked_on": day(-1)},
    {"published_on": day(-10), "visible_until": day(300), "repaired_on": TODAY},
    {"published_on": day(-10), "visible_until": day(300), "penalty_class": "warning"},
    {
        "published_on": day(-10),
        "visible_until": day(300),
        "revoked_on": day(-1),
        "was": {"revoked_on": None},
    },
    {"published_on": day(-10), "visible_until": day(300), "gone": True},
    {"published_on": day(-10), "visible_until": day(300), "penalty_class": "ordinary"},
)
ORDERS = ("OPEN", "EXTENDED", "CORRECTED", "OVERDUE", "REFUSED")


def acts(rows: Rows) -> None:
    """All acts of enforcement."""
    draws = [_draw(rows, at) for at in range(3)]
    for number in range(1, COUNT + 1):
        _clue(rows, number)
        _referral(rows, number)
        _penalty(rows, number)
        _order(rows, number)
        for at in (0, 1):
            _inspection(rows, number, at, draws[2 if number == 6 else number % 2] if at else None)


def _draw(rows: Rows, at: int) -> str:
    _, node = rows.fact(
        "inspection_draw",
        0,
        f"d{at}",
        provider="district-310115" if at else "city-commerce",
        title=f"抽查{at}",
        plan="计划",
        commitment="c" * 64,
        seed=None if at == 2 else "seed",
        algorithm="a1",
        eligible=at,
        drawn_at=None if at == 2 else NOW,
    )
    return node


def _clue(rows: Rows, number: int) -> None:
    if number % 5 == 0:
        return
    chosen = {"closed_on": None, **TASKS[number % len(TASKS)]}
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    rows.fact(
        "clue",
        key(number),
        "c",
        was=was,
        gone=gone,
        provider="district-310115",
        sender="district-310115",
        reference=f"C{number}",
        violation="NOT_LINKED" if number % 2 else "CHARTER_DEFICIENT",
        evidence=None if number % 2 else "证据🌸",
        note=None,
        sent_at=None if chosen["status"] == "DRAFTED" else _sent_at(number),
        accept_by=day(-1) if number % 2 else None,
        feedback_by=None if number % 3 else day(5),
        decide_by=None,
        **chosen,
    )


def _sent_at(number: int) -> datetime:
    return NOW - timedelta(days=20) if number % 7 == 0 else BETWEEN - timedelta(days=number % 3)


def _referral(rows: Rows, number: int) -> None:
    if number % 3:
        return
    chosen = {"closed_on": None, **REFERRALS[(number // 3) % len(REFERRALS)]}
    to = "police-310101" if number % 4 == 0 else "police-310115"
    rows.fact(
        "referral",
        key(number),
        "r",
        was={"status": "REPORTED", "closed_on": None} if number % 2 else None,
        provider=PUDONG,
        sender=PUDONG,
        reference=f"R{number}",
        recipient=PUDONG if number == TO_ONESELF else to,
        suspected_crime="FUNDRAISING_FRAUD",
        reported_on=day(-number * 10),
        decide_by=day(7),
        sent_at=FIRST if number % 2 else None,
        outcome=None if number % 2 else "立案",
        **chosen,
    )


def _penalty(rows: Rows, number: int) -> None:
    chosen = {"revoked_on": None, "repaired_on": None, "penalty_class": "serious"}
    chosen |= PENALTIES[number % len(PENALTIES)]
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    party = HUANGPU if number % 4 == 0 else PUDONG
    rows.fact(
        "penalty",
        key(number),
        "p",
        was=was,
        gone=gone,
        provider=party,
        source="src-enforcement-310115",
        authority="某市场监管局（浦东）",
        authority_folded="某市场监管局(浦东)",
        decision_number=f"沪市监处〔2022〕{number}号",
        decided_on=day(-30 - number),
        violation="NOT_LINKED",
        kind="罚款",
        amount=None if number % 3 == 0 else BIG,
        publish_basis=None,
        **chosen,
    )


def _order(rows: Rows, number: int) -> None:
    status = ORDERS[number % len(ORDERS)]
    rows.fact(
        "rectification",
        key(number),
        "d",
        was={"status": "OPEN", "corrected_on": None} if status == "CORRECTED" else None,
        gone=number % 13 == 0,
        provider="district-310101" if number % 4 == 0 else "district-310115",
        issuer="district-310101" if number % 4 == 0 else "district-310115",
        reference=f"责改{number}",
        issued_on=day(-number),
        due_on=day(number % 5 - 2),
        violation="UPLOAD_DEFICIENT",
        status=status,
        corrected_on=day(-1) if status == "CORRECTED" else None,
    )


def _inspection(rows: Rows, number: int, at: int, draw: str | None) -> None:
    done = (number + at) % 3 == 0
    rows.fact(
        "inspection",
        key(number),
        f"i{at}",
        was={"inspected_on": None, "result": None} if done and at else None,
        provider=PUDONG if number % 4 == 0 else "district-310115",
        party="district-310115",
        reference=f"I{number}-{at}",
        draw=draw,
        inspectors=None if at else ["甲", "乙"],
        planned_on=None if number % 4 == 2 else day(10 - number),
        inspected_on=day(-1) if done else None,
        result="PROBLEM_FOUND" if done else None,
        findings="问题\\" if done else None,
        published_on=None,
    )
