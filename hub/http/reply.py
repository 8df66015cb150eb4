"""A whole answer as it leaves: compressed where the client takes it, under fixed headers.

In: what is answered, and what the client takes. Out: its headers, by name or as bytes of HTTP/1.1.
Every answer carries the security headers and its request id. Compression tells nothing that it
should not: no body holds a secret (token, cookie, key), so none stands beside text that somebody
else has chosen.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

import zstandard

from hub.http.negotiation import coding

SMALLEST = 4_096  # bytes worth compressing
OFF_THE_LOOP = 100_000
HEADS = 64  # answers that differ in nothing but length and id
FIXED = (
    (b"vary", b"accept, accept-encoding, authorization"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
NO_STORE = (b"cache-control", b"no-store")
BARE_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
CLOSE = (b"connection", b"close")

Header = tuple[bytes, bytes]


class Reply(NamedTuple):
    """An answer; `more` are headers of its own, none of them made of what a client sent."""

    status: int
    body: bytes
    content_type: str
    more: tuple[Header, ...] = ()
    policy: Header = BARE_POLICY

    def headers(self, identity: str) -> list[Header]:
        """All headers, under a request id."""
        length = (b"content-length", b"%d" % len(self.body))
        return [length, (b"x-request-id", identity.encode()), *_fixed(*self[2:])]

    def head(self, identity: str, date: bytes) -> bytes:
        """Status line and all headers as they go over the wire; `date` is lines of the server's."""
        begin, end = _lines(self.status, *self[2:])
        told = b"content-length: %d\r\nx-request-id: %b\r\n"
        return begin + date + told % (len(self.body), identity.encode()) + end

    @property
    def ends(self) -> bool:
        """Whether the connection ends with it."""
        return CLOSE in self.more


async def packed(reply: Reply, accepted: bytes) -> Reply:
    """The same, compressed when the client takes it and it is worth it."""
    if len(reply.body) < SMALLEST or not accepted:
        return reply
    encoding = coding(accepted.decode("latin-1"), ("zstd", "gzip"))
    if encoding is None:
        return reply
    pack, big = _PACKERS[encoding], len(reply.body) > OFF_THE_LOOP
    body = await asyncio.to_thread(pack, reply.body) if big else pack(reply.body)
    more = (*reply.more, (b"content-encoding", encoding.encode()))
    return reply._replace(body=body, more=more)


def _fixed(content_type: str, more: tuple[Header, ...], policy: Header) -> list[Header]:
    kept = [] if any(name == NO_STORE[0] for name, _ in more) else [NO_STORE]
    return [(b"content-type", content_type.encode()), *FIXED, policy, *more, *kept]


@lru_cache(maxsize=HEADS)
def _lines(
    status: int, content_type: str, more: tuple[Header, ...], policy: Header
) -> tuple[bytes, bytes]:
    """What stands before and behind the lines that differ from answer to answer."""
    named = b"".join(b"%b: %b\r\n" % each for each in _fixed(content_type, more, policy))
    return b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode()), named + b"\r\n"


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(body)


_PACKERS = {"zstd": _zstd, "gzip": _gzip}
