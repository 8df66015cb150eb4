"""What Alembic runs: our metadata, our drivers, one transaction for all revisions.

In: a connection in `config.attributes["connection"]` (how `hub.migrate` calls), or none: then the
database that the settings name. Types are written by the names of `hub.tables.base`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from alembic import context
from alembic.script import ScriptDirectory

from hub.database import run_blocking
from hub.settings import Settings
from hub.tables.base import Document, Fraction6, Instant, Money, Text
from hub.tables.catalogue import metadata
from migrations.distribute import distribute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alembic.operations.ops import MigrationScript
    from sqlalchemy import Connection

TYPES = (Document, Fraction6, Instant, Money)


def _written(kind: str, item: Any, _: Any) -> str | bool:
    if kind == "type" and item is Text:
        return "Text"
    if kind == "type" and isinstance(item, TYPES):
        return f"{type(item).__name__}()"
    return False


def _numbered(_: Any, __: Any, directives: list[MigrationScript]) -> None:
    """Revisions count 0001, 0002, …"""
    heads = ScriptDirectory.from_config(context.config).get_heads()
    for directive in directives:
        directive.rev_id = f"{int(max(heads, default='0')) + 1:04d}"


def _migrate(connection: Connection) -> None:
    revisions: dict[str, Any] = {"process_revision_directives": _numbered}
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
        render_item=_written,
        **revisions,
    )
    with context.begin_transaction():
        context.run_migrations()
        distribute(connection)


def _given() -> Iterable[Connection]:
    connection = context.config.attributes.get("connection")
    return () if connection is None else (connection,)


for given in _given():
    _migrate(given)
if not tuple(_given()):
    run_blocking(Settings.from_environment(os.environ).database_url, _migrate)
