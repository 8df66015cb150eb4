"""`hub rules RULE < cases.ndjson`: the rules as a calculator, one JSON object in, one out.

In: lines of JSON on stdin. Out: one line for each, in order; a case that is refused answers
`{"error": {code, message, field}}` and makes the exit status 1. Thresholds and calendar are the
shipped ones, or with `--database` those that the hub's registers hold.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from authz.principal import PUBLIC
from hub import clock
from hub.cli import output, surroundings
from hub.domain import calculator
from hub.errors import DomainError
from hub.ingest.context import OPERATOR, Context, Sender, load_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@click.command()
@click.argument("rule", type=click.Choice(["custody", "risk", "light", "due"]))
@click.option("--database", is_flag=True, help="by the thresholds and calendar of this hub")
def command(rule: str, database: bool) -> int:
    """Judge cases by a rule of supervision."""
    registers = _registers() if database else {}
    refused = 0
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            output.as_json(calculator.run(rule, _case(line), **registers))
        except DomainError as error:
            refused = 1
            field = error.path[0] if error.path else None
            output.as_json(
                {"error": {"code": error.code, "message": error.message, "field": field}}
            )
    return refused


def _case(line: str) -> Mapping[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise DomainError("CASE", "每行应为一个JSON对象 (a line is one JSON object)")
    return value


def _registers() -> dict[str, Any]:
    """The thresholds and the calendar in force in the database."""
    sender = Sender(PUBLIC, OPERATOR)

    def read(connection: Connection) -> Context:
        return load_context(connection, sender=sender, received_at=clock.now(), secret=b"")

    context = surroundings.work_on(surroundings.settings(), read)
    return {"thresholds": context.thresholds, "calendar": context.calendar}
