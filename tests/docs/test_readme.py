"""The README does what it says: its first screen, its commands, and the answers that it shows."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.serving import HUB, ROOT, Command, served

README = ROOT / "README.md"
PAGES = ("README.md", "README.zh-CN.md")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
ADDRESS, PROGRAM = "http://127.0.0.1:8000", ".venv/bin/hub"
SCREEN = 60
VARIABLES = json.dumps({"uscc": "91310113DEM000000E"})
UNSEEN = "*Cannot query* *field 'required'* *on type* *'CustodyAssessment'.*"


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text("utf-8")
    return [body for name, body in FENCE.findall(text) if name == language]


def test_the_first_screen_says_it_all() -> None:
    lines = README.read_text("utf-8").splitlines()
    first, second = [at for at, line in enumerate(lines) if line.startswith("#")][:2]
    screen = "\n".join(lines[first:second])
    assert second - first <= SCREEN
    for word in ("make run", "fictitious", "no legal advice", "WITH merchant_2 AS", "rights_epoch"):
        assert word in screen
    asked = re.findall(r"query \w+\(", screen.split("```bash")[0])
    assert len(asked) == 1, "one query"
    assert len(table()) == 4, "four answers"


def table() -> list[dict[str, str]]:
    """The answers side by side, one a column: what the reader is shown."""
    rows = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    head = next(at for at, row in enumerate(cells) if row[-1] == "nobody")
    shown = cells[head + 1 : head + 8]
    return [{row[0]: row[at] for row in shown if row[0] in FIELDS} for at in range(1, 5)]


FIELDS = {
    "name": ("name",),
    "legalRepresentative": ("legalRepresentative",),
    "registeredAddress": ("registeredAddress",),
    "custody.verdict": ("custody", "verdict"),
    "custody.required": ("custody", "required"),
    "withheld": ("withheld",),
}


def picked(shop: Any, path: tuple[str, ...]) -> str:
    for name in path:
        shop = shop[name]
    return shop if isinstance(shop, str) else json.dumps(shop)


@dataclass(frozen=True)
class Shown:
    hub: Command
    address: str

    def sh(self, script: str) -> list[Any]:
        """What the lines of a script print, each a JSON value, as a reader would run them."""
        program = " ".join(f"'{word}'" if " " in word else word for word in HUB)
        script = script.replace(ADDRESS, self.address).replace(PROGRAM, program)
        ended = subprocess.run(
            ["bash", "-euc", script],
            cwd=self.hub.folder,
            env=self.hub.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines() if line]

    def query(self, party: str, *more: str) -> Any:
        (document,) = blocks("README.md", "graphql")
        given = ("--variables", VARIABLES, *more, "-")
        answer = json.loads(self.hub.done("query", "--party", party, *given, given=document))
        return answer["data"]["merchant"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    hub = Command(tmp_path_factory.mktemp("readme") / "var")
    hub.done("demo", "--merchants", "1")
    with served(hub) as address:
        yield Shown(hub, address)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_the_curl_lines_give_the_answers_of_the_table(shown: Shown, page: str) -> None:
    scripts = [body for body in blocks(page, "bash") if "curl" in body]
    assert len(scripts) == (page == "README.md")
    for script in scripts:
        *answers, refused = shown.sh(script)
        assert len(answers) == 3
        for answer, column in zip(answers, table(), strict=False):
            shop = answer["data"]["merchant"]
            assert {name: picked(shop, path) for name, path in FIELDS.items()} == column
        nobody = " ".join(cell for cell in list(table()[3].values())[:4])
        assert nobody == UNSEEN
        assert refused["errors"][0]["message"] == UNSEEN.replace("*", "")


@pytest.mark.slow
def test_the_sentence_below_the_table_is_true(shown: Shown) -> None:
    judge = shown.query("court-310115", "--subject", "judge-1")
    assert judge["legalRepresentative"] == "甲***"
    assert judge["custody"]["required"] is None
    assert judge["withheld"]
    stranger = shown.query("bank-b")
    assert (stranger["custody"]["required"], stranger["withheld"]) == (None, ["CUSTODYNEED"])


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)`", text)) <= set(targets)
    verbs = set(re.findall(r"`(?:\.venv/bin/)?hub ([a-z]+)", text))
    pages = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    assert verbs
    assert [verb for verb in verbs if f"`hub {verb}" not in pages] == []


def test_the_pages_name_each_other() -> None:
    assert "README.md" in (ROOT / "README.zh-CN.md").read_text("utf-8")
    assert Path(ROOT / "README.zh-CN.md").exists()
