"""Says what a long step took: on the clock, of this process's CPU, of the server's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import perf_counter, process_time

import pytest

Told = Callable[[str], AbstractContextManager[None]]
TIMES = slice(11, 15)  # of /proc/PID/stat behind the name: own CPU, and that of ended children


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Prints wall and CPU seconds of a step; nothing is asserted of them."""

    @contextmanager
    def step(name: str) -> Iterator[None]:
        wall, own, server = perf_counter(), process_time(), _server_time()
        yield
        wall, own, server = perf_counter() - wall, process_time() - own, _server_time() - server
        line = f"{request.node.name}: {name}: {wall:.0f} s; CPU {own:.0f} s, server {server:.0f} s"
        sys.stdout.write(f"\n{line}\n")
        sys.stdout.flush()

    return step


def _server_time() -> float:
    """CPU of all processes of PostgreSQL on this machine; 0 where no /proc tells."""
    ticks = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = status.read_text().rpartition(")")
        except OSError:  # it ended
            continue
        if name.endswith("(postgres"):
            ticks += sum(map(int, rest.split()[TIMES]))
    return ticks / os.sysconf("SC_CLK_TCK")
