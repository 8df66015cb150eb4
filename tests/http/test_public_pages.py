"""The public pages over the hostile world, on both databases: what they show, and what never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin

import httpx
import pytest
from sqlalchemy import update

from hub.settings import Settings
from hub.tables.merchant import merchant
from tests.http.site import (
    CHAIN,
    HOSTILE,
    HOSTILE_ONE,
    OPEN_WORD,
    OUTLETS,
    REPORTED,
    SECRET_FEN,
    SECRET_WORD,
    SECRET_YUAN,
    Site,
    planted,
)
from tests.world.firms import COUNT, key, uscc
from tests.world.hub import WorldHub

MOST_BYTES = 100_000
SECRETS = """query Secrets($uscc: Uscc!) { merchant(uscc: $uscc) {
  legalRepresentative registeredAddress contactPhone custody { required }
  complaints(first: 2) { nodes { text } } shareholders { holder } } }"""


@pytest.fixture(scope="module")
def site(module_database_url: str) -> Iterator[Site]:
    hub = WorldHub(module_database_url, planted())
    yield Site(hub)
    hub.close()


class Reader(HTMLParser):
    """What a browser makes of a page: its words, its elements, where it leads."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    @property
    def text(self) -> str:
        return "".join(self.words)


def merchant_page(site: Site, number: int) -> httpx.Response:
    return site.get(f"/m/{uscc(number)}")


@pytest.fixture(scope="module")
def pages(site: Site) -> list[httpx.Response]:
    """Every merchant's page, and pages of searches."""
    found = [merchant_page(site, number) for number in range(1, COUNT + 1)]
    searches = ("/", "/?q=%E9%97%A8%E5%BA%97", "/?district=310115", "/?trade=beauty")
    return [*found, *(site.get(address) for address in searches)]


def test_nothing_withheld_is_in_any_page(site: Site, pages: list[httpx.Response]) -> None:
    known = site.hub.ask(SECRETS, site.hub.parties["city"], {"uscc": uscc(REPORTED)})
    assert str(known).count(SECRET_WORD) >= 4  # it is there to be found
    assert SECRET_YUAN in str(known)
    assert {page.status_code for page in pages} == {200, 404}  # one is withdrawn
    shown = "".join(page.text for page in pages)
    assert OPEN_WORD in shown
    for secret in (SECRET_WORD, SECRET_YUAN, str(SECRET_FEN), "REPORTED", "欧阳", "138000"):
        assert secret not in shown


@pytest.mark.parametrize("text", ["🌸（", "🌸(店", "🌸"])
def test_a_name_is_found_by_an_emoji_in_it(site: Site, text: str) -> None:
    page = site.get("/?" + urlencode({"q": text}))
    if len(text) == 1:
        assert page.status_code == 400
    else:
        assert page.status_code == 200
        assert f"/m/{uscc(HOSTILE_ONE)}" in page.text


def test_a_published_penalty_shows_its_amount(site: Site, pages: list[httpx.Response]) -> None:
    asked = "{ merchants(first: 50) { nodes { uscc penalties(first: 20) { nodes { amount } } } } }"
    found = site.hub.ask(asked, site.hub.parties["public"])["data"]["merchants"]["nodes"]
    amounts = [
        (one["uscc"], each["amount"])
        for one in found
        for each in one["penalties"]["nodes"]
        if each["amount"]
    ]
    texts = {one.url.path: one.text for one in pages}
    assert amounts
    for code, amount in amounts:
        assert f"（<bdi>{amount}</bdi> 元）" in texts[f"/m/{code}"]


def test_a_reported_issuer_reads_like_an_unknown_one(site: Site) -> None:
    before = merchant_page(site, REPORTED)
    change = update(merchant).where(merchant.c.merchant_id == key(REPORTED))
    site.hub.write(lambda connection: connection.execute(change.values(issuer="NOT_KNOWN")))
    try:
        assert merchant_page(site, REPORTED).text == before.text
    finally:
        site.hub.write(lambda connection: connection.execute(change.values(issuer="REPORTED")))
    assert "无发卡记录" in before.text
    assert 'class="verdict none"' in before.text


