"""The bytes of a request and of an answer: limits, refusals, ids.

In: ASGI events. Out: a whole body, or a whole answer (`hub.http.reply`). Refuses a body that is too
large (413, before it is read where its length is told), too slow (408), compressed (415), or whose
length is told in two ways (400).
"""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from hub.errors import BadRequestError, HubError, IdentityError
from hub.http.patience import Patience
from hub.http.reply import BARE_POLICY, CLOSE, SMALLEST, Reply, packed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from starlette.types import Message, Receive, Scope, Send

    from hub.http.reply import Header

BODY_SECONDS = 10.0
LENGTH_DIGITS = 19
DRAWN = 128  # ids of requests at once


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
        found = state["request_id"] = new_id()
    return found


def new_id() -> str:
    """One that nobody had before."""
    return next(_IDS)


def _ids() -> Iterator[str]:
    """Random ones, drawn many at once: a counter would tell outsiders how much is asked here."""
    while True:
        drawn = secrets.token_hex(8 * DRAWN)
        for at in range(0, len(drawn), 16):
            yield drawn[at : at + 16]


async def chunks(scope: Scope, receive: Receive, limit: int) -> AsyncIterator[bytes]:
    """The body as it comes; each part within `BODY_SECONDS`, all of it within `limit` bytes."""
    check_length(headers(scope), limit)
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
    check_length(found, limit)
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


def check_length(found: dict[bytes, bytes], limit: int) -> None:
    """Refuse a body by what its head says of it."""
    length = found.get(b"content-length")
    if length is not None:
        if b"," in length or b"transfer-encoding" in found:
            raise BadRequestError("BAD_REQUEST", "The length of the body is told in two ways.")
        if not length.isdigit() or len(length) > LENGTH_DIGITS:
            raise BadRequestError("BAD_REQUEST", "The length of the body is no number.")
        if int(length) > limit:
            raise _too_large()
    encoding = found.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in {b"", b"identity"}:
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
    *more: Header,
    policy: Header = BARE_POLICY,
) -> None:
    """Send one whole answer."""
    await send_reply(scope, send_event, Reply(status, body, content_type, more, policy))


async def send_reply(scope: Scope, send_event: Send, reply: Reply) -> None:
    """Send it, compressed when the client takes that and it is worth it."""
    if len(reply.body) >= SMALLEST:
        reply = await packed(reply, headers(scope).get(b"accept-encoding", b""))
    heads = reply.headers(request_id(scope))
    scope["state"]["status"] = reply.status
    await send_event({"type": "http.response.start", "status": reply.status, "headers": heads})
    body = b"" if scope["method"] == "HEAD" else reply.body
    await send_event({"type": "http.response.body", "body": body})


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
        yield CLOSE


_IDS = _ids()
