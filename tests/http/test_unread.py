"""T63, T104: clients that do not read their answers are cut off, and cost nobody else anything."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from hub.http import connection, server, unread
from hub.http.connection import PatientProtocol
from hub.http.server import server_options
from hub.http.unread import Unread, Watch
from tests.serving import free_port

LARGE = 24 << 20  # more than the buffers of any kernel hold


async def app(scope: Any, receive: Any, send: Any) -> None:
    """`/large` is a large answer, `/wait` waits for the client to go, all else is small."""
    if scope["path"] == "/wait":
        while (await receive())["type"] != "http.disconnect":
            pass
        return
    body = b"x" * (LARGE if scope["path"] == "/large" else 2)
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server whose patience is short."""
    monkeypatch.setattr(unread, "SECONDS", 1.0)
    monkeypatch.setattr(PatientProtocol, "unread", Unread())
    number = free_port()
    monkeypatch.setattr(server, "ANSWER_SECONDS", 1)
    options = server_options("127.0.0.1", number, "error")
    running = uvicorn.Server(uvicorn.Config(app, lifespan="off", **options))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield number
    running.should_exit = True
    thread.join()


@contextlib.contextmanager
def asking(port: int, path: str, version: str = "1.1") -> Iterator[socket.socket]:
    """A client that asks and does not read."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect(("127.0.0.1", port))
        line.sendall(f"GET {path} HTTP/{version}\r\nhost: x\r\n\r\n".encode())
        yield line


def small(port: int) -> httpx.Response:
    """A canary, patient on a loaded machine."""
    return httpx.get(f"http://127.0.0.1:{port}/small", timeout=60)


def until(found: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if found():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def drained(line: socket.socket) -> int:
    """How many bytes still come before the connection ends."""
    line.settimeout(60)
    count = 0
    with contextlib.suppress(ConnectionError):
        while part := line.recv(1 << 20):
            count += len(part)
    return count


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_who_does_not_read_is_cut_off(port: int, version: str) -> None:
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(asking(port, "/large", version)) for _ in range(3)]
        until(lambda: bool(PatientProtocol.unread._watches))
        assert small(port).text == "xx"
        until(lambda: not PatientProtocol.unread._watches)
        assert all(drained(line) < LARGE for line in lines)


def test_who_reads_gets_it_all(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that takes just enough between two looks, whatever time lies between them."""
    monkeypatch.setattr(unread, "SECONDS", 3_600.0)
    with asking(port, "/large") as line:
        line.settimeout(60)
        until(lambda: bool(PatientProtocol.unread._watches))
        watch, got = next(iter(PatientProtocol.unread._watches)), 0
        for _ in range(8):
            while watch._before - watch.left < unread.LEAST:
                got += len(line.recv(65_536))
            looked = threading.Event()
            watch._loop.call_soon_threadsafe(lambda done=looked: (watch._look(), done.set()))
            assert looked.wait(60)
        assert 0 < got < LARGE
        while got < LARGE:
            part = line.recv(1 << 20)
            assert part, "it was cut off although it read"
            got += len(part)


def test_a_slow_head_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes on and on, and is never whole."""
    assert connection.HEAD_SECONDS == 10
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.5)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(b"GET /small HTTP/1.1\r\nhost: x\r\n")
        line.settimeout(0.05)
        until(lambda: _ended(line))


def _ended(line: socket.socket) -> bool:
    """Whether a client that goes on with its head has been left."""
    try:
        line.sendall(b"x")
        return line.recv(10) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_the_longest_at_it_goes_when_all_are_too_much(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unread, "SECONDS", 60.0)
    monkeypatch.setattr(unread, "MOST", 2 * LARGE)
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(asking(port, "/large")) for _ in range(1)]
        until(lambda: len(PatientProtocol.unread._watches) == 1)
        lines += [stack.enter_context(asking(port, "/large")) for _ in range(3)]
        assert drained(lines[0]) < LARGE
        left = sum(watch.left for watch in PatientProtocol.unread._watches)
        assert left <= 2 * LARGE


def test_idle_connections_are_in_nobodys_way(port: int) -> None:
    """T63: 1,000 that say nothing."""
    server._make_room()
    with contextlib.ExitStack() as stack:
        for _ in range(1_000):
            line = stack.enter_context(socket.socket())
            line.connect(("127.0.0.1", port))
        assert small(port).text == "xx"


def test_a_line_may_rest_and_then_ends(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that pauses between two questions finds its line open."""
    with asking(port, "/small") as line:
        line.settimeout(60)
        assert line.recv(1_000, socket.MSG_PEEK).startswith(b"HTTP/1.1 200")
        time.sleep(1.5)  # longer than an answer may take to be read
        monkeypatch.setattr(connection, "IDLE_SECONDS", 0.1)  # from the next answer on
        line.sendall(b"GET /small HTTP/1.1\r\nhost: x\r\n\r\n")
        found = b""
        while part := line.recv(1_000):
            found += part
        assert found.count(b"HTTP/1.1 200") == 2


def test_too_many_at_once_are_told_when_to_come_again(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUESTS", 2)
    with asking(port, "/wait"), asking(port, "/wait"):
        until(lambda: small(port).status_code == 503)
        answer = small(port)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    until(lambda: small(port).status_code == 200)


class Line:
    """A transport with as many unsent bytes as it is told."""

    def __init__(self) -> None:
        self.size = 0
        self.aborted = False

    def get_write_buffer_size(self) -> int:
        return self.size

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.anyio
@pytest.mark.parametrize(("taken", "cut"), [(0, True), (65_535, True), (65_536, False)])
async def test_a_reader_is_judged_by_what_it_takes(taken: int, cut: bool) -> None:
    line, done = Line(), asyncio.Event()
    watch = Watch(asyncio.get_running_loop(), line, Unread(), done.set)  # type: ignore[arg-type]
    line.size = 200_000
    watch.begin()
    line.size -= taken
    watch._look()
    assert line.aborted is cut
    if not cut:
        line.size = 0
        watch._look()
        assert done.is_set()
