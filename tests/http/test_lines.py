"""One line a request on stderr, and no value of anybody's in it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.http import lines
from hub.http.lines import Line, Together
from tests.serving import Command, served

USCC = "91310115MA1K000016"
LINE = re.compile(
    r"at=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=INFO logger=hub\.http "
    r"request=[0-9a-f]{16} method=(\w+|\?) route=(\S+) status=(\d{3}) ms=\d+\.\d"
)


def _ask(address: str, path: str, token: str, body: bytes | None = None, **more: str) -> int:
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json", **more}
    request = urllib.request.Request(f"{address}{path}", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("workers", ["1", "2"])
def test_each_request_is_a_line_without_values(
    tmp_path: Path, database_url: str, workers: str
) -> None:
    command = Command(tmp_path / "var", {"HUB_DATABASE_URL": database_url})
    command.done("init", "--steward", "a", "--steward", "b")
    token = command.done("token", "--party", "steward-1", "--subject", "机密的人").strip()
    document = json.dumps({"query": f'query Probing {{ merchant(uscc: "{USCC}") {{ name }} }}'})
    said = tmp_path / "stderr"
    with served(command, "--workers", workers, err=said) as address:
        before = len(_lines(said))
        asked = [
            _ask(address, "/graphql", token, document.encode()),
            _ask(address, f"/graphql?query=Probing{USCC}", token),
            _ask(address, f"/m/{USCC}", token),
            _ask(address, "/ingest/parties", token, b"code\nProbing\n", **{"x-source": USCC}),
            _ask(address, "/graphql", "no.token.Probing", document.encode()),
            _ask(address, f"/{USCC}", token),
        ]
    text = said.read_text()
    found = [match.group(2, 3) for match in map(LINE.fullmatch, text.splitlines()) if match]
    routes = ["/graphql", "/graphql", "/m", "/ingest", "/graphql", "other"]
    here = [each for each in found[before:] if each[0] != "/healthz"]
    assert sorted(here) == sorted(zip(routes, map(str, asked), strict=True))
    for private in (USCC, "Probing", token, token.split(".")[2], "机密的人", "query"):
        assert private not in text


def _lines(said: Path) -> list[str]:
    return [line for line in said.read_text().splitlines() if LINE.fullmatch(line)]


def test_a_fault_is_told_without_its_message() -> None:
    number = "138 " * 3
    try:
        int(number)
    except ValueError:
        record = logging.LogRecord("hub.x", 40, "f", 1, "it failed", (), sys.exc_info())
    text = Line().format(record)
    assert "ValueError" in text
    assert "test_lines.py" in text
    assert number not in text


@pytest.fixture
def told() -> Iterator[list[logging.LogRecord]]:
    """What the logger `hub.x` is told."""
    records: list[logging.LogRecord] = []
    handler, log = logging.Handler(), logging.getLogger("hub.x")
    handler.emit = records.append  # type: ignore[method-assign]
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield records
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def test_lines_of_one_turn_leave_as_one_record(told: list[logging.LogRecord]) -> None:
    async def asked() -> None:
        together = Together(logging.getLogger("hub.x"))
        together.info("a=1")
        together.info("a=2")
        assert not told
        await asyncio.sleep(0)
        together.info("a=3")
        await asyncio.sleep(0)

    asyncio.run(asked())
    assert [record.msg for record in told] == [["a=1", "a=2"], ["a=3"]]
    assert told[0].getMessage() == "a=1\na=2"
    head = r"at=\S+Z level=INFO logger=hub\.x "
    assert re.fullmatch(f"{head}a=1\n{head}a=2", Line().format(told[0]))


def test_so_many_lines_do_not_wait_for_the_loop(
    told: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "TOGETHER", 3)

    async def asked() -> None:
        together = Together(logging.getLogger("hub.x"))
        for each in range(7):
            together.info(str(each))
        assert [record.msg for record in told] == [["0", "1", "2"], ["3", "4", "5"]]
        await asyncio.sleep(0)

    asyncio.run(asked())
    assert [len(record.msg) for record in told] == [3, 3, 1]


def test_a_silent_logger_gathers_nothing(told: list[logging.LogRecord]) -> None:
    log = logging.getLogger("hub.x")
    log.setLevel(logging.WARNING)
    Together(log).info("a=1")
    assert not told


ENDING = """
import logging, logging.config
from hub.http.lines import Together, to_stderr
logging.config.dictConfig(to_stderr("info"))
together = Together(logging.getLogger("hub.x"))
together._messages.append("a=1")
"""


def test_a_process_that_ends_takes_no_line_with_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING], capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stderr.endswith("level=INFO logger=hub.x a=1\n")
