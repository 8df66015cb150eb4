"""The pages are true where that can be checked: links lead somewhere, tables miss nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changes").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+(?:\.py)?)(?:::(\w+))?/?`")
THREAT = re.compile(r"^\| T(\d+) \|(.*)\|$", re.MULTILINE)
SECTIONS_A_TO_E = range(1, 72)
PARTS = ("Context", "Decision", "Consequences", "Alternatives", "Held by")
KINDS = {"added", "changed", "fixed", "breaking", "policy"}


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(text(page)))
    return {title.strip().replace(" ", "-") for title in plain}


def broken(page: Path, prose: str) -> list[str]:
    """Links of a page that lead nowhere in this checkout."""
    wrong = []
    for target in LINK.findall(CODE.sub("", prose)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        inside = not anchor or (file.suffix == ".md" and file.exists() and anchor in anchors(file))
        if not file.exists() or not inside:
            wrong.append(target)
    return wrong


def missing_tests(prose: str) -> list[str]:
    """Tests that a page names and that are not there."""
    wrong = []
    for path, function in TEST.findall(prose):
        file = ROOT / path
        there = file.exists() and (not function or f"def {function}(" in text(file))
        if not there:
            wrong.append(f"{path}::{function}")
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken(page, text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_tests_that_are_named_exist(page: Path) -> None:
    assert missing_tests(text(page)) == []


def test_a_dead_link_and_a_test_that_is_not_there_are_found() -> None:
    page = DOCS / "index.md"
    assert broken(page, "[a](nowhere.md) [b](index.md#nowhere) [c](https://example.org)") == [
        "nowhere.md",
        "index.md#nowhere",
    ]
    assert missing_tests("`tests/docs/test_docs.py::test_of_nothing` `tests/none.py`") == [
        "tests/docs/test_docs.py::test_of_nothing",
        "tests/none.py::",
    ]


def test_every_threat_has_its_row_and_an_honest_last_cell() -> None:
    rows = THREAT.findall(text(DOCS / "security.md"))
    numbers = Counter(int(number) for number, _ in rows)
    assert [number for number in SECTIONS_A_TO_E if numbers[number] != 1] == []
    silent = [
        number
        for number, cells in rows
        if not TEST.search(cells.rsplit("|", 1)[-1]) and "not yet" not in cells.rsplit("|", 1)[-1]
    ]
    assert silent == []


def test_every_page_is_in_the_index() -> None:
    index = DOCS / "index.md"
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in LINK.findall(text(index))}
    pages = {page for page in DOCS.rglob("*.md") if page.parent.name != "decisions"}
    assert sorted(name(page) for page in pages - linked - {index}) == []
    assert DOCS / "decisions" / "README.md" in linked


def test_decisions_are_numbered_listed_and_whole() -> None:
    folder = DOCS / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    assert len({page.name[:4] for page in pages}) == len(pages)  # a number may stay unused
    listed = [target for target in LINK.findall(text(folder / "README.md")) if "/" not in target]
    assert listed == [page.name for page in pages]
    for page in pages:
        assert text(page).startswith(f"# {page.name[:4]} "), page.name
        assert re.findall(r"^## (.+)$", text(page), re.MULTILINE) == list(PARTS), page.name


def test_fragments_say_their_kind() -> None:
    found = [page.name.split(".") for page in (ROOT / "changes").glob("*.md")]
    assert [parts for parts in found if parts[0] != "README" and parts[1] not in KINDS] == []
