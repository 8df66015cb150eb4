"""The golden cases of reading, and their one writer: `python -m tests.resolvers.golden`.

A case is a folder: `operation.graphql` whose first lines name the caller (`# caller: court`), and
with it the variables (`# variables: {"uscc": …}`). The writer adds `sqlite.sql`, `postgresql.sql`,
`plan.txt` and `response.json`, or `error.json` when the operation is refused. The SQL is that of
this minor version of SQLAlchemy; another one may write it otherwise, and means the same.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy

from authz.principal import Principal
from hub.clock import set_clock
from hub.errors import HubError
from hub.explain import explain
from hub.operation import Request
from tests.engines import Engines
from tests.slow.callers import CALLERS, uscc
from tests.slow.chance import NOW, world
from tests.slow.served import Served

FOLDER = Path(__file__).parent / "cases"
VERSION = ".".join(sqlalchemy.__version__.split(".")[:2])
HEADER = f"-- SQLAlchemy {VERSION}\n"
_WORD = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\(SELECT\b|\(WITH\b|[()]|[^()'\"]+")


@dataclass(frozen=True)
class Case:
    """One folder."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def operation(self) -> str:
        return (self.folder / "operation.graphql").read_text(encoding="utf-8")

    def _note(self, word: str, otherwise: str) -> str:
        found = re.search(rf"^# {word}: (.*)$", self.operation, re.MULTILINE)
        return found.group(1) if found else otherwise

    @property
    def caller(self) -> Principal:
        return CALLERS[self._note("caller", "")]

    @property
    def variables(self) -> dict[str, Any]:
        """The variables; `uscc:3` stands for the code of the third merchant."""
        given: dict[str, Any] = json.loads(self._note("variables", "{}"))
        return {name: _code(value) for name, value in given.items()}

    def written(self, served: Served) -> Iterator[tuple[str, str]]:
        """The files of the case as this code makes them."""
        answer = served.ask(self.operation, self.caller, self.variables)
        if "errors" in answer:
            yield "error.json", pretty([_stable(error) for error in answer["errors"]])
            return
        access = answer["extensions"]["access"]["withheld"]
        said = [{k: v for k, v in each.items() if k != "reference"} for each in access]
        yield "response.json", pretty({"data": answer["data"], "withheld": said})
        sections = self.explained(served)
        _, _, grant = sections["grant"].partition("\n")  # its first line names version and day
        yield "plan.txt", f"{grant}\n\n{sections['plan']}\n"
        for dialect in ("sqlite", "postgresql"):
            sql, _, bound = sections[f"sql {dialect}"].rpartition("\n")
            yield f"{dialect}.sql", f"{HEADER}{laid_out(sql)}\n{bound}\n"

    def explained(self, served: Served) -> dict[str, str]:
        """What `hub explain` says, by section."""
        set_clock(NOW)
        request = Request(self.operation, None, self.variables)
        text = served.run(explain(served.operations, request, self.caller))
        parts = re.split(r"^== (.+) ==\n", text, flags=re.MULTILINE)
        return {title: body.rstrip() for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def cases() -> list[Case]:
    """All cases, by name."""
    return [Case(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _code(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("uscc:"):
        return uscc(int(value.removeprefix("uscc:")))
    return value


def _stable(error: dict[str, Any]) -> dict[str, Any]:
    return {name: error[name] for name in ("message", "extensions") if name in error}


def laid_out(sql: str) -> str:
    """SQL with one clause a line, indented by the selects that it stands in."""
    lines, depth, opened = [""], 0, [False]
    for word in _WORD.findall(sql):
        if word in ("(SELECT", "(WITH"):
            lines[-1] += "("
            depth += 1
            opened.append(True)
            lines.append("  " * depth + word[1:])
        elif word == "(":
            opened.append(False)
            lines[-1] += word
        elif word == ")":
            closes = opened.pop() if len(opened) > 1 else False
            depth -= closes
            if closes:
                lines.append("  " * depth)
            lines[-1] += word
        else:
            first, *rest = word.split("\n") if word[0] not in "'\"" else [word]
            lines[-1] += first
            lines += ["  " * depth + line for line in rest]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def main() -> None:
    """Write all golden files anew."""
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder), os.getpid(), "golden")
        served = Served(engines.fresh("sqlite"), world(), NOW)
        for case in cases():
            files = dict(case.written(served))
            for path in case.folder.iterdir():
                if path.name != "operation.graphql" and path.name not in files:
                    path.unlink()
            for name, text in files.items():
                (case.folder / name).write_text(text, encoding="utf-8")
        served.close()


if __name__ == "__main__":
    try:
        main()
    except HubError as error:
        raise SystemExit(error.message) from None
