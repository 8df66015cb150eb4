"""One tab of a headless Chromium, spoken to over its own debugging protocol.

`open_tab` starts the browser on a profile of its own and ends it; `Tab.call` is one command,
`Tab.value` a JavaScript expression, `Tab.events` what the browser told meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-port=0",
    "--disable-dev-shm-usage",
)


@dataclass
class Tab:
    """A page; commands are answered one after the other."""

    line: ClientConnection
    events: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            found = json.loads(self.line.recv(timeout=30))
            if found.get("id") == self.number:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result
            self.events.append(found)

    def value(self, expression: str) -> Any:
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, expression: str, seconds: float = 20.0) -> Any:
        """The first truthy value of an expression."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.value(expression)
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"never true: {expression}")

    def told(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all events of one kind."""
        return [event["params"] for event in self.events if event.get("method") == method]


@contextlib.contextmanager
def open_tab(profile: Path) -> Iterator[Tab]:
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert program is not None, "no Chromium on this machine"
    sandbox = ("--no-sandbox",) if os.getuid() == 0 else ()
    process = subprocess.Popen(
        [program, *OPTIONS, *sandbox, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with connect(_page(process), max_size=1 << 26) as line:
            yield Tab(line)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _page(process: subprocess.Popen[str]) -> str:
    """The address of the first tab."""
    assert process.stderr is not None
    for text in process.stderr:
        found = re.search(r"ws://([^/]+)/", text)
        if found:
            with urllib.request.urlopen(f"http://{found[1]}/json/list", timeout=10) as answer:
                tabs = json.loads(answer.read())
            return str(next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"))
    raise AssertionError("Chromium did not start")
