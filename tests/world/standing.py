"""Credit and complaints in the hostile world: every edge of `published` and `in_shortfall`.

Codes, lists, freezes, ratings, reviews, warnings, objections and tickets: future and past, today's
edges, withdrawn, removed, repaired, corrected, with and without days.
"""

from __future__ import annotations

from typing import Any

from tests.world.firms import BIG, COUNT, RICH, key, uscc
from tests.world.ground import NOW, TODAY, Rows, day
from tests.world.parties import MINE

LISTINGS: tuple[dict[str, Any], ...] = (
    {"listed_on": day(-40)},
    {"listed_on": TODAY},
    {"listed_on": day(1)},
    {"listed_on": day(-40), "removed_on": TODAY},
    {"listed_on": day(-40), "removed_on": day(1)},
    {"listed_on": day(-40), "removed_on": day(-1), "visible_until": day(300)},
    {"listed_on": day(-40), "visible_until": TODAY},
    {"listed_on": day(-40), "visible_until": day(1)},
    {"listed_on": day(-40), "visible_until": day(-1), "kind": "SERIOUS_DISHONESTY"},
    {"listed_on": day(-40), "was": {"listed_on": day(-400), "kind": "SERIOUS_DISHONESTY"}},
    {"listed_on": day(-40), "gone": True, "kind": "SERIOUS_DISHONESTY"},
    {"listed_on": day(-40), "removed_on": None, "was": {"removed_on": day(-30)}},
)
KINDS = ("SERIOUS_DISHONESTY", "ABNORMAL_OPERATION", "JUDGMENT_DEFAULTER", "SERIOUS_ILLEGALITY")
RATINGS: tuple[dict[str, Any], ...] = (
    {"published_on": day(-10)},
    {"published_on": TODAY, "comment": None, "score": None},
    {"published_on": day(1)},
    {"published_on": day(-10), "withdrawn_on": day(-1)},
    {"published_on": day(-10), "withdrawn_on": TODAY},
    {"published_on": day(-10), "withdrawn_on": day(1)},
    {"published_on": day(-10), "was": {"grade": "E"}},
    {"published_on": day(-10), "withdrawn_on": day(-5), "was": {"withdrawn_on": None}},
    {"published_on": day(-10), "gone": True},
)
STATUSES = ("RECEIVED", "ACCEPTED", "MEDIATING", "RESOLVED", "FAILED", "REFUSED")
CHANNELS = ("hotline-12345", "consumer-council", "regulator-culture", "")
CODES = (("GREEN", 0), (None, 1), ("YELLOW", 2), ("RED", 3), ("BLACK", 4))


def standing(rows: Rows) -> None:
    """All facts about credit, and the tickets."""
    for number in range(1, COUNT + 1):
        _risk(rows, number)
        for at in (0, 1):
            _listing(rows, number, at)
        _ratings(rows, number)
        _complaints(rows, number)
    for number in range(1, RICH + 1):
        _details(rows, number)
    _warnings(rows)


def _risk(rows: Rows, number: int) -> None:
    if number == 23:
        return  # not computed yet
    for at, since in enumerate((day(-5), day(-50))):
        code, rank = CODES[(number + at) % len(CODES)]
        why = [{"code": f"W{number % 3}", "text": "原因", "rule": "PLAN"}]
        rows.fact(
            "risk_status",
            key(number),
            f"k{at}",
            was={"code": "BLACK", "rank": 4} if number % 5 == 1 and not at else None,
            rule_version="r-1",
            provider="hub",
            code=code,
            rank=rank,
            alert=code is None,
            since=since,
            uncertain=number % 2 == 0,
            public_reasons=why if number % 3 else [],
            light=("GREEN", "YELLOW", "RED", None)[number % 4],
            reasons=None if number % 4 == 3 else why * (number % 3),
            way_to_green=why if number % 2 else None,
            inputs={"secret": number} if number % 2 else None,
            computed_at=NOW if number % 2 else None,
        )


def _listing(rows: Rows, number: int, at: int) -> None:
    chosen = {
        "kind": KINDS[(number + at) % len(KINDS)],
        "removed_on": None,
        "visible_until": None,
        **LISTINGS[(number + at * 5) % len(LISTINGS)],
    }
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    rows.fact(
        "listing",
        key(number),
        f"l{at}",
        was=was,
        gone=gone,
        provider="district-310115" if number % 4 == 0 else "data-center",
        ground="OTHER",
        ground_text=None if number % 2 else "理由",
        decided_by="某法院",
        reference=None if number % 3 else "（2022）1号",
        repaired_on=day(-2) if number % 9 == 0 else None,
        removal_reason=None,
        **chosen,
    )


