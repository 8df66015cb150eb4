"""`/ingest/{kind}`: a batch of records over HTTP, and the rows of it that wait for repair.

In: CSV or NDJSON with `Idempotency-Key` and `X-Source`. Out: the receipt, with 201; 200 when the
same key and bytes came before; 207 when rows are in quarantine. Refuses as `hub.ingest.batch` does,
an unnamed caller (401), a missing key (400), a source that is not the caller's (422). The body goes
to disk as it comes. A sender that hangs up before it is its turn, or whose turn does not come in
time (503), left nothing; once begun, a batch is finished whoever hangs up.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from hub.engines.turns import Turns
from hub.errors import BadRequestError, HubError, IdentityError, UnavailableError
from hub.http import wire
from hub.http.authentication import principal_of
from hub.http.negotiation import JSON
from hub.http.waiting import waited_for
from hub.ingest.batch import Options, Outcome, receive
from hub.ingest.context import Sender
from hub.ingest.quarantine import repair_file
from hub.ingest.reader import CSV, NDJSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection
    from starlette.types import Receive, Scope, Send

    from authz.principal import Principal
    from hub.http.service import Service
    from hub.ingest.relations import IntakeGuard

T = TypeVar("T")
IN_MEMORY = 1 << 20
AT_ONCE = 4  # batches that are staged at the same time
FORMS = {
    "text/csv": CSV,
    "application/csv": CSV,
    "application/x-ndjson": NDJSON,
    "application/ndjson": NDJSON,
}
_KEY = re.compile(rb"[\x21-\x7e]{1,200}")
_SOURCE = re.compile(rb"[A-Za-z0-9._-]{1,80}")


@dataclass(frozen=True, slots=True)
class BatchEndpoint:
    """Takes one batch in; a few at once, and of one party not all of them."""

    service: Service
    turns: Turns = field(default_factory=lambda: Turns(AT_ONCE))

    async def __call__(self, scope: Scope, receive_event: Receive, send: Send) -> None:
        found = wire.headers(scope)
        principal = await _sender(self.service, found)
        kind: str = scope["path_params"]["kind"]
        form, charset = _form(wire.text(found, b"content-type"))
        key = _header(found, b"idempotency-key", _KEY)
        register = await self.service.register.snapshot(fresh=True)
        named = _header(found, b"x-source", _SOURCE) if b"x-source" in found else None
        source = register.source_for(principal.party, kind, named)
        limit = self.service.settings.max_batch
        options = Options(form=form, charset=charset, max_bytes=limit)
        with ExitStack() as held:
            file = held.enter_context(SpooledTemporaryFile(IN_MEMORY))
            async for part in wire.chunks(scope, receive_event, limit):
                file.write(part)
            party = await waited_for(
                self.turns.take, receive_event, self.service.settings.deadline, _too_busy
            )
            held.callback(self.turns.give, party)
            body = cast("BinaryIO", file)
            work = self._receive(
                body, kind, Sender(principal, source), key, options, held.pop_all()
            )
            outcome = await asyncio.shield(asyncio.ensure_future(work))
        self.service.taken_in()
        await _answer(scope, send, kind, outcome)

    async def _receive(
        self,
        body: BinaryIO,
        kind: str,
        sender: Sender,
        key: str,
        options: Options,
        held: ExitStack,
    ) -> Outcome:
        """Receive it, and let go of what is `held` for it."""
        with held:
            guard = await self.service.guard()
            return await self._taken(body, kind, sender, key, options, guard)

    async def _taken(
        self,
        body: BinaryIO,
        kind: str,
        sender: Sender,
        key: str,
        options: Options,
        guard: IntakeGuard,
    ) -> Outcome:
        loop = asyncio.get_running_loop()

        def transact(work: Callable[[Connection], T]) -> T:
            return asyncio.run_coroutine_threadsafe(self.service.database.run(work), loop).result()

        def blocking() -> Outcome:
            return receive(
                transact,
                body,
                kind=kind,
                sender=sender,
                key=key,
                secret=self.service.secret,
                guard=guard,
                options=options,
            )

        return await asyncio.to_thread(blocking)


@dataclass(frozen=True, slots=True)
class QuarantineEndpoint:
    """Gives a sender its own rows that wait for repair."""

    service: Service

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        principal = await _sender(self.service, wire.headers(scope))
        batch: str = scope["path_params"]["batch"]
        content = await self.service.database.run(
            lambda connection: repair_file(connection, batch, party=principal.party)
        )
        name = (b"content-disposition", b'attachment; filename="quarantine.csv"')
        await wire.send(scope, send, 200, content, "text/csv; charset=utf-8", name)


def _too_busy() -> HubError:
    return UnavailableError(
        "BATCHES_WAIT", "批次较多，请稍后以同一批次键重报 (others are taken in; send it again)"
    )


async def _sender(service: Service, found: dict[bytes, bytes]) -> Principal:
    if b"authorization" not in found:
        raise IdentityError("报送数据须持令牌 (sending needs a token)", "TOKEN_MISSING")
    return await principal_of(service, found, fresh=True)


def _form(content_type: str) -> tuple[str, str | None]:
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    form = FORMS.get(name)
    if form is None:
        raise HubError(
            "TYPE_UNSUPPORTED", 415, "Send the batch as text/csv or application/x-ndjson."
        )
    charsets = [part.partition("=")[2].strip('"') for part in parameters if "charset" in part]
    return form, charsets[0] if charsets else None


def _header(found: dict[bytes, bytes], name: bytes, allowed: re.Pattern[bytes]) -> str:
    value = found.get(name, b"")
    if not allowed.fullmatch(value):
        raise BadRequestError(
            "HEADER", f"The header {name.decode()} must be there once, in printable ASCII."
        )
    return value.decode("ascii")


async def _answer(scope: Scope, send: Send, kind: str, outcome: Outcome) -> None:
    receipt: dict[str, Any] = outcome.receipt.as_dict()
    more: tuple[tuple[bytes, bytes], ...] = ()
    status = 200 if outcome.stored else 201
    if receipt["quarantined"] and not outcome.stored:
        status = 207
    if receipt["quarantined"]:
        address = f"/ingest/{kind}/{receipt['batch']}/quarantine.csv"
        more = ((b"link", f'<{address}>; rel="describedby"'.encode()),)
    body = json.dumps(receipt, ensure_ascii=False).encode()
    await wire.send(scope, send, status, body, JSON, *more)
