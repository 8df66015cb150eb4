"""The server under the application: uvicorn, with an end to slow and large heads and slow readers.

In: an ASGI application or the name of its factory. Out: a running server. A head that is not whole
after `HEAD_SECONDS` is cut off; one of more than `HEAD_BYTES` or `HEADS` lines is 431; a request
whose length is told in two ways is 400, and one beyond `REQUESTS` under way is 503; then the
connection ends. A client that does not read its answer is cut off (`hub.http.unread`). Proxy
headers have no effect, the server's name is not told, WebSockets are not spoken.
"""

from __future__ import annotations

import socket
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import uvicorn
from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.http.lines import to_stderr
from hub.http.unread import Unread, Watch

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    import asyncio

    from starlette.types import ASGIApp

HEAD_SECONDS = 10.0
HEAD_BYTES = 32_768
HEADS = 100
REQUESTS = 1_000  # under way at once
CONNECTIONS = 4_000  # open at once, most of them idle
KERNEL_BYTES = 131_072  # of an answer that the system holds for a client, doubled by Linux
ANSWER_SECONDS = 5  # after which an answer should be read
IDLE_SECONDS = 25.0  # more, in which the next request may come on the same line
GRACE_SECONDS = 8
LENGTHS = frozenset({b"content-length", b"transfer-encoding"})
LINES = {
    400: b"400 Bad Request\r\n",
    431: b"431 Request Header Fields Too Large\r\n",
    503: b"503 Service Unavailable\r\nretry-after: 1\r\n",
}


class PatientProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, whose patience with heads and readers ends."""

    unread = Unread()
    _waiting: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._head = 0  # bytes of one that is not whole; less than none between two
        self._refused = False
        self._rested = False
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        self._reader = Watch(self.loop, transport, self.unread, self._all_read)
        self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._reader.end()
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
        elif self._head >= 0 and self._waiting is None:
            self._wait()

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = max(self._head, 0)

    @override
    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._head = -1
        heads = self.headers
        size = sum(map(len, chain.from_iterable(heads))) + len(self.url)
        if len(heads) > HEADS or size > HEAD_BYTES:
            self._refuse(431)
        elif len([name for name, _ in heads if name in LENGTHS]) > 1:
            self._refuse(400)
        elif len(self.tasks) >= REQUESTS or len(self.connections) > CONNECTIONS:
            self._refuse(503)
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

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader.begin()

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._reader.end()  # the rest of the answer is looked after when the line is idle

    @override
    def on_response_complete(self) -> None:
        self._rested = False
        super().on_response_complete()
        if self.transport.is_closing():
            self._reader.begin()

    @override
    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self._reader.begin()
        elif self._rested:
            super().timeout_keep_alive_handler()
        else:
            self._rested = True
            later = self.loop.call_later(IDLE_SECONDS, self.timeout_keep_alive_handler)
            self.timeout_keep_alive_task = later

    def _all_read(self) -> None:
        if self.cycle.response_complete:
            super().timeout_keep_alive_handler()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _cut(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _refuse(self, status: int) -> None:
        self._refused = True
        self._stop_waiting()
        end = b"content-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(b"HTTP/1.1 " + LINES[status] + end)
        self.transport.close()


def server_options(host: str, port: int, log_level: str) -> dict[str, Any]:
    """What every way of starting uvicorn is told."""
    return {
        "host": host,
        "port": port,
        "http": PatientProtocol,
        "ws": "none",
        "log_level": log_level,
        "log_config": to_stderr(log_level),
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": ANSWER_SECONDS,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }


def serve(app: ASGIApp, host: str, port: int, log_level: str) -> bool:
    """Serve until told to stop; False when the server could not begin, such as on a taken port."""
    _make_room()
    server = uvicorn.Server(uvicorn.Config(app, **server_options(host, port, log_level)))
    try:
        server.run()
    except SystemExit:
        return False
    return bool(server.started)


def serve_many(factory: str, workers: int, host: str, port: int, log_level: str) -> None:
    """Serve with several processes, each of which makes its own application by `factory`."""
    _make_room()
    options = server_options(host, port, log_level)
    uvicorn.run(factory, factory=True, workers=workers, **options)


def _make_room() -> None:
    """As many open files as `CONNECTIONS` need, where this machine knows and lets us."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1_000
    room = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < room:
        resource.setrlimit(resource.RLIMIT_NOFILE, (room, hard))
