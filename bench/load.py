"""The load generator: a closed loop over a few connections that looks at every byte it gets.

In: an address, requests, and the answer that each must get. Out: a `Round`: how many, how fast.
Each connection sends its next request when the answer to the last one is whole. Refused: an
answer that differs from the expected one in a single byte, and anything but status 200.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvloop
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CONNECTIONS = 16
END = b"\r\n\r\n"
LENGTH = b"content-length: "


class WrongAnswerError(AssertionError):
    """A contender answered something else than it must."""


@dataclass(slots=True)
class Exchange:
    """One request and the body that must come back; None: whatever comes is remembered."""

    request: bytes
    expected: bytes | None


@dataclass
class Round:
    """What a round of one contender came to."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.latencies)


class _Connection(asyncio.Protocol):
    """One connection that asks until it is told to stop."""

    def __init__(self, asked: Iterator[Exchange], until: float, made: Round) -> None:
        self._asked = asked
        self._until = until
        self._made = made
        self._buffer = bytearray()
        self._need = 0
        self._began = 0.0
        self._exchange: Exchange | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._need:
            end = self._buffer.find(END)
            if end < 0:
                return
            at = self._buffer.lower().index(LENGTH, 0, end + 2) + len(LENGTH)
            length = int(self._buffer[at : self._buffer.index(b"\r", at)])
            self._start = end + len(END)
            self._need = self._start + length
        if len(self._buffer) >= self._need:
            self._whole()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(WrongAnswerError(f"the connection ended early: {exc}"))

    def _whole(self) -> None:
        now = time.perf_counter()
        self._made.latencies.append(now - self._began)
        body, exchange = bytes(self._buffer[self._start : self._need]), self._exchange
        status = bytes(self._buffer[9:12])
        self._buffer.clear()
        self._need = 0
        if exchange is None or status != b"200" or exchange.expected not in (None, body):
            self._stop(WrongAnswerError(f"{status.decode()} {body[:300].decode(errors='replace')}"))
            return
        exchange.expected = body
        if now < self._until:
            self._next()
        else:
            self._stop(None)

    def _next(self) -> None:
        self._exchange = next(self._asked, None)
        if self._exchange is None:
            self._stop(None)
            return
        self._began = time.perf_counter()
        self._transport.write(self._exchange.request)

    def _stop(self, error: Exception | None) -> None:
        if error is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(error)
        self._transport.close()


async def _run(port: int, asked: Iterator[Exchange], seconds: float, connections: int) -> Round:
    made = Round()
    began = time.perf_counter()
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(
            lambda: _Connection(asked, began + seconds, made), "127.0.0.1", port
        )
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.ended for _, protocol in pairs))
    made.seconds = time.perf_counter() - began
    return made


def once(port: int, exchanges: Sequence[Exchange], connections: int = 4) -> Round:
    """Ask everything once; what has no expected answer yet gets the one that came."""
    return uvloop.run(_run(port, iter(exchanges), float("inf"), connections))


class Stream:
    """An endless stream of one contender's requests: a round goes on where the last one ended."""

    def __init__(self, port: int, asked: Iterator[Exchange]) -> None:
        self.port = port
        self.asked = asked

    def run(self, seconds: float, connections: int = CONNECTIONS) -> Round:
        """Ask for so many seconds."""
        return together({self: connections}, seconds)[0]


def together(streams: Mapping[Stream, int], seconds: float) -> list[Round]:
    """Run several streams beside each other, each over so many connections of its own."""

    async def every() -> list[Round]:
        running = (_run(each.port, each.asked, seconds, many) for each, many in streams.items())
        return await asyncio.gather(*running)

    return uvloop.run(every())
