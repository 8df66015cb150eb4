"""What the edge is given by the roof: the parts of a running hub, as one frozen record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hub.http.metrics import Metrics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from authz.principal import Principal
    from hub.database import Database
    from hub.ingest.relations import IntakeGuard
    from hub.operation import Answer, Request
    from hub.register import Register
    from hub.settings import Settings
    from hub.tokens import Verifier


class Answering(Protocol):
    """`hub.operation.Operations`, as far as the edge knows it."""

    async def answer(self, request: Request, principal: Principal) -> Answer:
        """The whole GraphQL response of one request."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running hub that the edge speaks to.

    `secret`: the instance's; `guard` asks Casbin, by the policy in force, who may send what; `sdl`
    prints the schema as a caller sees it; `checks` say by name what is not ready; `taken_in` is
    called after each batch; `turned_away` makes it durable that a caller was refused at the door.
    """

    settings: Settings
    secret: bytes
    database: Database
    operations: Answering
    register: Register
    verifier: Verifier
    guard: Callable[[], Awaitable[IntakeGuard]]
    sdl: Callable[[Principal], Awaitable[str]]
    checks: Callable[[], Awaitable[Mapping[str, str | None]]]
    taken_in: Callable[[], None]
    turned_away: Callable[[Principal], Awaitable[None]]
    metrics: Metrics = field(default_factory=Metrics)
