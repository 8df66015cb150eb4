"""The hub's addresses as one ASGI application.

In: the `Service`. Out: `/graphql` answered by a bare callable, or at once where it comes whole
(`hub.http.exchange`), the rest through Starlette; each answer counted, and logged without its
parameters. Faults of ours become one opaque code; refusals
keep theirs. WebSockets are closed before they open.
"""

from __future__ import annotations

import logging
import time
import traceback
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route

from hub.engines.turns import CALLER, NOBODY
from hub.errors import HubError
from hub.http import health, wire
from hub.http.graphql import GraphQLEndpoint
from hub.http.ingest import BatchEndpoint, QuarantineEndpoint
from hub.http.lines import Together
from hub.http.negotiation import JSON
from hub.http.reply import Reply
from hub.http.sdl import SchemaText
from hub.web.graphiql import GraphiQL
from hub.web.look_up import LookUp
from hub.web.merchant_page import MerchantPage
from hub.web.refusals import RefusalPage
from hub.web.rendering import PublicPages
from hub.web.static import StaticFiles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from hub.http.exchange import Post
    from hub.http.service import Service

    Refuse = Callable[[Scope, Send, HubError], Awaitable[None]]

log = logging.getLogger("hub.http")
NAMED = frozenset({"/", "/graphql", "/schema.graphql", "/healthz", "/readyz", "/metrics"})
GATHERED = ("/ingest", "/static", "/m")
POLICY_VIOLATION = 1008
GONE = 499  # the client went away before its answer
INTERNAL = HubError("INTERNAL", 500, "The hub failed; tell its operator the request id.")
NOT_FOUND = HubError("NOT_FOUND", 404, "There is nothing at this address.")


class Application:
    """The outermost layer: time, count, log, and the last catch."""

    def __init__(
        self,
        service: Service,
        *,
        opening: Callable[[], None],
        closing: Callable[[], Awaitable[None]],
    ) -> None:
        static = StaticFiles()
        self.opening, self.closing = opening, closing
        self._service = service
        self._lines = Together(log)
        self._graphql = GraphQLEndpoint(service, GraphiQL(static))
        self._starlette = self._routed(static)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._not_http(scope, receive, send)
            return
        began = time.perf_counter()
        path, identity = scope["path"], wire.request_id(scope)
        CALLER.set((NOBODY, scope["client"][0] if scope.get("client") else ""))
        try:
            await (self._graphql if path == "/graphql" else self._starlette)(scope, receive, send)
        except wire.Gone:
            scope["state"]["status"] = GONE
        except Exception as error:  # noqa: BLE001 (the last catch: nothing of it may leave)
            await _caught(scope, send, error, _refuse)
        status, method = scope["state"].get("status", 0), scope["method"]
        self._tell(identity, method if method.isalpha() else "?", _route(path), status, began)

    async def post(self, asked: Post) -> tuple[Reply, str]:
        """The answer to a question at `/graphql` that came whole, and the id of its request."""
        began, identity, status = time.perf_counter(), wire.new_id(), GONE
        CALLER.set((NOBODY, asked.peer))
        try:
            reply = await self._graphql.post(asked.headers, asked.body)
            status = reply.status
        except Exception as error:  # noqa: BLE001 (the last catch: nothing of it may leave)
            _log_fault(identity, error)
            reply, status = Reply(INTERNAL.status, wire.problem(INTERNAL), JSON), INTERNAL.status
        finally:
            self._tell(identity, "POST", "/graphql", status, began)
        return reply, identity

    def _tell(self, identity: str, method: str, route: str, status: int, began: float) -> None:
        """Count a request, and log it."""
        seconds = time.perf_counter() - began
        self._service.metrics.request(route, status, seconds)
        self._lines.info(
            f"request={identity} method={method} route={route} "
            f"status={status} ms={seconds * 1000:.1f}"
        )

    async def _not_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await self._starlette(scope, receive, send)

    def _routed(self, static: StaticFiles) -> Starlette:
        service = self._service
        pages = PublicPages(service.settings, static)
        refuse = RefusalPage(pages)

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self.opening()
            yield
            await self.closing()
            self._lines.write()

        return Starlette(
            routes=[
                _only("/", LookUp(service, pages), "GET", "HEAD", refuse=refuse),
                _only("/m/{uscc:path}", MerchantPage(service, pages), "GET", "HEAD", refuse=refuse),
                _only("/healthz", health.alive, "GET", "HEAD"),
                _only("/readyz", health.Ready(service), "GET", "HEAD"),
                _only("/metrics", health.Figures(service), "GET"),
                _only("/schema.graphql", SchemaText(service), "GET"),
                _only("/static/{name:path}", static, "GET", "HEAD"),
                _only("/ingest/{kind}", BatchEndpoint(service), "POST"),
                _only("/ingest/{kind}/{batch}/quarantine.csv", QuarantineEndpoint(service), "GET"),
                Route("/{_:path}", _Nothing()),
            ],
            lifespan=lifespan,
        )


async def _refuse(scope: Scope, send: Send, error: HubError) -> None:
    if "status" not in scope["state"]:
        more = wire.problem_headers(error)
        await wire.send(scope, send, error.status, wire.problem(error), JSON, *more)


def guarded(inner: ASGIApp, refuse: Refuse = _refuse) -> ASGIApp:
    """Turn what `inner` raises into an answer: refusals as they are, faults as INTERNAL."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await inner(scope, receive, send)
        except wire.Gone:
            raise
        except Exception as error:  # noqa: BLE001 (nothing of it may leave)
            await _caught(scope, send, error, refuse)

    return outer


async def _caught(scope: Scope, send: Send, error: Exception, refuse: Refuse) -> None:
    if not isinstance(error, HubError):
        _log_fault(wire.request_id(scope), error)
        error = INTERNAL
    await refuse(scope, send, error)


def _log_fault(identity: str, error: Exception) -> None:
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("request=%s %s\n%s", identity, type(error).__name__, frames)


class _Nothing:
    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        await _refuse(scope, send, NOT_FOUND)


def _only(path: str, endpoint: ASGIApp, *methods: str, refuse: Refuse = _refuse) -> Route:
    """A route whose other methods are refused in our own form."""

    class Methods:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["method"] not in methods:
                error = HubError("METHOD_NOT_ALLOWED", 405, "This address takes another method.")
                allow = (b"allow", ", ".join(methods).encode())
                await wire.send(scope, send, 405, wire.problem(error), JSON, allow)
                return
            await guarded(endpoint, refuse)(scope, receive, send)

    return Route(path, Methods())


def _route(path: str) -> str:
    """The name under which an address is counted; never what a client made up."""
    if path in NAMED:
        return path
    return next((each for each in GATHERED if path.startswith(each + "/")), "other")
