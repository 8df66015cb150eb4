"""The server under the application: uvicorn, with an end to slow and to large heads.

In: an ASGI application or the name of its factory. Out: a running server. A head that is not whole
after `HEAD_SECONDS` is cut off; one of more than `HEAD_BYTES` or `HEADS` lines is 431; a request
whose length is told in two ways is 400, and its connection ends. Proxy headers have no effect, the
server's name is not told, WebSockets are not spoken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uvicorn
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp

HEAD_SECONDS = 10.0
HEAD_BYTES = 32_768
HEADS = 100
CONNECTIONS = 1_000
GRACE_SECONDS = 8
REASONS = {400: b"Bad Request", 431: b"Request Header Fields Too Large"}


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, whose patience with a head ends."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._head = 0
        self._refused = False
        self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._waiting.cancel()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._head > HEAD_BYTES:
            self._refuse(431)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head < 0:  # not the first request of this connection
            self._head = 0
            self._wait()

    @override
    def on_headers_complete(self) -> None:
        self._waiting.cancel()
        self._head = -1
        names = [name for name, _ in self.headers]
        size = sum(len(name) + len(value) for name, value in self.headers) + len(self.url)
        if len(names) > HEADS or size > HEAD_BYTES:
            self._refuse(431)
        elif names.count(b"content-length") + names.count(b"transfer-encoding") > 1:
            self._refuse(400)
        else:
            super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        if not self._refused:
            super().on_message_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _cut(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _refuse(self, status: int) -> None:
        self._refused = True
        self._waiting.cancel()
        line = b"HTTP/1.1 %d %b\r\n" % (status, REASONS[status])
        self.transport.write(line + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


def server_options(host: str, port: int, log_level: str) -> dict[str, Any]:
    """What every way of starting uvicorn is told."""
    return {
        "host": host,
        "port": port,
        "http": PatientProtocol,
        "ws": "none",
        "log_level": log_level,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "limit_concurrency": CONNECTIONS,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }


def serve(app: ASGIApp, host: str, port: int, log_level: str) -> bool:
    """Serve until told to stop; False when the server could not begin, such as on a taken port."""
    server = uvicorn.Server(uvicorn.Config(app, **server_options(host, port, log_level)))
    try:
        server.run()
    except SystemExit:
        return False
    return bool(server.started)


def serve_many(factory: str, workers: int, host: str, port: int, log_level: str) -> None:
    """Serve with several processes, each of which makes its own application by `factory`."""
    options = server_options(host, port, log_level)
    uvicorn.run(factory, factory=True, workers=workers, **options)
