"""The database behind two doors: `run` for one writing transaction, `read` for one statement.

In: a URL of the contract, `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…` (the first names
our own embedded driver). Out: a `Database`. It knows no table. Refuses other URLs, a read past its
deadline (DEADLINE) and work while the database is away (DATABASE_UNAVAILABLE).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from sqlalchemy.engine import make_url

from hub.engines.sqlite import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from hub.engines.joint import Joint
    from hub.engines.seats import Batches

T = TypeVar("T")
Plan = Literal["point", "steady", "list"]


class Database(Protocol):
    """One open database. Made for one event loop; `close` it there."""

    dialect: str

    async def run(self, work: Callable[[Connection], T], *, moves: bool = True) -> T:
        """Run `work` in one writing transaction and commit it when `work` returns.

        An exception rolls everything back. A `work` that writes moves the data version; `moves` is
        False for one that only lays records of proof elsewhere. It may be run again after a
        deadlock or a serialization failure, so it keeps nothing outside the connection. Raises
        UnavailableError when the database is away; then the outcome may be unknown, and an
        idempotency key tells.
        """
        ...

    async def read(
        self,
        sql: str,
        parameters: Sequence[Any] | Mapping[str, Any] = (),
        *,
        plan: Plan = "point",
        deadline: float | None = None,
        joint: Callable[[], Joint | None] | None = None,
    ) -> tuple[Any, ...] | None:
        """The first row of one compiled statement, or None; `json` comes as it was made.

        `sql` and `parameters` are the driver's: `?` or `:name` on SQLite, `$1` on PostgreSQL, and
        there the values of the parameters' types. `plan` says whether one plan serves all values,
        of a single row ("point") or a list ("steady"), or the values decide ("list"). `deadline` is
        in seconds and at most the database's own. On PostgreSQL the statement may insert its own
        access record, and reads of it that are asked at once are read by its `joint` form.
        """
        ...

    async def append(self, batches: Batches) -> None:
        """Run statements of the driver's own, each for all of its rows, in one transaction.

        Records of proof are written so, and nothing else: it leaves the data version as it is.
        """
        ...

    async def close(self) -> None:
        """End all connections and threads."""
        ...


def open_database(url: str, *, readers: int = 4, deadline: float = 10.0) -> Database:
    """A database that connects when first used: `readers` connections, `deadline` in seconds."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return SqliteDatabase(address.database or "", readers=readers, deadline=deadline)
    if address.drivername == "postgresql+asyncpg":
        from hub.engines.postgresql import PostgresqlDatabase  # noqa: PLC0415 (slow to load)

        return PostgresqlDatabase(url, readers=readers, deadline=deadline)
    raise ValueError("the database URL is neither sqlite+aiosqlite nor postgresql+asyncpg")


def run_blocking(url: str, work: Callable[[Connection], T]) -> T:
    """`Database.run` for a command line: opens, runs one transaction, closes."""

    async def once() -> T:
        database = open_database(url)
        try:
            return await database.run(work)
        finally:
            await database.close()

    return asyncio.run(once())
