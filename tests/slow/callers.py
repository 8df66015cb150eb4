"""The callers of the small world: one of each kind, and a few that hold more than one role."""

from __future__ import annotations

from dataclasses import replace

from authz.principal import PUBLIC, Principal
from hub.domain.identifiers import hash63, uscc_check_digit

CASE = "（2026）沪0115民初123号"
SEALED_CASE = "（2026）沪0115刑初7号"
DISTRICTS = ("310113", "310115", "310104", "310120")
CHANNELS = ("12345", "12315", "cpc")


def uscc(number: int) -> str:
    """The credit code of the merchant of that number."""
    body = f"{'92' if number % 5 == 0 else '91'}{DISTRICTS[number % 4]}MA1K{number:05d}"
    return body + uscc_check_digit(body)


def _caller(party: str, kind: str, **more: object) -> Principal:
    return Principal(party=party, kind=kind, subject="officer-1", roles=(kind,), **more)  # type: ignore[arg-type]


CITY = _caller("city-commerce", "CITY_COMMERCE")
DISTRICT = _caller("district-commerce-310113", "DISTRICT_COMMERCE", district="310113")
TRADE = _caller("regulator-sport", "INDUSTRY_REGULATOR", industries=("2017:8051", "2011:7950"))
TRADE_HERE = replace(TRADE, party="regulator-sport-310113", district="310113")
ENFORCEMENT = _caller("market-supervision-310113", "ENFORCEMENT", district="310113")
FINANCE = _caller("financial-regulator", "FINANCIAL_REGULATOR")
POLICE = _caller("police-310115", "POLICE", district="310115", case_number=SEALED_CASE)
COURT = _caller("court-310115", "COURT", district="310115", case_number=CASE)
PROCURATORATE = _caller("procuratorate-310115", "PROCURATORATE", case_number=CASE)
OTHER_OFFICER = replace(COURT, subject="officer-9")
ASSOCIATION = _caller("association-prepaid", "ASSOCIATION")
PLATFORM = _caller("platform-base", "BASE_PLATFORM")
COUNCIL = _caller("consumer-council", "CONSUMER_COUNCIL", channels=("cpc",))
HOTLINE = _caller("hotline-12345", "HOTLINE", channels=("12345",))
BANK = _caller("bank-a", "BANK", institution="bank-a")
INSURER = _caller("insurer-a", "INSURER", institution="insurer-a")
CENTER = _caller("data-center", "DATA_CENTER")
MERCHANT = _caller(f"merchant-{uscc(1)}", "MERCHANT", merchant_id=hash63(uscc(1)))
UNREGISTERED = _caller(f"merchant-{uscc(6)}", "MERCHANT", merchant_id=hash63(uscc(6)))
AUDITOR = _caller("auditor", "AUDITOR")
STEWARD = _caller("steward-1", "STEWARD")
TWO_ROLES = replace(DISTRICT, roles=("ASSOCIATION", "DISTRICT_COMMERCE", "FINANCIAL_REGULATOR"))

CALLERS: dict[str, Principal] = {
    "public": PUBLIC,
    "city": CITY,
    "district": DISTRICT,
    "trade": TRADE,
    "trade-here": TRADE_HERE,
    "enforcement": ENFORCEMENT,
    "finance": FINANCE,
    "police": POLICE,
    "court": COURT,
    "procuratorate": PROCURATORATE,
    "other-officer": OTHER_OFFICER,
    "association": ASSOCIATION,
    "platform": PLATFORM,
    "council": COUNCIL,
    "hotline": HOTLINE,
    "bank": BANK,
    "insurer": INSURER,
    "center": CENTER,
    "merchant": MERCHANT,
    "unregistered": UNREGISTERED,
    "auditor": AUDITOR,
    "steward": STEWARD,
    "two-roles": TWO_ROLES,
}
PARTIES = {
    principal.party: (principal.kind, principal.district)
    for principal in CALLERS.values()
    if principal not in (PUBLIC, UNREGISTERED)
} | {"bank-b": ("BANK", None), "operator": ("STEWARD", None), "public": ("PUBLIC", None)}
