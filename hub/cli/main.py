"""The command `hub`: one verb a file, loaded when it is called.

In: arguments. Out: the exit status: 0 done, 1 the work was refused or partly refused, 2 wrong
usage. A refusal is one line on stderr that says what is wrong and what to do.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

import click
from typing_extensions import override

from hub.errors import HubError
from hub.lasting import lasting
from hub.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, REFUSED, USAGE = 0, 1, 2
VERBS = {
    "init": "a hub without the demo: keys, policy, two stewards",
    "run": "all that a demo hub needs, then serve it",
    "serve": "serve the hub",
    "migrate": "bring the database to the newest revision",
    "demo": "load a generated world",
    "kinds": "the record kinds and their columns",
    "import": "take in files of records",
    "token": "a signed token of the built-in issuer",
    "query": "run one operation as a party",
    "policy": "show, check, compare and apply policies",
    "explain": "operation, grant, plan, SQL and EXPLAIN",
    "schema": "the SDL, whole or as a party sees it",
    "rules": "the rules as a calculator",
    "recompute": "bring derived figures to a day",
    "doctor": "say what is wrong with this hub",
}


def verb(name: str) -> click.Command:
    """The command of a verb, from the module of its name."""
    with lasting():
        module = importlib.import_module(f"hub.cli.{name.replace('import', 'import_')}")
    command: click.Command = module.command
    return command


class Verbs(click.Group):
    """Loads a verb when it is called."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        return verb(cmd_name)

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def hub() -> None:
    """单用途预付卡数据共享平台 · the prepaid-card data hub."""


def run(arguments: Sequence[str]) -> int:
    """Run one verb; its exit status."""
    try:
        return _attempt(arguments)
    except HubError as error:
        return _say(f"{error.code}: {error.message}", REFUSED)
    except SettingsError as error:
        return _say(str(error), USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped", REFUSED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def _attempt(arguments: Sequence[str]) -> int:
    try:
        result = hub.main(list(arguments), prog_name="hub", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "hub"
        return _say(f"{error.format_message()} See `{path} --help`.", USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), USAGE)
    sys.stdout.flush()
    return result if isinstance(result, int) else DONE


def _say(message: str, status: int) -> int:
    click.echo(f"hub: {' '.join(message.split())}", err=True)
    return status


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))
