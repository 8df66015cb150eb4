"""`/schema.graphql`: the schema as the caller sees it, and nothing that it does not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.http import wire
from hub.http.authentication import principal_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from hub.http.service import Service


@dataclass(frozen=True, slots=True)
class SchemaText:
    """Prints the caller's schema in the schema definition language."""

    service: Service

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        principal = await principal_of(self.service, wire.headers(scope), fresh=True)
        text = await self.service.sdl(principal)
        await wire.send(scope, send, 200, text.encode(), "text/plain; charset=utf-8")
