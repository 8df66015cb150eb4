"""`hub schema`: the SDL, whole or as a party sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hub.cli import surroundings
from schema.build import sdl

if TYPE_CHECKING:
    from authz.principal import Principal
    from hub.app import Hub


@click.command()
@click.option("--party", metavar="CODE", help="as this party sees it; `public` for nobody")
@click.option("--subject", default="hub", metavar="NAME", help="the officer who asks")
def command(party: str | None, subject: str) -> None:
    """Print the schema."""
    if party is None:
        click.echo(sdl(), nl=False)
        return
    from hub.cli.as_party import Asker, ask  # noqa: PLC0415 (the whole schema needs no hub)

    async def printed(hub: Hub, principal: Principal) -> str:
        return sdl(hub.rights.sight(principal).schema)

    asker = Asker(party, subject, purpose="hub schema")
    click.echo(ask(surroundings.settings(), asker, printed), nl=False)
