"""Alive, ready, figures: the addresses that machines ask.

In: the `Service`. Out: `/healthz` (the process answers), `/readyz` (database, policy and calendar,
each by name; 503 when one is not ready), `/metrics`. None needs a token and none shows a fact.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.http import wire
from hub.http.metrics import TYPE
from hub.http.negotiation import JSON

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from hub.http.service import Service


async def alive(scope: Scope, _: Receive, send: Send) -> None:
    await wire.send(scope, send, 200, b"ok\n", "text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Ready:
    """Names every check with null, or with what is wrong."""

    service: Service

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        found = dict(await self.service.checks())
        ready = not any(found.values())
        body = json.dumps({"ready": ready, "checks": found}, ensure_ascii=False)
        await wire.send(scope, send, 200 if ready else 503, body.encode(), JSON)


@dataclass(frozen=True, slots=True)
class Figures:
    """The page of Prometheus."""

    service: Service

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        await wire.send(scope, send, 200, self.service.metrics.page().encode(), TYPE)
