"""`hub init`: a hub without the demo: keys, the shipped policy, two stewards.

In: the names of two people. Out: signing key and instance secret, a migrated database, a policy in
force, the parties `steward-1` and `steward-2` with one officer each. What was made half-way is
finished; a hub that is made is refused (ALREADY_MADE), and so is the folder of a demo's keys.
"""

from __future__ import annotations

import click

from hub import clock, migrate
from hub.cli import surroundings
from hub.cli.intake import Intake
from hub.cli.policy import initial_text
from hub.errors import HubError
from hub.keys import make_keys, signing_keys
from hub.policies import TableRows, own_store

STEWARDS = ("steward-1", "steward-2")


@click.command()
@click.option(
    "--steward", "stewards", multiple=True, required=True, metavar="NAME", help="given twice"
)
def command(stewards: tuple[str, ...]) -> None:
    """Make an empty hub with two STEWARDs, who watch over each other."""
    names = [name.strip() for name in stewards]
    if not len(names) == len(set(names)) == len(STEWARDS) or not all(names):
        raise click.UsageError("name two different stewards by --steward")
    found = surroundings.settings()
    make_keys(found.keys_dir, demo=False, made=int(clock.now().timestamp()))
    signing_keys(found.keys_dir, demo_mode=False)
    migrate.migrate(found.database_url)
    text, store = initial_text(found.policy), own_store()
    with Intake(found) as intake:
        if intake.transact(lambda each: TableRows(each, clock.now()).in_force()) is not None:
            raise HubError("ALREADY_MADE", 409, "This hub is made already; see `hub doctor`.")
        intake.rows(
            "parties", [{"code": code, "kind": "STEWARD", "name": code} for code in STEWARDS]
        )
        people = zip(STEWARDS, names, strict=True)
        intake.rows(
            "officers",
            [
                {"party": code, "subject": name, "name": name, "badge": code}
                for code, name in people
            ],
        )
        policy = intake.transact(
            lambda each: store.prepare(TableRows(each, clock.now()), text, " + ".join(names))
        )
    click.echo(f"policy {policy.version} is in force; stewards: steward-1 {names[0]}, ", nl=False)
    click.echo(f"steward-2 {names[1]}")
    click.echo("next: hub import parties … officers … sources … institutions …, then hub serve")
