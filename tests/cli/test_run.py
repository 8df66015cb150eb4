"""`hub run`: what is there is left alone, what is missing is made, and then it serves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.serving import ROOT, Command, served

HEAVY = ("alembic", "asyncpg", "rich.progress", "sqlalchemy.orm")


def tokens(printed: Path) -> dict[str, str]:
    """By party, of the table that a demo hub prints before it serves."""
    rows = (line.split() for line in printed.read_text("utf-8").splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2 and row[1].count(".") == 2}


@pytest.mark.slow
def test_a_second_run_keeps_the_world_and_serves_it(tmp_path: Path) -> None:
    hub, printed = Command(tmp_path / "var"), tmp_path / "printed"
    hub.done("demo", "--merchants", "3")
    with served(hub, verb="run", out=printed) as address:
        found = tokens(printed)
        headers = {"authorization": f"Bearer {found['district-commerce-310113']}"}
        body = {"query": "{ me { party { code } } merchants { totalCount } }"}
        answer = httpx.post(f"{address}/graphql", json=body, headers=headers).json()
    assert "the demo world: 0 merchants made" in printed.read_text("utf-8")
    assert f"{address}/graphql" in printed.read_text("utf-8")
    assert {"bank-a", "court-310115", "steward-2", "auditor"} <= found.keys()
    assert answer["data"]["me"]["party"]["code"] == "district-commerce-310113"
    assert answer["data"]["merchants"]["totalCount"] == 3


def test_a_run_is_for_the_demo(tmp_path: Path) -> None:
    refused = Command(tmp_path / "var", {"HUB_MODE": "production"}).run("run")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("hub: NOT_DEMO: ")


def test_a_start_loads_nothing_that_it_may_not_need() -> None:
    """What costs seconds and serves migrations, another engine or a terminal only."""
    code = f"import sys, hub.cli.run; print([name for name in {HEAVY} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert ended.stdout == b"[]\n"
