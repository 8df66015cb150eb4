"""A question that comes whole is answered as one that comes in parts, on the same line."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import uvicorn

from hub.http.connection import PatientProtocol
from hub.http.exchange import Exchange
from hub.http.server import server_options
from hub.operation import Answer
from tests.http.conftest import Edge
from tests.serving import free_port

pytestmark = pytest.mark.anyio
QUERY = json.dumps({"query": "{ a }"}).encode()
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
TYPE = b"content-type: application/json\r\n"
DIFFERS = re.compile(rb"(date|x-request-id): [^\r]*\r\n")


def post(*heads: bytes, body: bytes = QUERY, path: bytes = b"/graphql") -> bytes:
    """A POST as it goes over the wire."""
    length = b"content-length: %d\r\n" % len(body)
    return b"POST %b HTTP/1.1\r\nhost: x\r\n%b%b\r\n%b" % (path, length, b"".join(heads), body)


class Lines:
    """A server over the edge, and the exchanges that it had."""

    def __init__(self, edge: Edge, port: int) -> None:
        self.edge, self.port = edge, port
        self.exchanges: list[object] = []

    async def talk(self, *parts: bytes) -> bytes:
        """What comes back to parts that are sent one after the other, within a little time."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        found = b""
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0.02)
            while more := await asyncio.wait_for(reader.read(65_536), 0.3):
                found += more
        except (TimeoutError, ConnectionError):
            pass
        writer.close()
        return found


async def until(so: Callable[[], bool]) -> None:
    """Wait until it is so, but not for ever."""
    for _ in range(500):
        if so():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


@pytest.fixture
async def lines(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Lines]:
    port = free_port()
    found = Lines(edge, port)
    whole = PatientProtocol._came_whole

    def counted(self: PatientProtocol, *given: Any) -> None:
        whole(self, *given)
        found.exchanges.append(self._exchange)

    monkeypatch.setattr(PatientProtocol, "_came_whole", counted)
    options = server_options("127.0.0.1", port, "error") | {"lifespan": "off", "log_config": None}
    server = uvicorn.Server(uvicorn.Config(edge.app, **options))
    running = asyncio.ensure_future(server._serve())
    await until(lambda: server.started)
    yield found
    server.should_exit = True
    await running


def same(answer: bytes) -> tuple[list[bytes], bytes]:
    """What two answers to one question have in common: headers in any order, and the body."""
    head, _, body = DIFFERS.sub(b"", answer).partition(b"\r\n\r\n")
    return sorted(head.split(b"\r\n")), body


LARGE = b'{"data":"' + b"x" * 300_000 + b'"}'
ASKED: dict[str, tuple[bytes, ...]] = {
    "plain": (TYPE,),
    "graphql": (TYPE, b"accept: application/graphql-response+json\r\n"),
    "a page": (TYPE, b"accept: text/html\r\n"),
    "not acceptable": (TYPE, b"accept: image/png\r\n"),
    "events": (TYPE, b"accept: text/event-stream\r\n"),
    "no type": (),
    "another type": (b"content-type: text/plain\r\n",),
    "compressed": (TYPE, b"content-encoding: gzip\r\n"),
    "zstd": (TYPE, b"accept-encoding: gzip, zstd\r\n"),
    "a bad token": (TYPE, b"authorization: Bearer a.b.c\r\n"),
    "no token": (TYPE, b"authorization: Basic YTpi\r\n"),
}
BODIES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n ",
    "no object": b"[]",
    "no query": b"{}",
    "no utf-8": b'{"query":"\xff"}',
    "a name twice": b'{"query":"{ a }","query":"{ b }"}',
    "an access that is none": b'{"query":"{ a }","extensions":{"access":{"case":1}}}',
}


@pytest.mark.parametrize("heads", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("answer", [Answer(200, LARGE), Answer(400, b"{}")], ids=["200", "400"])
async def test_both_ways_answer_alike(
    lines: Lines, heads: tuple[bytes, ...], answer: Answer
) -> None:
    lines.edge.operations.answer_with = answer
    asked = post(*heads)
    whole = await lines.talk(asked)
    assert len(lines.exchanges) == 1
    parts = await lines.talk(asked[:-3], asked[-3:])
    assert len(lines.exchanges) == 1
    assert whole.startswith(b"HTTP/1.1 ")
    assert same(whole) == same(parts)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_both_ways_refuse_bodies_alike(lines: Lines, body: bytes) -> None:
    asked = post(TYPE, body=body)
    head = asked.index(b"\r\n\r\n")
    whole, parts = await lines.talk(asked), await lines.talk(asked[:head], asked[head:])
    assert whole.startswith(b"HTTP/1.1 400")
    assert b"connection: close" in whole
    assert same(whole) == same(parts)


async def test_too_large_a_body_is_refused_whole_or_not(lines: Lines) -> None:
    settings = replace(lines.edge.service.settings, max_body=10)
    object.__setattr__(lines.edge.service, "settings", settings)
    whole, parts = await lines.talk(post(TYPE)), await lines.talk(post(TYPE)[:-3], post(TYPE)[-3:])
    assert whole.startswith(b"HTTP/1.1 413")
    assert same(whole) == same(parts)


CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nhost: x\r\n"
    + TYPE
    + b"transfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n" % (len(QUERY), QUERY)
    + b"%b\r\n"
)


