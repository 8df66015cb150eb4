"""A body that comes too slowly is refused; who is cancelled by somebody else stays cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.errors import HubError
from hub.http import wire
from hub.http.patience import Patience

pytestmark = pytest.mark.anyio


async def _drips() -> Any:
    await asyncio.sleep(0.01)
    return {"type": "http.request", "body": b"x", "more_body": True}


async def _silent() -> Any:
    await asyncio.sleep(60)


async def test_a_body_has_its_time_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.05)
    with pytest.raises(HubError) as refused:
        await wire.whole_body({}, _drips, 1_000_000)
    assert (refused.value.status, refused.value.code) == (408, "BODY_SLOW")
    await asyncio.sleep(0)  # its task goes on


async def test_each_part_of_a_large_body_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.05)
    with pytest.raises(HubError) as refused:
        await anext(wire.chunks({"type": "http", "headers": []}, _silent, 1_000))
    assert refused.value.status == 408


async def test_who_is_cancelled_by_another_stays_cancelled() -> None:
    task = asyncio.create_task(wire.whole_body({}, _silent, 1_000))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_who_is_cancelled_at_the_last_moment_stays_cancelled() -> None:
    async def waits() -> None:
        with Patience(0.0, RuntimeError):
            await _silent()

    task = asyncio.create_task(waits())
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0.0, task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
