"""A view of a public page is a read like any other: counted before it leaves, with its merchant."""

from __future__ import annotations

import asyncio

import httpx
from sqlalchemy import func, select

from hub.app import asgi
from hub.database import run_blocking
from hub.domain.identifiers import hash63
from hub.settings import Settings
from hub.tables.proof import access_counter, access_record
from tests.http.conftest import CODE


async def _views(settings: Settings, *addresses: str) -> list[int]:
    app = asgi(settings)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        found = [(await client.get(address)).status_code for address in addresses]
    await app.closing()
    return found


def test_each_view_is_counted_with_its_merchant_and_nobody_is_named(begun: Settings) -> None:
    addresses = (f"/m/{CODE}", f"/m/{CODE}", "/?q=%E7%BE%8E%E5%AE%B9", "/m/nonsense")
    assert asyncio.run(_views(begun, *addresses)) == [200, 200, 200, 400]
    counted = select(access_counter.c.merchant_id, func.sum(access_counter.c.answers)).group_by(
        access_counter.c.merchant_id
    )
    found = run_blocking(begun.database_url, lambda each: dict(each.execute(counted).all()))
    assert found[hash63(CODE)] >= 2
    assert sum(found.values()) == 3  # what is no code is asked of nobody
    named = select(func.count()).select_from(access_record)
    assert run_blocking(begun.database_url, lambda each: each.scalar(named)) == 0
