"""Migrated databases for tests, on both engines, copied from one template a run and lent again.

In: the folder of the test run, shared by all its workers. Out: `Engines.fresh(name)` gives the URL
of a new, migrated, otherwise empty database; `Engines.copy(url)` one with the same content.
"""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from hub.engines.postgresql import target
from hub.migrate import migrate
from tests import postgres
from tests.spare import Pattern, emptied, pattern, taken

NAMES = ("sqlite", "postgresql")


class Engines:
    """The templates of one run and the databases made from them by one worker."""

    def __init__(self, folder: Path, owner: int, worker: str) -> None:
        self._folder = folder
        self._owner = owner
        self._worker = worker
        self._numbers = itertools.count(1)
        self._run = f"hub_test_{owner}"
        self._spare: list[str] = []
        self._lent: set[str] = set()

    def fresh(self, name: str) -> str:
        """A migrated, otherwise empty database: "sqlite" or "postgresql"."""
        if name == "sqlite":
            return self.copy(self._template(name))
        url = self._spare.pop() if self._spare else self.copy(self._template(name))
        self._lent.add(url)
        return url

    def empty(self, name: str) -> str:
        """A new database without any table."""
        if name == "sqlite":
            return f"sqlite+aiosqlite:///{self._path()}"
        server = self._server()
        return _made(server, self._name(), "template0")

    def copy(self, url: str) -> str:
        """A new database with the content of another that nobody has open."""
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            path = self._path()
            shutil.copyfile(address.database or "", path)
            return f"sqlite+aiosqlite:///{path}"
        return _made(self._server(), self._name(), address.database or "")

    def drop(self, url: str) -> None:
        """Forget a database."""
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{address.database}{suffix}").unlink(missing_ok=True)
        elif url in self._lent and emptied(url, self._pattern()):
            self._spare.append(url)
        else:
            _execute(self._server(), f'drop database if exists "{address.database}" with (force)')
        self._lent.discard(url)

    def end(self) -> None:
        """Stop what this run started and remove what it made, also on a given server."""
        if (self._folder / "server").exists() and os.environ.get(postgres.GIVEN):
            found = _execute(
                self._server(),
                f"select datname from pg_database where datname like '{self._run}\\_%'",
            )
            for row in found:
                _execute(self._server(), f'drop database if exists "{row[0]}" with (force)')
        postgres.stop(self._folder / "cluster")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _template(self, name: str) -> str:
        with self._once(f"{name}-template") as (known, remember):
            if known:
                return known
            if name == "sqlite":
                url = f"sqlite+aiosqlite:///{self._folder / 'template.sqlite'}"
            else:
                url = _made(self._server(), f"{self._run}_template", "template0")
            migrate(url)
            return remember(url)

    def _pattern(self) -> Pattern:
        """What the template is like, by which a database is made as it again."""
        url = self._template("postgresql")
        with self._once("postgresql-pattern") as (known, remember):
            return pattern(known or remember(taken(url).text()))

    def _server(self) -> str:
        with self._once("server") as (known, remember):
            if known:
                return known
            cluster = self._folder / "cluster"
            cluster.mkdir()
            return remember(postgres.server(cluster, self._owner))

    @contextmanager
    def _once(self, what: str) -> Iterator[tuple[str, Callable[[str], str]]]:
        """One worker makes a thing, the others read where it is."""
        note = self._folder / what
        with (self._folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = note.read_text() if note.exists() else ""
            if known.startswith("!"):
                raise postgres.NoServerError(known[1:])

            def remember(url: str) -> str:
                note.write_text(url)
                return url

            try:
                yield known, remember
            except postgres.NoServerError as error:
                note.write_text(f"!{error}")
                raise

    def _name(self) -> str:
        return f"{self._run}_{self._worker}_{next(self._numbers)}"

    def _path(self) -> Path:
        return self._folder / f"{self._worker}_{next(self._numbers)}.sqlite"


def _made(server: str, name: str, template: str) -> str:
    like = " encoding 'UTF8' locale 'C.UTF-8'" if template == "template0" else ""
    _execute(server, f'create database "{name}" template "{template}"{like}')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _execute(server: str, statement: str) -> list[Any]:
    async def once() -> list[Any]:
        connection = await asyncpg.connect(**target(server))
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        return runner.run(once())
