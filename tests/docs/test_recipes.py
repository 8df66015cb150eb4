"""The recipes of CONTRIBUTING: what they name is there, and the policy recipe does what it says."""

from __future__ import annotations

import csv
import importlib
import io
import re
from pathlib import Path

import pytest

from hub.cli.main import VERBS
from tests.serving import ROOT, Command

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## Recipe: (.+?)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
FILE = re.compile(r"`((?:[a-z_]+/)+[\w.]+\.(?:py|csv|md|graphql))`")
MADE = {"hub/commands/award_honour.py", "changes/website.added.md"}  # by the recipes themselves
ROW = (
    "p, CONSUMER_COUNCIL, Merchant.contactPhone, read, all, phone3+4, REG 19: to reach the merchant"
)


def test_the_recipes_are_those_that_are_promised() -> None:
    promised = {"add a field", "add a record kind", "change a policy", "add a mutation"}
    assert promised <= RECIPES.keys()


@pytest.mark.parametrize("name", RECIPES)
def test_files_and_targets_of_a_recipe_are_there(name: str) -> None:
    text = RECIPES[name]
    files = set(FILE.findall(text)) - MADE
    assert files
    assert sorted(file for file in files if not (ROOT / file).exists()) == []
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = {word for line in re.findall(r"`make ([a-z ]+)", text) for word in line.split()}
    assert named - {"m"} <= set(targets)
    assert set(re.findall(r"\bhub ([a-z]+) ", text)) <= {*VERBS}


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("hub.tables.merchant", ("_OPEN", "column")),
        ("hub.tables.credit", ("fact_table", "column")),
        ("hub.ingest.merchant_kinds", ("Col", "LINE")),
        ("hub.ingest.credit_kinds", ("Kind",)),
        ("authz.vocabulary", ("_KINDS",)),
        ("schema.merchant", ("planned",)),
        ("schema.credit", ("Fact",)),
        ("resolvers.merchant", ("cells", "of_merchant", "BINDINGS")),
        ("resolvers.credit", ("fact", "BINDINGS")),
        ("hub.demo.credit", ("said",)),
        ("tests.ingest.test_kinds", ("ROWS",)),
    ],
)
def test_names_that_a_recipe_writes_are_there(module: str, names: tuple[str, ...]) -> None:
    there = importlib.import_module(module)
    assert [name for name in names if not hasattr(there, name)] == []
    assert [name for name in names if f"{name}" not in TEXT] == []


def column(matrix: str, party: str) -> dict[str, str]:
    return {row["coordinate"]: row[party] for row in csv.DictReader(io.StringIO(matrix))}


@pytest.mark.slow
def test_the_policy_recipe_followed_to_the_letter(tmp_path: Path) -> None:
    assert f"`{ROW}`" in RECIPES["change a policy"]
    hub = Command(tmp_path / "var")
    hub.done("init", "--steward", "张三", "--steward", "李四")
    before = hub.done("policy", "show")
    file = tmp_path / "policy.csv"
    file.write_text(f"{before}{ROW}\n", encoding="utf-8")
    assert hub.run("policy", "check", str(file)).status == 0
    changed = hub.run("policy", "diff", str(file))
    assert changed.status == 1
    assert re.findall(r"^\+(?!\+)(\S+?),", changed.out, re.MULTILINE) == ["Merchant.contactPhone"]
    old = column(hub.done("policy", "matrix"), "CONSUMER_COUNCIL")
    hub.done("policy", "apply", str(file), "--by", "张三", "--lead", "0")
    new = column(hub.done("policy", "matrix"), "CONSUMER_COUNCIL")
    assert {name for name in new if new[name] != old[name]} == {"Merchant.contactPhone"}
    assert "all:phone3+4" in new["Merchant.contactPhone"]
    file.write_text(f"{before}{ROW.replace('phone3+4', 'name1')}\n", encoding="utf-8")
    refused = hub.run("policy", "apply", str(file))
    assert (refused.status, refused.err.split(":")[1].strip()) == (1, "POLICY_MASK")
    assert re.search(r"\b(line )?\d+\b", refused.err), "it names its line"
    assert column(hub.done("policy", "matrix"), "CONSUMER_COUNCIL") == new
