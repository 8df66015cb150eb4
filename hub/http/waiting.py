"""One answer of `hub.operation`, or a turn, only as long as somebody waits for it.

In: the service, a request, its caller, and the connection's `receive`. Out: the answer. Raises 503
past the deadline and `Gone` when the client hangs up; in both cases the work is cancelled, in the
database too.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from hub.engines.turns import late
from hub.http import wire
from hub.http.alarms import after

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive

    from authz.principal import Principal
    from hub.http.service import Service
    from hub.operation import Answer, Request


T = TypeVar("T")
UNWATCHED = 0.05  # seconds; most answers are there before anybody could have gone away


def answered(
    service: Service, request: Request, principal: Principal, receive: Receive
) -> Awaitable[Answer]:
    """The answer within the deadline of the service."""
    answer = partial(service.operations.answer, request, principal)
    return waited_for(answer, receive, service.settings.deadline, late)


async def waited_for(
    turn: Callable[[], Awaitable[T]],
    receive: Receive,
    deadline: float,
    refusal: Callable[[], Exception],
) -> T:
    """What somebody waits for, while somebody waits for it; `refusal` past the deadline."""
    watch = Watch(receive, deadline, refusal)
    try:
        return await turn()
    except asyncio.CancelledError:
        watch.turn_into_refusal()
        raise
    finally:
        watch.end()


class Watch:
    """Cancels the task that made it at the deadline, or when its client goes away before."""

    def __init__(self, receive: Receive, deadline: float, refusal: Callable[[], Exception]) -> None:
        self._late = refusal
        self._receive = receive
        self._deadline = deadline
        self._alarms = after(min(UNWATCHED, deadline))
        self._working = asyncio.current_task(self._alarms.loop)
        self._task: asyncio.Task[None] | None = None
        self._reason: Exception | None = None
        self._alarms.set(self)

    def turn_into_refusal(self) -> None:
        """Raise what the work was cancelled for, if it was by this watch."""
        if self._reason is not None and self._working is not None:
            self._working.uncancel()
            raise self._reason from None

    def end(self) -> None:
        """Nobody needs to watch any more."""
        self._alarms.unset(self)
        if self._task is not None:
            self._task.cancel()

    def ring(self) -> None:
        """It is worth watching."""
        self._task = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        reason: Exception = wire.Gone()
        try:
            async with asyncio.timeout(max(0.0, self._deadline - UNWATCHED)):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            reason = self._late()
        if self._working is not None:
            self._reason = reason
            self._working.cancel()
