"""The database brought to a revision, in one transaction; two at once end as one.

In: a database URL. Out: a migrated database. Refuses a database that is newer than the program
(DATABASE_NEWER): it is never changed by a program that does not know it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from hub.database import run_blocking
from hub.errors import HubError
from hub.revision import head, revision_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

LOCK = 7_310_000_001  # the advisory lock of migrations, any number of our own


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`; an embedded one is made when there is none."""
    _make_room(url)
    run_blocking(url, lambda connection: _alone(connection, command.upgrade, revision))


def downgrade(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision`, or to nothing with "base"."""
    run_blocking(url, lambda connection: _alone(connection, command.downgrade, revision))


def _config() -> Config:
    return Config(Path(__file__).parents[1] / "alembic.ini")


def _alone(connection: Connection, step: Callable[[Config, str], None], revision: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if (revision_of(connection) or head()) not in known:
        raise HubError(
            "DATABASE_NEWER", 503, "The database was migrated by a newer program; use that one."
        )
    config = _config()
    config.attributes["connection"] = connection
    step(config, revision)


def _make_room(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
