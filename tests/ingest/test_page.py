"""The reference page of intake names every kind, column and converter, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from hub.ingest.kinds import KINDS
from hub.ingest.mapping import CONVERTERS, parse_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "intake.md").read_text("utf-8")


def _table(title: str) -> dict[str, list[str]]:
    """First cell → all words in backticks of the line, of the table under a heading."""
    part = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = (line for line in part.splitlines() if line.startswith("| `"))
    return {re.findall(r"`([^`]+)`", line)[0]: re.findall(r"`([^`]+)`", line)[1:] for line in lines}


def test_every_kind_and_column() -> None:
    told = _table("Record kinds")
    assert told.keys() == KINDS.keys()
    for name, kind in KINDS.items():
        assert sorted(told[name]) == sorted(kind.by_name)


def test_required_columns_are_marked() -> None:
    for name, kind in KINDS.items():
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`"))
        marked = set(re.findall(r"`([^`]+)`\*", line))
        assert marked == {c.name for c in kind.columns if c.required} - set(kind.key)


def test_every_converter_and_the_example() -> None:
    assert _table("Mapping files").keys() == CONVERTERS.keys()
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert parse_mapping(example.group(1)).target("企业名称") == "name"
