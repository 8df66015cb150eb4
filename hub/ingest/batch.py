"""Receiving a batch: once, whole, and resumable after a kill at any moment.

In: a way to run a transaction, the bytes of a file, kind, sender, key. Out: the receipt, and
whether it was made now or before. Rows are staged in transactions of at most 10,000, each its own
commit; one last transaction makes the batch visible. The same key and bytes give the stored
receipt, or finish what was begun. Refused as a whole: IDEMPOTENCY_CONFLICT (409) for the same key
with other bytes or another mapping; KIND_NOT_ALLOWED (403); SOURCE_KIND, UNKNOWN_COLUMN, MAPPING,
TOO_MANY_ERRORS and what `hub.ingest.encoding` and `reader` refuse.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hub import clock
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.vocabulary import BatchStatus
from hub.errors import IntakeError, UnavailableError
from hub.ingest import apply as applying
from hub.ingest.aftermath import follow
from hub.ingest.context import Context, Sender, load_context
from hub.ingest.encoding import inspect
from hub.ingest.kinds import kind_of
from hub.ingest.mapping import PLAIN, Mapping
from hub.ingest.merge import Merge
from hub.ingest.quarantine import keep, resolve
from hub.ingest.reader import CSV, header, read
from hub.ingest.receipt import Receipt, receipt_of, status_of
from hub.ingest.records import POSTGRESQL
from hub.ingest.relations import Relations
from hub.ingest.search import index
from hub.ingest.stage import READY, UNCHANGED, WITHDRAWN, Stage, write
from hub.ingest.typed import REPAIR_COLUMNS, REPAIR_MARK, unknown_columns
from hub.tables.intake import batch, staged_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hub.ingest.declare import Kind
    from hub.ingest.reader import RawRow
    from hub.ingest.relations import IntakeGuard

T = TypeVar("T")

CHUNK = 10_000  # rows of one staging transaction
MAX_BYTES = 104_857_600
ATTEMPTS = 3
TRADES = frozenset(("industry", "industries"))  # columns that need the list of industries
LOCK = 7_310_000_002  # the advisory lock of merging: one batch becomes visible at a time
STAGING, VISIBLE = "STAGING", "VISIBLE"


class Transact(Protocol):
    """Runs `work` in one transaction and commits it; `work` may be run again."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


