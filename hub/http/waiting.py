"""One answer of `hub.operation`, made only as long as somebody waits for it.

In: the service, a request, its caller, and the connection's `receive`. Out: the answer. Raises 503
past the deadline and `Gone` when the client hangs up; in both cases the work is cancelled, in the
database too.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.engines.seats import late
from hub.http import wire

if TYPE_CHECKING:
    from starlette.types import Receive

    from authz.principal import Principal
    from hub.http.service import Service
    from hub.operation import Answer, Request


async def answered(
    service: Service, request: Request, principal: Principal, receive: Receive
) -> Answer:
    """The answer within the deadline of the service."""
    work = asyncio.ensure_future(service.operations.answer(request, principal))
    watch = asyncio.ensure_future(_until_gone(receive))
    try:
        done, _ = await asyncio.wait(
            {work, watch},
            timeout=service.settings.deadline,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if work in done:
            return work.result()
        raise wire.Gone if watch in done else late()
    finally:
        watch.cancel()
        if not work.done():
            work.add_done_callback(_unheard)
            work.cancel()


def _unheard(work: asyncio.Future[Answer]) -> None:
    """Nobody waits any more; what the work still raised is nobody's."""
    if not work.cancelled():
        work.exception()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
