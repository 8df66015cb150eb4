"""What every verb begins with: the settings of this process, its clock, its database.

In: `HUB_*` and a `.env` file in the working directory. Out: `Settings`, with the clock set when
`HUB_NOW` says so. Refuses a database that is not at the newest revision (DATABASE_NOT_MIGRATED).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from typing_extensions import override

from hub import clock
from hub.database import run_blocking
from hub.errors import HubError
from hub.revision import is_current
from hub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

T = TypeVar("T")
_SPAN = re.compile(r"(\d{1,6})([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
AS_JSON = click.option("--json", "as_json", is_flag=True, help="for programs")


def settings() -> Settings:
    """The settings of this process."""
    found = Settings.from_environment(os.environ, dotenv=Path(".env"))
    clock.set_clock(found.now)
    return found


def work_on(found: Settings, work: Callable[[Connection], T]) -> T:
    """Run `work` in one transaction of the migrated database."""

    def checked(connection: Connection) -> T:
        demand_migrated(connection)
        return work(connection)

    return run_blocking(found.database_url, checked)


def demand_migrated(connection: Connection) -> None:
    """Refuse a database that this program does not fit."""
    if not is_current(connection):
        raise HubError(
            "DATABASE_NOT_MIGRATED",
            503,
            "The database is not at the newest revision; run `hub migrate`.",
        )


class Span(click.ParamType[int]):
    """A span of time such as 90s, 15m, 1h or 7d, in seconds."""

    name = "span"

    @override
    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        match = _SPAN.fullmatch(value)
        if match is None:
            self.fail("a span is a number and one of s, m, h, d, such as 1h", param, ctx)
        return int(match[1]) * SECONDS[match[2]]
