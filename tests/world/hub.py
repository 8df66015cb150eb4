"""A hub over the hostile world, with the clock standing at NOW.

`world_hub` (module scope, once on each engine) is imported by the conftest of the tests that want
it. `WorldHub.ask` gives the whole response as a dict, `ask_raw` status and bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson
import pytest
from typing_extensions import override

from authz.principal import Principal
from authz.store import shipped
from hub import clock
from hub.database import Database, open_database, run_blocking
from hub.lane import Lane
from hub.operation import Operations, Request
from hub.plans import Plans
from hub.policies import TableRows, policy_store
from hub.proof.record import Stream
from hub.proof.recorder import Recorder
from hub.rights import RightsInForce, Sight
from hub.settings import Settings
from resolvers.registry import REGISTRY
from schema.build import build_schema, planned_schema
from tests.world.build import insert
from tests.world.ground import NOW
from tests.world.parties import parties

T = TypeVar("T")
ROOMY = 10_000_000  # budgets are not what these tests are about
Worlds = Mapping[str, Sequence[Mapping[str, Any]]]


class Unrecorded(Recorder):
    """Records nothing: a commit for each read is not what these tests are about."""

    @override
    async def record(self, reading: Any, outcome: str, merchants: Any) -> None:
        return


class WorldHub:
    """Operations over one database, driven from tests without an event loop of their own.

    PostgreSQL records each read inside its statement, SQLite does not record here.
    """

    def __init__(self, url: str, rows: Worlds | None = None, policy: str | None = None) -> None:
        self._runner = asyncio.Runner()
        self.url = url
        self.twin: Any = None  # what makes this world another one, where it is a twin
        self.parties = parties()
        clock.set_clock(NOW)
        run_blocking(url, lambda connection: insert(connection, rows))
        store = policy_store(planned_schema())
        text = shipped() if policy is None else policy
        run_blocking(url, lambda c: store.prepare(TableRows(c, NOW), text, "steward-1"))
        self.store = store
        self.database: Database = self.run(_opened(url))
        self.rights = RightsInForce(build_schema(), REGISTRY, store)
        self.run(self.rights.refresh(self.database))
        self.operations = self._operations()

    def _operations(self) -> Operations:
        plans = Plans(self.database.dialect)
        recorder = Unrecorded(self.database, Stream(b"x" * 32))
        settings = Settings(database_url=self.url, max_values=ROOMY, max_values_public=ROOMY)
        nobody_acts: Any = None
        made = Operations(settings, self.database, self.rights, plans, recorder, nobody_acts)
        made.unseen = Lane(rest=0)  # nobody else waits for this process
        return made

    def forget(self) -> None:
        """Begin anew without any remembered plan, as after a change of the engine's code."""
        self.rights = RightsInForce(self.rights.full, REGISTRY, self.store)
        self.run(self.rights.refresh(self.database))
        self.operations = self._operations()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def sight(self, principal: Principal) -> Sight:
        """What the caller may use."""
        return self.rights.sight(principal)

    def ask_raw(
        self,
        document: str,
        principal: Principal,
        variables: Mapping[str, Any] | None = None,
        now: datetime = NOW,
    ) -> tuple[int, bytes]:
        """Status and body of an answer."""
        clock.set_clock(now)
        request = Request(document, None, variables or {})
        answer = self.run(self.operations.answer(request, principal))
        return answer.status, answer.body

    def ask(
        self,
        document: str,
        principal: Principal,
        variables: Mapping[str, Any] | None = None,
        now: datetime = NOW,
    ) -> dict[str, Any]:
        """The whole response."""
        _, body = self.ask_raw(document, principal, variables, now)
        response: dict[str, Any] = orjson.loads(body)
        return response

    def write(self, work: Any) -> Any:
        """Run `work(connection)` in one committed transaction."""
        return self.run(self.database.run(work))

    def close(self) -> None:
        self.run(self.database.close())
        self._runner.close()


async def _opened(url: str) -> Database:
    return open_database(url, deadline=120.0)  # a loaded machine says nothing of rights


@pytest.fixture(scope="module")
def world_hub(module_database_url: str) -> Iterator[WorldHub]:
    """The hostile world behind a hub, once on each engine."""
    hub = WorldHub(module_database_url)
    yield hub
    hub.close()
    clock.set_clock(None)
