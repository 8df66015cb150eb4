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
ASSOCIATIONS: dict[str, tuple[str, tuple[str, ...]]] = {  # names, and trades: none is all of them
    "association-prepaid": ("演示单用途卡协会", ()),
    "association-beauty": ("演示美发美容协会", BEAUTY),
}
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
    "MERCHANT": ("card-reports", 1),
    "BANK": ("custody-accounts custody-balances guarantees", 1),
    "INSURER": ("guarantees guarantee-claims", 30),
    "STEWARD": ("parties officers sources institutions calendar-days thresholds", None),
}

# What else it may send, now and then: a rhythm holds for every kind of a source, so in another.
OCCASIONAL = {"MERCHANT": "filings revenues outlets"}
RHYTHMS = {"regulator-transport": 30}  # other than that of its kind of party
# Kinds that a source owes by its rhythm and never sends, while the others come.
SILENT = {
    "regulator-transport": (COMPLAINTS, LISTS),  # so codes are uncertain
    "association-beauty": ("warnings",),
}


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
        *(
            Entry(code, "ASSOCIATION", name, None, trades or sections)
            for code, (name, trades) in ASSOCIATIONS.items()
        ),
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
    """A party and its sources: one has its code, and between them every kind that it may send."""
    yield said(
        "parties", day, "steward-1", code=party.code, kind=party.kind, name=party.name,
        district=party.district, industries=list(party.industries),
    )  # fmt: skip
    if party.kind in SENDS:
        kinds, cadence = _sends(party.code, party.kind)
        yield said(
            "sources", day, "steward-1", code=party.code, name=f"{party.name}数据源",
            party=party.code, kinds=kinds, cadence_days=cadence,
        )  # fmt: skip
    if party.kind in OCCASIONAL:
        yield said(
            "sources", day, "steward-1", code=f"{party.code}-occasional",
            name=f"{party.name}数据源（不定期）", party=party.code,
            kinds=OCCASIONAL[party.kind].split(), cadence_days=None,
        )  # fmt: skip


def rhythms(showcase: str) -> dict[str, dict[str, int]]:
    """Days between batches of each kind that comes as it is owed, by source."""
    senders = {code: kind for code, (kind, _) in SINGLE.items() if kind in SENDS}
    senders |= dict.fromkeys(ASSOCIATIONS, "ASSOCIATION")
    senders |= dict.fromkeys(REGULATORS, "INDUSTRY_REGULATOR")
    senders[f"merchant-{showcase}"] = "MERCHANT"
    agreed = {code: _sends(code, kind) for code, kind in senders.items()}
    return {
        code: {kind: days for kind in kinds if kind not in SILENT.get(code, ())}
        for code, (kinds, days) in agreed.items()
        if days is not None
    }


def _sends(code: str, kind: str) -> tuple[list[str], int | None]:
    """The kinds of the source that has a party's code, and its rhythm in days."""
    kinds, days = SENDS[kind]
    return kinds.split(), RHYTHMS.get(code, days)


def _officers(party: Entry, day: date) -> Iterator[Said]:
    for number, subject in enumerate(OFFICERS.get(party.code, ("duty-1",)), start=1):
        yield said(
            "officers", day, "steward-1", party=party.code, subject=subject,
            name=f"{'甲乙'[number - 1]}某", badge=f"演示{number:04d}",
        )  # fmt: skip
