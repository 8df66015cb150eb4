"""`hub explain`: operation, grant, plan, SQL for both databases, and the database's EXPLAIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from hub.cli import surroundings
from hub.cli.as_party import Asker, ask
from hub.cli.query import variables_of
from hub.explain import explain
from hub.operation import Request

if TYPE_CHECKING:
    from authz.principal import Principal
    from hub.app import Hub


@click.command()
@click.option("--party", required=True, metavar="CODE", help="the party; `public` for nobody")
@click.option("--case", metavar="NUMBER", help="the case that it is asked for")
@click.option("--variables", default="{}", metavar="JSON", help="the variables of the operation")
@click.option("--operation", metavar="NAME", help="which operation of the file")
@click.argument("file", type=click.File(encoding="utf-8"))
def command(party: str, case: str | None, variables: str, operation: str | None, file: Any) -> None:
    """Explain the operation in FILE (- for stdin) as a party would ask it."""
    request = Request(file.read(), operation, variables_of(variables))

    async def explained(hub: Hub, principal: Principal) -> str:
        return await explain(hub.operations, request, principal)

    asker = Asker(party, case=case, purpose="hub explain")
    click.echo(ask(surroundings.settings(), asker, explained), nl=False)
