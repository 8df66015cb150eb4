"""`hub migrate`: bring the database to the newest revision. Refuses a newer database."""

from __future__ import annotations

import click

from hub import migrate, revision
from hub.cli import surroundings


@click.command()
def command() -> None:
    """Bring the database to the newest revision."""
    found = surroundings.settings()
    migrate.migrate(found.database_url)
    click.echo(f"the database is at revision {revision.head()}")
