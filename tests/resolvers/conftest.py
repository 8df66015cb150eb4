"""The small world behind a hub, once on each engine for all tests of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import ENGINES
from tests.engines import Engines
from tests.slow.chance import NOW, world
from tests.slow.served import Served
from tests.world.build import world as hostile_world
from tests.world.ground import NOW as HOSTILE_NOW

SEARCHED = ("search_entry", "search_gram")  # made anew by the hub's own indexer


@pytest.fixture(scope="session", params=ENGINES)
def served(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Served]:
    """A hub over the small world, with the slow executor beside it."""
    url = engines.fresh(request.param)
    hub = Served(url, world(), NOW)
    yield hub
    hub.close()
    engines.drop(url)


@pytest.fixture(scope="session", params=ENGINES)
def hostile(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Served]:
    """The same over the hostile world of the tests of rights."""
    url = engines.fresh(request.param)
    rows = {name: found for name, found in hostile_world().items() if name not in SEARCHED}
    hub = Served(url, rows, HOSTILE_NOW)
    yield hub
    hub.close()
    engines.drop(url)


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Prints what a proof compared, past the capture of output."""

    def show(**numbers: object) -> None:
        with capsys.disabled():
            print("\n  " + " · ".join(f"{name} {number}" for name, number in numbers.items()))  # noqa: T201  # figures are asked for

    return show
