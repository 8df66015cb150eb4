"""How long a part of a request is waited for.

In: seconds, and the refusal when they are over. The task at hand is cancelled then, and the block
that it waits in raises the refusal; a task that is cancelled by anybody else stays cancelled. It is
`asyncio.timeout` for what is nearly always there already: a block costs next to nothing.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hub.http.alarms import after

if TYPE_CHECKING:
    from collections.abc import Callable


class Patience:
    """`with Patience(seconds, refusal): …`, entered and left in one task."""

    def __init__(self, seconds: float, refusal: Callable[[], Exception]) -> None:
        self._alarms = after(seconds)
        self._working = asyncio.current_task(self._alarms.loop)
        self._refusal = refusal
        self._over = False

    def __enter__(self) -> None:
        self._alarms.set(self)

    def __exit__(self, *_: object) -> None:
        self._alarms.unset(self)
        if self._over and self._working is not None and not self._working.uncancel():
            raise self._refusal() from None

    def ring(self) -> None:
        """The seconds are over."""
        self._over = True
        if self._working is not None:
            self._working.cancel()
