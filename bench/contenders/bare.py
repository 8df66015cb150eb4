"""The hub's own stages, composed without identity and proof: what the rest of a request costs.

In: the same request as the hub gets; who asks is told beside it, without a token. Out: the same
bytes as the hub's, over the hub's own connections. No record is written, nothing is logged. It is a
composition of the bench: no setting of the product does this.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import orjson

from bench.contenders.http import bare_asgi, caller, serve
from hub import clock
from hub.answers import Answer, data
from hub.app import TURN, build_hub
from hub.arena import one_arena
from hub.http import wire
from hub.http.connection import PatientProtocol
from hub.http.negotiation import JSON
from hub.http.reply import Reply
from hub.lasting import lasting
from hub.operation import Request
from hub.plans import Plans
from hub.settings import Settings
from hub.values import CallerValues
from resolvers.json_postgresql import PostgreSQL

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from authz.principal import Principal
    from hub.app import Hub
    from hub.http.exchange import Post


class Unrecorded(PostgreSQL):
    """The dialect whose statements only read."""

    record_in_statement = False


class Bare:
    """Answers requests by document, plan, statement and bytes."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._plans = Plans(hub.database.dialect)
        if hub.database.dialect == "postgresql":
            self._plans.dialect = Unrecorded()
        self._callers: dict[bytes, Principal] = {}

    async def open(self) -> None:
        """Know the register."""
        await self._hub.register.snapshot()

    async def post(self, asked: Post) -> tuple[Reply, str]:
        """What the hub's connections hand on."""
        body = await self._answer(asked.headers.get(b"x-caller", b""), asked.body)
        return Reply(200, body, JSON), wire.new_id()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What does not come whole: the server's own questions, and whether it is up."""
        await bare_asgi(self._in_parts, self.open)(scope, receive, send)

    async def _in_parts(self, scope: Scope, body: bytes) -> bytes:
        return await self._answer(caller(scope), body)

    async def _answer(self, who: bytes, body: bytes) -> bytes:
        given = orjson.loads(body)
        principal = self._callers.get(who) or await self._known(who)
        request = Request(given["query"], variables=given["variables"])
        sight = self._hub.rights.sight(principal)
        asked = self._hub.operations.read(request, principal, sight)
        if isinstance(asked, Answer):
            return asked.body
        prepared = self._plans.prepare(asked, self._hub.rights.codes)
        compiled = prepared.compiled
        if compiled is None:
            raise LookupError("the operation reads nothing")
        parameters = compiled.values(asked.variables, CallerValues(principal, sight))
        row = await self._hub.database.read(
            compiled.sql,
            parameters,
            plan=prepared.plan.planned,
            joint=partial(self._plans.joint, prepared, asked),
        )
        if row is None:
            raise LookupError("rights moved during the bench")
        found, marks, *_ = row
        text = found if isinstance(found, bytes) else found.encode()
        return data(text, prepared.beside(sight.policy.version, marks, asked.variables)).body

    async def _known(self, who: bytes) -> Principal:
        party, subject, case = who.decode().split("|")
        if party == "public":
            found = await self._hub.register.nobody()
        else:
            found = await self._hub.register.principal(party, subject, case=case or None)
        self._callers[who] = found
        return found


def main() -> None:
    """Serve the stages over the database of the environment, in a process set up as the hub's."""
    settings = Settings.from_environment(os.environ)
    clock.set_clock(settings.now)
    one_arena()
    sys.setswitchinterval(TURN)
    with lasting():
        hub = build_hub(settings)
    serve(Bare(hub), PatientProtocol)


if __name__ == "__main__":
    main()
