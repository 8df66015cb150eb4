"""`hub demo`: load a generated world, once; a later day adds the days since.

In: how many merchants, a seed, a day. Out: a migrated database with a policy in force and that
world, and keys that are marked as the demo's. Refused outside demo mode (NOT_DEMO).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hub import clock
from hub.cli import output, surroundings
from hub.cli.policy import initial_text
from hub.errors import HubError
from hub.keys import instance_secret, make_keys
from hub.policies import TableRows, own_store
from hub.revision import is_behind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.demo.load import Loaded
    from hub.settings import Settings

MERCHANTS, SEED = 1_000, 7


@click.command()
@click.option(
    "--merchants", type=click.IntRange(1, 1_000_000), default=MERCHANTS, show_default=True
)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help="the world's today  [default: today]"
)
@surroundings.AS_JSON
def command(merchants: int, seed: int, day: datetime | None, as_json: bool) -> None:
    """Load a fictitious world: all 16 districts, every code, light, verdict and status."""
    loaded = make_world(surroundings.settings(), merchants, seed, day)
    if as_json:
        output.as_json({"merchants": loaded.merchants, "days": loaded.days})
    else:
        tell(loaded)


def tell(loaded: Loaded) -> None:
    """What was done, in one line."""
    click.echo(f"the demo world: {loaded.merchants} merchants made, {loaded.days} days added")


def make_world(
    found: Settings, merchants: int = MERCHANTS, seed: int = SEED, day: datetime | None = None
) -> Loaded:
    """Keys, a migrated database, a policy in force and the world, each where it is not there."""
    if found.mode != "demo":
        raise HubError("NOT_DEMO", 422, "The demo world is for demo mode; see HUB_MODE.")
    make_keys(found.keys_dir, demo=True, made=int(clock.now().timestamp()))
    if is_behind(found.database_url):
        from hub.migrate import migrate  # noqa: PLC0415 (Alembic is slow to load)

        migrate(found.database_url)
    return _load(found, merchants, seed, day)


def _load(found: Settings, merchants: int, seed: int, day: datetime | None) -> Loaded:
    from hub.demo.load import load  # noqa: PLC0415 (large, and only here)

    store, text = own_store(), initial_text(found.policy)
    secret = instance_secret(found.keys_dir)
    with output.progress("merchants") as tell:

        def work(connection: Connection) -> Loaded:
            rows = TableRows(connection, clock.now())
            if rows.in_force() is None:
                store.prepare(rows, text, "demo")
            return load(
                connection,
                merchants=merchants,
                seed=seed,
                day=clock.today() if day is None else day.date(),
                secret=secret,
                progress=lambda done: tell(done, merchants),
            )

        return surroundings.work_on(found, work)
