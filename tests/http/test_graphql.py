"""GraphQL over HTTP: methods, media types, bodies, refusals (T59-T71)."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hub.errors import UnavailableError
from hub.operation import Answer
from tests.http.conftest import Edge

pytestmark = pytest.mark.anyio
NEW = "application/graphql-response+json"
QUERY = {"query": "{ me { roles } }"}


async def test_a_post_reaches_the_heart_whole(edge: Edge) -> None:
    body = {**QUERY, "operationName": "A", "variables": {"a": [1, "二"]}, "extensions": {"x": 1}}
    answer = await edge.post(body)
    assert (answer.status_code, answer.json()) == (200, {"data": {}})
    assert edge.request.document == QUERY["query"]
    assert edge.request.operation_name == "A"
    assert edge.request.variables == {"a": [1, "二"]}
    assert edge.request.allow_mutation
    assert edge.caller.kind == "PUBLIC"


async def test_a_get_is_a_query_and_never_a_mutation(edge: Edge) -> None:
    given = {"query": "query A{x}", "operationName": "A", "variables": '{"a":1}'}
    answer = await edge.client.get("/graphql", params=given)
    assert answer.status_code == 200
    assert edge.request.variables == {"a": 1}
    assert not edge.request.allow_mutation
    refused = await edge.client.get("/graphql", params={"query": "mutation{x}"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (NEW, NEW),
        (f"{NEW}; charset=utf-8", NEW),
        (f"{NEW}, application/json", NEW),
        (f"application/json, {NEW}", "application/json"),
        (f"application/json;q=0.9, {NEW}", NEW),
        (f"{NEW};q=0, application/json", "application/json"),
        (f"{NEW};q=0, */*", "application/json"),
        (f"application/json;q=0, {NEW};q=0.1", NEW),
        ("APPLICATION/JSON", "application/json"),
    ],
)
async def test_the_type_of_the_answer_is_the_clients_choice(
    edge: Edge, accept: str | None, expected: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    edge.client.headers.pop("accept", None)
    answer = await edge.post(QUERY, headers=headers)
    assert answer.headers["content-type"] == f"{expected}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/plain", "text/event-stream", "application/json;q=0"])
async def test_other_types_are_not_made(edge: Edge, accept: str) -> None:
    assert (await edge.post(QUERY, headers={"accept": accept})).status_code == 406
    assert edge.operations.asked == []


async def test_a_refused_operation_is_400_or_200_by_the_type(edge: Edge) -> None:
    edge.operations.answer_with = Answer(400, b'{"errors":[{"message":"no"}]}')
    assert (await edge.post(QUERY, headers={"accept": NEW})).status_code == 400
    assert (await edge.post(QUERY, headers={"accept": "application/json"})).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "application/jsonp",
    ],
)
async def test_a_body_comes_as_json_only(edge: Edge, content_type: str) -> None:
    answer = await edge.post(QUERY, headers={"content-type": content_type})
    assert answer.status_code == 415
    assert edge.operations.asked == []


BAD_BODIES: list[bytes] = [
    b"",
    b"   ",
    b"{",
    b"[]",
    b'[{"query":"{a}"}]',
    b'"query"',
    b"7",
    b"null",
    b"{}",
    b'{"query":null}',
    b'{"query":7}',
    b'{"query":""}',
    b'{"query":["{a}"]}',
    b'{"query":"{a}"} x',
    b'{"query":"{a}","query":"{b}"}',
    b'{"query":"{a}","variables":{"a":1,"a":2}}',
    b'{"query":"{a}","variables":[]}',
    b'{"query":"{a}","variables":"{}"}',
    b'{"query":"{a}","operationName":7}',
    b'{"query":"{a}","extensions":7}',
    b'{"query":"{a}","extensions":{"access":7}}',
    b'{"query":"{a}","extensions":{"access":{"role":"x"}}}',
    b'{"query":"{a}","extensions":{"access":{"case":7}}}',
    b'{"query":"{a}","extensions":{"access":{"purpose":"a\\nb"}}}',
    b'{"query":"{a}","variables":{"a":NaN}}',
    b'{"query":"{a}","variables":{"a":Infinity}}',
    b'{"query":"{a}","variables":{"a":' + b"9" * 100_000 + b"}}",
    b'{"query":"{a}","variables":{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}}",
    b'{"query":"{a}","variables":' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}",
    b'{"query":"{a}","variables":{"a":"\\ud800"}}',
    b'{"query":"{a}","variables":{"a":"\\u0000"}}',
    b'{"query":"{a}","variables":{"a":"\x00"}}',
    b'{"query":"\xff{a}"}',
    '{"query":"{a}"}'.encode("utf-16"),
    b'\xef\xbb\xbf{"query":"{a}"}',
    b'{"query":"{a}"',
    b'"' * 200_000,
    b'{"query":"' + b"\\" * 100_001,
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: repr(body[:30]))
async def test_a_body_that_is_not_strict_is_refused_at_once(edge: Edge, body: bytes) -> None:
    began = time.perf_counter()
    answer = await edge.post(body)
    assert time.perf_counter() - began < 0.5
    assert answer.status_code == 400
    assert len(answer.content) < 1_000
    assert set(answer.json()) == {"errors"}
    assert edge.operations.asked == []


async def test_a_large_body_is_refused_before_it_is_read(edge: Edge) -> None:
    limit = edge.service.settings.max_body
    read = 0

    async def endless() -> Any:
        nonlocal read
        while True:
            read += 65_536
            yield b" " * 65_536

    answer = await edge.client.post(
        "/graphql", content=endless(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413
    assert read <= limit + 2 * 65_536
    told = await edge.post(b" " * (limit + 1))
    assert told.status_code == 413
    whole = json.dumps(QUERY).encode()
    assert (await edge.post(whole + b" " * (limit - len(whole)))).status_code == 200


async def test_a_compressed_body_is_refused(edge: Edge) -> None:
    body = gzip.compress(json.dumps(QUERY).encode())
    answer = await edge.post(body, headers={"content-encoding": "gzip"})
    assert answer.status_code == 415


async def test_a_length_told_twice_is_refused(edge: Edge) -> None:
    answer = await edge.post(QUERY, headers={"transfer-encoding": "chunked"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query_string",
    [
        "query={a}&query={b}",
        "query=%ff",
        "query={a}&variables=[1]",
        "query={a}&variables={",
        "query={a}&extensions=7",
        "variables={}",
        "",
        "query=",
        "query={a}&access_token=x",
        "query={a}&token=x",
        "&".join(f"a{n}=1" for n in range(50)),
    ],
)
async def test_an_address_is_read_strictly(edge: Edge, query_string: str) -> None:
    headers = {"accept": "application/json"}
    answer = await edge.client.get(f"/graphql?{query_string}", headers=headers)
    assert answer.status_code == 400
    assert edge.operations.asked == []


async def test_an_address_has_an_end(edge: Edge) -> None:
    answer = await edge.client.get("/graphql", params={"query": "{a}" + "#" * 20_000})
    assert answer.status_code == 414


async def test_a_post_has_no_second_request_in_its_address(edge: Edge) -> None:
    assert (await edge.post(QUERY, params={"query": "{b}"})).status_code == 400
    assert (await edge.post(QUERY, params={"trace": "1"})).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(edge: Edge, method: str) -> None:
    headers = {"x-http-method-override": "POST"}
    answer = await edge.client.request(method, "/graphql", headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert "access-control-allow-origin" not in answer.headers


async def test_every_answer_carries_the_fixed_headers(edge: Edge) -> None:
    first = await edge.post(QUERY, headers={"x-request-id": "mine\x0b"})
    second = await edge.client.get("/nowhere")
    for answer in (first, second):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert len(answer.headers["x-request-id"]) == 16
        assert "authorization" in answer.headers["vary"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(("coding", "size"), [("zstd", 5_000), ("gzip", 5_000), ("zstd", 300_000)])
async def test_large_answers_are_compressed(edge: Edge, coding: str, size: int) -> None:
    body = b'{"data":"' + b"x" * size + b'"}'
    edge.operations.answer_with = Answer(200, body)
    answer = await edge.post(QUERY, headers={"accept-encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert answer.content == body
    plain = await edge.post(QUERY, headers={"accept-encoding": f"{coding};q=0"})
    assert "content-encoding" not in plain.headers


async def test_the_deadline_stops_the_work(edge: Edge) -> None:
    settings = replace(edge.service.settings, deadline_ms=30)
    object.__setattr__(edge.service, "settings", settings)
    edge.operations.action = lambda: asyncio.sleep(30)
    answer = await edge.post(QUERY)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["errors"][0]["extensions"]["code"] == "DEADLINE"
    await asyncio.sleep(0)
    assert edge.operations.cancelled == 1


async def test_the_work_of_a_gone_client_is_cancelled(edge: Edge) -> None:
    started = asyncio.Event()

    async def action() -> None:
        started.set()
        await asyncio.sleep(30)

    edge.operations.action = action
    events = [{"type": "http.request", "body": json.dumps(QUERY).encode(), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if events:
            return events.pop()
        await started.wait()
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    await edge.app(_scope(), receive, send)
    await asyncio.sleep(0)
    assert edge.operations.cancelled == 1
    assert sent == []


def _scope() -> dict[str, Any]:
    headers = [(b"content-type", b"application/json")]
    return {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": headers,
    }


def _fault() -> Callable[[], Any]:
    async def action() -> None:
        raise RuntimeError(f"select secret from merchant where phone = '138{0:08}'")

    return action


async def test_our_faults_say_nothing(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    edge.operations.action = _fault()
    with caplog.at_level(logging.INFO):
        answer = await edge.post(QUERY)
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "13800000000" not in answer.text + caplog.text
    assert answer.headers["x-request-id"] in caplog.text


async def test_unavailable_is_said_plainly(edge: Edge) -> None:
    async def action() -> None:
        raise UnavailableError("DATABASE_UNAVAILABLE", "The database does not answer; try again.")

    edge.operations.action = action
    answer = await edge.post(QUERY)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_websockets_do_not_open(edge: Edge) -> None:
    sent: list[Any] = []

    async def send(event: Any) -> None:
        sent.append(event)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await edge.app({"type": "websocket", "path": "/graphql"}, receive, send)
    assert [event["type"] for event in sent] == ["websocket.close"]
