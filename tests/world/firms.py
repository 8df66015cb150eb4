"""The merchants of the hostile world and what they are as firms.

Each stands for a case; `_CASES` names them. Numbers 1 … 12 carry facts of every table, the rest
what their case needs. Texts hold emoji, full-width brackets, characters of GB 18030 only and
patterns of LIKE; every column that may be null is null somewhere.
"""

from __future__ import annotations

from typing import Any

from hub.domain.identifiers import hash63
from hub.domain.text import mask_name1, mask_street, normalise
from tests.world.ground import TODAY, Rows, day, uscc_of
from tests.world.parties import MINE

BIG = 2**31 + 12_345
RICH = 12  # so many merchants have facts of every table
INDUSTRIES: tuple[tuple[str | None, int | None], ...] = (
    *(("8040", 2017), ("8930", 2017), ("7940", 2011), (None, None)),
    *(("8051", 2017), ("9011", 2017), ("8830", 2011), ("0000", 2017)),
)
NAMES = (
    *(
        "美丽🌸发型",
        "Ａ店（浦东）",
        "𠮷野家𬭎",
        "100%_\\店",
        "a'b\"c\n店",
        "ﬀ健身 ＧＹＭ",
        "美丽🌸发型",
    ),
    *("x" * 60, "\u200b零宽", "İstanbul", "ß店", "㐂寿司"),
)
_CASES: dict[int, dict[str, Any]] = {
    3: {"district": "310101", "was": {"district": "310115"}},  # moved to another district
    4: {"district": "310115", "district_basis": "registration"},
    5: {"district": "310106", "registered": "310108"},  # registered in a retired district
    6: {"issuer": "REPORTED"},
    7: {"issuer": "NOT_KNOWN", "was": {"issuer": "REPORTED"}},
    8: {"issuer": "CEASED", "status": "CLOSED"},
    9: {"district": "310101", "district_basis": "registration", "brand": ""},
    10: {"district": "310106", "was": {"industry": None, "industry_edition": None}},
    13: {"name": ""},
    14: {"contact_phone": "1234567"},  # as long as the mask shows
    15: {"contact_phone": "12345678901234567890", "legal_representative": "王"},
    16: {"legal_representative_id_number": "110"},
    17: {"registered_address": ""},
    18: {"kind": "INDIVIDUAL_BUSINESS", "prefix": "92", "registered_capital": 0},
    19: {"registered_capital": 2**53 + 1},
    20: {"gone": True},  # withdrawn: nobody sees it
    21: {"district_basis": "confirmed", "district": "310101"},
    22: {"mall_type": True, "established_on": None},
}
COUNT = 40


def uscc(number: int) -> str:
    """The code of a merchant of the world."""
    case = _CASES.get(number, {})
    return uscc_of(number, case.get("registered", "310115"), case.get("prefix", "91"))


def key(number: int) -> int:
    """The key of a merchant of the world."""
    return hash63(uscc(number))


def firms(rows: Rows) -> None:
    """All merchants with what they are as firms."""
    for number in range(1, COUNT + 1):
        _merchant(rows, number)
        _link(rows, number)
        for at in range(_outlets(number)):
            _outlet(rows, number, at)
    for number in range(1, RICH + 1):
        _standing(rows, number)


def _merchant(rows: Rows, number: int) -> None:
    given = _CASES.get(number, {})
    case = {k: v for k, v in given.items() if k not in {"registered", "prefix"}}
    bare = number > RICH and number % 3 == 0  # nothing that may be null is there
    industry, edition = INDUSTRIES[number % len(INDUSTRIES)]
    columns: dict[str, Any] = {
        "name": NAMES[number % len(NAMES)],
        "kind": "ENTERPRISE",
        "status": ("OPERATING", "UNKNOWN", "SUSPENDED", "UNREACHABLE")[number % 4],
        "issuer": "CONFIRMED",
        "district": ("310115", "310101", "310106")[number % 3],
        "district_basis": "stated",
        "industry": industry,
        "industry_edition": edition,
        "brand": None if bare else f"品牌{number % 4}",
        "mall_type": False,
        "established_on": None if bare else day(-1000 - number % 5),  # ties in the order
        "registered_capital": None if bare else BIG * 100,
        "business_scope": None if bare else "预付卡；\t美发",
        "registered_address": None if bare else f"上海市浦东新区世纪大道{number}号2楼",
        "legal_representative": None if bare else "欧阳某某",
        "legal_representative_id_number": None if bare else f"31010119900101{number:04d}",
        "contact_phone": None if bare else f"138{number:08d}",
    } | {name: value for name, value in case.items() if name not in {"was", "gone"}}
    was = case.get("was")
    rows.fact(
        "merchant",
        key(number),
        "",
        was=None if was is None else _derived({**columns, **was}),
        gone=case.get("gone", False),
        disputed=number == 11,
        uscc=uscc(number),
        **_derived(columns),
    )


