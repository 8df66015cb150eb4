"""`hub query`: run one operation as a party and print the JSON; exit status 1 on errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from hub.cli import surroundings
from hub.cli.as_party import Asker, ask
from hub.operation import Answer, Request

if TYPE_CHECKING:
    from authz.principal import Principal
    from hub.app import Hub


@click.command()
@click.option("--party", required=True, metavar="CODE", help="the party; `public` for nobody")
@click.option("--subject", default="hub", metavar="NAME", help="the officer who asks")
@click.option("--case", metavar="NUMBER", help="the case that it is asked for")
@click.option("--purpose", metavar="TEXT", help="what it is asked for")
@click.option("--variables", default="{}", metavar="JSON", help="the variables of the operation")
@click.option("--operation", metavar="NAME", help="which operation of the file")
@click.argument("file", type=click.File(encoding="utf-8"))
def command(
    party: str,
    subject: str,
    case: str | None,
    purpose: str | None,
    variables: str,
    operation: str | None,
    file: Any,
) -> int:
    """Run the operation in FILE (- for stdin) as a party."""
    found = surroundings.settings()
    request = Request(
        document=file.read(),
        operation_name=operation,
        variables=variables_of(variables),
        allow_mutation=True,
    )

    async def answered(hub: Hub, principal: Principal) -> Answer:
        return await hub.operations.answer(request, principal)

    answer = ask(found, Asker(party, subject, case, purpose), answered)
    document = json.loads(answer.body)
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    return 1 if document.get("errors") else 0


def variables_of(text: str) -> dict[str, Any]:
    """The variables of a command line: one JSON object."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise click.BadParameter("the variables are one JSON object", param_hint="--variables")
    return value
