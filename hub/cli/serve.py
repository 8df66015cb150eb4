"""`hub serve`: serve the hub. Refuses to start on anything that `hub.app` refuses.

In demo mode it first prints one ready token per party: the demo's parties are fictitious, and so
is whoever uses them.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from hub.app import asgi
from hub.cli import output, surroundings
from hub.cli.as_party import NOBODY
from hub.database import run_blocking
from hub.errors import HubError
from hub.http.server import serve, serve_many
from hub.ingest.context import OPERATOR
from hub.keys import signing_keys
from hub.register import load
from hub.tokens import Issuer

if TYPE_CHECKING:
    from hub.settings import Settings

DEMO_TTL = 7 * 86_400


HOST = click.option("--host", metavar="H", help="the address to listen on")
PORT = click.option(
    "--port", type=click.IntRange(0, 65_535), metavar="P", help="the port to listen on"
)
WORKERS = click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N", help="processes that serve"
)


@click.command()
@HOST
@PORT
@WORKERS
def command(host: str | None, port: int | None, workers: int | None) -> int:
    """Serve the hub until it is stopped."""
    return serve_until_stopped(placed(surroundings.settings(), host, port, workers))


def placed(found: Settings, host: str | None, port: int | None, workers: int | None) -> Settings:
    """The settings with what the command line says of address and processes."""
    return replace(
        found,
        host=host or found.host,
        port=found.port if port is None else port,
        workers=workers or found.workers,
    )


def serve_until_stopped(found: Settings) -> int:
    """Print the tokens of a demo and the address, and serve."""
    app = asgi(found)
    if found.mode == "demo" and not found.jwks:
        _print_tokens(found)
    click.echo(f"http://{_named(found.host)}:{found.port}/graphql")
    if found.workers > 1:
        os.environ.update(_environment(found))
        serve_many(
            "hub.app:from_environment", found.workers, found.host, found.port, found.log_level
        )
        return 0
    if not serve(app, found.host, found.port, found.log_level):
        raise HubError("PORT_TAKEN", 503, "The port cannot be had; take another by HUB_PORT.")
    return 0


def _print_tokens(found: Settings) -> None:
    keys = signing_keys(found.keys_dir, demo_mode=True)
    issuer = Issuer(keys, issuer=found.issuer, audience=found.audience)
    register = run_blocking(found.database_url, load)
    codes = sorted(register.parties.keys() - {OPERATOR, NOBODY})
    output.table(
        ("party", "token (seven days)"),
        [(code, issuer.issue(party=code, subject="demo", ttl=DEMO_TTL)) for code in codes],
    )


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _environment(found: Settings) -> dict[str, str]:
    """What the workers, which read the environment, must find there."""
    return {"HUB_HOST": found.host, "HUB_PORT": str(found.port)}
