"""Money in the hostile world: reports, filings, accounts, guarantees, assessments.

Accounts and guarantees run through every edge of `own_clients`: confirmed or not, closed yesterday,
today or tomorrow, in force from or until yesterday, today, tomorrow, superseded, withdrawn.
"""

from __future__ import annotations

from typing import Any

from tests.world.firms import BIG, COUNT, RICH, key
from tests.world.ground import NOW, TODAY, Rows, day

ACCOUNTS: tuple[dict[str, Any], ...] = (
    {"bank": "bank-a", "closed_on": None, "confirmed_on": day(-50)},
    {"bank": "bank-a", "closed_on": None, "confirmed_on": None},
    {"bank": "bank-b", "closed_on": day(-1), "confirmed_on": day(-50)},
    {"bank": "bank-b", "closed_on": TODAY, "confirmed_on": day(-50)},
    {"bank": "bank-b", "closed_on": day(1), "confirmed_on": day(-50)},
    {"bank": "bank-a", "closed_on": TODAY, "confirmed_on": TODAY},
    {
        "bank": "bank-b",
        "closed_on": None,
        "confirmed_on": day(-50),
        "was": {"bank": "bank-a"},
    },
    {"bank": "bank-a", "closed_on": None, "confirmed_on": day(-50), "gone": True},
    {
        "bank": "bank-a",
        "closed_on": None,
        "confirmed_on": None,
        "was": {"confirmed_on": day(-60)},
    },
)
_CONFIRMED = {"issuer": "insurer-a", "confirmed_on": day(-50)}
GUARANTEES: tuple[dict[str, Any], ...] = (
    {**_CONFIRMED, "valid_from": day(-30), "valid_until": day(30)},
    {**_CONFIRMED, "valid_from": TODAY, "valid_until": TODAY},
    {**_CONFIRMED, "valid_from": day(1), "valid_until": day(90)},
    {**_CONFIRMED, "valid_from": day(-90), "valid_until": day(-1)},
    {**_CONFIRMED, "confirmed_on": None, "valid_from": day(-30), "valid_until": day(30)},
    {**_CONFIRMED, "issuer": "bank-b", "valid_from": day(-3), "valid_until": TODAY},
    {
        **_CONFIRMED,
        "valid_from": day(-30),
        "valid_until": day(-2),
        "was": {"valid_until": day(30)},
    },
    {**_CONFIRMED, "valid_from": day(-30), "valid_until": day(30), "gone": True},
)
VERDICTS = ("SHORTFALL", "COMPLIANT", "UNVERIFIED", "UNKNOWN")


def money(rows: Rows) -> None:
    """All facts about money."""
    for number in range(1, COUNT + 1):
        _account(rows, number)
        _guarantee(rows, number)
        _assessments(rows, number)
    for number in range(1, RICH + 1):
        _reports(rows, number)
        _filings(rows, number)


def _account(rows: Rows, number: int) -> None:
    chosen = dict(ACCOUNTS[(number - 1) % len(ACCOUNTS)])
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    bank = chosen["bank"]
    confirmed = chosen["confirmed_on"] is not None
    account, _ = rows.fact(
        "custody_account",
        key(number),
        "a",
        was=was,
        gone=gone,
        provider=bank,
        source=f"src-{bank}",
        account_number="6222" if number % 7 == 0 else f"62220000{number:011d}",
        opened_on=None if number % 5 == 0 else day(-300),
        confirmed_by="city-commerce" if confirmed else None,
        **chosen,
    )
    for back in (0, 40, 120) if number <= RICH else ():
        rows.fact(
            "custody_balance",
            key(number),
            f"b{back}",
            was={"balance": 1} if back == 40 else None,
            provider=bank,
            source=f"src-{bank}",
            account_id=account,
            bank=bank,
            account_number=f"62220000{number:011d}",
            day=day(-back),
            balance=BIG * 10 + back,
        )


def _guarantee(rows: Rows, number: int) -> None:
    if number % 5 == 0:
        return
    chosen = dict(GUARANTEES[(number * 3) % len(GUARANTEES)])
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    issuer = chosen["issuer"]
    guarantee, _ = rows.fact(
        "guarantee",
        key(number),
        "g",
        was=was,
        gone=gone,
        provider=issuer,
        source=f"src-{issuer}",
        kind="BANK_GUARANTEE" if issuer == "bank-b" else "PERFORMANCE_GUARANTEE_INSURANCE",
        number=f"G{number}（甲）",
        cover_amount=BIG,
        confirmed_by="city-commerce" if chosen["confirmed_on"] else None,
        **chosen,
    )
    for at, paid in enumerate((day(-3), None, TODAY)):
        rows.fact(
            "guarantee_claim",
            key(number),
            f"c{at}",
            provider=issuer,
            source=f"src-{issuer}",
            guarantee_id=guarantee,
            issuer=issuer,
            number=f"G{number}（甲）",
            claim=f"赔{at}",
            reported_on=None,
            status="PAID" if paid else "OPEN",
            paid_on=paid,
            amount=100 + at if paid else None,
        )


def _assessments(rows: Rows, number: int) -> None:
    """The newest verdict counts; before it an older, other one."""
    for at, back in enumerate((0, 30)):
        bare = number % 4 == 3
        rows.fact(
            "custody_assessment",
            key(number),
            f"u{back}",
            was={"verdict": "SHORTFALL", "shortfall": 1} if number % 6 == 2 and not at else None,
            gone=number % 10 == 9 and not at,
            rule_version="r-1",
            provider="hub",
            assessed_for=day(-back),
            standard=("NONE", "GENERAL", "SPECIAL", "FULL")[number % 4],
            verdict=VERDICTS[(number + at) % 4],
            provisional=bool(number % 2),
            balance=None if bare else BIG,
            special_standard=None if bare else 5,
            ratio=None if bare else 333_333,
            required=None if bare else BIG + number,
            covered=None if bare else 0,
            cash_due=None if bare else 1,
            held=None if bare else 0,
            shortfall=None if bare else number % 3,
            releasable=None,
            funding_due_on=None if bare else day(10),
            reasons=None if bare else [{"code": "C", "text": "理由", "rule": "REG 15"}],
            inputs=None,
            computed_at=None if bare else NOW,
        )


def _reports(rows: Rows, number: int) -> None:
    for back in (1, 2, 60, 400):
        rows.fact(
            "card_report",
            key(number),
            f"r{back}",
            was={"prepaid_balance": 1} if back == 2 else None,
            gone=back == 1 and number % 4 == 0,
            provider="platform-base",
            source="src-platform-base",
            disputed=number == 2,
            reported_for=day(-back),
            prepaid_total=BIG * 200,
            prepaid_balance=BIG * 100 if number % 2 else 0,
            cards_issued=number % 2,
            on_time=back != 60,
        )


def _filings(rows: Rows, number: int) -> None:
    for at, kind in enumerate(("QUARTERLY", "MONTHLY_OPERATING", "HALF_YEAR_STATEMENT")):
        rows.fact(
            "filing",
            key(number),
            f"f{at}",
            kind=kind,
            period="2022Q2",
            main_business_revenue=None if at else BIG,
            profit=-BIG if at == 1 else None,
            prepaid_spent=None if at else 0,
            main_uses=("房租\n工资", "", None)[at],
            due_on=day(-10 * at),
            filed_on=None if at == 2 else day(-10),
            late=at == 1,
        )
