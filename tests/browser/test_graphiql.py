"""GraphiQL in a real browser: it works under its strict policy and asks no other host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Tab, open_tab
from tests.serving import Command, served

CALLER = "document.getElementById('caller').value"


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    made = Command(tmp_path_factory.mktemp("hub") / "var")
    made.done("demo", "--merchants", "20")
    return made


@pytest.fixture(scope="module")
def address(command: Command) -> Iterator[str]:
    with served(command) as found:
        yield found


@pytest.fixture
def tab(tmp_path: Path, address: str) -> Iterator[Tab]:
    with open_tab(tmp_path / "profile") as found:
        for domain in ("Page", "Network", "Log", "Runtime"):
            found.call(f"{domain}.enable")
        found.call("Page.navigate", url=f"{address}/graphql")
        yield found


def faults(tab: Tab) -> list[Any]:
    """What the browser complained of: refused by the policy, thrown, not found."""
    logged = [entry["entry"] for entry in tab.told("Log.entryAdded")]
    errors = [entry["text"] for entry in logged if entry["level"] == "error"]
    return errors + [
        each["exceptionDetails"]["text"] for each in tab.told("Runtime.exceptionThrown")
    ]


def test_a_person_asks_as_their_party(tab: Tab, command: Command, address: str) -> None:
    tab.until("document.querySelector('.graphiql-container') !== null")
    assert tab.until(f"{CALLER} !== '…' && {CALLER}").endswith("public")
    token = command.done("token", "--party", "bank-a", "--subject", "li").strip()
    tab.value(f"document.getElementById('token').value = '{token}'")
    tab.value("document.querySelector('#identity button').click()")
    assert tab.until(f"{CALLER}.endsWith('bank-a') && {CALLER}")
    tab.until("document.querySelector('.graphiql-execute-button') !== null")
    tab.value("document.querySelector('.graphiql-execute-button').click()")
    shown = "document.querySelector('.result-window')?.textContent"
    assert "bank-a" in tab.until(f"{shown}?.includes('bank-a') && {shown}")
    asked = [each["request"]["url"] for each in tab.told("Network.requestWillBeSent")]
    outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    assert len(asked) > 5
    assert outside == []
    assert faults(tab) == []


def test_the_schema_of_the_caller_is_there_to_read(tab: Tab) -> None:
    tab.until("document.querySelector('.graphiql-container') !== null")
    tab.value("document.querySelector('[aria-label=\"Show Documentation Explorer\"]').click()")
    docs = "document.querySelector('.graphiql-doc-explorer')?.textContent"
    assert "query: Query" in tab.until(f"{docs}?.includes('Query') && {docs}")
    assert faults(tab) == []


def test_the_dialogues_open_under_the_policy(tab: Tab) -> None:
    tab.until("document.querySelector('.graphiql-container') !== null")
    for label in ("Open settings dialog", "Open short keys dialog"):
        tab.value(f"document.querySelector('[aria-label=\"{label}\"]').click()")
        assert tab.until("document.querySelector('.graphiql-dialog')?.textContent")
        tab.value("document.querySelector('.graphiql-dialog-close').click()")
        tab.until("document.querySelector('.graphiql-dialog') === null")
    assert faults(tab) == []
