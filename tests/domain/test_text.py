"""Search forms, unsafe text, and masks that leave nothing behind."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from hub.domain.text import (
    bigrams,
    is_safe_text,
    mask_digits_and_names,
    mask_name1,
    mask_street,
    normalise,
)


def test_normalise_folds_width_case_and_space() -> None:
    assert normalise("  Ａｃｍｅ\u3000 ＳＰＡ（上海）\n") == "acme spa(上海)"
    assert normalise("STRASSE") == normalise("straße")


@given(st.text())
def test_normalise_is_idempotent(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_bigrams_of_words() -> None:
    assert bigrams("美容美容") == ("美容", "容美")
    assert bigrams("上海 SPA") == ("上海", "sp", "pa")
    assert bigrams("美") == ("美",)
    assert bigrams("  ") == ()


@given(st.text(min_size=2, max_size=20), st.data())
def test_a_part_of_two_characters_is_found_by_bigrams(text: str, data: st.DataObject) -> None:
    words = [word for word in normalise(text).split(" ") if len(word) > 1]
    if words:
        word = data.draw(st.sampled_from(words))
        start = data.draw(st.integers(0, len(word) - 2))
        part = word[start : data.draw(st.integers(start + 2, len(word)))]
        if normalise(part) == part:
            assert set(bigrams(part)) <= set(bigrams(text))


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "店\u202e铺", "\u2066", "\u200f", "\u061c"])
def test_unsafe_text(bad: str) -> None:
    assert not is_safe_text(bad)


@pytest.mark.parametrize("good", ["", "一二\n三", "𠮷野家", "Café ☕"])
def test_safe_text(good: str) -> None:
    assert is_safe_text(good)


def test_names_show_one_character() -> None:
    assert [mask_name1(name) for name in ("张三", "欧阳修文", " 李四 ", "王", "")] == [
        "张***",
        "欧***",
        "李***",
        "***",
        "***",
    ]


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("上海市宝山区友谊路1518弄5号102室", "上海市宝山区友谊路"),
        ("浦东新区世纪大道１００号", "浦东新区世纪大道"),
        ("浦东新区路通路5号", "浦东新区路通路"),
        ("徐汇区漕溪北路", "徐汇区漕溪北路"),
        ("静安区康定路张家花园3号楼", "静安区康定路"),
        ("崇明区陈海公路888号", "崇明区陈海公路"),
        ("崇明区三星村12组", "***"),
        ("5号线路边", "***"),
        ("", "***"),
    ],
)
def test_addresses_end_at_the_street(address: str, street: str) -> None:
    assert mask_street(address) == street


@given(st.text(alphabet="路街道弄号村室0123456789张王友谊"))
def test_no_house_number_is_left(address: str) -> None:
    masked = mask_street(address)
    assert not re.search(r"\d", masked)
    assert masked == "***" or address.startswith(masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：张三，电话13812345678。", "联系人：***，电话***。"),
        ("投诉人张三反映商家关门", "投诉人***反映商家关门"),
        ("投诉人王小明称门店停业", "投诉人***称门店停业"),
        ("投诉人姓名为李女士", "投诉人姓名为***"),
        ("投诉人反映商家拒绝退款", "投诉人反映商家拒绝退款"),
        ("联系人: John Smith, 138-1234-5678", "联系人: ***, ***"),
        ("身份证31011519900101123X", "身份证***"),
        ("卡号１２３４５６７８", "卡号***"),
        ("2022-03-01购卡2000元", "2022-03-01购卡2000元"),
        ("投诉人", "投诉人"),
    ],
)
def test_complaint_text_keeps_no_person(text: str, masked: str) -> None:
    assert mask_digits_and_names(text) == masked


@given(st.text(alphabet="0123456789 -Xx，投诉人联系张三李四反映:"))
def test_no_long_digit_run_is_left_and_masking_ends(text: str) -> None:
    masked = mask_digits_and_names(text)
    assert not re.search(r"\d{7}", masked)
