"""`/graphql`: GraphQL over HTTP as a bare ASGI callable, and GraphiQL when a browser asks.

In: POST with a JSON body; GET with parameters, for queries. Out: the answer of `hub.operation`, as
`application/graphql-response+json` with its own status, or as `application/json`, where a request
that was well formed answers 200. Refuses other methods (405), media types (406, 415), bodies that
are not strict JSON (400), a bad token (401), an answer later than the deadline (503). When the
client goes away, the work for it is cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hub.engines.turns import late
from hub.errors import BadRequestError, ForbiddenError, HubError
from hub.http import wire
from hub.http.authentication import in_request, principal_of
from hub.http.json_input import KNOWN, Envelope, from_body, from_parameters, parameters
from hub.http.negotiation import EVENTS, GRAPHQL, JSON, PAGE, media
from hub.http.patience import Patience
from hub.http.reply import Reply, packed
from hub.http.waiting import answered
from hub.operation import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from authz.principal import Principal
    from hub.http.service import Service

OFFERED = (GRAPHQL, JSON)
TYPED = {name: f"{name}; charset=utf-8" for name in OFFERED}
OK, BAD_REQUEST, NOT_ALLOWED = 200, 400, 405
ALLOW = (b"allow", b"GET, POST")
LONGEST_ADDRESS = 16_384


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """The endpoint; `page` is what a browser gets."""

    service: Service
    page: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = wire.headers(scope)
        accept = wire.text(found, b"accept")
        if scope["method"] == "GET" and media(accept, (PAGE, *OFFERED)) == PAGE:
            await self.page(scope, receive, send)
            return
        answer = partial(self._answer, scope, receive, found)
        await wire.send_reply(scope, send, await _reply(accept, answer))

    async def post(self, found: dict[bytes, bytes], body: bytes) -> Reply:
        """The answer to a POST whose body is here already."""
        reply = await _reply(wire.text(found, b"accept"), partial(self._at_once, found, body))
        return await packed(reply, found.get(b"accept-encoding", b""))

    async def _at_once(self, found: dict[bytes, bytes], body: bytes) -> Answer:
        principal = await principal_of(self.service, found)
        _check_type(wire.text(found, b"content-type"))
        wire.check_length(found, self.service.settings.max_body)
        request, admitted = await self._asked(found, principal, from_body(body), posted=True)
        with Patience(self.service.settings.deadline, late):
            return await self.service.operations.answer(request, admitted)

    async def _answer(self, scope: Scope, receive: Receive, found: dict[bytes, bytes]) -> Answer:
        posted = scope["method"] == "POST"
        if not posted and scope["method"] != "GET":
            raise HubError("METHOD_NOT_ALLOWED", 405, "This address takes GET and POST.")
        principal = await principal_of(self.service, found)
        if posted:
            _check_post(scope, found)
            limit = self.service.settings.max_body
            envelope = from_body(await wire.whole_body(found, receive, limit))
        else:
            envelope = _from_address(scope)
        request, admitted = await self._asked(found, principal, envelope, posted=posted)
        return await answered(self.service, request, admitted, receive)

    async def _asked(
        self, found: dict[bytes, bytes], principal: Principal, envelope: Envelope, *, posted: bool
    ) -> tuple[Request, Principal]:
        async def again() -> Principal:
            fresh = await principal_of(self.service, found, fresh=True)
            return await self._admitted(fresh, envelope)

        named = envelope.query, envelope.operation_name, envelope.variables
        return Request(*named, posted, again), await self._admitted(principal, envelope)

    async def _admitted(self, principal: Principal, envelope: Envelope) -> Principal:
        production = self.service.settings.mode == "production"
        try:
            return in_request(principal, envelope.case, envelope.purpose, production=production)
        except ForbiddenError:
            await self.service.turned_away(principal)
            raise


async def _reply(accept: str, answer: Callable[[], Awaitable[Answer]]) -> Reply:
    """An answer or a refusal, in the form that the client takes."""
    chosen = media(accept, OFFERED)
    try:
        if chosen is None:
            raise _not_acceptable(accept)
        found = await answer()
    except HubError as error:
        return Reply(
            error.status,
            wire.problem(error),
            TYPED[chosen or JSON],
            (*wire.problem_headers(error), *_allow(error.status)),
        )
    read_but_refused = chosen == JSON and found.status == BAD_REQUEST
    status = OK if read_but_refused else found.status
    return Reply(status, found.body, TYPED[chosen], _allow(status))


def _from_address(scope: Scope) -> Envelope:
    if len(scope["query_string"]) > LONGEST_ADDRESS:
        raise HubError("ADDRESS_TOO_LONG", 414, "The address is too long; use POST.")
    return from_parameters(scope["query_string"])


def _check_post(scope: Scope, found: dict[bytes, bytes]) -> None:
    _check_type(wire.text(found, b"content-type"))
    query = scope["query_string"]
    if query and not parameters(query).keys().isdisjoint(KNOWN):
        raise BadRequestError(
            "BAD_REQUEST", "A POST carries its request in the body only, not in its address."
        )


def _check_type(content_type: str) -> None:
    if content_type == JSON:
        return
    name, *rest = (part.strip().lower() for part in content_type.split(";"))
    charsets = [part.partition("=")[2].strip('"') for part in rest if part.startswith("charset")]
    if name != JSON or any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise HubError("TYPE_UNSUPPORTED", 415, "Send the request as application/json in UTF-8.")


def _not_acceptable(accept: str) -> HubError:
    if EVENTS in accept:
        return HubError(
            "NOT_ACCEPTABLE", 406, "This hub has no subscriptions; ask for application/json."
        )
    return HubError("NOT_ACCEPTABLE", 406, f"The answer comes as {GRAPHQL} or {JSON}.")


def _allow(status: int) -> tuple[tuple[bytes, bytes], ...]:
    return (ALLOW,) if status == NOT_ALLOWED else ()
