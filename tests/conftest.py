"""What every test may ask for: a migrated database on either engine, and the time.

`database_url` runs a test twice, on SQLite and on PostgreSQL, each time with a database of its
own; `database` is the same, open, for tests marked `anyio`; `transact` runs sync work in one
committed transaction of it.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection

from hub.clock import set_clock
from hub.database import Database, open_database, run_blocking
from hub.lasting import lasting
from tests.engines import NAMES, Engines

T = TypeVar("T")
Transact = Callable[[Callable[[Connection], T]], T]
SHARED = pytest.StashKey[Path]()
ENGINES = [
    pytest.param(name, id=name, marks=[pytest.mark.postgresql] if name == "postgresql" else [])
    for name in NAMES
]


# How long an example takes to make or to try says nothing on a busy machine.
settings.register_profile(
    "hub", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("hub")
APART = frozenset({"browser", "clients", "real", "scale"})  # need more, or long: own targets


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with", action="append", default=[], choices=sorted(APART), dest="apart")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what was not asked for by `--with`; None lets pytest decide."""
    apart = collection_path.parent == Path(__file__).parent and collection_path.name in APART
    return True if apart and collection_path.name not in config.getoption("apart") else None


def pytest_configure(config: pytest.Config) -> None:
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    if given is None:
        config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="hub-test-"))
        config.stash[SHARED].chmod(0o755)
    else:
        config.stash[SHARED] = Path(given["hub_shared"])


class _Distributed:
    """Tells each worker of pytest-xdist where the run keeps what is shared."""

    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["hub_shared"] = str(node.config.stash[SHARED])
        node.workerinput["hub_owner"] = os.getpid()


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    if type(plugin).__name__ == "DSession" and not manager.has_plugin("hub-distributed"):
        manager.register(_Distributed(), "hub-distributed")


def pytest_collection_finish() -> None:
    """What was imported stays, as in a hub that serves."""
    with lasting():
        gc.collect()


def engines_of(config: pytest.Config, apart: str = "") -> Engines:
    """The databases of this worker; those lent `apart` are nobody else's."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    owner = int(given.get("hub_owner", os.getpid()))
    return Engines(config.stash[SHARED], owner, f"{given.get('workerid', 'main')}{apart}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if getattr(config, "workerinput", None) is None:
        engines_of(config).end()


@pytest.fixture(scope="session")
def engines(pytestconfig: pytest.Config) -> Engines:
    """Makes databases on either engine; see `tests.engines`."""
    return engines_of(pytestconfig)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _running_clock() -> Iterator[None]:
    """No test leaves the clock standing."""
    yield
    set_clock(None)


def _lent(engines: Engines, name: str) -> Iterator[str]:
    url = engines.fresh(name)
    yield url
    engines.drop(url)


@pytest.fixture
def sqlite_url(engines: Engines) -> Iterator[str]:
    """A migrated database on SQLite only."""
    yield from _lent(engines, "sqlite")


@pytest.fixture
def postgresql_url(engines: Engines) -> Iterator[str]:
    """A migrated database on PostgreSQL only; the test is marked `postgresql`."""
    yield from _lent(engines, "postgresql")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, engines: Engines) -> Iterator[str]:
    """A migrated database, once on each engine."""
    yield from _lent(engines, request.param)


@pytest.fixture(params=ENGINES, scope="module")
def module_database_url(request: pytest.FixtureRequest, engines: Engines) -> Iterator[str]:
    """A migrated database that a module's tests share, once on each engine."""
    yield from _lent(engines, request.param)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The test's database, open. The test is marked `anyio`."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def transact(database_url: str) -> Transact[Any]:
    """Runs `work(connection)` in one committed transaction of the test's database."""
    return lambda work: run_blocking(database_url, work)
