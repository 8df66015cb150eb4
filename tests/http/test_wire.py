"""What the edge makes of headers and lengths before it reads a body; ids that are used once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hub.errors import HubError
from hub.http import wire

LENGTH, CHUNKED = b"content-length", b"transfer-encoding"


def test_a_header_that_comes_twice_is_a_list() -> None:
    given = [(b"a", b"1"), (b"b", b"x"), (b"a", b""), (b"a", b"3")]
    assert wire.headers({"headers": given}) == {b"a": b"1, , 3", b"b": b"x"}
    assert wire.headers({"headers": given[:2]}) == {b"a": b"1", b"b": b"x"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("heads", "status"),
    [
        ([(LENGTH, b"1")], None),
        ([(LENGTH, b"1"), (LENGTH, b"1")], 400),
        ([(LENGTH, b"1"), (LENGTH, b"")], 400),
        ([(LENGTH, b"1, 1")], 400),
        ([(LENGTH, b"1"), (CHUNKED, b"chunked")], 400),
        ([(LENGTH, b"")], 400),
        ([(LENGTH, b"-1")], 400),
        ([(LENGTH, b"1" * 20)], 400),
        ([(LENGTH, b"9")], 413),
        ([(b"content-encoding", b"identity")], None),
        ([(b"content-encoding", b"identity"), (b"content-encoding", b"gzip")], 415),
    ],
)
async def test_a_length_is_told_once(heads: list[tuple[bytes, bytes]], status: int | None) -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b"x", "more_body": False}

    found = wire.headers({"headers": heads})
    if status is None:
        assert await wire.whole_body(found, receive, 8) == b"x"
        return
    with pytest.raises(HubError) as refused:
        await wire.whole_body(found, receive, 8)
    assert refused.value.status == status


def test_no_two_requests_have_one_id() -> None:
    ids = {wire.request_id({}) for _ in range(3 * wire.DRAWN)}
    assert len(ids) == 3 * wire.DRAWN
    assert all(re.fullmatch("[0-9a-f]{16}", each) for each in ids)
