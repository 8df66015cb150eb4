"""Foreign files: columns renamed, constants, converters; and mapping files that are refused."""

from __future__ import annotations

import pytest

from hub.errors import IntakeError
from hub.ingest.mapping import capital, loose_date, parse_mapping, percent, ten_thousands
from hub.ingest.rows import CellError
from hub.tables.merchant import merchant
from tests.ingest.world import A, B, Intake

MAP = """
empty = ["N/A"]
ignore = ["企业类型"]
[rename]
"企业名称" = "name"
"统一社会信用代码" = "uscc"
"注册资金" = "registered_capital"
"注册日期" = "established_on"
"地区" = "district"
[constants]
status = "OPERATING"
[convert]
registered_capital = "capital"
established_on = "date"
[values.district]
"自贸区" = "浦东新区"
"""


def test_a_register_of_companies(small: Intake) -> None:
    text = (
        "企业名称,统一社会信用代码,企业类型,注册资金,注册日期,地区\n"
        f'甲公司,{A.lower()},有限,"1,000(万元人民币)",2019/1/2,自贸区\n'
        f"乙公司,{B},N/A,50(万美元),2019年3月12日,N/A\n"
    )
    assert small.operator("merchants", text, mapping=parse_mapping(MAP)).accepted == 2
    first, second = small.row(merchant, A), small.row(merchant, B)
    assert first["registered_capital"] == 1_000_000_000
    assert first["district"] == "310115"
    assert str(first["established_on"]) == "2019-01-02"
    assert first["status"] == "OPERATING"
    assert second["registered_capital"] is None
    assert second["district"] == "310113"


def test_a_cell_that_no_converter_reads(small: Intake) -> None:
    text = f"企业名称,统一社会信用代码,注册资金\n甲公司,{A},很多钱\n"
    assert small.operator("merchants", text, mapping=parse_mapping(MAP)).codes == {"CAPITAL": 1}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,000(万元人民币)", "10000000.00"),
        ("300万人民币", "3000000.00"),
        ("0.000001万元", "0.01"),
        ("5元", "5.00"),
        ("１０（万元人民币）", "100000.00"),
        ("301.5000(万美元 )", None),
        ("20万港币", None),
    ],
)
def test_capital(text: str, yuan: str | None) -> None:
    assert capital(text) == yuan


def test_other_converters() -> None:
    assert loose_date("20190102") == "2019-01-02"
    assert ten_thousands("1,2.5") == "125000.0"
    assert percent("40%") == "0.4"
    with pytest.raises(CellError):
        percent("much")


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "colums = {}",
        '[convert]\nname = "magic"',
        '[rename]\na = "name"\nb = "name"',
        '[rename]\na = "name"\n[constants]\nname = "x"',
        'delimiter = ";;"',
    ],
)
def test_mapping_files_that_are_refused(text: str) -> None:
    with pytest.raises(IntakeError) as refused:
        parse_mapping(text)
    assert refused.value.code == "MAPPING"
