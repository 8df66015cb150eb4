"""Files that a sender might send, beside what the contract says of them.

Out: `FILES`: kind, bytes, and either the receipt's figures or the code of a whole refusal. They go
in one after the other, so that what one says the next may change.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.ingest.world import A, B, C, code

NORTH, CITY, RETIRED = code(11, "310000"), code(12, "310000"), code(13, "310119")
SHOP = code(14, "310113", "92")
MERCHANT = "uscc,name\n"
REPORT = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
REVENUE = "uscc,year,main_business_revenue\n"
FILING = "uscc,kind,period,main_business_revenue,profit,prepaid_spent,main_uses,filed_on\n"
SHARE = "uscc,holder,contribution,share\n"


@dataclass(frozen=True)
class Sent:
    """One file and what becomes of it. `refused`: the code of a file that is refused whole."""

    name: str
    kind: str
    body: str | bytes
    accepted: int = 0
    unchanged: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    refused: str = ""

    @property
    def raw(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


def _wrong(name: str, kind: str, body: str, refusal: str) -> Sent:
    return Sent(name, kind, body, codes={refusal: 1})


FILES = (
    # the file as a whole
    Sent("no bytes", "merchants", "", refused="NO_HEADER"),
    Sent("blank lines", "merchants", "\n\r\n\n", refused="NO_HEADER"),
    Sent("a header alone", "merchants", MERCHANT),
    Sent("a header without its line end", "merchants", "uscc,name"),
    Sent("a column twice", "merchants", "uscc,name,name\n", refused="COLUMN_TWICE"),
    Sent("a column twice but for spaces", "merchants", "uscc,name, name\n", refused="COLUMN_TWICE"),
    Sent("an unknown column", "merchants", "uscc,name,colour\n", refused="UNKNOWN_COLUMN"),
    Sent("a column without a name", "merchants", "uscc,name,\n", refused="UNKNOWN_COLUMN"),
    Sent("a column in capitals", "merchants", "USCC,name\n", refused="UNKNOWN_COLUMN"),
    Sent("no key column", "merchants", f"name\n{A}\n", codes={"REQUIRED": 1}),
    Sent("UTF-16", "merchants", (MERCHANT + f"{A},甲\n").encode("utf-16"), refused="ENCODING"),
    # encodings, ends of line, quotes
    Sent("UTF-8", "merchants", f"{MERCHANT}{A},浦东美容有限公司\n", accepted=1),
    Sent(
        "with BOM",
        "merchants",
        ("\ufeff" + f"{MERCHANT}{A},浦东美容有限公司\n").encode(),
        unchanged=1,
    ),
    Sent(
        "GB18030", "merchants", f"{MERCHANT}{A},浦东美容有限公司\n".encode("gb18030"), unchanged=1
    ),
    Sent("ends of CR LF", "merchants", f"uscc,name\r\n{A},浦东美容有限公司\r\n", unchanged=1),
    Sent("no end of line", "merchants", f"{MERCHANT}{A},浦东美容有限公司", unchanged=1),
    Sent(
        "quotes around all", "merchants", f'"uscc","name"\n"{A}","浦东美容有限公司"\n', unchanged=1
    ),
    Sent("spaces around", "merchants", f" uscc , name \n {A} , 浦东美容有限公司 \n", unchanged=1),
    Sent("columns the other way", "merchants", f"name,uscc\n浦东美容有限公司,{A}\n", unchanged=1),
    Sent("a small code", "merchants", f"{MERCHANT}{A.lower()},浦东美容有限公司\n", unchanged=1),
    Sent("a line end in a cell", "merchants", f'{MERCHANT}{B},"宝山\n健身""店"""\n', accepted=1),
    Sent(
        "brackets of full width",
        "merchants",
        f"{MERCHANT}{B},宝山健身（上海）有限公司\n",
        accepted=1,
    ),
    Sent("an emoji", "merchants", f"{MERCHANT}{B},宝山健身💪🏽\n", accepted=1),
    Sent("a NUL", "merchants", f"{MERCHANT}{B},宝\0山\n", codes={"TEXT_UNSAFE": 1}),
    Sent("a bidi control", "merchants", f"{MERCHANT}{B},宝\u202e山\n", codes={"TEXT_UNSAFE": 1}),
    Sent(
        "a cell too few",
        "merchants",
        f"{MERCHANT}{B}\n{A},浦东美容有限公司\n",
        unchanged=1,
        codes={"CELLS": 1},
    ),
    Sent(
        "a quote that never ends", "merchants", f'{MERCHANT}{B},"宝山\n', codes={"ROW_MALFORMED": 1}
    ),
    # districts, kinds, status, issuer
    Sent(
        "districts",
        "merchants",
        f"uscc,name,district\n{C},理发,310113\n{NORTH},甲,闸北区\n{RETIRED},乙,310119\n{CITY},丙,宝山\n",
        accepted=4,
    ),
    Sent(
        "no district",
        "merchants",
        f"{MERCHANT}{code(21, '310000')},甲\n",
        codes={"DISTRICT_UNKNOWN": 1},
    ),
    Sent(
        "an empty district",
        "merchants",
        f"uscc,name,district\n{code(22, '310000')},甲,\n",
        codes={"DISTRICT_UNKNOWN": 1},
    ),
    Sent(
        "a district elsewhere",
        "merchants",
        f"uscc,name,district\n{A},甲,北京市\n",
        codes={"DISTRICT_UNKNOWN": 1},
    ),
    Sent(
        "an individual business",
        "merchants",
        f"uscc,name,kind,status,issuer\n{SHOP},理发店,,,\n",
        accepted=1,
    ),
    # a key twice
    Sent("equal rows", "revenues", f"{REVENUE}{A},2021,1\n{A},2021,1.00\n{A},2021,１.0\n", 1, 2),
    Sent(
        "different rows",
        "revenues",
        f"{REVENUE}{B},2021,1\n{B},2021,2\n{A},2021,1\n",
        0,
        1,
        {"KEY_TWICE": 2},
    ),
    Sent(
        "one of them withdrawn",
        "revenues",
        f"uscc,year,main_business_revenue,withdrawn_on\n{A},2021,1,\n{A},2021,1,2022-03-01\n",
        codes={"KEY_TWICE": 2},
    ),
    Sent(
        "one of them malformed",
        "revenues",
        f"{REVENUE}{B},2020,1\n{B},2020,x\n",
        1,
        0,
        {"MONEY": 1},
    ),
    # an absent column, an empty cell, withdrawn
    Sent("two columns", "shareholders", f"{SHARE}{A},甲,5.00,0.5\n", accepted=1),
    Sent("one column absent", "shareholders", f"uscc,holder,share\n{A},甲,0.5\n", unchanged=1),
    Sent("one column empty", "shareholders", f"{SHARE}{A},甲,,0.5\n", accepted=1),
    Sent("cleared already", "shareholders", f"{SHARE}{A},甲,,0.500000\n", unchanged=1),
    Sent("withdrawn", "shareholders", f"uscc,holder,withdrawn_on\n{A},甲,2022-03-02\n", accepted=1),
    Sent(
        "withdrawn again",
        "shareholders",
        f"uscc,holder,withdrawn_on\n{A},甲,2022-03-02\n",
        unchanged=1,
    ),
    Sent(
        "withdrawn, never there",
        "shareholders",
        f"uscc,holder,withdrawn_on\n{A},乙,2022-03-02\n",
        unchanged=1,
    ),
    _wrong(
        "withdrawn tomorrow",
        "shareholders",
        f"uscc,holder,withdrawn_on\n{A},甲,2099-03-02\n",
        "DATE_FUTURE",
    ),
    _wrong(
        "withdrawn on no day", "shareholders", f"uscc,holder,withdrawn_on\n{A},甲,yes\n", "DATE"
    ),
    Sent("sent anew", "shareholders", f"{SHARE}{A},甲,,0.5\n", accepted=1),
    Sent(
        "not withdrawn",
        "shareholders",
        f"uscc,holder,share,withdrawn_on\n{A},甲,0.5,\n",
        unchanged=1,
    ),
    # amounts and shares
    *(
        _wrong(f"amount {text!r}", "revenues", f"{REVENUE}{A},2019,{text}\n", refusal)
        for text, refusal in (
            ("1.001", "MONEY"),
            ("1.000", "MONEY"),
            ("-1", "MONEY_NEGATIVE"),
            ("1e3", "MONEY"),
            ('"1,000"', "MONEY"),
            ("9" * 30, "MONEY"),
            ("NaN", "MONEY"),
            ("1.", "MONEY"),
            (".5", "MONEY"),
            ("￥1", "MONEY"),
            ("0x1", "MONEY"),
            ("1元", "MONEY"),
            ("", "REQUIRED"),
        )
    ),
    *(
        _wrong(f"share {text!r}", "shareholders", f"{SHARE}{A},丙,1,{text}\n", "SHARE")
        for text in ("1.0001", "-0.1", "50%")
    ),
    Sent("the ends of shares", "shareholders", f"{SHARE}{A},丁,0,0\n{A},戊,0.1,1\n", accepted=2),
    # days and periods
    *(
        _wrong(f"day {text!r}", "card-reports", f"{REPORT}{A},{text},1,1,1\n", refusal)
        for text, refusal in (
            ("2022-02-30", "DATE"),
            ("2022-2-3", "DATE"),
            ("2022/02/03", "DATE"),
            ("20220203", "DATE"),
            ("2022-13-01", "DATE"),
            ("0000-01-01", "DATE"),
            ("1066-01-01", "DATE_RANGE"),
            ("2022-02-03T00:00:00", "DATE"),
            ("", "REQUIRED"),
            ("2199-01-01", "DATE_FUTURE"),
        )
    ),
    Sent(
        "days of full width", "card-reports", f"{REPORT}{A},２０２２-０３-０１,1,1,1\n", accepted=1
    ),
    *(
        _wrong(f"count {text!r}", "card-reports", f"{REPORT}{A},2022-02-28,1,1,{text}\n", "INTEGER")
        for text in ("1.0", "-1", "2147483648", "99999999999", "1e1", "一")
    ),
    Sent(
        "periods",
        "filings",
        f"{FILING}{A},MONTHLY_OPERATING,2022-01,1,1,1,租,2022-02-01\n{A},QUARTERLY,2021Q4,1,1,1,租,2022-01-01\n"
        f"{A},HALF_YEAR_STATEMENT,2021H2,1,1,1,租,2022-01-01\n",
        accepted=3,
    ),
    *(
        _wrong(
            f"period {kind} {text}",
            "filings",
            f"{FILING}{A},{kind},{text},1,1,1,租,2022-02-01\n",
            "PERIOD",
        )
        for kind, text in (
            ("MONTHLY_OPERATING", "2022Q1"),
            ("QUARTERLY", "2022-01"),
            ("HALF_YEAR_STATEMENT", "2022Q1"),
            ("MONTHLY_OPERATING", "2022-13"),
            ("QUARTERLY", "2022Q5"),
            ("HALF_YEAR_STATEMENT", "2022H3"),
            ("MONTHLY_OPERATING", "2022"),
            ("QUARTERLY", "2022Q0"),
        )
    ),
    # codes
    *(
        _wrong(f"code {text!r}", "merchants", f"{MERCHANT}{text},甲\n", refusal)
        for text, refusal in (
            (A[:-1], "USCC_LENGTH"),
            (A[:-1] + ("0" if A[-1] != "0" else "1"), "USCC_CHECK_DIGIT"),
            ("O" + A[1:], "USCC_ALPHABET"),
            ("", "REQUIRED"),
        )
    ),
    Sent(
        "a code of full width",
        "merchants",
        f"{MERCHANT}{A.translate({n: n + 0xFEE0 for n in range(33, 127)})},浦东美容有限公司\n",
        unchanged=1,
    ),
    _wrong("a merchant of nobody", "revenues", f"{REVENUE}{code(99)},2021,1\n", "MERCHANT_UNKNOWN"),
    _wrong(
        "a trade of no list", "merchants", f"uscc,name,industry\n{A},甲,0000\n", "INDUSTRY_UNKNOWN"
    ),
    _wrong("a word of no list", "merchants", f"uscc,name,status\n{A},甲,SLEEPING\n", "WORD"),
    _wrong("a name too long", "merchants", f"{MERCHANT}{A},{'甲' * 201}\n", "TEXT_LENGTH"),
)