def _ratings(rows: Rows, number: int) -> None:
    publisher = "platform-base" if number % 5 == 0 else "association-prepaid"
    chosen = {"withdrawn_on": None, "comment": "好", "score": 987_654}
    chosen |= RATINGS[number % len(RATINGS)]
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    rows.fact(
        "rating",
        key(number),
        "r",
        was=was,
        gone=gone,
        provider=publisher,
        source=f"src-{publisher}",
        publisher=publisher,
        grade="ABCD"[number % 4],
        method="星级",
        valid_until=None if number % 2 else day(20),
        withdrawal_reason="误发" if chosen["withdrawn_on"] else None,
        **chosen,
    )
    if number <= RICH:
        rows.fact(
            "review_summary",
            key(number),
            "w",
            provider="platform-base",
            source="acts" if number % 2 else "src-platform-base",  # the one by an act, no feed
            publisher="platform-base",
            period="2022-08",
            reviews=2**31 - 1,
            average_score=4_666_667,
        )


def _complaints(rows: Rows, number: int) -> None:
    backs = (0, 1, 89, 90, 91, 400) if number <= RICH else (number % 95,) * (number % 3)
    for at, back in enumerate(backs):
        status = STATUSES[(number + at) % len(STATUSES)]
        channel = CHANNELS[(number + at) % len(CHANNELS)]
        rows.fact(
            "complaint",
            key(number),
            f"x{at}",
            was={"status": "RECEIVED", "text": "旧"} if at == 1 else None,
            gone=at == 3 and number % 2 == 0,
            provider=channel or "data-center",
            source="src-hotline-12345",
            channel=channel,
            ticket=f"T{number}-{at}",
            category=("refund", "closure", "")[at % 3],
            received_on=day(-back),
            due_on=None if at % 3 == 2 else day(at - 1),
            status=status,
            resolved_on=day(-1) if status == "RESOLVED" else None,
            amount=None if at % 2 else BIG,
            text=None if at == 4 else "店关了🌸",
            result=None if at % 2 else "已退款",
        )


def _details(rows: Rows, number: int) -> None:
    rows.fact(
        "equity_freeze",
        key(number),
        "z",
        was={"amount": 1} if number % 3 == 0 else None,
        provider="court-310115",
        court="某法院",
        reference=f"（2022）{number}号",
        amount=None if number % 2 else BIG,
        frozen_on=day(-number),
        released_on=None if number % 2 else day(5),
    )
    for at, provider in enumerate((f"merchant-{uscc(number)}", f"merchant-{MINE}")):
        if at and number != 2:
            continue  # one objection was filed by another merchant than the one it is about
        against = ("association-prepaid", "platform-base", None)[number % 3]
        target = next(row for row in rows["complaint"] if row["merchant_id"] == key(number))
        rows.fact(
            "objection",
            key(number),
            f"j{at}",
            provider=provider,
            coordinate="Rating.grade",
            fact=target["node_id"],
            fact_provider=against or "data-center",
            statement="不符",
            filed_on=day(-number * 15),
            due_on=day(3),
            status=("OPEN", "MARKED", "UPHELD")[number % 3],
            decision=None if number % 3 != 2 else "予以更正",
            decided_on=None,
        )


def _warnings(rows: Rows) -> None:
    """About one merchant, about trades or districts, about both; from two publishers."""
    for at, chosen in enumerate(RATINGS):
        picked = {k: v for k, v in chosen.items() if k in {"published_on", "withdrawn_on"}}
        publisher = "consumer-council" if at % 2 else "association-prepaid"
        rows.fact(
            "warning",
            0 if at % 3 == 0 else key(at),
            f"n{at}",
            gone=chosen.get("gone", False),
            provider=publisher,
            publisher=publisher,
            reference=f"N{at}",
            industries=["8040", "0000"] if at % 2 else [],
            districts=["310115", "310101"] if at % 3 == 0 else [],
            title="消费警示🌸",
            text="谨慎预付",
            **{"withdrawn_on": None, **picked},
        )
