"""Whose reads which thread answers: its own party's, where it is free, and nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.engines.readers import Readers

pytestmark = pytest.mark.anyio

SIZE = 3


class Connection:
    """Tells which thread asked it; `hold` keeps it until it is let go or interrupted."""

    def __init__(self) -> None:
        self.in_transaction = False
        self.held = threading.Event()

    def execute(self, *_: Any) -> Any:
        return self

    def fetchone(self) -> tuple[int]:
        return (0,)  # there is no data version, so no snapshot

    def interrupt(self) -> None:
        self.held.set()

    def close(self) -> None: ...


def run(connection: Connection, sql: str, _: Any) -> str:
    if sql == "hold":
        connection.held.wait(60.0)
    return threading.current_thread().name


@pytest.fixture
async def readers() -> AsyncIterator[Readers]:
    made = Readers(SIZE, Connection, run)
    yield made
    for each in made.connections:
        each.interrupt()
    made.close()


async def where(readers: Readers, party: str) -> str:
    return str(await readers.ask(party, "read", ()).answer)


async def test_a_party_is_answered_where_it_was_before(readers: Readers) -> None:
    first = {party: await where(readers, party) for party in "abc"}
    assert len(set(first.values())) == SIZE, "each has a thread of its own"
    assert {party: await where(readers, party) for party in "cab"} == first
    assert await where(readers, "d") == first["a"], "one more begins anew with the first"


async def test_nobody_waits_for_a_thread_while_another_is_free(readers: Readers) -> None:
    home = await where(readers, "a")
    assert readers.at_home("a")
    readers.ask("a", "hold", ())
    assert not readers.at_home("a")
    elsewhere = await where(readers, "a")
    assert elsewhere != home
    for each in readers.connections:
        each.interrupt()


async def test_a_thread_has_no_more_than_it_reads(readers: Readers) -> None:
    """Where readings that were stopped still end, the next go to whoever is free first."""
    held = [readers.ask("a", "hold", ()) for _ in range(SIZE)]
    waiting = [readers.ask(party, "read", ()) for party in "bcd"]
    await asyncio.sleep(0.05)
    assert not any(job.answer.done() for job in waiting)
    held[1].stop()
    found = [await asyncio.wait_for(job.answer, 30.0) for job in waiting]
    assert len(set(found)) == 1, "two threads are held yet"
    for job in held:
        if not job.answer.done():
            job.stop()
    outcomes = await asyncio.gather(*(job.answer for job in held), return_exceptions=True)
    assert all(isinstance(each, Exception) for each in outcomes)
