"""HTTP as little as it can be: what the bare contenders stand on.

In: a function from the body of a POST to the bytes of its answer. Out: an ASGI application and a
server under uvicorn's own protocol, if no other is named. It refuses nothing: its only caller is
the load generator.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    Answering = Callable[[Scope, bytes], Awaitable[bytes]]

TYPE = (b"content-type", b"application/json")


def bare_asgi(answer: Answering, opening: Callable[[], Awaitable[Any]]) -> ASGIApp:
    """The application; `opening` is awaited before the first request."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, opening)
            return
        if scope["method"] == "GET":  # the bench asks whether the server is up
            body = b"up"
        else:
            body = await answer(scope, await _body(receive))
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [TYPE, length]})
        await send({"type": "http.response.body", "body": body})

    return application


def caller(scope: Scope) -> bytes:
    """Who asks, as the load generator says it to those that know no tokens."""
    return next((value for name, value in scope["headers"] if name == b"x-caller"), b"")


def serve(application: ASGIApp, protocol: Any = "httptools") -> None:
    """Serve on the port of the environment, with the settings that the hub gives uvicorn."""
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        http=protocol,
        loop="uvloop",
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


async def _body(receive: Receive) -> bytes:
    event = await receive()
    body: bytes = event["body"]
    while event.get("more_body"):
        event = await receive()
        body += event["body"]
    return body


async def _lifespan(receive: Receive, send: Send, opening: Callable[[], Awaitable[Any]]) -> None:
    await receive()
    await opening()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
