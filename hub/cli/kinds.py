"""`hub kinds`: the record kinds and their columns, as tables or JSON."""

from __future__ import annotations

from typing import Any

import click

from hub.cli import output, surroundings
from hub.ingest.kinds import KINDS, describe, kind_of


@click.command()
@click.argument("kind", required=False)
@surroundings.AS_JSON
def command(kind: str | None, as_json: bool) -> None:
    """List the record kinds, or the columns of one."""
    if kind is not None:
        _one(describe(kind_of(kind)), as_json)
        return
    found = [describe(each) for each in KINDS.values()]
    if as_json:
        output.as_json(found)
        return
    output.table(
        ("kind", "title", "natural key", "columns"),
        [
            (
                each["kind"],
                each["title"],
                " ".join(each["key"]),
                " ".join(column["name"] for column in each["columns"] if not column["key"]),
            )
            for each in found
        ],
    )


def _one(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.as_json(found)
        return
    click.echo(f"{found['kind']}  {found['title']}")
    output.table(
        ("column", "form", "key", "required", "family"),
        [
            (
                column["name"],
                column["form"],
                "yes" if column["key"] else "",
                "yes" if column["required"] else "",
                column["family"] or "",
            )
            for column in found["columns"]
        ],
    )