@pytest.mark.parametrize(
    "asked",
    [
        post(TYPE, path=b"/graphql?a=1"),
        post(TYPE, path=b"/graphq%6C"),
        post(TYPE, b"x-a: 1\r\n", b"x-a: 2\r\n"),
        post(TYPE, b"expect: 100-continue\r\n"),
        post(TYPE, b"connection: close\r\n"),
        post(TYPE, b"connection: upgrade\r\n", b"upgrade: websocket\r\n"),
        post(TYPE).replace(b"HTTP/1.1", b"HTTP/1.0"),
        CHUNKED % b"",
        post(TYPE).replace(b"POST", b"PUT"),
    ],
)
async def test_all_else_is_a_matter_of_asgi(lines: Lines, asked: bytes) -> None:
    assert b"HTTP/1.1 " in await lines.talk(asked)
    assert lines.exchanges == []


async def test_a_length_told_in_two_ways_is_no_exchange(lines: Lines) -> None:
    twice = post(TYPE, b"content-length: 1\r\n")
    chunked = post(TYPE, b"transfer-encoding: chunked\r\n", body=b"0\r\n\r\n")
    for asked in (twice, chunked):
        assert (await lines.talk(asked)).startswith(b"HTTP/1.1 400")
    assert lines.exchanges == []
    assert lines.edge.operations.asked == []


async def test_what_a_trailer_names_is_no_header(lines: Lines) -> None:
    token = lines.edge.token("city-commerce")["authorization"].encode()
    found = await lines.talk(CHUNKED % (b"authorization: %b\r\n" % token))
    assert found.startswith(b"HTTP/1.1 200")
    assert lines.edge.caller.kind == "PUBLIC"


async def test_what_comes_behind_it_is_answered_behind_it(lines: Lines) -> None:
    started = iter(range(9))

    async def action() -> None:  # the first takes longest
        await asyncio.sleep(0.1 / (1 + next(started)))

    lines.edge.operations.action = action
    found = await lines.talk(post(TYPE) + post(TYPE) + HEALTH + post(TYPE)[:-3], post(TYPE)[-3:])
    assert found.count(b"HTTP/1.1 200") == 4
    assert [b"ok\n" in part for part in found.split(b"HTTP/1.1 200")[1:]] == [0, 0, 1, 0]


@pytest.mark.parametrize("seed", range(8))
async def test_however_it_is_cut_each_answer_is_in_its_place(lines: Lines, seed: int) -> None:
    drawn = random.Random(seed)
    twice = b"x-a: 1\r\n" * 2
    kinds = (post(TYPE), post(TYPE), post(TYPE, twice), CHUNKED % b"", HEALTH)
    asked = drawn.choices(kinds, k=12)
    sent = b"".join(asked)
    cuts = sorted(drawn.sample(range(1, len(sent)), 6))
    parts = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    found = (await lines.talk(*parts)).split(b"HTTP/1.1 ")[1:]
    assert [answer.startswith(b"200") for answer in found] == [True] * 12
    assert [b"ok\n" in answer for answer in found] == [each == HEALTH for each in asked]


async def test_the_work_for_a_lost_line_is_cancelled(lines: Lines) -> None:
    started = asyncio.Event()

    async def action() -> None:
        started.set()
        await asyncio.sleep(30)

    lines.edge.operations.action = action
    _, writer = await asyncio.open_connection("127.0.0.1", lines.port)
    writer.write(post(TYPE))
    await started.wait()
    writer.transport.abort()
    await until(lambda: lines.edge.operations.cancelled == 1)
    assert 'route="/graphql",status="499"} 1' in lines.edge.service.metrics.page()


async def test_the_deadline_stops_the_work(lines: Lines) -> None:
    settings = replace(lines.edge.service.settings, deadline_ms=30)
    object.__setattr__(lines.edge.service, "settings", settings)
    lines.edge.operations.action = lambda: asyncio.sleep(30)
    found = await lines.talk(post(TYPE))
    assert found.startswith(b"HTTP/1.1 503")
    assert b'"DEADLINE"' in found
    assert lines.edge.operations.cancelled == 1


async def test_our_faults_say_nothing(lines: Lines, caplog: pytest.LogCaptureFixture) -> None:
    async def action() -> None:
        raise RuntimeError(f"the phone 138{0:08}")

    lines.edge.operations.action = action
    found = await lines.talk(post(TYPE))
    assert found.startswith(b"HTTP/1.1 500")
    assert b'"INTERNAL"' in found
    assert b"13800000000" not in found
    assert "13800000000" not in caplog.text


async def test_an_answer_that_cannot_be_written_ends_its_own_line(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Exchange._write, itertools.count()

    def first_fails(self: Exchange, *answer: Any) -> None:
        if next(written) == 0:
            raise RuntimeError
        write(self, *answer)

    monkeypatch.setattr(Exchange, "_write", first_fails)
    found = await asyncio.gather(lines.talk(post(TYPE)), lines.talk(post(TYPE)))
    assert sorted(each[:12] for each in found) == [b"", b"HTTP/1.1 200"]


async def test_a_server_that_ends_says_so(lines: Lines) -> None:
    async def action() -> None:
        for exchange in lines.exchanges:
            exchange.keep_alive = False  # type: ignore[attr-defined]  # as uvicorn does then

    lines.edge.operations.action = action
    found = await lines.talk(post(TYPE) + post(TYPE))
    assert found.count(b"HTTP/1.1 200") == 1
    assert b"\r\nconnection: close\r\n" in found
