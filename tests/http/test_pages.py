"""The pages and the addresses of machines: GraphiQL, static files, health, figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.http.health import Ready
from hub.http.routes import guarded
from hub.web.graphiql import SCRIPTS, STYLES, GraphiQL
from hub.web.static import StaticFiles
from tests.http.conftest import Edge

pytestmark = pytest.mark.anyio
NAMESPACE = "http://www.w3.org/2000/svg"  # a name, never asked for
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def _folder(tmp_path: Path, *names: str) -> StaticFiles:
    for name in ("graphiql.css", "graphiql.js", *names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"/* {name} */")
    (tmp_path / "secret.txt").write_text("no")
    return StaticFiles(tmp_path)


async def _page(static: StaticFiles) -> httpx.Response:
    app: Any = guarded(GraphiQL(static))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        return await client.get("/graphql")


async def test_a_browser_gets_a_page_and_a_program_gets_json(edge: Edge) -> None:
    page = await edge.client.get("/graphql", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    program = await edge.client.get("/graphql", headers={"accept": "*/*"})
    assert program.headers["content-type"].startswith("application/json")
    posted = await edge.post({"query": "{a}"}, headers=BROWSER)
    assert posted.headers["content-type"].startswith("application/json")


async def test_the_page_loads_from_here_only(tmp_path: Path) -> None:
    page = await _page(_folder(tmp_path, *SCRIPTS, *STYLES))
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) == len(SCRIPTS) + len(STYLES) + 3
    assert "data:," in addresses  # no icon: no request for one
    assert all(address.startswith("/static/") for address in set(addresses) - {"data:,"})
    assert "<script>" not in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_page_says_what_is_missing(tmp_path: Path) -> None:
    page = await _page(_folder(tmp_path, *SCRIPTS))
    assert page.status_code == 200
    assert "make assets" in page.text
    assert "<script" not in page.text


async def test_our_own_files_name_no_other_host() -> None:
    folder = Path(__file__).parents[2] / "hub" / "web"
    for path in (*folder.glob("static/*"), *folder.glob("templates/*")):
        if path.is_file():
            text = path.read_text().replace("// ", "").replace(f'xmlns="{NAMESPACE}"', "")
            assert not re.search(r"(?:https?:)?//[a-z]", text), path


async def test_files_are_served_by_name_and_by_nothing_else(edge: Edge) -> None:
    good = await edge.client.get("/static/graphiql.js")
    assert good.status_code == 200
    assert good.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in good.headers["cache-control"]
    for name in ("x.js", "../graphiql.py", "..%2fgraphiql.py", "/etc/passwd", "", "vendor/"):
        assert (await edge.client.get(f"/static/{name}")).status_code == 404


async def test_machines_ask_without_a_token(edge: Edge) -> None:
    assert (await edge.client.get("/healthz")).text == "ok\n"
    ready = await edge.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


async def test_not_ready_is_503(edge: Edge) -> None:
    async def broken() -> dict[str, str | None]:
        return {"database": None, "policy": "none is in force"}

    object.__setattr__(edge.service, "checks", broken)
    app: Any = guarded(Ready(edge.service))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://hub"
    ) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["policy"] == "none is in force"


async def test_figures_count_by_route_and_never_by_address(edge: Edge) -> None:
    await edge.post({"query": "{a}"})
    await edge.client.get("/m/secret-13800000000")
    page = await edge.client.get("/metrics")
    assert 'hub_requests_total{route="/graphql",status="200"} 1' in page.text
    assert 'hub_requests_total{route="/m",status="400"} 1' in page.text
    assert 'hub_request_seconds_bucket{route="/graphql",le="+Inf"} 1' in page.text
    assert "13800000000" not in page.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/schema.graphql"])
async def test_these_addresses_are_for_reading(edge: Edge, path: str) -> None:
    answer = await edge.client.post(path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["cache-control"] == "no-store"
