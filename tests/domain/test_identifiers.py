"""Identifiers: normalised forms, keys with test vectors, refusals that do not repeat the input."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given, strategies as st
from stdnum.cn import uscc as independent

from hub.domain.identifiers import (
    USCC_ALPHABET,
    fact_key,
    fact_keys,
    hash63,
    node_id,
    node_ids,
    parse_case_number,
    parse_node_id,
    parse_uscc,
    uscc_check_digit,
    uscc_district,
)
from hub.errors import DomainError

VALID = ("91350100M000100Y43", "91310115MA1K00015K", "92310113MA1K00023E", "91310104MA1FP1239E")
KEYS = st.integers(min_value=0, max_value=2**64 - 1)


@pytest.mark.parametrize("code", VALID)
def test_valid_codes_pass_in_every_width_and_case(code: str) -> None:
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert (
        parse_uscc(code) == parse_uscc(f" {code.lower()}\u3000") == parse_uscc(full_width) == code
    )
    assert uscc_district(code) == code[2:8]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "USCC_LENGTH"),
        ("310115000012345", "USCC_LENGTH"),
        ("91310115MA1K00015K0", "USCC_LENGTH"),
        ("91310115MA1I00015K", "USCC_ALPHABET"),
        ("91310115MA1K00015O", "USCC_ALPHABET"),
        ("91310115MA1K0001-K", "USCC_ALPHABET"),
        ("91310115MA1K000150", "USCC_CHECK_DIGIT"),
        ("91310151MA1K00015K", "USCC_CHECK_DIGIT"),
    ],
)
def test_bad_codes_are_refused_by_their_code(text: str, refusal: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_uscc(text)
    assert caught.value.code == refusal
    assert not text or text not in caught.value.message


@given(st.text(alphabet="0123456789", min_size=8, max_size=8), st.data())
def test_check_digit_agrees_with_an_independent_implementation(
    head: str, data: st.DataObject
) -> None:
    body = head + data.draw(st.text(alphabet=USCC_ALPHABET, min_size=9, max_size=9))
    code = body + uscc_check_digit(body)
    assert independent.validate(code) == code
    assert parse_uscc(code) == code
    for letter in set(USCC_ALPHABET) - {code[-1]}:
        with pytest.raises(DomainError):
            parse_uscc(body + letter)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(2022)沪0115民初123号", "（2022）沪0115民初123号"),
        (" （2022）沪0115民初123号 ", "（2022）沪0115民初123号"),
        ("(２０２２)沪0115民初123号", "（2022）沪0115民初123号"),
        ("(2024)沪7101行初94号", "（2024）沪7101行初94号"),
        ("(2021)沪0115行保1号", "（2021）沪0115行保1号"),
        ("（2020）沪7101破172号", "（2020）沪7101破172号"),
        ("(2022)沪0115民初13290号之一", "（2022）沪0115民初13290号之一"),
        ("（2023）最高法知民终5号", "（2023）最高法知民终5号"),
        ("（2015）普民二(商)初字第951号", "（2015）普民二（商）初字第951号"),
        ("沪公（浦）调证字〔2022〕12号", "沪公(浦)调证字〔2022〕12号"),
        ("沪商秩序〔2022〕7号", "沪商秩序〔2022〕7号"),
    ],
)
def test_case_numbers_have_one_form(text: str, expected: str) -> None:
    assert parse_case_number(text) == expected
    assert parse_case_number(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "（2022）沪0115民初号",
        "（2022）沪0115123号",
        "(2022)沪0115民初123",
        "（2022）沪0115民初123号; drop",
        "（2018）沪民二初字第951号",
        "沪公调证字12号",
        "沪公调证字120221号",
        "调证〔2022〕1号\u202e",
        "〔2022〕" + "长" * 100,
    ],
)
def test_case_numbers_out_of_form_are_refused(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_case_number(text)
    assert caught.value.code == "CASE_NUMBER"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("91350100M000100Y43", 897240442141432926),
        ("91310115MA1K00015K", 8903038151466488225),
        ("", 8203414616412130826),
    ],
)
def test_hash63_vectors(text: str, key: int) -> None:
    assert hash63(text) == key


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_hash63_is_the_first_63_bits_and_positive(text: str) -> None:
    bits = int(hashlib.sha256(text.encode()).hexdigest(), 16)
    assert hash63(text) == bits >> (256 - 63)
    assert 0 < hash63(text) < 2**63


def test_fact_key_is_unambiguous_and_secret() -> None:
    secret = b"k" * 32
    keys = {
        fact_key(secret, "Complaint", ("12345", "AB")),
        fact_key(secret, "Complaint", ("12345A", "B")),
        fact_key(secret, "Complaint", ("12345", "A", "B")),
        fact_key(secret, "Complaint12345", ("AB",)),
        fact_key(b"x" * 32, "Complaint", ("12345", "AB")),
    }
    assert len(keys) == 5
    assert all(0 < key < 2**63 for key in keys)
    encoded = b"\0\0\0\x09Complaint\0\0\0\x0212"
    digest = hmac.new(secret, encoded, "sha256").digest()
    assert fact_key(secret, "Complaint", ("12",)) == int.from_bytes(digest[:8], "big") >> 1


@given(st.sampled_from("MCabz"), KEYS, KEYS)
def test_node_ids_go_there_and_back(letter: str, key: int, half: int) -> None:
    text = node_id(letter, key, half)
    assert len(text) == 27
    assert parse_node_id(text) == (letter, key, half)


def test_node_ids_have_one_spelling() -> None:
    text = node_id("M", 1, 2)
    assert text == "MAAAAAAAAAAAACAAAAAAAAAAAAI"
    spare = text[:-1] + chr(ord(text[-1]) + 1)
    for bad in ("", "M", text[:-1], text + "A", text.lower(), spare, "1" + text[1:], text + "\n"):
        with pytest.raises(DomainError) as caught:
            parse_node_id(bad)
        assert caught.value.code == "NODE_ID"


@pytest.mark.parametrize(("letter", "key", "half"), [("", 1, 1), ("MM", 1, 1), ("é", 1, 1)])
def test_node_id_refuses_what_is_no_letter(letter: str, key: int, half: int) -> None:
    with pytest.raises(ValueError, match="letter"):
        node_id(letter, key, half)


@pytest.mark.parametrize(("key", "half"), [(-1, 0), (0, -1), (2**64, 0), (0, 2**64)])
def test_node_id_refuses_keys_beyond_64_bits(key: int, half: int) -> None:
    with pytest.raises(ValueError, match="64"):
        node_id("M", key, half)


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1)), max_size=20))
def test_many_node_ids_are_those_of_each(keys: list[tuple[int, int]]) -> None:
    assert node_ids("c", *([key[n] for key in keys] for n in (0, 1))) == [
        node_id("c", *key) for key in keys
    ]


def test_many_fact_keys_are_those_of_each() -> None:
    keys = [("甲", "1"), ("甲", "2"), ("乙", "1"), ("", "甲1")]
    assert fact_keys(b"s" * 32, "Complaint", keys) == [
        fact_key(b"s" * 32, "Complaint", key) for key in keys
    ]
    assert fact_keys(b"s" * 32, "Complaint", []) == []
