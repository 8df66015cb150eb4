"""The bench's bare contender answers what the hub answers, for whoever asks its operations."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import orjson
import pytest

from authz.principal import Principal
from bench.contenders.bare import Bare
from bench.places import document
from hub.app import Hub, build_hub
from hub.http.exchange import Post
from hub.operation import Request
from hub.settings import Settings
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.serving import Command

pytestmark = pytest.mark.slow
SHOP = {"uscc": "91310113DEM000000E"}
DISTRICT = {"district": "310113"}
ASKS = {
    "A": ("city-commerce|demo|", SHOP),
    "B": ("district-commerce-310113|demo|", DISTRICT),
    "C": ("district-commerce-310113|demo|", DISTRICT),
    "D": ("public||", SHOP),
}


async def known(hub: Hub, who: str) -> Principal:
    party, subject, _ = who.split("|")
    if party == "public":
        return await hub.register.nobody()
    return await hub.register.principal(party, subject)


async def compared(hub: Hub) -> dict[str, bool]:
    bare, same = Bare(hub), {}
    await bare.open()
    for name, (who, variables) in ASKS.items():
        text = document(name)
        body = orjson.dumps({"query": text, "variables": variables})
        answer, _ = await bare.post(Post({b"x-caller": who.encode()}, body, ""))
        request = Request(text, variables=variables)
        whole = await hub.operations.answer(request, await known(hub, who))
        same[name] = orjson.loads(answer.body)["data"] == orjson.loads(whole.body)["data"]
    await hub.close()
    return same


@pytest.mark.parametrize("engine", ENGINES)
def test_the_bare_contender_gives_the_same_answers(
    engine: str, engines: Engines, tmp_path: Path
) -> None:
    url = engines.fresh(engine)
    hub = Command(tmp_path / "var", {"HUB_DATABASE_URL": url})
    hub.done("demo", "--merchants", "1")
    environment = {name: hub.environment[name] for name in ("HUB_DATA_DIR", "HUB_DATABASE_URL")}
    settings = Settings.from_environment({**os.environ, **environment})
    assert asyncio.run(compared(build_hub(settings))) == dict.fromkeys(ASKS, True)
    engines.drop(url)
