"""Looking a shop up: what is typed, what is found, page after page, and how it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from hub.errors import HubError, UnavailableError
from hub.operation import Answer
from hub.web.look_up import PAGE
from tests.http.conftest import Edge
from tests.http.site import HOSTILE, Site, planted
from tests.world.firms import uscc
from tests.world.hub import WorldHub


@pytest.fixture(scope="module")
def site(module_database_url: str) -> Iterator[Site]:
    hub = WorldHub(module_database_url, planted())
    yield Site(hub)
    hub.close()


def found(site: Site, address: str) -> list[str]:
    """The codes of the merchants on a page of results."""
    page = site.get(address)
    assert page.status_code == 200
    return re.findall(r'<h2><a href="/m/([0-9A-Z]{18})">', page.text)


def link(page: str, rel: str) -> str | None:
    match = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return match and match[1].replace("&amp;", "&")


def test_two_characters_suffice(site: Site) -> None:
    by_name = found(site, "/?q=" + quote("寿司"))
    assert uscc(11) in by_name
    assert uscc(11) in found(site, "/?q=" + quote("　寿司　 "))
    assert uscc(11) not in found(site, "/?q=" + quote("寿司") + "&trade=travel")
    assert len(by_name) < len(found(site, "/?district=310115"))


def test_a_district_is_that_of_the_firm_or_of_an_outlet(site: Site) -> None:
    query = (
        "query D($d: [String!]) { %s: merchants(where: {%s: $d}, first: 100) { nodes { uscc } } }"
    )
    public = site.hub.parties["public"]
    expected = set()
    for name in ("district", "outletDistrict"):
        answer = site.hub.ask(query % ("a", name), public, {"d": ["310151"]})
        expected |= {each["uscc"] for each in answer["data"]["a"]["nodes"]}
    assert set(found(site, "/?district=310151")) == expected != set()


def test_a_credit_code_leads_to_its_page(site: Site) -> None:
    code = uscc(3)
    for typed in (code, f" {code[:6]} {code[6:]} ", code.lower()):
        page = site.get("/?q=" + quote(typed))
        assert (page.status_code, page.headers["location"]) == (303, f"/m/{code}")
    wrong = site.get("/?q=" + code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert (wrong.status_code, "校验位不符" in wrong.text) == (400, True)


def test_pages_follow_each_other_both_ways(site: Site) -> None:
    first = "/?q=" + quote("品牌")
    forth: list[list[str]] = []
    address: str | None = first
    while address:
        page = site.get(address)
        forth.append(found(site, address))
        last, address = address, link(page.text, "next")
    assert [len(codes) for codes in forth[:-1]] == [PAGE] * (len(forth) - 1)
    assert len(forth) > 1
    back = [found(site, last)]
    while previous := link(site.get(last).text, "prev"):
        back.append(found(site, previous))
        last = previous
    assert back == forth[::-1]
    assert "共 <b>" + str(sum(map(len, forth))) in site.get(first).text


@pytest.mark.parametrize(
    ("search", "status", "said"),
    [
        ("q=%E7%BE%8E", 400, "两个字"),
        ("q=" + "x" * 61, 400, "太长"),
        ("district=999999", 400, "没有这个区"),
        ("trade=%3Cscript%3E", 400, "没有这个区"),
        ("q=%E7%BE%8E%E5%A5%B3%E7%BE%8E%E5%A5%B3", 200, "没有找到"),
        ("q=%25%25", 200, "没有找到"),
        ("q=ab&q=cd", 400, "无法读取"),
        ("q=%00%00", 400, "无法读取"),
        ("q=%ED%A0%80", 400, "无法读取"),
        ("token=eyJ", 400, "无法读取"),
        ("district=310115&after=nonsense", 400, "这一页已经不在了"),
        ("utm_source=x", 200, "付款之前"),
        ("q=", 200, "付款之前"),
    ],
)
def test_what_is_typed_is_answered(site: Site, search: str, status: int, said: str) -> None:
    page = site.get(f"/?{search}")
    assert (page.status_code, said in page.text) == (status, True)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text


def test_what_was_typed_and_chosen_stays_in_the_form(site: Site) -> None:
    page = site.get("/?district=310115&trade=beauty&q=" + quote(HOSTILE))
    assert '<option value="310115" selected>' in page.text
    assert '<option value="beauty" selected>' in page.text
    assert "&lt;script&gt;alert(1)" in page.text


@pytest.mark.anyio
async def test_a_token_has_no_say(edge: Edge) -> None:
    body = b'{"data":{"warnings":{"nodes":[]}}}'
    edge.operations.answer_with = Answer(200, body)
    for token in (edge.token("court-310115"), {"authorization": "Bearer nonsense"}):
        page = await edge.client.get("/", headers=token)
        assert page.status_code == 200
        assert (edge.caller.kind, edge.caller.party) == ("PUBLIC", "public")
    assert edge.request.again is not None
    assert (await edge.request.again()).epoch == 1  # asked anew


@pytest.mark.anyio
async def test_when_the_hub_cannot_answer_the_page_says_so(edge: Edge) -> None:
    async def away() -> None:
        raise UnavailableError("READ_FAILED", "secret words of the inside")

    async def broken() -> None:
        raise ValueError("secret words of the inside")

    async def crowded() -> None:
        raise HubError("TOO_MANY", 429, "secret words of the inside")

    for action, status in ((away, 503), (crowded, 429), (broken, 500)):
        edge.operations.action = action
        page = await edge.client.get("/")
        assert (page.status_code, "暂时无法查询" in page.text) == (status, True)
        assert page.headers["x-request-id"] in page.text
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "secret" not in page.text
    assert page.headers.get("retry-after") is None


@pytest.mark.anyio
async def test_a_policy_that_gives_less_shows_no_half_page(edge: Edge) -> None:
    refusal: Any = b'{"errors":[{"message":"no field","extensions":{"code":"INVALID"}}]}'
    edge.operations.answer_with = Answer(400, refusal)
    page = await edge.client.get("/m/91310113DEM000000E")
    assert (page.status_code, "暂时无法查询" in page.text) == (503, True)
    assert page.headers["retry-after"] == "1"
