"""Which revision a database has and which is the newest, without Alembic: every start asks.

In: an open database; the numbered files of `migrations/versions`. Out: revisions, and whether they
are the same. It refuses and changes nothing; `hub.migrate` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import column, inspect, select, table
from sqlalchemy.engine import make_url

from hub.database import run_blocking

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"
APPLIED = table("alembic_version", column("version_num"))


def head() -> str:
    """The newest revision that this program knows: its files are numbered."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision of an open database, None when it was never migrated."""
    if not inspect(connection).has_table(APPLIED.name):
        return None
    found: str | None = connection.scalar(select(APPLIED.c.version_num))
    return found


def is_current(connection: Connection) -> bool:
    """Whether the database is at the newest revision."""
    return revision_of(connection) == head()


def is_behind(url: str) -> bool:
    """Whether `hub.migrate` has work at `url`, where an embedded database may not be made yet."""
    address = make_url(url)
    embedded = address.get_backend_name() == "sqlite"
    if embedded and not Path(address.database or "").exists():
        return True
    return not run_blocking(url, is_current)
