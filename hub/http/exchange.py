"""A question that comes whole, and its answer, without the ceremony of ASGI.

In: head and body of a POST that came in one piece, on a line where nothing else was under way. Out:
the answer on that line. When the line is lost, the work for it is cancelled. To uvicorn's protocol
an exchange is the cycle that is under way: what comes on the line behind it waits for its end. What
comes in parts, or in any other form, is a matter of ASGI; the application answers both alike.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    from hub.http.outgoing import Outgoing
    from hub.http.reply import Reply

LOG = logging.getLogger("hub.http")
PATH = b"/graphql"
CLOSED = b"connection: close\r\n"


class Post(NamedTuple):
    """What was sent: headers by name, each of which came once, the body, and the peer's address."""

    headers: dict[bytes, bytes]
    body: bytes
    peer: str


# The answer and the id of the request; it raises no refusal and no fault.
Answering = Callable[[Post], Awaitable[tuple["Reply", str]]]


class Exchange:
    """One `Post` and its answer on a line."""

    message_event = asyncio.Event()  # uvicorn sets it where a line is lost; nobody waits

    def __init__(self, line: HttpToolsProtocol, outgoing: Outgoing) -> None:
        self.response_complete = False
        self.disconnected = False
        self.keep_alive = True  # uvicorn takes it back where the server ends
        self._line = line
        self._outgoing = outgoing
        self._task: asyncio.Task[None] | None = None

    def begin(self, answering: Answering, asked: Post) -> None:
        """Answer, beside what else there is to do."""
        tasks = self._line.tasks
        self._task = self._line.loop.create_task(self._run(answering, asked))
        self._task.add_done_callback(tasks.discard)
        tasks.add(self._task)

    def lost(self) -> None:
        """Nobody waits for the answer any more."""
        if self._task is not None and not self.response_complete:
            self._task.cancel()

    async def _run(self, answering: Answering, asked: Post) -> None:
        try:
            reply, identity = await answering(asked)
        except Exception:
            LOG.exception("a question was not answered")
            self._line.transport.close()
        else:
            self._outgoing.leave(partial(self._leave, reply, identity))

    def _leave(self, reply: Reply, identity: str) -> None:
        if self._line.transport.is_closing():
            return
        try:
            self._write(reply, identity)
        except Exception:
            LOG.exception("an answer was not written")
            self._line.transport.close()

    def _write(self, reply: Reply, identity: str) -> None:
        transport, ends = self._line.transport, reply.ends or not self.keep_alive
        date = b"".join(b"%b: %b\r\n" % each for each in self._line.server_state.default_headers)
        told = date if self.keep_alive or reply.ends else date + CLOSED
        transport.writelines([reply.head(identity, told), reply.body])
        self.response_complete = True
        if ends:
            transport.close()
        self._line.on_response_complete()
