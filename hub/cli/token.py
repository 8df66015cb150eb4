"""`hub token`: a signed token of the built-in issuer, on stdout and nowhere else."""

from __future__ import annotations

import click

from hub import clock
from hub.cli import output, surroundings
from hub.errors import HubError
from hub.keys import signing_keys
from hub.tokens import LIFETIME, Issuer


@click.command()
@click.option("--party", required=True, metavar="CODE", help="the party that the token speaks for")
@click.option("--subject", required=True, metavar="NAME", help="the officer who will use it")
@click.option("--role", "roles", multiple=True, metavar="R", help="only these of its roles")
@click.option("--case", metavar="NUMBER", help="the case that it is used for")
@click.option("--purpose", metavar="TEXT", help="what it is used for")
@click.option("--ttl", type=surroundings.Span(), default="1h", show_default=True, metavar="SPAN")
@surroundings.AS_JSON
def command(
    party: str,
    subject: str,
    roles: tuple[str, ...],
    case: str | None,
    purpose: str | None,
    ttl: int,
    as_json: bool,
) -> None:
    """Sign a token. Whoever holds it speaks for the party until it ends."""
    if not 0 < ttl <= LIFETIME:
        raise click.BadParameter("a token lasts between one second and 31 days", param_hint="--ttl")
    found = surroundings.settings()
    if found.jwks:
        raise HubError(
            "ISSUER_OUTSIDE", 422, "HUB_JWKS names an outside issuer; get the token there."
        )
    keys = signing_keys(found.keys_dir, demo_mode=found.mode == "demo")
    issuer = Issuer(keys, issuer=found.issuer, audience=found.audience)
    token = issuer.issue(
        party=party, subject=subject, ttl=ttl, roles=roles, case=case, purpose=purpose
    )
    if as_json:
        output.as_json({"token": token, "expires": int(clock.now().timestamp()) + ttl})
    else:
        click.echo(token)
