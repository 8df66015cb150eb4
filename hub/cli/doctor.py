"""`hub doctor`: say what is wrong with configuration, database, policy, keys, clock and calendar.

In: this process's settings. Out: one line a finding, each with what to do; exit status 1 when one
of them keeps the hub from serving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from sqlalchemy import func, select

from hub import clock, revision
from hub.cli import output, surroundings
from hub.database import run_blocking
from hub.errors import HubError
from hub.keys import instance_secret, signing_keys
from hub.policies import TableRows, own_store
from hub.tables.party import calendar_day, horizon, party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from hub.settings import Settings

GOOD, NOTE, BAD = "good", "note", "bad"
SOON = 60  # days before the end of the calendar
SKEW = 60.0  # seconds between the database's clock and ours


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is good, note or bad."""

    part: str
    level: str
    message: str


@click.command()
@surroundings.AS_JSON
def command(as_json: bool) -> int:
    """Say what is wrong with this hub, and what to do."""
    found = surroundings.settings()
    findings = [*_configuration(found), *_keys(found), *_database(found)]
    if as_json:
        output.as_json([{"part": f.part, "level": f.level, "message": f.message} for f in findings])
    else:
        output.table(("part", "", "finding"), [(f.part, f.level, f.message) for f in findings])
    return int(any(finding.level == BAD for finding in findings))


def _configuration(found: Settings) -> Iterator[Finding]:
    yield Finding(
        "configuration", GOOD, f"{found.mode} mode, {len(found.environment)} settings given"
    )
    if found.now is not None:
        yield Finding("clock", NOTE, "the clock stands still by HUB_NOW")
    if found.mode == "production" and found.host not in {"127.0.0.1", "::1", "localhost"}:
        yield Finding("configuration", NOTE, "listens beyond this machine: put TLS in front of it")
    if found.mode == "production":
        yield from _public_pages(found)


def _public_pages(found: Settings) -> Iterator[Finding]:
    """What the pages of the public cannot say without a setting."""
    if not found.public_url:
        message = "HUB_PUBLIC_URL is not set: the public pages have no QR codes for shop doors"
        yield Finding("public pages", NOTE, message)
    if not found.keeper:
        message = "HUB_KEEPER is not set: the public pages name nobody who keeps the hub"
        yield Finding("public pages", NOTE, message)


def _keys(found: Settings) -> Iterator[Finding]:
    yield _judged("keys", "the instance secret is there", lambda: instance_secret(found.keys_dir))
    if found.jwks:
        level = GOOD if found.jwks_issuer else BAD
        yield Finding("keys", level, "an outside issuer signs; it needs HUB_JWKS_ISSUER beside it")
        return
    demo = found.mode == "demo"
    yield _judged(
        "keys", "the issuer's keys are there", lambda: signing_keys(found.keys_dir, demo_mode=demo)
    )


def _database(found: Settings) -> Iterator[Finding]:
    try:
        yield from run_blocking(found.database_url, lambda each: list(_inside(each)))
    except HubError as error:
        yield Finding("database", BAD, f"{error.message} Was `hub migrate` run?")
    except (OSError, ValueError):
        yield Finding("database", BAD, "the database cannot be opened; see HUB_DATABASE_URL")


def _inside(connection: Connection) -> Iterator[Finding]:
    if not revision.is_current(connection):
        yield Finding("database", BAD, "it is not at the newest revision; run `hub migrate`")
        return
    yield Finding("database", GOOD, f"{connection.dialect.name}, revision {revision.head()}")
    yield from _clock(connection)
    store = own_store()
    rows = TableRows(connection, clock.now())
    yield _judged("policy", "in force and expressible", lambda: store.refresh(rows))
    yield from _calendar(connection)
    parties = connection.scalar(
        select(func.count()).select_from(party).where(party.c.superseded_at.is_(None))
    )
    yield Finding("register", GOOD if parties else BAD, f"{parties} parties")


def _clock(connection: Connection) -> Iterator[Finding]:
    """Whether the database's clock and ours agree; an embedded database has ours."""
    if connection.dialect.name == "postgresql":
        there = connection.scalar(select(func.extract("epoch", func.clock_timestamp())))
        apart = abs(float(there or 0) - clock.now().timestamp())
        level = GOOD if apart < SKEW else BAD
        yield Finding("clock", level, f"{apart:.1f} s apart from the database's clock")


def _calendar(connection: Connection) -> Iterator[Finding]:
    until: date | None = connection.scalar(
        select(horizon.c.known_until).where(horizon.c.register == calendar_day.name)
    )
    days = -1 if until is None else (until - clock.today()).days
    if days < 0:
        yield Finding("calendar", BAD, "today's working days are not known; import calendar-days")
    else:
        level = NOTE if days < SOON else GOOD
        yield Finding("calendar", level, f"working days are known until {until} ({days} days)")


def _judged(part: str, good: str, question: Callable[[], object]) -> Finding:
    try:
        question()
    except HubError as error:
        return Finding(part, BAD, error.message)
    return Finding(part, GOOD, good)
