"""The reference pages are whole: every code of an error, every verb and option of the command."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hub.cli.main import VERBS, hub
from hub.domain.vocabulary import UserErrorCode

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "reference"
ROOMS = ("hub", "schema", "resolvers", "authz")
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
REFUSERS = frozenset({"refuse", "_refusal", "_refuse", "invalid"})


def _raised(path: Path) -> Iterator[str]:
    """The codes in calls that make an error, or that pass one on to its base."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        inside = name == "__init__" and path.name == "operation.py"
        if name.endswith("Error") or name in REFUSERS or inside:
            for argument in node.args:
                value = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(value, str) and CODE.fullmatch(value) and len(value) > 2:
                    yield value


def test_every_code_has_its_line() -> None:
    found = {
        code for room in ROOMS for path in (ROOT / room).rglob("*.py") for code in _raised(path)
    }
    page = (PAGES / "errors.md").read_text("utf-8")
    listed = {code for code in re.findall(r"`([A-Z][A-Z0-9_]{2,})`", page) if CODE.fullmatch(code)}
    own = {"TOKEN_INVALID"} | {code.value for code in UserErrorCode}
    settings = {code for code in listed if code.startswith("HUB_")}
    assert sorted(found - listed) == [], "raised and not in docs/reference/errors.md"
    assert sorted(listed - found - own - settings - {"GET", "POST"}) == [], "listed and not raised"


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_has_its_place(verb: str) -> None:
    page = (PAGES / "cli.md").read_text("utf-8")
    context = click.Context(hub)
    command = hub.get_command(context, verb)
    assert command is not None
    group = isinstance(command, click.Group)
    commands = command.commands if isinstance(command, click.Group) else {"": command}
    for name, each in commands.items():
        start = f"| `hub {verb} {name}" if group else f"| `hub {verb}"
        lines = [line for line in page.splitlines() if line.startswith(start)]
        assert lines, start
        for parameter in each.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in lines[0], (start, parameter.opts)
