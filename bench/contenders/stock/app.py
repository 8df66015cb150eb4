"""The usual way: Strawberry's own ASGI application over the async ORM with DataLoaders.

In: the same request as the hub gets, A to D. Out: the same data. It knows no tokens and writes no
record. `BENCH_PARSED` keeps parsed and validated documents, which is not how it is by itself.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import strawberry
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from typing_extensions import override

from bench.contenders.http import caller, serve
from bench.contenders.stock.context import Context
from bench.contenders.stock.loaders import Loaders
from bench.contenders.stock.merchant import SCALARS, Query

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

CONNECTIONS = 4


def _sessions(url: str) -> async_sessionmaker[Any]:
    more: dict[str, Any] = {}
    if url.startswith("postgresql"):
        more = {"connect_args": {"server_settings": {"jit": "off", "timezone": "UTC"}}}
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0, **more)
    return async_sessionmaker(engine, expire_on_commit=False)


class Server(GraphQL[Context, None]):
    """Every request has its own loaders."""

    sessions: async_sessionmaker[Any]

    @override
    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        party = caller(request.scope).decode().partition("|")[0]
        return Context(party, Loaders(self.sessions))


def main() -> None:
    """Serve the database of the environment."""
    kept = [ParserCache, ValidationCache] if os.environ.get("BENCH_PARSED") else []
    config = StrawberryConfig(scalar_map=SCALARS)
    schema = strawberry.Schema(Query, extensions=kept, config=config)
    server = Server(schema, graphql_ide=None)
    server.sessions = _sessions(os.environ["HUB_DATABASE_URL"])
    serve(server)


if __name__ == "__main__":
    main()
