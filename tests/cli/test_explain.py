"""`hub explain` of every operation of docs/examples, on both databases."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.app import Hub, build_hub
from hub.cli.as_party import Asker, principal
from hub.explain import explain
from hub.operation import Request
from hub.settings import Settings
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.serving import ROOT, Command

pytestmark = pytest.mark.slow
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.graphql"))
PARTS = ("operation", "grant", "plan", "sql sqlite", "sql postgresql")


def sections(text: str) -> dict[str, str]:
    parts = text.removeprefix("== ").split("\n== ")
    return dict(part.split(" ==\n", 1) for part in parts)


def party_of(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# party: ")


async def all_of(hub: Hub) -> dict[str, str]:
    found = {}
    for path in EXAMPLES:
        text = path.read_text("utf-8")
        who = await principal(hub, Asker(party_of(text), purpose="explain"))
        found[path.stem] = await explain(hub.operations, Request(text), who)
    await hub.close()
    return found


@pytest.fixture(scope="module", params=ENGINES)
def explained(
    request: pytest.FixtureRequest, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """By the name of an example, all that is said of it; a demo world of one merchant suffices."""
    url = engines.fresh(request.param)
    hub = Command(tmp_path_factory.mktemp("explain") / "var", {"HUB_DATABASE_URL": url})
    hub.done("demo", "--merchants", "1")
    environment = {name: hub.environment[name] for name in ("HUB_DATA_DIR", "HUB_DATABASE_URL")}
    settings = Settings.from_environment({**os.environ, **environment})
    yield request.param, asyncio.run(all_of(build_hub(settings)))
    engines.drop(url)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_explained(explained: tuple[str, dict[str, str]], path: Path) -> None:
    engine, found = explained
    said = sections(found[path.stem])
    assert tuple(said) == (*PARTS, f"explain {engine}")
    assert said["operation"].startswith("query ")
    assert said["grant"].startswith("roles ")
    assert "→" in said["grant"]
    assert said["plan"].strip()
    for name in ("sqlite", "postgresql"):
        statement = said[f"sql {name}"]
        assert statement.startswith(("WITH ", "SELECT "))
        assert "rights_epoch" in statement
        assert "-- bound: " in statement
    assert "$1" in said["sql postgresql"]
    assert said[f"explain {engine}"].strip()
