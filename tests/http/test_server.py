"""The server itself: slow and large heads, ambiguous lengths, several workers, a calm end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.serving import HUB, Command, free_port, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Command:
    command = Command(tmp_path_factory.mktemp("server") / "var")
    command.done("init", "--steward", "a", "--steward", "b")
    return command


@pytest.fixture(scope="module")
def address(hub: Command) -> Iterator[str]:
    with served(hub) as found:
        yield found


def talk(address: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send parts on one connection; what comes back until the server closes or 3 s pass."""
    place = urlsplit(address)
    with socket.create_connection((str(place.hostname), place.port or 0), timeout=15) as line:
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
            line.settimeout(1.5)
            found = b""
            while more := line.recv(65_536):
                found += more
        except (TimeoutError, ConnectionError):
            pass
        return found


GET = b"GET /healthz HTTP/1.1\r\nhost: x\r\n"


def test_a_large_head_is_refused(address: str) -> None:
    line = b"x-a: " + b"a" * 1_000_000 + b"\r\n"
    assert talk(address, GET + line + b"\r\n").startswith(b"HTTP/1.1 431")
    many = b"".join(b"x-%d: 1\r\n" % n for n in range(20_000))
    assert talk(address, GET + many + b"\r\n").startswith(b"HTTP/1.1 431")
    endless = talk(address, GET, *[b"x-a: " + b"a" * 8_000 + b"\r\n"] * 6)
    assert endless.startswith(b"HTTP/1.1 431")
    fine = b"".join(b"x-%d: 1\r\n" % n for n in range(50))
    assert talk(address, GET + fine + b"\r\n").startswith(b"HTTP/1.1 200")


def test_a_length_told_in_two_ways_ends_the_connection(address: str) -> None:
    both = b"content-length: 4\r\ntransfer-encoding: chunked\r\n"
    twice = b"content-length: 4\r\ncontent-length: 4\r\n"
    for head in (both, twice):
        sent = b"POST /graphql HTTP/1.1\r\nhost: x\r\n" + head + b"\r\n0\r\n\r\n" + GET + b"\r\n"
        found = talk(address, sent)
        assert found.startswith(b"HTTP/1.1 400")
        assert found.count(b"HTTP/1.1") == 1


def test_pipelined_requests_are_answered_in_order(address: str) -> None:
    found = talk(address, (GET + b"\r\n") * 20)
    assert found.count(b"HTTP/1.1 200") == 20


def test_the_server_tells_nothing_of_itself(address: str) -> None:
    head = talk(address, b"GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n").split(b"\r\n\r\n")[0]
    assert b"server:" not in head.lower()
    assert b"uvicorn" not in head.lower()
    garbage = talk(address, b"\x16\x03\x01 nonsense\r\n\r\n")
    assert b"Traceback" not in garbage


def test_several_workers_answer(hub: Command) -> None:
    with served(hub, "--workers", "2") as address:
        for _ in range(10):
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                assert json.loads(answer.read())["ready"]


def test_it_ends_calmly_and_says_when_its_port_is_taken(hub: Command) -> None:
    port = str(free_port())
    begun = subprocess.Popen(
        [*HUB, "serve", "--port", port],
        cwd=hub.folder,
        env=hub.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(600):
        assert begun.poll() is None
        try:
            socket.create_connection(("127.0.0.1", int(port)), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    second = hub.spawn("serve", "--port", port)
    assert second.returncode == 1
    assert second.stderr.splitlines()[-1].startswith("hub: PORT_TAKEN: ")
    os.kill(begun.pid, signal.SIGTERM)
    out, err = begun.communicate(timeout=15)
    assert begun.returncode in {0, -signal.SIGTERM}
    assert "steward-1  ey" in out
    assert out.splitlines()[-1] == f"http://127.0.0.1:{port}/graphql"
    assert "Traceback" not in err
