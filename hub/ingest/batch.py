"""Receiving a batch: once, whole, and resumable after a kill at any moment.

In: a way to run a transaction, the bytes of a file, kind, sender, key. Out: the receipt, and
whether it was made now or before. Rows are staged in transactions of at most 10,000, each its own
commit; one last transaction makes the batch visible. The same key and bytes give the stored
receipt, or finish what was begun. Refused as a whole: what `hub.ingest.begin` and `finish` refuse.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from hub import clock
from hub.errors import IntakeError
from hub.ingest.begin import (
    VISIBLE,
    ConflictError,
    Job,
    Options,
    Transact,
    begin,
    context_of,
    find,
    look_at,
)
from hub.ingest.finish import DryRun, make_visible, stored
from hub.ingest.kinds import kind_of
from hub.ingest.reader import CSV, read
from hub.ingest.stage import Stage
from hub.ingest.staged import Chunks, discard
from hub.tables.intake import batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hub.ingest.context import Sender
    from hub.ingest.reader import RawRow
    from hub.ingest.receipt import Receipt
    from hub.ingest.relations import IntakeGuard

CHUNK = 10_000  # rows of one staging transaction
ATTEMPTS = 3

__all__ = ["Options", "Outcome", "Transact", "receive"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`stored`: the receipt was made by an earlier request with the same key and bytes."""

    receipt: Receipt
    stored: bool


def receive(
    transact: Transact,
    body: BinaryIO,
    *,
    kind: str,
    sender: Sender,
    key: str,
    secret: bytes,
    guard: IntakeGuard | None,
    options: Options | None = None,
    now: Callable[[], datetime] = clock.now,
) -> Outcome:
    """Receive one batch. `body` is seekable; `guard` None only for the operator's own source.

    Blocking: call it off the event loop. Raises IntakeError and ForbiddenError (nothing was made
    visible), UnavailableError (send it again with the same key).
    """
    if guard is None and not sender.is_operator:
        raise ValueError("only the operator is not judged")
    job = Job(transact, body, kind_of(kind), sender, key, secret, options or Options(), guard, now)
    look_at(job)
    try:
        if job.transact(lambda connection: begin(connection, job)) == VISIBLE:
            return Outcome(job.transact(lambda connection: stored(connection, job)), stored=True)
        _stage(job)
        return Outcome(_finish(job), stored=False)
    except DryRun as dry:
        job.transact(lambda connection: discard(connection, job.batch_id))
        return Outcome(dry.receipt, stored=False)
    except ConflictError:
        raise
    except IntakeError:
        job.transact(lambda connection: discard(connection, job.batch_id))
        raise


def _stage(job: Job) -> None:
    """Stage what is not staged yet, chunk by chunk."""
    options, staging = job.options, _Staging(job)
    raws = read(job.body, job.codec, options.form, options.mapping.delimiter, safe=job.safe)
    done = 0
    while chunk := list(itertools.islice(raws, CHUNK)):
        done += len(chunk)
        job.transact(partial(staging.put, raws=chunk, last=done))
        if options.progress is not None:
            options.progress(done)


@dataclass
class _Staging:
    """`stage`: how rows are read, by the registers as they are when the first of them is."""

    job: Job
    stage: Stage | None = None

    def put(self, connection: Connection, raws: list[RawRow], last: int) -> None:
        """Stage the rows of a chunk that ends at row number `last`, unless they are staged."""
        job = self.job
        found = find(connection, job, lock=True)
        if found is None or found["state"] == VISIBLE or found["staged_rows"] >= last:
            return
        if self.stage is None:
            context = context_of(connection, job, found["received_at"])
            options = job.options
            self.stage = Stage(
                job.kind, options.mapping, context, options.ignore_unknown, options.form == CSV
            )
        first = max(last - len(raws), found["staged_rows"])
        rows = self.stage.rows(raws[first - last :])
        Chunks(connection, job.batch_id, job.kind).put(first, rows)
        connection.execute(
            update(batch).where(batch.c.batch_id == job.batch_id).values(staged_rows=last)
        )


def _finish(job: Job) -> Receipt:
    """The last transaction; again when another writer made the same fact in between."""
    for attempt in itertools.count(1):
        try:
            return job.transact(lambda connection: make_visible(connection, job))
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")
