"""The hostile world and the small hub, each with a judge that judges every read, at once."""

from __future__ import annotations

import pytest

from hub.judge import judge as bench
from hub.judge.judge import Judge
from tests.operation.conftest import SmallHub, small_hub
from tests.world.hub import WorldHub, world_hub

__all__ = ["small_hub", "world_hub"]


def judge_of(hub: SmallHub | WorldHub, every: int = 1) -> Judge:
    """A judge of every so-many reads of the hub, from now on."""
    operations = hub.operations
    judge = Judge(hub.database, hub.rights, operations.plans.dialect, every)
    operations.judge = judge
    return judge


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between an answer and its judgement."""
    monkeypatch.setattr(bench, "PAUSE", 0.0)
