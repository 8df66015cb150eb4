"""What is remembered is bounded, by number and by bytes."""

from __future__ import annotations

import pytest

from hub.cache import Cache


def test_the_least_recently_used_goes_first() -> None:
    cache: Cache[str, int] = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert [cache.get(name) for name in "abc"] == [1, None, 3]


def test_bytes_are_counted_in_and_out() -> None:
    cache: Cache[str, bytes] = Cache(100, room=10, weigh=len)
    for name in "abcdef":
        cache.put(name, b"xxxx")
        assert cache.bytes <= 10
    assert (len(cache), cache.bytes) == (2, 8)
    cache.put("f", b"x")
    assert (len(cache), cache.bytes) == (2, 5)
    cache.clear()
    assert (len(cache), cache.bytes) == (0, 0)


def test_what_is_too_heavy_is_given_and_not_remembered() -> None:
    cache: Cache[str, bytes] = Cache(100, room=10, weigh=len)
    cache.put("a", b"xx")
    assert cache.get_or_make("big", lambda: b"x" * 11) == b"x" * 11
    assert (cache.get("big"), cache.get("a")) == (None, b"xx")


def test_what_cannot_be_made_is_not_remembered() -> None:
    cache: Cache[str, int] = Cache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get_or_make("a", lambda: 1 // 0)
    assert cache.get_or_make("a", lambda: 1) == 1
