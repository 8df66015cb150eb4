"""The quick reader and the strict one are of one mind; what only the strict one sees is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hub.errors import BadRequestError
from hub.http import json_input
from hub.http.json_input import strict_json

TEXTS = st.text(alphabet=st.sampled_from('a":, {}[]\\\n\u5e97\U0001f600\x00\ud800'), max_size=8)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(TEXTS, v, max_size=3)
)


def read(content: bytes) -> Any:
    try:
        return strict_json(content)
    except BadRequestError:
        return BadRequestError


def strictly(content: bytes) -> Any:
    try:
        return json_input._strictly(content)
    except BadRequestError:
        return BadRequestError


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_both_readers_agree(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    content = text.encode("utf-8", "surrogatepass")
    found = read(content)
    assert (type(found), found) == (type(strictly(content)), strictly(content))


@given(st.text(alphabet='{}[]":,1e- a.\\', max_size=24))
def test_both_readers_agree_on_what_is_nearly_json(text: str) -> None:
    content = text.encode()
    assert read(content) == strictly(content)


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1,"a":2}',
        b'{"a" : 1, "b":{"c":1,"c" :1}}',
        b'[{"a":1,"a":1}]',
        b'{"\\":":1,"a":1,"a":1}',
        b'{"a":"\\\\","a":"\\\\"}',
        b'{"a":"\\\\\\"","a":1}',
        b'{"a":{"b":"c"},"a":"b"}',
        b'{"a":NaN}',
        b'{"a":"\\u0000"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xff"}',
        b"[" * 33 + b"]" * 33,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"1" * 41,
        b"[1" + b"0" * 45 + b"]",
        b"\xef\xbb\xbf{}",
        b"",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(content: bytes) -> None:
    assert read(content) is BadRequestError


def test_whole_numbers_stay_whole() -> None:
    assert strict_json(b'{"n":12345678901234567890123}') == {"n": 12345678901234567890123}
    assert strict_json(b'{"n":9223372036854775807}') == {"n": 9223372036854775807}
