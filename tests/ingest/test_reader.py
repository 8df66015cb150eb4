"""Files are decoded in blocks; where one ends changes nothing of what is read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hub.errors import IntakeError
from hub.ingest import reader

TEXTS = st.lists(st.sampled_from(["a,b", "某,店", "1,2\r", "", '"x\ny",z', '"', "\x85,\u2028"]))


def read(raw: bytes, codec: str) -> list[Any]:
    try:
        rows = list(reader.read(io.BytesIO(raw), codec, reader.CSV))
    except IntakeError as error:
        return [error.code]
    return [(row.line, row.error and row.error.code, row.cells) for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=TEXTS,
    end=st.sampled_from(["", "\n", "\n\n"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    broken=st.sampled_from([b"", b"\xe4\xb8,1\n", b"\xff\n"]),
    block=st.integers(1, 40),
)
def test_blocks_end_anywhere(
    monkeypatch: pytest.MonkeyPatch,
    lines: list[str],
    end: str,
    codec: str,
    broken: bytes,
    block: int,
) -> None:
    raw = "\n".join(["one,two", *lines, ""]).encode(codec) + broken + f"3,4{end}".encode()
    whole = read(raw, codec)
    with monkeypatch.context() as patch:
        patch.setattr(reader, "BLOCK", block)
        assert read(raw, codec) == whole


@pytest.mark.parametrize("block", [1, 3, 8, 9])
@pytest.mark.parametrize(("line", "long"), [(b"12345678\n", False), (b"123456789\n", True)])
@pytest.mark.parametrize("last", [b"", b"x\n"])
def test_a_line_is_too_long_wherever_its_block_ends(
    monkeypatch: pytest.MonkeyPatch, block: int, line: bytes, long: bool, last: bytes
) -> None:
    monkeypatch.setattr(reader, "BLOCK", block)
    monkeypatch.setattr(reader, "LINE_LIMIT", 9)
    assert (read(b"a\n" + line + last, "utf-8") == ["LINE_TOO_LONG"]) is long