def _derived(columns: dict[str, Any]) -> dict[str, Any]:
    """What intake stores beside: folded names, industry key and masked forms."""
    industry, edition = columns["industry"], columns["industry_edition"]
    address, person = columns["registered_address"], columns["legal_representative"]
    brand = columns["brand"]
    return {
        **columns,
        "name_folded": normalise(columns["name"]),
        "brand_folded": None if brand is None else normalise(brand),
        "industry_key": "" if industry is None else f"{edition}:{industry}",
        "registered_address_street": None if address is None else mask_street(address),
        "legal_representative_name1": None if person is None else mask_name1(person),
    }


LINKS: tuple[dict[str, Any], ...] = (
    {"status": "LINKED", "platform": "platform-base", "confirmed_on": day(-9)},
    {"status": "LINKED", "platform": "platform-base", "confirmed_on": None},
    {"status": "LINKED", "platform": "platform-rival", "confirmed_on": day(-9)},
    {"status": "DELINKED", "platform": "platform-base", "confirmed_on": day(-9)},
    {"status": "UNLINKED", "platform": None, "confirmed_on": None},
    {"status": "DELINKING", "platform": "platform-base", "confirmed_on": TODAY},
    {"status": "NOT_REQUIRED", "platform": None, "confirmed_on": day(-9)},
    {
        "status": "UNLINKED",
        "platform": None,
        "confirmed_on": None,
        "was": {"status": "LINKED", "platform": "platform-base", "confirmed_on": day(-200)},
    },
)


def _link(rows: Rows, number: int) -> None:
    chosen = dict(LINKS[(number - 1) % len(LINKS)])
    linked = chosen["status"] == "LINKED"
    rows.fact(
        "link",
        key(number),
        "",
        was=chosen.pop("was", None),
        provider=chosen["platform"] or "data-center",
        system="系统（甲）" if linked else None,
        linked_on=day(-20 - number) if linked else None,
        mark_due_on=day(3) if linked else None,
        notice_on=None,
        delinked_on=day(-1) if chosen["status"] == "DELINKED" else None,
        confirmed_by="city-commerce" if chosen["confirmed_on"] else None,
        **chosen,
    )


OUTLETS: tuple[dict[str, Any], ...] = (
    {"district": "310101", "status": "OPEN"},
    {"district": "310106", "status": "CLOSED", "closed_on": day(-1)},
    {"district": "310106", "status": "OPEN"},
    {"district": "310115", "status": "SUSPENDED"},
    {"district": "310101", "status": "CLOSED", "was": {"status": "OPEN", "closed_on": None}},
    {"district": "310115", "status": "OPEN", "gone": True},
    {"district": "310151", "status": "UNKNOWN"},
)


def _outlets(number: int) -> int:
    return 3 if number <= RICH else number % 3


def _outlet(rows: Rows, number: int, at: int) -> None:
    chosen = {"closed_on": None, **OUTLETS[(number + at * 2) % len(OUTLETS)]}
    was, gone = chosen.pop("was", None), chosen.pop("gone", False)
    rows.fact(
        "outlet",
        key(number),
        f"o{at}",
        was=was,
        gone=gone,
        provider=f"merchant-{MINE}" if number == 1 else "data-center",
        code=f"O{number}-{at}",
        name=f"门店{at}🌸" if at else "",
        address=None if at == 1 else f"路{number}",
        opened_on=None if at == 2 else day(-500),
        **chosen,
    )


def _standing(rows: Rows, number: int) -> None:
    merchant = key(number)
    for at, holder in enumerate(("张三", "李四", "𠮷田株式会社")):
        rows.fact(
            "shareholder",
            merchant,
            holder,
            was={"share": 100_000} if at == 0 else None,
            gone=at == 2 and number % 2 == 0,
            holder=holder,
            contribution=None if at else BIG,
            share=None if at == 1 else 333_333,
        )
    rows.fact(
        "permit",
        merchant,
        "p",
        kind="食品经营许可",
        number=f"N{number}",
        issued_by=None if number % 2 else "某局",
        valid_from=None if number % 2 else day(-100),
        valid_until=None if number == 5 else day(-1 + number % 3),
    )
    for at, kind in enumerate(("TAX", "WATER", "TAX")):
        rows.fact(
            "payment",
            merchant,
            f"{kind}{at}",
            kind=kind,
            period=("2022-01", "2022-07", "2022Q3")[at],
            due=None if at == 1 else BIG,
            paid=(BIG, None, 0)[at],
            arrears=None if at else -5,
        )
    for year in (2020, 2021):
        was = {"main_business_revenue": 7} if year == 2021 and number % 2 else None
        rows.fact(
            "revenue",
            merchant,
            str(year),
            was=was,
            provider=f"merchant-{MINE}" if number == 1 else "data-center",
            year=year,
            main_business_revenue=BIG * number,
        )
