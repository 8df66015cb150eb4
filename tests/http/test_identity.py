"""Who a request speaks for: one good token or none (T46, T48, T53-T55)."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import pytest

from hub.engines.turns import CALLER, NOBODY
from hub.errors import HubError, IdentityError
from tests.http.conftest import Edge

pytestmark = pytest.mark.anyio
QUERY = {"query": "{ me { roles } }"}
CASE, OTHER = "（2026）沪0115民初1号", "（2026）沪0115民初2号"


def access(**more: str) -> dict[str, object]:
    return {**QUERY, "extensions": {"access": more}}


async def test_a_token_speaks_for_its_party(edge: Edge) -> None:
    await edge.post(QUERY, headers=edge.token("bank-a"))
    assert (edge.caller.party, edge.caller.subject) == ("bank-a", "li")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic bGk6bGk=",
        "Token x",
        "bearer\tx",
        "Bearer a b",
        "Bearer a, Bearer b",
        "null",
    ],
)
async def test_a_bad_token_is_401_and_never_public(edge: Edge, value: str) -> None:
    answer = await edge.post(QUERY, headers={"authorization": value})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert [caller.kind for caller in edge.turned_away] == ["PUBLIC"]
    assert edge.operations.asked == []


async def test_a_good_token_in_two_headers_is_refused(edge: Edge) -> None:
    token = edge.token("bank-a")["authorization"]
    both = [("authorization", token), ("authorization", token)]
    headers = [*both, ("content-type", "application/json")]
    answer = await edge.client.post("/graphql", json=QUERY, headers=headers)
    assert answer.status_code == 401
    assert edge.operations.asked == []


async def test_an_unknown_party_is_401(edge: Edge) -> None:
    answer = await edge.post(QUERY, headers=edge.token("bank-z"))
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "PARTY_UNKNOWN"


@pytest.mark.parametrize(
    "name",
    ["x-forwarded-user", "x-role", "x-party", "x-user", "x-district", "cookie", "x-hub-role"],
)
async def test_other_headers_name_nobody(edge: Edge, name: str) -> None:
    await edge.post(QUERY, headers={name: "city-commerce"})
    assert edge.caller.kind == "PUBLIC"


async def test_case_and_purpose_may_come_with_the_request(edge: Edge) -> None:
    await edge.post(access(case=CASE, purpose="审理"), headers=edge.token("court-310115"))
    assert (edge.caller.case_number, edge.caller.purpose) == (CASE, "审理")
    await edge.post(QUERY, headers=edge.token("court-310115"))
    assert (edge.caller.case_number, edge.caller.purpose) == (None, None)
    half_width = access(case=CASE.replace("（", "(").replace("）", ")"))
    answer = await edge.post(half_width, headers=edge.token("court-310115", case=CASE))
    assert answer.status_code == 200
    assert edge.caller.case_number == CASE


@pytest.mark.parametrize("asked", [{"case": OTHER}, {"case": "x"}, {"purpose": "调查"}])
async def test_a_contradiction_is_403(edge: Edge, asked: dict[str, str]) -> None:
    token = edge.token("court-310115", case=CASE, purpose="审理")
    answer = await edge.post(access(**asked), headers=token)
    assert answer.status_code == 403
    assert [caller.party for caller in edge.turned_away] == ["court-310115"]
    assert edge.operations.asked == []


async def test_a_number_that_is_none_gives_nothing_and_is_no_error(edge: Edge) -> None:
    answer = await edge.post(access(case="not a number"), headers=edge.token("court-310115"))
    assert answer.status_code == 200
    assert edge.caller.case_number is None


async def test_production_asks_for_the_purpose(edge: Edge) -> None:
    object.__setattr__(edge.service, "settings", replace(edge.service.settings, mode="production"))
    assert (await edge.post(QUERY, headers=edge.token("bank-a"))).status_code == 403
    assert (await edge.post(QUERY)).status_code == 200
    assert (await edge.post(QUERY, headers=edge.token("merchant-x"))).status_code == 200
    asked = await edge.post(access(purpose="贷后检查"), headers=edge.token("bank-a"))
    assert asked.status_code == 200
    claimed = await edge.post(QUERY, headers=edge.token("bank-a", purpose="贷后检查"))
    assert claimed.status_code == 200


async def test_the_schema_is_the_callers(edge: Edge) -> None:
    nobody = await edge.client.get("/schema.graphql")
    bank = await edge.client.get("/schema.graphql", headers=edge.token("bank-a"))
    assert nobody.text.startswith("# public\n")
    assert bank.text.startswith("# bank-a\n")
    bad = await edge.client.get("/schema.graphql", headers={"authorization": "Bearer x"})
    assert bad.status_code == 401


async def test_a_request_can_ask_again_who_is_calling(edge: Edge) -> None:
    await edge.post(access(purpose="贷后检查"), headers=edge.token("bank-a"))
    assert edge.request.again is not None
    assert (await edge.request.again()).purpose == "贷后检查"
    edge.service.register.revoked.add("bank-a")  # type: ignore[attr-defined]
    with pytest.raises(IdentityError):
        await edge.request.again()


async def test_turns_are_counted_for_whom_the_token_names(edge: Edge) -> None:
    """T57: by party and subject, and without a token by the peer's address."""
    seen: list[tuple[str, str]] = []

    async def look() -> None:
        seen.append(CALLER.get())

    edge.operations.action = look
    body = {"query": "{ me { roles } }"}
    await edge.post(body, headers=edge.token("bank-a"))
    await edge.post(body, headers={"x-forwarded-for": "192.0.2.1"})
    await edge.post(body, headers=edge.token("court-310115", subject="zhao"))
    assert seen == [("bank-a", "li"), (NOBODY, "127.0.0.1"), ("court-310115", "zhao")]


async def test_too_many_questions_are_told_when_to_come_again(edge: Edge) -> None:
    async def refuse() -> None:
        raise HubError("TOO_MANY", 429, "Too much is asked at once; wait for the answers.")

    edge.operations.action = refuse
    answer = await edge.post({"query": "{ me { roles } }"}, headers=edge.token("bank-a"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert answer.json()["errors"][0]["extensions"] == {"code": "TOO_MANY"}


async def test_a_token_is_told_to_nobody(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    """T53: good, bent, or in a place where none is read, it comes back in no answer and no line."""
    token = edge.token("bank-a")["authorization"].removeprefix("Bearer ")
    bent = f"{token[:-9]}canary123"
    headers = [f"Bearer {token}", f"Bearer {bent}", f"Basic {bent}"]
    anywhere = {"token": bent, "access_token": bent}
    with caplog.at_level(logging.DEBUG):
        told = [await edge.post(QUERY, headers={"authorization": given}) for given in headers]
        told += [await edge.client.get(path, params=anywhere) for path in ("/graphql", "/nowhere")]
        await asyncio.sleep(0)  # lines of requests leave at the end of a turn
    assert {answer.status_code for answer in told} >= {200, 401, 404}
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hub")]
    assert ours
    said = "".join([*ours, *(f"{answer.headers} {answer.text}" for answer in told)])
    for secret in (token, bent, token.rpartition(".")[2], "canary123"):
        assert secret not in said
