"""The hostile world for the tests of rights."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rights.judge import Judge, shipped_judge
from tests.world.hub import world_hub

__all__ = ["figures", "world_hub"]


@pytest.fixture(scope="session")
def judge() -> Judge:
    return shipped_judge()


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Prints what a proof compared, past the capture of output."""

    def show(**numbers: int | str) -> None:
        told = (f"{name} {n if isinstance(n, str) else f'{n:,}'}" for name, n in numbers.items())
        with capsys.disabled():
            print("\n  " + " · ".join(told))  # noqa: T201  # figures are asked for

    return show
