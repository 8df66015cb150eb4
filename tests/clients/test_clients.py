"""Tools of others against a served hub: the GraphQL-over-HTTP audits, and the GraphiQL page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Command, served

HERE = Path(__file__).parent
AUDITS = 61


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    made = Command(tmp_path_factory.mktemp("hub") / "var")
    made.done("demo", "--merchants", "20")
    return made


@pytest.fixture(scope="module")
def address(command: Command) -> Iterator[str]:
    with served(command) as found:
        yield found


def node(script: str, *arguments: str) -> Any:
    answer = subprocess.run(
        ["node", HERE / script, *arguments], capture_output=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_all_audits_of_graphql_over_http_pass(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    results = node("audits.mjs", f"{address}/graphql")
    passed = [result for result in results if result["status"] == "ok"]
    with capsys.disabled():
        print(f"\n  GraphQL-over-HTTP audits passed {len(passed)} of {len(results)}")  # noqa: T201  # figures are asked for
    assert len(results) == AUDITS
    assert [result for result in results if result["status"] != "ok"] == []


def test_the_page_works_without_a_foreign_request(command: Command, address: str) -> None:
    token = command.done("token", "--party", "bank-a", "--subject", "li").strip()
    page = node("graphiql.mjs", f"{address}/graphql", token)
    assert page["editor"]
    assert page["errors"] == []
    assert page["foreign"] == []
    assert page["before"].endswith("public")
    assert page["after"].endswith("bank-a")
