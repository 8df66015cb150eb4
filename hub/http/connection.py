"""One line of HTTP: uvicorn's own protocol, whose patience with heads and readers ends.

In: bytes of a client. Out: what comes whole goes to the application as it is (`hub.http.exchange`),
all else as ASGI. A head that is not whole after `HEAD_SECONDS` is cut off; one of more than
`HEAD_BYTES` or `HEADS` lines is 431; a request whose length is told in two ways is 400, and one
beyond `REQUESTS` under way is 503; then the line ends. A client that does not read its answer is
cut off (`hub.http.unread`).
"""

from __future__ import annotations

import socket
from itertools import chain
from typing import TYPE_CHECKING, cast

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.http.exchange import PATH, Exchange, Post
from hub.http.outgoing import of_loop
from hub.http.unread import Unread, Watch

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from hub.http.exchange import Answering

HEAD_SECONDS = 10.0
HEAD_BYTES = 32_768
HEADS = 100
REQUESTS = 1_000  # under way at once
CONNECTIONS = 4_000  # open at once, most of them idle
KERNEL_BYTES = 131_072  # of an answer that the system holds for a client, doubled by Linux
IDLE_SECONDS = 25.0  # more, in which the next request may come on the same line
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
    _whole: list[bytes] | None = None  # the body of what may come whole, as far as it is here
    _exchange: Exchange | None = None
    _named: dict[bytes, bytes]  # the headers of what may come whole

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._head = 0  # bytes of one that is not whole; less than none between two
        self._refused = False
        self._rested = False
        line = transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        self._reader = Watch(self.loop, transport, self.unread, self._all_read)
        self._answering: Answering | None = getattr(self.app, "post", None)
        self._outgoing = of_loop(self.loop)
        self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._reader.end()
        if self._exchange is not None:
            self._exchange.lost()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._whole is not None:
            self._in_parts(self._whole)
        if self._head > HEAD_BYTES:
            self._refuse(431)
        elif self._head >= 0 and self._waiting is None:
            self._wait()

    @override
    def on_message_begin(self) -> None:
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._head = max(self._head, 0)

    @override
    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._head = -1
        given = self.headers
        size = sum(map(len, chain.from_iterable(given))) + len(self.url)
        if len(given) > HEADS or size > HEAD_BYTES:
            self._refuse(431)
        elif len([name for name, _ in given if name in LENGTHS]) > 1:
            self._refuse(400)
        elif len(self.tasks) >= REQUESTS or len(self.connections) > CONNECTIONS:
            self._refuse(503)
        elif self._may_come_whole(named := dict(given)):
            self._named, self._whole = named, []
        else:
            self._by_asgi()

    @override
    def on_body(self, body: bytes) -> None:
        if self._whole is not None:
            self._whole.append(body)
        elif not self._refused:
            super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        if self._whole is not None and self._answering is not None:
            self._came_whole(self._answering, b"".join(self._whole))
        elif not self._refused:
            super().on_message_complete()

    def _may_come_whole(self, named: dict[bytes, bytes]) -> bool:
        """Whether nothing is asked of the line but to take one question and answer it."""
        return (
            self._answering is not None
            and self.url == PATH
            and self.parser.get_method() == b"POST"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self.expect_100_continue
            and not self.flow.write_paused
            and self._idle()
            and len(named) == len(self.headers)
            and b"transfer-encoding" not in named
        )

    def _idle(self) -> bool:
        """Whether nothing is under way on this line."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _came_whole(self, answering: Answering, body: bytes) -> None:
        self._whole = None
        peer = self.client[0] if self.client else ""
        self._exchange = Exchange(self, self._outgoing)
        self.cycle = cast("RequestResponseCycle", self._exchange)
        self._exchange.begin(answering, Post(self._named, body, peer))

    def _in_parts(self, body: list[bytes]) -> None:
        """More of it is to come: it takes the way of ASGI, as far as it is here."""
        self._whole = None
        if not self.transport.is_closing():
            self._by_asgi()
            for part in body:
                super().on_body(part)

    def _by_asgi(self) -> None:
        """A head is whole: uvicorn makes a scope of it, and a cycle."""
        head = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, given, self.expect_100_continue = head
        self.headers.extend(given)
        super().on_headers_complete()
        self.headers = []  # what a trailer names is no header

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
