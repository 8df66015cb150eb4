"""The rows of the small world that hang on no single merchant: parties, sources, cases, batches."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from hub.domain.identifiers import hash63, node_id
from tests.slow.callers import CASE, PARTIES, SEALED_CASE

Row = dict[str, Any]
LEASED = (
    "CONTACT",
    "CARDS",
    "COMPLAINTS",
    "ENFORCEMENT",
    "PAYMENTS",
    "HISTORY",
    "CUSTODYNEED",
    "ACCOUNTS",
)


def registers(
    chance: random.Random, keys: list[int], now: datetime, today: date
) -> dict[str, list[Row]]:
    """Rows by table."""
    return {
        "party": [
            _party(code, kind, district, now)
            for code, (kind, district) in PARTIES.items()
            if code not in ("operator", "public")
        ],
        "source": [
            _version("S", f"source{code}", now)
            | {
                "code": code,
                "name": code,
                "party": party,
                "kinds": ["complaints", "links"],
                "cadence_days": days,
            }
            for code, party, days in (
                ("12345-feed", "hotline-12345", 1),
                ("bank-feed", "bank-a", None),
                ("old-feed", "bank-b", 30),
            )
        ],
        "institution": [
            _version("I", f"institution{code}", now) | {"code": code, "kind": kind, "name": code}
            for code, kind in (("bank-a", "BANK"), ("bank-b", "BANK"), ("insurer-a", "INSURER"))
        ],
        "institution_evaluation": [
            _evaluation(code, year, now)
            for code in ("bank-a", "insurer-a")
            for year in (2024, 2025)
        ],
        "inspection_draw": [
            _version("d", f"draw{number}", now)
            | {
                "title": f"双随机 {number}",
                "plan": "plan",
                "commitment": "c",
                "seed": seed,
                "algorithm": "sha256",
                "eligible": 12,
                "drawn_at": at,
            }
            for number, seed, at in ((0, "7", now), (1, None, None))
        ],
        **_cases(keys, now, today),
        **_intake(chance, now),
        **_reads(chance, keys, now),
    }


def _version(letter: str, name: str, now: datetime, **more: Any) -> Row:
    half = hash63(name)
    return {
        "fact_id": half,
        "node_id": node_id(letter, 0, half),
        "recorded_at": now - timedelta(days=80),
        "superseded_at": None,
        "source": "operator",
        "batch_id": None,
        "provider": "operator",
        "rule_version": None,
        "disputed": False,
        **more,
    }


def _party(code: str, kind: str, district: str | None, now: datetime) -> Row:
    return _version("P", f"party{code}", now) | {
        "code": code,
        "kind": kind,
        "name": f"名 {code}",
        "district": district,
        "industries": [],
        "roles": [kind],
    }


def _evaluation(code: str, year: int, now: datetime) -> Row:
    scores = [
        {"criterion": "存管", "weight": 0.5, "score": 90, "evidence": None, "measures": []},
        {
            "criterion": "报送",
            "weight": 0.5,
            "score": 87.5,
            "evidence": "表",
            "measures": ["ACCOUNTS", "BALANCES_OWED"],
        },
    ]
    return _version("E", f"evaluation{code}{year}", now) | {
        "institution": code,
        "year": year,
        "period_from": date(year, 7, 1),
        "period_until": date(year + 1, 6, 30),
        "scores": scores,
        "facts": None if year == 2025 else [{"measure": "ACCOUNTS", "name": "户", "value": "3"}],
        "total": 88_750_000,
        "grade": "A",
        "decided_on": None if year == 2025 else date(year + 1, 9, 1),
    }


def _cases(keys: list[int], now: datetime, today: date) -> dict[str, list[Row]]:
    """Two open cases, one of them sealed; one that has ended; one that is only asked for."""
    given = (
        (CASE, "court-310115", "OPEN", False, None, None, keys[:5]),
        (SEALED_CASE, "police-310115", "OPEN", True, today - timedelta(days=95), today, keys[3:8]),
        ("（2025）沪0115民初9号", "court-310115", "ENDED", False, None, None, keys[8:10]),
        ("（2026）沪0115民初9号", "court-310115", "REQUESTED", False, None, None, keys[8:10]),
    )
    rows: dict[str, list[Row]] = {
        "case_access": [],
        "case_officer": [],
        "case_subject": [],
        "case_family": [],
    }
    for number, (case, authority, status, sealed, since, until, subjects) in enumerate(given):
        access = _version("a", f"case{number}", now, provider=authority) | {
            "case_number": case,
            "authority": authority,
            "paper": f"调取函 {number}",
            "paper_digest": "d",
            "legal_basis": "民事诉讼法 70",
            "purpose": "办案",
            "families": list(LEASED),
            "period_from": since,
            "period_until": until,
            "status": status,
            "defects": [],
            "verify_by": now - timedelta(days=number),
            "opens_on": None if status == "REQUESTED" else today - timedelta(days=5),
            "closes_on": today + timedelta(days=9),
            "sealed": sealed,
            "requested_by": "officer-1",
            "end_reason": None,
        }
        rows["case_access"].append(access)
        about = {"case_id": access["fact_id"]}
        rows["case_officer"] += [
            about | {"subject": s, "name": f"官 {s}", "badge": "0"}
            for s in ("officer-1", "officer-2")
        ]
        rows["case_subject"] += [about | {"merchant_id": key} for key in subjects]
        rows["case_family"] += [about | {"family": family} for family in LEASED]
    return rows


def _intake(chance: random.Random, now: datetime) -> dict[str, list[Row]]:
    batches, waiting = [], []
    for number in range(1, 7):
        source, provider = chance.choice((("12345-feed", "hotline-12345"), ("bank-feed", "bank-a")))
        batches.append(
            {
                "batch_id": number,
                "node_id": node_id("B", 0, number),
                "provider": provider,
                "source": source,
                "kind": chance.choice(("complaints", "links")),
                "idempotency_key": f"k{number}",
                "received_at": now - timedelta(days=chance.choice((0, 1, 1, 40))),
                "rows": 9,
                "accepted": 5,
                "unchanged": 2,
                "quarantined": 2,
                "digest": "d",
                "status": chance.choice(("ACCEPTED", "PARTIAL")),
                "codes": {},
                "state": "STAGING" if number == 6 else "VISIBLE",
                "staged_rows": 9,
                "settings": {},
                "covers_until": chance.choice((None, "2026-03-01", "2026-03-09")),
            }
        )
        waiting += [
            {
                "batch_id": number,
                "line": line,
                "node_id": node_id("Q", 0, number * 10 + line),
                "provider": provider,
                "code": "USCC_LENGTH",
                "field": chance.choice((None, "uscc")),
                "message": "统一社会信用代码应为18位",
                "resolved_at": chance.choice((None, now)),
                "content": {},
            }
            for line in range(1, 4)
        ]
    return {"batch": batches, "quarantined_row": waiting}


def _reads(chance: random.Random, keys: list[int], now: datetime) -> dict[str, list[Row]]:
    records, subjects, recent = [], [], []
    for number in range(1, 11):
        sealed = number % 4 == 0
        records.append(
            {
                "stream": 7,
                "record_id": number,
                "node_id": node_id("l", 7, number),
                "at": now - timedelta(days=number % 3),
                "party": chance.choice(sorted(PARTIES)),
                "subject": "officer-1",
                "purpose": "p",
                "case_number": CASE,
                "operation": "Profile",
                "operation_digest": "0" * 64,
                "policy_version": "1",
                "outcome": "ANSWERED",
                "merchants": 1,
                "merchant_ids": [],
                "merchants_digest": None,
                "families": ["CARDS"],
                "sealed": sealed,
                "case_id": None,
                "sealed_in": None,
            }
        )
        record, about = {"stream": 7, "record_id": number}, keys[: 1 + number % 3]
        if number % 2:
            recent.append({**record, "merchants": f",{','.join(map(str, about))},"})
        else:
            subjects += [{**record, "merchant_id": key, "records": f",{number},"} for key in about]
    return {"access_record": records, "access_recent": recent, "access_subject": subjects}
