"""The rules of the house that no other tool keeps: laid down in ARCHITECTURE.md, held here.

Floors are kept by import-linter, form by ruff, exhaustive matches by mypy.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import hub
import schema

ROOT = Path(__file__).parents[1]
ROOMS = ("hub", "schema", "resolvers", "authz", "migrations")
SUPPRESSIONS = 42  # lower it when you can; a new one needs its reason on its line

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
GENERATED = {"migrations/versions/0001_all_tables.py"}
COMMITS = ("hub/database.py", "hub/engines/")
# One funnel: who reads or writes facts, and with them the rights, is one of these.
FACTS = {"merchant", "fund", "credit", "complaint", "enforcement", "case", "statistics"}
FUNNEL = (
    *("resolvers/", "hub/commands/", "hub/ingest/", "hub/derive", "hub/demo/", "hub/tables/"),
    *("migrations/", "hub/register.py"),  # the register tells who a caller is
    "hub/judge/facts.py",  # what stock Casbin judges answered reads by
)
# The engine knows no domain: another hub could be built on it.
ENGINE = (
    *(f"resolvers/{name}.py" for name in ("plan", "planner", "statement", "scopes", "masks")),
    *(f"resolvers/{name}.py" for name in ("filters", "paging", "lists", "rows", "sources")),
    *(f"resolvers/{name}.py" for name in ("binding", "arguments", "values", "compiled", "ties")),
    "resolvers/gathering.py",
    *(f"resolvers/{name}.py" for name in ("json_sql", "json_postgresql", "json_sqlite")),
    *(f"resolvers/{name}.py" for name in ("subselects", "printed")),
    *(f"authz/{name}.py" for name in ("compile", "grant", "store")),
)
DOMAIN_WORDS = re.compile(
    r"merchant|card|custody|guarantee|complaint|penalt|clue|rating|district|industr|bank|insurer"
    r"|court|police|prepaid|uscc|outlet|listing|permit|shareholder|revenue|[\u4e00-\u9fff]",
    re.IGNORECASE,
)
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)\S*(?:[ ,][A-Z]+\d+)*(.*)")


def files(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_inits_are_empty() -> None:
    """The ground and the roof share a package; that is safe only while its init does nothing."""
    inits = [path for path in files(*ROOMS, "tests") if path.name == "__init__.py"]
    assert len(inits) > 10
    assert [name(path) for path in inits if path.read_bytes()] == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in files(*ROOMS, "tests")} - {ROOT / "migrations" / "versions"}
    assert [name(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_files_are_short() -> None:
    long = {name(path): len(lines(path)) for path in files(*ROOMS, "tests")}
    assert {path: n for path, n in long.items() if n > 400 and path not in GENERATED} == {}


def test_functions_are_short() -> None:
    long = []
    for path in files(*ROOMS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > 40 and name(path) not in GENERATED:
                    long.append(f"{name(path)}:{node.name} {length}")
    assert long == []


def test_modules_say_what_they_are() -> None:
    modules = [path for path in files(*ROOMS) if path.name != "__init__.py"]
    assert [name(path) for path in modules if not ast.get_docstring(tree(path))] == []


def test_names_that_say_nothing_are_not_used() -> None:
    parts = {(part, name(path)) for path in files(*ROOMS, "tests") for part in path.parts}
    stems = {(path.stem, name(path)) for path in files(*ROOMS, "tests")}
    assert [where for part, where in parts | stems if part in FORBIDDEN_NAMES] == []


def test_only_the_edge_commits() -> None:
    """One transaction, one commit, at the edge."""
    found = []
    for path in files(*ROOMS):
        calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        methods = {call.attr for call in calls if isinstance(call, ast.Attribute)}
        if methods & {"commit", "rollback"} and not name(path).startswith(COMMITS):
            found.append(name(path))
    assert found == []


def test_facts_go_through_one_funnel() -> None:
    protected = {f"hub.tables.{module}" for module in FACTS}
    outside = [path for path in files(*ROOMS) if not name(path).startswith(FUNNEL)]
    found = [name(path) for path in outside if protected & set(imported(path))]
    assert found == []


@pytest.mark.parametrize("path", ENGINE)
def test_the_engine_knows_no_domain(path: str) -> None:
    words = {word for line in lines(ROOT / path) for word in DOMAIN_WORDS.findall(line)}
    assert words == set()


def test_a_domain_word_is_found() -> None:
    for line in ("class MerchantRow:", "alias.merchant_id", "# 商户", 'x["contactPhone"], bank_id'):
        assert DOMAIN_WORDS.search(line)


def test_suppressions_have_a_reason_and_do_not_grow() -> None:
    found = [
        (f"{name(path)}:{number}", match.group(1))
        for path in files(*ROOMS)
        for number, line in enumerate(lines(path), 1)
        if (match := SUPPRESSION.search(line))
    ]
    assert [where for where, reason in found if len(reason.strip(" #-()")) < 5] == []
    assert len(found) <= SUPPRESSIONS


def test_what_a_module_offers_is_there() -> None:
    for path in files("hub", "schema", "resolvers", "authz"):
        if path.name == "__init__.py" or "__all__" not in path.read_text(encoding="utf-8"):
            continue
        module = importlib.import_module(name(path).removesuffix(".py").replace("/", "."))
        assert [word for word in module.__all__ if not hasattr(module, word)] == []


def test_our_general_names_are_ours() -> None:
    """`schema` and `hub` are names of other projects too."""
    for module in (schema, hub):
        assert Path(str(module.__file__)).is_relative_to(ROOT)


def test_nothing_reads_the_clock_but_the_clock() -> None:
    clocks = re.compile(r"\b(?:datetime\.now|date\.today|utcnow|time\.time)\(")
    readers = [p for p in files(*ROOMS) if any(clocks.search(line) for line in lines(p))]
    assert [name(path) for path in readers] == ["hub/clock.py"]


def test_no_registry_is_named() -> None:
    """A lock pins what is installed, never where it comes from."""
    for path in (
        *(ROOT / "requirements").glob("*.txt"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
    ):
        assert not re.search(r"https?://|--index|--find-links ", path.read_text(encoding="utf-8"))


def test_every_target_is_explained_and_called_by_its_name() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## \S", makefile, re.MULTILINE))
    phony = set(makefile.split(".PHONY:")[1].replace("\\", " ").split())
    assert targets == explained == phony
    called = set(re.findall(r"make ([a-z-]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8")))
    assert {"test", "real"} <= called <= targets
