"""Who takes part in the demo: the parties of the contract, their officers, sources, institutions.

In: the districts and the industries with their regulators. Out: `Said` values of the four
registers. Roles, districts and trades are what rights hang on; names say 演示. It refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.demo.statement import Said, said
from hub.derive.feeds import COMPLAINTS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

REGULATORS = {
    "regulator-culture-tourism": "演示市文化旅游局",
    "regulator-sport": "演示市体育局",
    "regulator-transport": "演示市交通委",
    "regulator-education": "演示市教委",
}
PUDONG = "310115"
POLICE, PROCURATORATE, COURT = f"police-{PUDONG}", f"procuratorate-{PUDONG}", f"court-{PUDONG}"
BANKS = {"bank-a": "演示甲银行", "bank-b": "演示乙银行"}
INSURERS = {"insurer-a": "演示甲保险"}
BEAUTY = ("2017:804", "2011:794")
SINGLE = {
    "city-commerce": ("CITY_COMMERCE", "演示市商务委"),
    "financial-regulator": ("FINANCIAL_REGULATOR", "演示市金融监管局"),
    "platform-base": ("BASE_PLATFORM", "演示公共基础服务平台"),
    "consumer-council": ("CONSUMER_COUNCIL", "演示市消保委"),
    "hotline-12345": ("HOTLINE", "演示12345热线"),
    **{code: ("BANK", name) for code, name in BANKS.items()},
    **{code: ("INSURER", name) for code, name in INSURERS.items()},
    "data-center": ("DATA_CENTER", "演示市大数据中心"),
    "auditor": ("AUDITOR", "演示审计员"),
    "steward-1": ("STEWARD", "演示管理员一"),
    "steward-2": ("STEWARD", "演示管理员二"),
}
OFFICERS = {
    COURT: ("judge-1", "judge-2"),
    PROCURATORATE: ("prosecutor-1", "prosecutor-2"),
    POLICE: ("officer-1", "officer-2"),
}
# What each kind of party sends (intake.csv) and its agreed rhythm in days.
SENDS: dict[str, tuple[str, int | None]] = {
    "DATA_CENTER": (
        "merchants outlets shareholders permits payments revenues equity-freezes listings",
        7,
    ),
    "CITY_COMMERCE": ("merchants outlets links warnings", None),
    "DISTRICT_COMMERCE": ("outlets links rectifications inspections clues listings", None),
    "INDUSTRY_REGULATOR": (
        "permits outlets rectifications inspections clues listings complaints",
        None,
    ),
    "ENFORCEMENT": ("penalties inspections referrals listings", None),
    "COURT": ("listings equity-freezes", None),
    "HOTLINE": ("complaints", 2),
    "CONSUMER_COUNCIL": ("complaints warnings", 7),
    "BASE_PLATFORM": ("links card-reports reviews ratings", 1),
    "ASSOCIATION": ("ratings reviews warnings", 90),
    "MERCHANT": ("card-reports filings revenues outlets", 1),
    "BANK": ("custody-accounts custody-balances guarantees", 1),
    "INSURER": ("guarantees guarantee-claims", 30),
    "STEWARD": ("parties officers sources institutions calendar-days thresholds", None),
}

SILENT = {"regulator-transport": 30}  # promised complaints and lists by a rhythm, and sends none
WATCHED = frozenset((COMPLAINTS, LISTS))


@dataclass(frozen=True, slots=True)
class Entry:
    """One party of the register."""

    code: str
    kind: str
    name: str
    district: str | None = None
    industries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndustryRow:
    """One industry of the code list, as far as parties need it."""

    key: str
    parent: str | None
    regulator: str | None


def entries(
    districts: Mapping[str, str], industries: Iterable[IndustryRow], showcase: str, shop: str
) -> tuple[Entry, ...]:
    """Every party of the demo. `districts`: names by code; `shop`: the showcase's name."""
    rows = tuple(industries)
    sections = tuple(row.key for row in rows if row.parent is None)
    found = [Entry(code, kind, name) for code, (kind, name) in SINGLE.items()]
    for code, name in districts.items():
        found += [
            Entry(f"district-commerce-{code}", "DISTRICT_COMMERCE", f"演示{name}商务委", code),
            Entry(f"market-supervision-{code}", "ENFORCEMENT", f"演示{name}市场监管局", code),
            Entry(f"culture-enforcement-{code}", "ENFORCEMENT", f"演示{name}文化执法大队", code),
        ]
    found += [
        Entry(code, "INDUSTRY_REGULATOR", name, None, _supervised(rows, code))
        for code, name in REGULATORS.items()
    ]
    pudong = districts[PUDONG]
    return (
        *found,
        Entry(POLICE, "POLICE", f"演示{pudong}公安分局", PUDONG),
        Entry(PROCURATORATE, "PROCURATORATE", f"演示{pudong}检察院", PUDONG),
        Entry(COURT, "COURT", f"演示{pudong}法院", PUDONG),
        Entry("association-prepaid", "ASSOCIATION", "演示单用途卡协会", None, sections),
        Entry("association-beauty", "ASSOCIATION", "演示美发美容协会", None, BEAUTY),
        Entry(f"merchant-{showcase}", "MERCHANT", shop),
    )


def _supervised(rows: tuple[IndustryRow, ...], regulator: str) -> tuple[str, ...]:
    """The classes that a regulator supervises; a class within another's group is not among them."""
    parents = {row.parent for row in rows}
    return tuple(row.key for row in rows if row.regulator == regulator and row.key not in parents)


def statements(parties: Iterable[Entry], day: date) -> Iterator[Said]:
    """The four registers, as a steward sent them on a day."""
    for each in parties:
        yield from registered(each, day)
        yield from _officers(each, day)
        if each.kind in ("BANK", "INSURER"):
            yield said(
                "institutions", day, "steward-1", code=each.code, kind=each.kind, name=each.name
            )  # fmt: skip


def registered(party: Entry, day: date) -> Iterator[Said]:
    """A party and its source, which has its code and every kind that the party may send."""
    yield said(
        "parties", day, "steward-1", code=party.code, kind=party.kind, name=party.name,
        district=party.district, industries=list(party.industries),
    )  # fmt: skip
    if party.kind in SENDS:
        kinds, cadence = SENDS[party.kind]
        cadence = SILENT.get(party.code, cadence)
        yield said(
            "sources", day, "steward-1", code=party.code, name=f"{party.name}数据源",
            party=party.code, kinds=kinds.split(), cadence_days=cadence,
        )  # fmt: skip


def rhythms() -> dict[str, dict[str, int]]:
    """Days between batches of complaints and of lists, by party that owes them (SINGLE only)."""
    return {
        code: {kind: cadence for kind in kinds.split() if kind in WATCHED}
        for code, (party_kind, _) in SINGLE.items()
        for kinds, cadence in [SENDS.get(party_kind, ("", None))]
        if cadence is not None and not WATCHED.isdisjoint(kinds.split())
    }


def _officers(party: Entry, day: date) -> Iterator[Said]:
    for number, subject in enumerate(OFFICERS.get(party.code, ("duty-1",)), start=1):
        yield said(
            "officers", day, "steward-1", party=party.code, subject=subject,
            name=f"{'甲乙'[number - 1]}某", badge=f"演示{number:04d}",
        )  # fmt: skip
