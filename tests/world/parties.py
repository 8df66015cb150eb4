"""Who asks in the hostile world: every kind of party, several districts, with a case and without.

`parties()` gives principals by a short name; `register(rows)` the rows of parties, officers,
institutions, sources, batches and evaluations that stand behind them.
"""

from __future__ import annotations

from typing import Any

from authz.principal import PUBLIC, Principal
from hub.domain.identifiers import hash63, node_id
from tests.world.ground import EPOCH, FIRST, NOW, TODAY, Rows, day, uscc_of

CULTURE = ("2017:8930", "2017:9011", "2017:9012")
SPORT = ("2011:8830", "2017:8930")
TRADES = ("2011:7940", "2017:8040", "2017:8051")
COUNTED = {"measure": "BALANCES_ON_TIME", "name": "按时", "value": "0.5"}
MINE, YOURS = uscc_of(1), uscc_of(2)
CASES = {
    "open": "（2022）沪0115民初101号",
    "period": "（2022）沪0115民初102号",
    "sealed": "沪公浦调证字2022第3号",
    "ended": "（2022）沪0115民初104号",
    "expired": "（2022）沪0115民初105号",
    "requested": "（2022）沪0115民初106号",
    "future": "（2022）沪0115民初107号",
    "last": "（2022）沪0115民初108号",
    "narrow": "沪公浦调证字2022第9号",
    "unknown": "（2022）沪0115民初999号",
}
COURT, POLICE, PROCURATORATE = "court-310115", "police-310115", "procuratorate-310115"


def _one(party: str, kind: str, **more: Any) -> Principal:
    given = {"subject": "officer-1", "roles": (kind,), "name": party, "epoch": EPOCH} | more
    return Principal(party=party, kind=kind, **given)


def _with_case(party: str, kind: str, case: str, subject: str = "officer-1") -> Principal:
    return _one(party, kind, subject=subject, case_number=CASES[case], purpose="evidence")


def parties() -> dict[str, Principal]:
    """Callers by name."""
    return {
        "public": Principal(**{**_fields(PUBLIC), "epoch": EPOCH}),
        "city": _one("city-commerce", "CITY_COMMERCE"),
        "pudong": _one("district-310115", "DISTRICT_COMMERCE", district="310115"),
        "huangpu": _one("district-310101", "DISTRICT_COMMERCE", district="310101"),
        "jingan": _one("district-310106", "DISTRICT_COMMERCE", district="310106"),
        "nowhere": _one("district-none", "DISTRICT_COMMERCE"),
        "culture": _one("regulator-culture", "INDUSTRY_REGULATOR", industries=CULTURE),
        "sport-pudong": _one(
            "regulator-sport-310115", "INDUSTRY_REGULATOR", industries=SPORT, district="310115"
        ),
        "no-trade": _one("regulator-none", "INDUSTRY_REGULATOR"),
        "enforcement-pudong": _one("enforcement-310115", "ENFORCEMENT", district="310115"),
        "enforcement-huangpu": _one("enforcement-310101", "ENFORCEMENT", district="310101"),
        "financial": _one("financial-regulator", "FINANCIAL_REGULATOR"),
        "police": _one(POLICE, "POLICE"),
        "police-open": _with_case(POLICE, "POLICE", "narrow"),
        "police-sealed": _with_case(POLICE, "POLICE", "sealed"),
        "police-stranger": _with_case(POLICE, "POLICE", "narrow", "officer-9"),
        "police-elsewhere": _with_case("police-310101", "POLICE", "narrow"),
        "procuratorate": _one(PROCURATORATE, "PROCURATORATE"),
        "procuratorate-case": _with_case(PROCURATORATE, "PROCURATORATE", "open"),
        "court-open": _with_case(COURT, "COURT", "open"),
        "court-period": _with_case(COURT, "COURT", "period"),
        "court-ended": _with_case(COURT, "COURT", "ended"),
        "court-expired": _with_case(COURT, "COURT", "expired"),
        "court-requested": _with_case(COURT, "COURT", "requested"),
        "court-future": _with_case(COURT, "COURT", "future"),
        "court-last": _with_case(COURT, "COURT", "last"),
        "court-unknown": _with_case(COURT, "COURT", "unknown"),
        "association": _one("association-prepaid", "ASSOCIATION", industries=TRADES),
        "platform": _one("platform-base", "BASE_PLATFORM"),
        "council": _one("consumer-council", "CONSUMER_COUNCIL", channels=("consumer-council",)),
        "hotline": _one("hotline-12345", "HOTLINE", channels=("hotline-12345",)),
        "bank-a": _one("bank-a", "BANK", institution="bank-a"),
        "bank-b": _one("bank-b", "BANK", institution="bank-b"),
        "insurer": _one("insurer-a", "INSURER", institution="insurer-a"),
        "data-center": _one("data-center", "DATA_CENTER"),
        "merchant": _one(f"merchant-{MINE}", "MERCHANT", merchant_id=hash63(MINE)),
        "merchant-other": _one(f"merchant-{YOURS}", "MERCHANT", merchant_id=hash63(YOURS)),
        "auditor": _one("auditor", "AUDITOR"),
        "steward": _one("steward-1", "STEWARD"),
    }


