"""`hub policy`: show it, check it, print who sees what, compare two, put one in force.

In: files in Casbin's CSV form, and the versions that the database keeps. Out: text, tables, JSON.
A policy that this hub cannot express is refused with its line, and the one in force stays.
"""

from __future__ import annotations

import difflib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authz.lint import lint
from authz.matrix import actions, as_csv, visibility
from authz.store import shipped
from hub import clock
from hub.cli import output, surroundings
from hub.errors import HubError
from hub.policies import TableRows, own_store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from authz.policy import Policy
    from authz.store import PolicyStore, StoredPolicy

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
IN_FORCE = "the policy in force"
LEAD = 3.0  # seconds: a process looks every second, and needs one or two for a large policy


@click.group(help="Show, check, compare and apply policies.")
def command() -> None:
    pass


@command.command()
@click.option("--version", metavar="V", help="a version that once was in force")
@click.option("--history", is_flag=True, help="all versions, the newest first")
@surroundings.AS_JSON
def show(version: str | None, history: bool, as_json: bool) -> None:
    """Print the policy in force."""
    found = surroundings.settings()
    if history:
        rows = surroundings.work_on(found, lambda each: TableRows(each, clock.now()).history())
        if as_json:
            names = ("version", "applied_by", "applied_at")
            output.as_json([dict(zip(names, row, strict=True)) for row in rows])
        else:
            output.table(("version", "applied by", "applied at"), rows)
        return
    stored = surroundings.work_on(found, lambda each: _stored(each, version))
    if as_json:
        output.as_json({"version": stored.version, "digest": stored.digest, "body": stored.body})
    else:
        click.echo(stored.body, nl=False)


@command.command()
@click.argument("file", type=FILE)
@surroundings.AS_JSON
def check(file: Path, as_json: bool) -> None:
    """Compile FILE against this hub; list what is odd about it."""
    policy = _store().check(_text(file))
    findings = [(each.kind, each.line, each.message) for each in lint(policy)]
    if as_json:
        names = ("kind", "line", "message")
        output.as_json([dict(zip(names, each, strict=True)) for each in findings])
        return
    for kind, line, message in findings:
        click.echo(f"{file}:{line}: {kind}: {message}")
    click.echo(f"{file} can be put in force: {len(policy.rows)} rows, {len(findings)} findings")


@command.command()
@click.argument("file", type=FILE, required=False)
@click.option("--acts", is_flag=True, help="who may do and send what, instead of who sees what")
def matrix(file: Path | None, acts: bool) -> None:
    """Print coordinate × party kind as CSV, of FILE or of the policy in force."""
    policy = _policy(file)
    click.echo(as_csv(actions(policy) if acts else visibility(policy)), nl=False)


@command.command()
@click.argument("file", type=FILE)
@click.argument("other", type=FILE, required=False)
def diff(file: Path, other: Path | None) -> int:
    """Print what FILE changes for whom, against OTHER or the policy in force. 1: they differ."""
    before, after = _policy(other), _policy(file)
    names = (str(other or IN_FORCE), str(file))
    lines = [
        line
        for table in (visibility, actions)
        for line in difflib.unified_diff(
            as_csv(table(before)).splitlines(), as_csv(table(after)).splitlines(), *names, "", "", 0
        )
    ]
    for line in lines:
        click.echo(line.rstrip("\n"))
    return 1 if lines else 0


@command.command()
@click.argument("file", type=FILE)
@click.option("--by", default="operator", show_default=True, metavar="NAME", help="who puts it in")
@click.option(
    "--lead",
    type=click.FloatRange(0, 600),
    default=LEAD,
    show_default=True,
    metavar="SECONDS",
    help="how long before it is announced; 0: not at all",
)
@surroundings.AS_JSON
def apply(file: Path, by: str, lead: float, as_json: bool) -> None:
    """Announce FILE to the processes that serve, then put it in force.

    The one before stays where FILE cannot be expressed.
    """
    store, text = _store(), _text(file)
    found = surroundings.settings()
    checked = store.check(text)  # before the transaction: readers' records wait for that one
    if lead and surroundings.work_on(
        found, lambda each: store.announce(TableRows(each, clock.now()), text, by)
    ):
        time.sleep(lead)
    policy = surroundings.work_on(
        found, lambda each: store.put(TableRows(each, clock.now()), text, checked, by)
    )
    if as_json:
        output.as_json({"version": policy.version})
    else:
        click.echo(f"in force: {policy.version}")


def _store() -> PolicyStore:
    return own_store()


def _policy(file: Path | None) -> Policy:
    if file is not None:
        return _store().check(_text(file))
    stored = surroundings.work_on(surroundings.settings(), lambda each: _stored(each, None))
    return _store().check(stored.body)


def _stored(connection: Connection, version: str | None) -> StoredPolicy:
    rows = TableRows(connection, clock.now())
    stored = rows.in_force() if version is None else rows.find(version)
    if stored is None:
        raise HubError(
            "POLICY_UNKNOWN", 404, "There is no such policy here; `hub policy apply` makes one."
        )
    return stored


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise HubError("POLICY_TEXT", 422, "The policy is not a text in UTF-8.") from None


def initial_text(file: Path | None) -> str:
    """The text that a new database begins with: the setting's file, or the shipped one."""
    return shipped() if file is None else _text(file)