@dataclass(frozen=True)
class Options:
    """How a batch is read. `max_errors` None: however many rows may wait in quarantine."""

    form: str = CSV
    mapping: Mapping = PLAIN
    charset: str | None = None
    ignore_unknown: bool = False
    dry_run: bool = False
    max_errors: int | None = None
    max_bytes: int = MAX_BYTES
    progress: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`stored`: the receipt was made by an earlier request with the same key and bytes."""

    receipt: Receipt
    stored: bool


class _Dry(Exception):  # noqa: N818 -- it is no error: it takes the last transaction back
    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt


@dataclass
class _Job:
    """One call of `receive`."""

    transact: Transact
    body: BinaryIO
    kind: Kind
    sender: Sender
    key: str
    secret: bytes
    options: Options
    guard: IntakeGuard | None
    now: Callable[[], datetime]
    codec: str = ""
    digest: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def batch_id(self) -> int:
        return fact_key(self.secret, "Batch", (self.sender.source, self.kind.name, self.key))


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
    job = _Job(transact, body, kind_of(kind), sender, key, secret, options or Options(), guard, now)
    _inspect(job)
    try:
        if job.transact(lambda connection: _begin(connection, job)) == VISIBLE:
            return Outcome(job.transact(lambda connection: _stored(connection, job)), stored=True)
        _stage(job)
        return Outcome(_finish(job), stored=False)
    except _Dry as dry:
        job.transact(lambda connection: _discard(connection, job))
        return Outcome(dry.receipt, stored=False)
    except _ConflictError:
        raise
    except IntakeError:
        job.transact(lambda connection: _discard(connection, job))
        raise


def _inspect(job: _Job) -> None:
    options = job.options
    named = options.charset or options.mapping.encoding
    found = inspect(job.body, limit=options.max_bytes, named=named)
    job.codec, job.digest = found.codec, found.digest
    names = header(job.body, job.codec, options.form, options.mapping.delimiter)
    if not job.options.ignore_unknown:
        _check_columns(job, names)
    job.settings = {
        "form": options.form,
        "mapping": options.mapping.digest,
        "codec": job.codec,
        "ignore_unknown": options.ignore_unknown,
    }


def _check_columns(job: _Job, names: tuple[str, ...]) -> None:
    ours: set[str] = set()
    if set(names) >= REPAIR_MARK:
        ours = {f"_{name}" if f"_{name}" in names else name for name in REPAIR_COLUMNS}
    mapping = job.options.mapping
    theirs = [mapping.target(each) for each in names if each not in ours | mapping.ignore]
    if unknown_columns(job.kind, [*theirs, *mapping.constants]):
        raise IntakeError(
            "UNKNOWN_COLUMN",
            "有未知的列；请用映射文件改名，或忽略未知列 (a column that this kind does not have: "
            "map it, or ignore unknown columns)",
        )
    if len(set(theirs)) < len(theirs):
        raise IntakeError("COLUMN_TWICE", "列名重复 (a column is named twice)")


def _begin(connection: Connection, job: _Job) -> str:
    """Make the batch, or find it; returns its state."""
    found = _row(connection, job, lock=True)
    if found is not None and found["digest"] != job.digest:
        raise _conflict()
    if found is not None and found["state"] == STAGING and found["settings"] != job.settings:
        applying.discard(connection, job.batch_id)  # begun in another way and never finished
        found = None
    if found is None:
        context = _context(connection, job, job.now())
        Relations(job.kind, context, job.guard).check_kind()
        try:
            with connection.begin_nested():
                connection.execute(insert(batch), _new(job, context.received_at))
        except IntegrityError:
            return _begin(connection, job)
        return STAGING
    state: str = found["state"]
    return state


def _conflict() -> IntakeError:
    return _ConflictError(
        "IDEMPOTENCY_CONFLICT",
        "同一批次键已用于其他内容 (the key came before with other bytes)",
        409,
    )


class _ConflictError(IntakeError):
    """A refusal that leaves the batch of the same key alone."""


def _new(job: _Job, received_at: datetime) -> dict[str, Any]:
    return {
        "batch_id": job.batch_id,
        "node_id": node_id(letter_of("Batch"), 0, job.batch_id),
        "provider": job.sender.principal.party,
        "source": job.sender.source,
        "kind": job.kind.name,
        "idempotency_key": job.key,
        "received_at": received_at,
        **dict.fromkeys(("rows", "accepted", "unchanged", "quarantined", "staged_rows"), 0),
        "digest": job.digest,
        "status": BatchStatus.ACCEPTED.value,
        "codes": {},
        "state": STAGING,
        "settings": job.settings,
    }


def _row(connection: Connection, job: _Job, *, lock: bool = False) -> dict[str, Any] | None:
    chosen = select(batch).where(batch.c.batch_id == job.batch_id)
    if lock:
        chosen = chosen.with_for_update()
    found = connection.execute(chosen).mappings().first()
    return None if found is None else dict(found)


def _stored(connection: Connection, job: _Job) -> Receipt:
    found = _row(connection, job)
    if found is None:
        raise UnavailableError("BATCH_GONE", "该批次已被放弃，请重新报送 (send the batch again)")
    return receipt_of(found)


def _context(connection: Connection, job: _Job, received_at: datetime) -> Context:
    return load_context(
        connection,
        sender=job.sender,
        received_at=received_at,
        secret=job.secret,
        trades=not TRADES.isdisjoint(job.kind.by_name),
    )


def _stage(job: _Job) -> None:
    """Stage what is not staged yet, chunk by chunk."""
    options = job.options
    raws = read(job.body, job.codec, options.form, options.mapping.delimiter)
    done = 0
    while chunk := list(itertools.islice(raws, CHUNK)):
        done += len(chunk)
        last, rows = done, chunk
        job.transact(lambda connection: _stage_chunk(connection, job, rows, last))  # noqa: B023 # runs before the next turn
        if options.progress is not None:
            options.progress(done)


def _stage_chunk(connection: Connection, job: _Job, raws: list[RawRow], last: int) -> None:
    """Stage the rows of a chunk that ends at row number `last`, unless they are staged."""
    found = _row(connection, job, lock=True)
    if found is None or found["state"] == VISIBLE or found["staged_rows"] >= last:
        return
    context = _context(connection, job, found["received_at"])
    stage = Stage(
        job.batch_id,
        job.kind,
        job.options.mapping,
        context,
        connection.dialect.name,
        job.options.ignore_unknown,
    )
    first = last - len(raws)
    write(connection, list(stage.rows(raws[max(0, found["staged_rows"] - first) :])))
    connection.execute(
        update(batch).where(batch.c.batch_id == job.batch_id).values(staged_rows=last)
    )


def _finish(job: _Job) -> Receipt:
    """The last transaction; again when another writer made the same fact in between."""
    for attempt in itertools.count(1):
        try:
            return job.transact(lambda connection: _make_visible(connection, job))
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _make_visible(connection: Connection, job: _Job) -> Receipt:
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    found = _row(connection, job, lock=True)
    if found is None or found["state"] == VISIBLE:
        return _stored(connection, job)
    context = _context(connection, job, found["received_at"])
    merge = Merge(connection, job.batch_id, job.kind, Relations(job.kind, context, job.guard))
    merge.run()
    codes = keep(merge)
    _check_errors(job, codes)
    at = applying.apply(merge, job.now())
    applying.locate(merge)
    follow(merge, at)
    index(merge)
    applying.mark_recompute(merge, at)
    resolve(merge, at)
    receipt = _close(connection, job, found, codes, merge.covers_until or None)
    applying.move_rights(connection, job.kind, receipt.accepted)
    applying.clear(connection, job.batch_id)
    if job.options.dry_run:
        raise _Dry(receipt)
    return receipt


def _check_errors(job: _Job, codes: dict[str, int]) -> None:
    limit = job.options.max_errors
    if limit is not None and sum(codes.values()) > limit:
        raise IntakeError(
            "TOO_MANY_ERRORS", "错误行超过限额，未入库 (more rows are wrong than allowed)"
        )


def _close(
    connection: Connection,
    job: _Job,
    found: dict[str, Any],
    codes: dict[str, int],
    covers_until: str | None,
) -> Receipt:
    counted = connection.execute(
        select(staged_row.c.outcome, func.count())
        .where(staged_row.c.batch_id == job.batch_id, staged_row.c.line > 0)
        .group_by(staged_row.c.outcome)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in counted}
    rows, quarantined = sum(counts.values()), sum(codes.values())
    closed = {
        "rows": rows,
        "accepted": counts.get(READY, 0) + counts.get(WITHDRAWN, 0),
        "unchanged": counts.get(UNCHANGED, 0),
        "quarantined": quarantined,
        "status": status_of(rows, quarantined),
        "codes": codes,
        "state": VISIBLE,
        "covers_until": covers_until,
    }
    connection.execute(update(batch).where(batch.c.batch_id == job.batch_id).values(closed))
    return receipt_of(found | closed)


def _discard(connection: Connection, job: _Job) -> None:
    """Take a batch back that never became visible."""
    applying.discard(connection, job.batch_id)
