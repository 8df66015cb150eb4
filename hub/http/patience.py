"""How long a part of a request is waited for.

In: seconds, and the refusal when they are over. The task at hand is cancelled then, and the block
that it waits in raises the refusal; a task that is cancelled by anybody else stays cancelled. It is
`asyncio.timeout` for what is nearly always there already: a block costs a timer and little else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Patience:
    """`with Patience(seconds, refusal): …`, entered and left in one task."""

    def __init__(self, seconds: float, refusal: Callable[[], Exception]) -> None:
        loop = asyncio.get_running_loop()
        self._working = asyncio.current_task(loop)
        self._refusal = refusal
        self._timer = loop.call_later(seconds, self._end)
        self._over = False

    def __enter__(self) -> None:
        """The timer runs already."""

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._over and self._working is not None and not self._working.uncancel():
            raise self._refusal() from None

    def _end(self) -> None:
        self._over = True
        if self._working is not None:
            self._working.cancel()
