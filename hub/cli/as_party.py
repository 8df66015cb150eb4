"""A verb that asks as a party: the hub without its edge, and who the party is in the register.

In: a party's code, a subject, a case, a purpose. Out: the open hub and the `Principal`, closed
again at the end. `public` stands for nobody. What is asked this way is recorded like any read.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hub.app import Hub, build_hub
from hub.http.authentication import in_request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from authz.principal import Principal
    from hub.settings import Settings

T = TypeVar("T")
NOBODY = "public"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the command line names it."""

    party: str
    subject: str = "hub"
    case: str | None = None
    purpose: str | None = None


def ask(settings: Settings, asker: Asker, work: Callable[[Hub, Principal], Awaitable[T]]) -> T:
    """Open the hub, find the party, do the work, close."""
    hub = build_hub(settings)

    async def once() -> T:
        try:
            return await work(hub, await principal(hub, asker))
        finally:
            await hub.close()

    return asyncio.run(once())


async def principal(hub: Hub, asker: Asker) -> Principal:
    """The asker in the register as it is now."""
    if asker.party == NOBODY:
        found = await hub.register.nobody(fresh=True)
    else:
        found = await hub.register.principal(asker.party, asker.subject, fresh=True)
    production = hub.settings.mode == "production"
    return in_request(found, asker.case, asker.purpose, production=production)