def test_hostile_names_stay_words(site: Site) -> None:
    addresses = (f"/m/{uscc(HOSTILE_ONE)}", "/?q=alert", f"/?q={quote(HOSTILE)}", "/")
    for page in map(site.get, addresses):
        read = Reader(page)
        assert read.elements.isdisjoint({"script", "style", "iframe", "object", "base"})
        assert not {name for name in read.names if name.startswith("on") or name == "style"}
    assert HOSTILE in Reader(site.get(addresses[0])).text
    assert HOSTILE in Reader(site.get(addresses[1])).text


def test_every_page_is_light_and_asks_only_us(site: Site, pages: list[httpx.Response]) -> None:
    shared = {link for link in Reader(pages[0]).links if link.startswith("/static/")}
    assert len(shared) == 2
    fetched = sum(len(site.get(link).content) for link in shared)
    for page in pages:
        assert len(page.content) + fetched < MOST_BYTES
        assert shared == {link for link in Reader(page).links if link.startswith("/static/")}
        outside = [link for link in Reader(page).links if not link.startswith(("/", "#", "tel:"))]
        assert set(outside) <= {f"http://127.0.0.1:8000{page.url.path}"}  # the door's own address


def test_headers_are_strict(site: Site) -> None:
    for address in ("/", f"/m/{uscc(3)}", "/m/x"):
        page = site.get(address)
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
        assert "unsafe" not in policy
        assert "script" not in policy
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in page.headers
        head = site.get(address, "HEAD")
        assert (head.status_code, head.content) == (page.status_code, b"")
        assert head.headers["content-length"] == page.headers["content-length"]
        assert '<html lang="zh-CN">' in page.text
    assert site.get("/", "POST").status_code == 405


def test_an_address_that_is_no_code(site: Site) -> None:
    unknown = site.get("/m/91310115MA1K000016")
    assert (unknown.status_code, "没有这家经营者" in unknown.text) == (404, True)
    for wrong in ("x", "91310115MA1K000017", "%3Cscript%3E", "a/b", "%00", "", "%ff", "9" * 4_000):
        page = site.get(f"/m/{wrong}")
        assert (page.status_code, "代码有误" in page.text) == (400, True)
        assert Reader(page).elements.isdisjoint({"script"})
        assert len(wrong) < 10 or wrong not in page.text
    known = next(code for code in map(uscc, range(1, COUNT)) if not code.isdigit())
    for same in (known.lower(), quote("".join(chr(ord(letter) + 0xFEE0) for letter in known))):
        moved = site.get(f"/m/{same}")
        assert (moved.status_code, moved.headers["location"]) == (308, f"/m/{known}")


def test_outlets_go_on(site: Site) -> None:
    found: set[str] = set()
    address: str | None = f"/m/{uscc(CHAIN)}"
    while address:
        page = site.get(address)
        found |= set(re.findall(r"连锁\d{3}店", page.text))
        more = [link for link in Reader(page).links if "outlets=" in link]
        address = urljoin(address, more[0]) if more else None
    assert len(found) == OUTLETS
    assert site.get(f"/m/{uscc(CHAIN)}?outlets=nonsense").status_code == 400


def test_the_door_leads_to_the_settings_address_whatever_the_host_says(site: Site) -> None:
    forged = {"host": "evil.example", "x-forwarded-host": "evil.example", "forwarded": "host=evil"}
    page = site.get(f"/m/{uscc(3)}", **forged)
    assert "evil" not in page.text
    assert f">http://127.0.0.1:8000/m/{uscc(3)}<" in page.text
    named = Settings(mode="production", public_url="https://hub.example", keeper="某某<委>")
    page = replace(site, settings=named).get(f"/m/{uscc(3)}")
    assert f">https://hub.example/m/{uscc(3)}<" in page.text
    assert page.text.count('class="qr"') == 1
    assert "某某&lt;委&gt;" in page.text
    assert "虚构" not in page.text
    bare = Settings(mode="production")
    assert 'class="qr"' not in replace(site, settings=bare).get(f"/m/{uscc(3)}").text
