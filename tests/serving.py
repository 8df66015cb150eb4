"""The real command on a data folder of its own, for tests that need a whole hub.

`Command` runs `hub` verbs on a data folder; `served` starts `hub serve` on a free port, waits until
it is ready, and ends it by its process id.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hub.cli.main import run
from hub.clock import set_clock

ROOT = Path(__file__).parents[1]
PATIENCE = 120  # seconds; a loaded machine is slow to begin
HUB = (sys.executable, "-c", "from hub.cli.main import main; main()")


@dataclass(frozen=True)
class Ended:
    """How a verb ended, and what it said."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """`hub` on a data folder of its own; `settings` are more `HUB_*`."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        ours = {"HUB_DATA_DIR": str(self.folder), "PYTHONPATH": str(ROOT)}
        return {**plain, **ours, **self.settings}

    def run(self, *arguments: str, given: str = "") -> Ended:
        """Run a verb to its end in this process, in the data folder: no `.env` of ours counts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            for name in [name for name in os.environ if name.startswith("HUB_")]:
                patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.StringIO(given))
            try:
                status = run(arguments)
            finally:
                set_clock(None)
        return Ended(status, out.getvalue(), err.getvalue())

    def spawn(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end in a process of its own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return subprocess.run(
            [*HUB, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )

    def done(self, *arguments: str, given: str = "") -> str:
        """The output of a verb that must succeed."""
        answer = self.run(*arguments, given=given)
        assert answer.status == 0, answer.err or answer.out
        return answer.out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(
    command: Command,
    *arguments: str,
    verb: str = "serve",
    out: Path | None = None,
    err: Path | None = None,
) -> Iterator[str]:
    """The address of a hub that serves until the end of the block; files keep what it prints."""
    port = free_port()
    nowhere = Path(os.devnull)
    with (out or nowhere).open("w") as printed, (err or nowhere).open("w") as said:
        process = subprocess.Popen(
            [*HUB, verb, "--port", str(port), *arguments],
            cwd=command.folder,
            env=command.environment,
            stdout=printed,
            stderr=said,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(900):
        assert process.poll() is None, "the hub did not start"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the hub was not ready in time")
