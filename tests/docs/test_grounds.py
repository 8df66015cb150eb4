"""The README's way from complaint to code is what the hub answers of that merchant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.serving import ROOT, Command

EXAMPLE = ROOT / "docs" / "examples" / "grounds.graphql"
HEAD = "| step | what the hub says | ground |"


def told() -> dict[str, tuple[str, str]]:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    rows = lines[lines.index(HEAD) + 2 :]
    rows = rows[: rows.index("")]
    cells = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)
    return {step: (said, ground) for step, said, ground in cells}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    hub = Command(tmp_path_factory.mktemp("grounds") / "var")
    hub.done("demo", "--merchants", "1")
    given = EXAMPLE.read_text("utf-8")
    answer = hub.done("query", "--party", "district-commerce-310113", "-", given=given)
    return json.loads(answer)["data"]["merchant"]


def rules(figures: Any) -> dict[str, str]:
    return {reason["code"]: reason["rule"] for reason in figures["reasons"]}


@pytest.mark.slow
def test_the_table_is_the_answer(shop: Any) -> None:
    custody, risk, counts = shop["custody"], shop["risk"], shop["complaintSummary"]
    (order,) = shop["rectifications"]["nodes"]
    (step,), (public,) = shop["wayToGreen"], risk["publicReasons"]
    grounds = rules(custody)
    assert told() == {
        "complaints": (f"{counts['total']}, of which {counts['open']} open", ""),
        "order to correct": (
            f"{order['violation']['name']}, {order['status']}",
            f"light {risk['light']}: {rules(risk)['WITHIN_CORRECTION_PERIOD']}",
        ),
        "balance above the general standard": (
            f"40 %: {custody['required']} required",
            grounds["ABOVE_GENERAL_STANDARD"],
        ),
        "insurance counts": (
            f"{custody['covered']}, so {custody['cashDue']} due in cash",
            grounds["COVER_COUNTED"],
        ),
        "the bank holds": (
            f"{custody['held']}: {custody['shortfall']} short, {custody['verdict']}",
            grounds["SHORTFALL"],
        ),
        "code": (
            f"{risk['code']}; a citizen reads {chinese(public)}, no amount",
            rules(risk)["SHORTFALL"],
        ),
        "way to green": (chinese(step), step["rule"]),
    }
    assert custody["standard"] == "GENERAL"


def chinese(reason: dict[str, str]) -> str:
    return reason["text"].partition(" (")[0]


def test_the_command_is_the_readmes() -> None:
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    path = Path("docs/examples/grounds.graphql")
    assert f"hub query --party district-commerce-310113 {path}`" in text
