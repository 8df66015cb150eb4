"""The contenders as processes: started, pinned to a core, waited for, ended.

In: the name of a contender and a data set. Out: a `Server`: its port, its CPU time, its memory.
All serve from one core, so that a request's cost is one number; the load generator and the
database have the other. Output goes to a log file, as an operator would have it. A contender that
ends before it answers raises with the end of its log.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench import cpu
from bench.data import HUB
from bench.places import DAY, ROOM, ROOT, document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.asks import Ask
    from bench.data import DataSet

SERVER_CORE, LOAD_CORE = 0, 1
PATIENCE = 600.0  # a busy machine is slow to begin
PEERS = ROOM / "peers"
COMMANDS: Mapping[str, Sequence[str]] = {
    "full": (*HUB, "serve"),
    "bare": (sys.executable, "-m", "bench.contenders.bare"),
    "limit": (sys.executable, "-m", "bench.contenders.limit"),
    "stock": (sys.executable, "-m", "bench.contenders.stock.app"),
    "parsed": (sys.executable, "-m", "bench.contenders.stock.app"),
    "postgraphile": (str(PEERS / "node_modules" / ".bin" / "node"), str(PEERS / "server.mjs")),
}
SETTINGS = {"parsed": {"BENCH_PARSED": "1"}}
PATHS = {"limit": "/{operation}"}


@dataclass(frozen=True)
class Server:
    """A contender that answers."""

    name: str
    port: int
    pid: int

    def request(self, ask: Ask) -> bytes:
        """What the contender is sent."""
        path = PATHS.get(self.name, "/graphql").format(operation=ask.operation)
        room = PEERS if self.name == "postgraphile" else ROOM
        return ask.request(path, document(ask.operation, room))

    def cpu(self) -> float:
        """Seconds that it ran so far."""
        return cpu.of_tree(self.pid)


@contextmanager
def served(name: str, data: DataSet) -> Iterator[Server]:
    """A contender over a data set, until the end of the block."""
    port = _free_port()
    own = {"BENCH_PORT": str(port), "HUB_PORT": str(port), "PYTHONPATH": str(ROOT)}
    own |= {"BENCH_TODAY": DAY.isoformat(), "NODE_ENV": "production"}
    plain = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
    with (data.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            COMMANDS[name],
            cwd=data.folder,
            env={**plain, **data.environment, **own, **SETTINGS.get(name, {})},
            stdout=log,
            stderr=log,
        )
    cpu.pin(process.pid, SERVER_CORE)
    try:
        _wait(process, port, data, name)
        yield Server(name, port, process.pid)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, data: DataSet, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    log = (data.folder / f"{name}.log").read_text(errors="replace")[-2_000:]
    raise RuntimeError(f"{name} did not start: {log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
