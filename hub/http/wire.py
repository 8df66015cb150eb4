"""The bytes of a request and of an answer: limits, fixed headers, compression.

In: ASGI events. Out: a whole body, or a whole answer with its length. Refuses a body that is too
large (413, before it is read where its length is told), too slow (408), compressed (415), or whose
length is told in two ways (400). Every answer carries the security headers and its request id.
Compression tells nothing that it should not: no body holds a secret (token, cookie, key), so none
stands beside text that somebody else has chosen.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import zstandard

from hub.errors import BadRequestError, HubError, IdentityError
from hub.http.negotiation import coding
from hub.http.patience import Patience

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from starlette.types import Message, Receive, Scope, Send

BODY_SECONDS = 10.0
LENGTH_DIGITS = 19
SMALLEST = 4_096  # bytes worth compressing
OFF_THE_LOOP = 100_000
DRAWN = 128  # ids of requests at once
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


class Gone(Exception):  # noqa: N818 (no error of anybody: the client hung up)
    """The client went away before its request was whole."""


def headers(scope: Scope) -> dict[bytes, bytes]:
    """Each header by its name in lower case; one that comes several times is a list, as in HTTP.

    A comma and a space stand between its parts: where one value is wanted, neither is taken.
    """
    given = scope["headers"]
    found: dict[bytes, bytes] = dict(given)
    if len(found) < len(given):
        found.clear()
        for name, value in given:
            found[name] = b"%b, %b" % (found[name], value) if name in found else value
    return found


def text(found: dict[bytes, bytes], name: bytes) -> str:
    """A header as text; nothing where there is none."""
    return found.get(name, b"").decode("latin-1")


def request_id(scope: Scope) -> str:
    """The id of this request, made here and nowhere else."""
    state: dict[str, Any] = scope.setdefault("state", {})
    found: str | None = state.get("request_id")
    if found is None:
        found = state["request_id"] = next(_IDS)
    return found


def _ids() -> Iterator[str]:
    """Random ones, drawn many at once: a counter would tell outsiders how much is asked here."""
    while True:
        drawn = secrets.token_hex(8 * DRAWN)
        for at in range(0, len(drawn), 16):
            yield drawn[at : at + 16]


async def chunks(scope: Scope, receive: Receive, limit: int) -> AsyncIterator[bytes]:
    """The body as it comes; each part within `BODY_SECONDS`, all of it within `limit` bytes."""
    _check_length(headers(scope), limit)
    size, more = 0, True
    while more:
        with Patience(BODY_SECONDS, _too_slow):
            part, more = _part(await receive())
        size += len(part)
        if size > limit:
            raise _too_large()
        if part:
            yield part


async def whole_body(found: dict[bytes, bytes], receive: Receive, limit: int) -> bytes:
    """The whole body of a small request, within `BODY_SECONDS` in all."""
    _check_length(found, limit)
    body, more = b"", True
    with Patience(BODY_SECONDS, _too_slow):
        while more:
            part, more = _part(await receive())
            body += part
            if len(body) > limit:
                raise _too_large()
    return body


def _part(event: Message) -> tuple[bytes, bool]:
    """What came of a body, and whether more of it comes."""
    if event["type"] == "http.disconnect":
        raise Gone
    return event.get("body", b""), event.get("more_body", False)


def _check_length(found: dict[bytes, bytes], limit: int) -> None:
    length = found.get(b"content-length")
    if length is not None:
        if b"," in length or b"transfer-encoding" in found:
            raise BadRequestError("BAD_REQUEST", "The length of the body is told in two ways.")
        if not length.isdigit() or len(length) > LENGTH_DIGITS:
            raise BadRequestError("BAD_REQUEST", "The length of the body is no number.")
        if int(length) > limit:
            raise _too_large()
    if found.get(b"content-encoding", b"").strip().lower() not in {b"", b"identity"}:
        raise HubError("ENCODING_UNSUPPORTED", 415, "A compressed body is not taken.")


def _too_slow() -> HubError:
    return HubError("BODY_SLOW", 408, "The body did not come in time.")


def _too_large() -> HubError:
    return HubError("BODY_TOO_LARGE", 413, "The body is too large.")


async def send(
    scope: Scope,
    send_event: Send,
    status: int,
    body: bytes,
    content_type: str,
    *more: tuple[bytes, bytes],
    policy: tuple[bytes, bytes] = BARE_POLICY,
) -> None:
    """Send one whole answer, compressed when the client takes it and it is worth it."""
    encoding = None
    if len(body) >= SMALLEST:
        encoding = coding(text(headers(scope), b"accept-encoding"), ("zstd", "gzip"))
    if encoding is not None:
        big = len(body) > OFF_THE_LOOP
        pack = _PACKERS[encoding]
        body = await asyncio.to_thread(pack, body) if big else pack(body)
        more = (*more, (b"content-encoding", encoding.encode()))
    heads = [
        (b"content-type", content_type.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"x-request-id", request_id(scope).encode()),
        *FIXED,
        policy,
        *more,
    ]
    if not more or not any(name == b"cache-control" for name, _ in more):
        heads.append(NO_STORE)
    scope["state"]["status"] = status
    await send_event({"type": "http.response.start", "status": status, "headers": heads})
    await send_event(
        {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
    )


def problem(error: HubError) -> bytes:
    """A refusal in the form of a GraphQL response."""
    entry: dict[str, Any] = {"message": error.message, "extensions": {"code": error.code}}
    if error.path:
        entry["extensions"]["path"] = list(error.path)
    return json.dumps({"errors": [entry]}, ensure_ascii=False, separators=(",", ":")).encode()


def problem_headers(error: HubError) -> Iterable[tuple[bytes, bytes]]:
    """What a client needs beside the refusal itself."""
    if isinstance(error, IdentityError):
        yield b"www-authenticate", b'Bearer realm="hub"'
    if error.status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        yield b"retry-after", b"1"
    if error.status in {400, 408, 413}:
        yield b"connection", b"close"


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(body)


_IDS = _ids()
_PACKERS = {"zstd": _zstd, "gzip": _gzip}
