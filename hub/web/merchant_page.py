"""`GET /m/{uscc}`: what the public may know of one merchant, in words that need no explanation.

In: a credit code in the address, and a cursor of its outlets. Out: the page; 404 where no such
merchant is known; 400 where the code cannot be one. A code written otherwise (lower case, full
width) leads to the one address of its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.domain.identifiers import parse_uscc
from hub.errors import DomainError
from hub.http import wire
from hub.http.json_input import parameters
from hub.web.asking import ask
from hub.web.door import door

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from hub.http.service import Service
    from hub.web.rendering import PublicPages

REVIEWS = 4


@dataclass(frozen=True, slots=True)
class MerchantPage:
    """The endpoint."""

    service: Service
    pages: PublicPages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = scope["path_params"]["uscc"]
        try:
            uscc = parse_uscc(given)
        except DomainError as error:
            await self._unknown(scope, send, error.message, 400)
            return
        if uscc != given:
            place = (b"location", f"/m/{uscc}".encode())
            await wire.send(scope, send, 308, b"", "text/plain", place)
            return
        cursor = parameters(scope["query_string"]).get("outlets", "")
        asked = {"uscc": uscc, **({"outlets": cursor} if cursor else {})}
        merchant = (await ask(self.service, "merchant", asked, receive))["merchant"]
        if merchant is None:
            await self._unknown(scope, send, "", 404)
            return
        values = _shown(merchant) | {"door": door(self.service.settings, uscc)}
        await self.pages.send(scope, send, "merchant.html", values)

    async def _unknown(self, scope: Scope, send: Send, fault: str, status: int) -> None:
        await self.pages.send(scope, send, "unknown.html", {"fault": fault}, status)


def _shown(merchant: Mapping[str, Any]) -> dict[str, Any]:
    """The merchant with its lists as lists: what is withheld or absent is an empty one."""
    lists = ("ratings", "warnings", "penalties", "listings")
    return {
        "merchant": merchant,
        **{name: _nodes(merchant[name]) for name in lists},
        "outlets": merchant["outlets"] or {"totalCount": 0, "nodes": [], "pageInfo": {}},
        "reviews": (merchant["reviewSummaries"] or [])[:REVIEWS],
    }


def _nodes(connection: Mapping[str, Any] | None) -> list[Any]:
    return [] if connection is None else connection["nodes"]
