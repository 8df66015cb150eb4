"""Two hubs for a day's arrival; and a place to say what a long step took."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter, process_time

import pytest

Told = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Prints wall and own CPU seconds of a step; nothing is asserted of them."""

    @contextmanager
    def step(name: str) -> Iterator[None]:
        wall, own = perf_counter(), process_time()
        yield
        wall, own = perf_counter() - wall, process_time() - own
        line = f"{request.node.name}: {name}: {wall:.0f} s, {own:.0f} s of own CPU"
        sys.stdout.write(f"\n{line}\n")
        sys.stdout.flush()

    return step
