"""Identifiers: credit codes, case numbers, merchant keys, fact keys and opaque node ids.

In: text as people and files write it. Out: the one normalised form, or an integer key.
Refused: codes with a wrong length, letter or check digit (GB 32100-2015), court case numbers out
of form (法〔2015〕137号), node ids that this module did not make. No message repeats the input.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from hashlib import _Hash

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_LENGTH = 18
# The standard weighs each place by a power of 3, modulo 31. 34 is 3 there: a code read backwards is
# a number to that base, of which the standard uses the numerals up to U.
_USCC_BASE = 34
_NUMERALS = b"0123456789ABCDEFGHIJKLMNOPQRSTU"
_USCC_NUMERALS = bytes(
    dict(zip(USCC_ALPHABET.encode(), _NUMERALS, strict=True)).get(each, ord("!"))
    for each in range(256)
)

_COURT = r"(?:最高法|[京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵军]\d{0,4})"
_YEAR = r"(?:19|20)\d{2}"
_COURT_NOW = re.compile(
    rf"\({_YEAR}\){_COURT}知?[\u4e00-\u9fa5]{{1,4}}\d{{1,8}}号(?:之[一二三四五六七八九十]{{1,3}})?"
)
_COURT_BEFORE_2016 = re.compile(
    r"\((?:19\d{2}|200\d|201[0-5])\)[\u4e00-\u9fa5()]{1,14}字第\d{1,8}"
    r"(?:-\d{1,3})?号(?:之[一二三四五六七八九十]{1,3})?"
)
_LOOKS_LIKE_COURT = re.compile(rf"\({_YEAR}\){_COURT}")
_ANY_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_CASE_NUMBER_LENGTH = 100
_FULL_WIDTH = str.maketrans("()", "（）")

_FIRST = struct.Struct(">Q24x")  # the first 64 bits of a SHA-256
_PADDED = struct.Struct(">QQI")
_SPREAD = (  # of a lane of 64 bits: what stays, what moves, by how much
    (0x00000000000FFFFF, 0x000000FFFFF00000, 12),
    (0x000003FF000003FF, 0x000FFC00000FFC00, 6),
    (0x001F001F001F001F, 0x03E003E003E003E0, 3),
)
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".ljust(256, b"=")
_LETTERS = _BASE32[:32].decode()
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_ENDING = range(60, -1, -10)
_NODE_ID = re.compile(r"[A-Za-z][A-Z2-7]{26}")
_KEY_LIMIT = 1 << 64
_BLOCK = 64  # bytes of SHA-256
_INNER, _OUTER = (bytes(each ^ pad for each in range(256)) for pad in (0x36, 0x5C))


def uscc_check_digit(body17: str) -> str:
    """The 18th character for the first 17 of a unified social credit code (GB 32100-2015, 6.2).

    Raises DomainError USCC_LENGTH or USCC_ALPHABET.
    """
    if len(body17) != _USCC_LENGTH - 1:
        raise DomainError(
            "USCC_LENGTH", "统一社会信用代码应为18位 (a credit code has 18 characters)"
        )
    try:
        total = int(body17[::-1].encode("ascii").translate(_USCC_NUMERALS), _USCC_BASE)
    except ValueError:
        raise DomainError(
            "USCC_ALPHABET",
            "统一社会信用代码含有不允许的字符 (a credit code has digits and letters but I O S V Z)",
        ) from None
    return USCC_ALPHABET[-total % 31]


def parse_uscc(text: str) -> str:
    """The normalised unified social credit code: half-width, upper-case, check digit verified.

    Raises DomainError USCC_LENGTH, USCC_ALPHABET or USCC_CHECK_DIGIT (GB 32100-2015).
    """
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if len(code) != _USCC_LENGTH:
        raise DomainError(
            "USCC_LENGTH", "统一社会信用代码应为18位 (a credit code has 18 characters)"
        )
    expected = uscc_check_digit(code[:-1])
    if code[-1] not in USCC_ALPHABET:
        raise DomainError(
            "USCC_ALPHABET",
            "统一社会信用代码含有不允许的字符 (a credit code has digits and letters but I O S V Z)",
        )
    if code[-1] != expected:
        raise DomainError(
            "USCC_CHECK_DIGIT",
            "统一社会信用代码校验位不符 (the check digit of the credit code is wrong)",
        )
    return code


def uscc_district(uscc: str) -> str:
    """Six characters of the registration authority's district in a normalised code.

    It is where the firm was registered, not where it does business.
    """
    return uscc[2:8]


def parse_case_number(text: str) -> str:
    """A case number in its one form.

    Court numbers (法〔2015〕137号, and the form before 2016) are checked and get full-width round
    brackets: `（2022）沪0115民初123号`. Other authorities' numbers must be text with a year and are
    kept as NFKC gives them. Raises DomainError CASE_NUMBER.
    """
    number = unicodedata.normalize("NFKC", text).strip()
    if _COURT_NOW.fullmatch(number) or _COURT_BEFORE_2016.fullmatch(number):
        return number.translate(_FULL_WIDTH)
    refused = (
        len(number) > _CASE_NUMBER_LENGTH
        or not number.isprintable()
        or _LOOKS_LIKE_COURT.match(number)
        or not _ANY_YEAR.search(number)
    )
    if refused:
        raise DomainError(
            "CASE_NUMBER",
            "案号格式不符，例：（2022）沪0115民初123号 (the case number is out of form)",
        )
    return number


def hash63(normalised: str) -> int:
    """The key of a normalised text: the first 63 bits of its SHA-256, 1 … 2**63 - 1."""
    digest = hashlib.sha256(normalised.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") >> 1 or 1


def fact_key(secret: bytes, type_name: str, natural_key: tuple[str, ...]) -> int:
    """The key of a fact: 63 bits of HMAC-SHA256 over its type and natural key, 1 … 2**63 - 1.

    Every part goes in with its length before it, so that no two keys share an encoding.
    """
    return fact_keys(secret, type_name, (natural_key,))[0]


def fact_keys(secret: bytes, type_name: str, natural_keys: Sequence[tuple[str, ...]]) -> list[int]:
    """`fact_key` of many facts of one type."""
    begun, ended = _keyed(secret)
    begun = begun.copy()
    begun.update(_sized(type_name))
    digests = []
    for key in natural_keys:
        inner, outer = begun.copy(), ended.copy()
        inner.update(b"".join(map(_sized, key)))
        outer.update(inner.digest())
        digests.append(outer.digest())
    return [number >> 1 or 1 for (number,) in _FIRST.iter_unpack(b"".join(digests))]


@lru_cache(maxsize=32_768)
def _sized(part: str) -> bytes:
    encoded = part.encode("utf-8")
    return len(encoded).to_bytes(4, "big") + encoded


@lru_cache(maxsize=16)
def _keyed(secret: bytes) -> tuple[_Hash, _Hash]:
    """The two halves of an HMAC (RFC 2104) under a key; of `hmac` each copy costs as much again."""
    digest = hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret
    key = digest.ljust(_BLOCK, b"\0")
    return hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))


def node_id(letter: str, key: int, secret_half: int) -> str:
    """The opaque GraphQL id: type letter and the base32 of 16 bytes, 27 characters in all.

    `key` is the merchant's key (hash63) or 0, `secret_half` half an HMAC (such as `fact_key`);
    both are 0 … 2**64 - 1. Raises ValueError on anything else: that is a mistake of ours.
    """
    if not 0 <= secret_half < _KEY_LIMIT:
        raise ValueError("a node id has two keys of 64 bits")
    bits = ((key & 15) << 64 | secret_half) << 2  # seven pairs of five bits; six stand before
    return _begun(letter, key) + "".join([_PAIRS[bits >> at & 1023] for at in _ENDING])


@lru_cache(maxsize=1_000)
def _begun(letter: str, key: int) -> str:
    """How the ids of one type and key begin: the letter and the first sixty bits of the key."""
    if len(letter) != 1 or not (letter.isascii() and letter.isalpha()):
        raise ValueError("a node id begins with one ASCII letter")
    if not 0 <= key < _KEY_LIMIT:
        raise ValueError("a node id has two keys of 64 bits")
    return letter + "".join([_PAIRS[key >> at & 1023] for at in range(54, -1, -10)])


def node_ids(letter: str, keys: Sequence[int], secret_halves: Sequence[int]) -> list[str]:
    """`node_id` of many keys at once.

    The 16 bytes of each, with four more, are spread over 32: five bytes to eight, in which whole
    numbers of the length of the list move groups of 20, 10 and 5 bits apart in one step each.
    """
    count = 4 * len(keys)
    pairs = zip(keys, secret_halves, strict=True)
    raw = b"".join(_PADDED.pack(key, half, 0) for key, half in pairs)
    lanes = bytearray(8 * count)
    for place in range(5):
        lanes[3 + place :: 8] = raw[place::5]
    bits = int.from_bytes(lanes, "big")
    for low, high, apart in _SPREAD:
        bits = bits & _lanes(low, count) | (bits & _lanes(high, count)) << apart
    text = bits.to_bytes(8 * count, "big").translate(_BASE32).decode("ascii")
    return [letter + text[start : start + 26] for start in range(0, len(text), 32)]


def _lanes(mask: int, count: int) -> int:
    """A mask of 64 bits, so many times."""
    return int.from_bytes(mask.to_bytes(8, "big") * count, "big")


def parse_node_id(text: str) -> tuple[str, int, int]:
    """(type letter, key, secret half) of an id made by `node_id`. Raises DomainError NODE_ID."""
    refusal = DomainError("NODE_ID", "标识无效 (this is not an id of the hub)")
    if not _NODE_ID.fullmatch(text):
        raise refusal
    try:
        body = base64.b32decode(text[1:] + "======")
    except binascii.Error:
        raise refusal from None
    letter, key, half = text[0], int.from_bytes(body[:8], "big"), int.from_bytes(body[8:], "big")
    if node_id(letter, key, half) != text:  # spare bits set: a second spelling of the same id
        raise refusal
    return letter, key, half
