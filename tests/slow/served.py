"""A hub over given rows, with the slow executor beside it.

In: the URL of a migrated database, rows by table, the time. Out: `Served.ask`, what the hub
answers, and `Served.slow`, what it should answer; `statements` counts what the driver was given
for reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

import orjson
from graphql import GraphQLSchema
from sqlalchemy import Connection, insert

from authz.principal import Principal
from authz.store import shipped
from hub.clock import day_of, set_clock
from hub.database import Database, open_database
from hub.derive.published import publish
from hub.engines import moving
from hub.ingest.search import refresh
from hub.lane import Lane
from hub.operation import Operations, Request
from hub.plans import Plans
from hub.policies import TableRows, policy_store
from hub.proof.record import Stream
from hub.proof.recorder import Recorder
from hub.rights import RightsInForce, Sight
from hub.settings import Settings
from hub.tables.catalogue import TABLES
from resolvers.registry import REGISTRY
from schema.build import build_schema, planned_schema
from tests.slow.executor import Slow
from tests.slow.tables import Tables, rows_of

T = TypeVar("T")
OPENING = (  # a row, a list, and a page in the order of an index
    "{ me { subject } }",
    "{ merchants(first: 0) { totalCount } }",
    "{ merchants(first: 1) { nodes { name } } }",
)
OF_SNAPSHOTS = frozenset({"BEGIN", "ROLLBACK", moving.READ})  # they read no fact
OF_RECORDS = ("BEGIN IMMEDIATE", "COMMIT", "INSERT INTO access_")
GROWING = ("access_record", "access_recent", "access_subject")  # the hub's own reads


class Served:
    """One database, one hub, one set of slow executors."""

    def __init__(
        self, url: str, rows: Mapping[str, Any], now: datetime, policy: str | None = None
    ) -> None:
        self.now = now
        self._runner = asyncio.Runner()
        self.database: Database = self.run(_opened(url))
        self._fill(rows, policy or shipped())
        self.operations = self._operations(url)
        self.tables = Tables(self.do(rows_of))
        self._slow: dict[Principal, Slow] = {}

    def _fill(self, rows: Mapping[str, Any], policy: str) -> None:
        set_clock(self.now)
        self.store = policy_store(planned_schema())

        def fill(connection: Connection) -> None:
            for name, found in rows.items():
                for row in found:
                    connection.execute(insert(TABLES[name]).values(**row))
            refresh(connection, sorted({row["merchant_id"] for row in rows.get("merchant", ())}))
            self.store.prepare(TableRows(connection, self.now), policy, "steward-1")
            publish(connection, day_of(self.now) - timedelta(days=1), now=self.now)

        self.do(fill)

    def _operations(self, url: str) -> Operations:
        self.rights = RightsInForce(build_schema(), REGISTRY, self.store)
        self.run(self.rights.refresh(self.database))
        recorder = Recorder(self.database, Stream(b"7" * 32))
        settings, nobody_acts = Settings(database_url=url), Any
        plans = Plans(self.database.dialect)
        made = Operations(settings, self.database, self.rights, plans, recorder, nobody_acts)  # type: ignore[arg-type]
        made.unseen = Lane(rest=0)  # nobody else waits for this process
        return made

    # -- asking -------------------------------------------------------------------------------

    def ask(
        self, document: str, principal: Principal, variables: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The hub's whole response."""
        set_clock(self.now)
        request = Request(document, None, variables or {})
        found: dict[str, Any] = orjson.loads(
            self.run(self.operations.answer(request, principal)).body
        )
        return found

    def refusal(
        self, document: str, principal: Principal, variables: Mapping[str, Any] | None = None
    ) -> str:
        """The code of a refusal, which has no data."""
        answer = self.ask(document, principal, variables)
        assert "data" not in answer, answer
        return str(answer["errors"][0]["extensions"]["code"])

    def sight(self, principal: Principal) -> Sight:
        return self.rights.sight(principal)

    def schema(self, principal: Principal) -> GraphQLSchema:
        """The caller's own schema."""
        return self.sight(principal).schema

    def slow(self, principal: Principal) -> Slow:
        """The slow executor of a caller."""
        set_clock(self.now)
        if principal not in self._slow:
            sight = self.sight(principal)
            self._slow[principal] = Slow(
                self.tables, sight.schema, sight.policy, sight.grant, principal, self.now
            )
        return self._slow[principal]

    def reread(self) -> None:
        """Take in what the hub has recorded of its own reads."""
        self.tables.put(self.do(lambda connection: rows_of(connection, GROWING)))
        self._slow.clear()

    # -- the database -------------------------------------------------------------------------

    def do(self, work: Any) -> Any:
        """Run `work(connection)` in one committed transaction."""
        return self.run(self.database.run(work))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @contextmanager
    def statements(self) -> Any:
        """The statements that the drivers of the reading connections are given meanwhile."""
        seen: list[str] = []
        for document in OPENING:  # so that connections are open
            self.ask(document, _nobody())
        listen = _listen_postgresql if self.database.dialect == "postgresql" else _listen_sqlite
        stop = listen(self.database, seen)
        yield seen
        stop()

    def close(self) -> None:
        self.run(self.database.close())
        self._runner.close()


def _nobody() -> Principal:
    return Principal(party="public", kind="PUBLIC", subject="", roles=("PUBLIC",))


async def _opened(url: str) -> Database:
    return open_database(url)


def _listen_postgresql(database: Any, seen: list[str]) -> Any:
    connections = [each for stack in database._stacks.values() for each in stack._idle]
    taken = [(each, lambda query: seen.append(query.query)) for each in connections]
    for connection, logger in taken:
        connection.add_query_logger(logger)
    return lambda: [each.remove_query_logger(logger) for each, logger in taken]


def _listen_sqlite(database: Any, seen: list[str]) -> Any:
    readers = [each._reading for each in database._readers.connections]
    readers += [each for each in (database._moment.connection,) if each is not None]

    def listen(sql: str) -> None:
        if sql not in OF_SNAPSHOTS and not sql.startswith(OF_RECORDS):
            seen.append(sql)

    for connection in readers:
        connection.set_trace_callback(listen)
    return lambda: [each.set_trace_callback(None) for each in readers]