def _fields(one: Principal) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def register(rows: Rows) -> None:
    """The registers behind the callers; the platform's rival asks nothing but is named."""
    known: set[str] = set()
    for one in (*parties().values(), _one("platform-rival", "BASE_PLATFORM")):
        if one.kind == "PUBLIC" or one.party in known:
            continue
        known.add(one.party)
        was = {"name": "旧名"} if one.party == "bank-a" else None
        rows.fact(
            "party",
            0,
            one.party,
            was=was,
            code=one.party,
            kind=one.kind,
            name=f"{one.party}（演示）",
            district=one.district,
            industries=list(one.industries),
            roles=[one.kind],
        )
        for subject in ("officer-1", "officer-2"):
            rows.fact(
                "officer",
                0,
                f"{one.party}/{subject}",
                party=one.party,
                subject=subject,
                name="某人",
                badge="001",
            )
    _sources(rows)
    _institutions(rows)


def _sources(rows: Rows) -> None:
    for party, cadence in (
        *(("data-center", 7), ("bank-a", 1), ("bank-b", None), ("insurer-a", 30)),
        *(("hotline-12345", 2), ("consumer-council", 7), ("association-prepaid", 90)),
        *(("platform-base", 1), ("enforcement-310115", None), (f"merchant-{MINE}", 1)),
    ):
        code = f"src-{party}"
        kinds = ["complaints"] if party == "hotline-12345" else ["merchants", "outlets"]
        more = {"name": f"来源 {party}", "party": party, "kinds": kinds, "cadence_days": cadence}
        rows.fact("source", 0, code, code=code, **more)
        for number in range(3):
            _batch(rows, party, code, number)


def _batch(rows: Rows, party: str, source: str, number: int) -> None:
    key = hash63(f"batch/{party}/{number}")
    status = ("ACCEPTED", "PARTIAL", "REFUSED")[number]
    rows.plain(
        "batch",
        batch_id=key,
        node_id=node_id("B", 0, key),
        provider=party,
        source=source,
        kind="merchants",
        idempotency_key=f"k{number}",
        received_at=NOW if number == 0 else FIRST,
        rows=3,
        accepted=3 - number,
        unchanged=0,
        quarantined=number,
        digest="d" * 64,
        status=status,
        codes=[],
        state="STAGING" if number == 0 and party == "bank-b" else "VISIBLE",
        staged_rows=0,
        settings={},
        covers_until=None if number else TODAY.isoformat(),
    )
    for line in range(1, number + 1):
        half = hash63(f"quarantine/{party}/{number}/{line}")
        rows.plain(
            "quarantined_row",
            batch_id=key,
            line=line,
            node_id=node_id("Q", 0, half),
            provider=party,
            code="USCC_LENGTH",
            field="uscc" if line == 1 else None,
            message="长度不符",
            resolved_at=NOW if line == 2 else None,
            content={"uscc": "secret-content"},
        )


def _institutions(rows: Rows) -> None:
    for code, kind in (("bank-a", "BANK"), ("bank-b", "BANK"), ("insurer-a", "INSURER")):
        rows.fact("institution", 0, code, code=code, kind=kind, name=f"{code}𠮷")
        for year in (2021, 2022):
            rows.fact(
                "institution_evaluation",
                0,
                f"{code}/{year}",
                was={"total": 1, "grade": "E"} if year == 2021 else None,
                gone=code == "bank-b" and year == 2021,
                institution=code,
                year=year,
                period_from=day(-400),
                period_until=day(-36),
                scores=[{"criterion": "服务", "weight": 0.5, "score": 90.0, "evidence": None}],
                facts=None if year == 2022 else [COUNTED],
                total=87_500_000,
                grade="B",
                decided_on=None if year == 2022 else day(-30),
            )
