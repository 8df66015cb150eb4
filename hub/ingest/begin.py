"""The beginning of a batch: what came, whether it came before, and the row that stands for it.

In: a `Job`, one call of `hub.ingest.batch.receive`. Out: its encoding and digest, its columns
checked, its row in `batch`. Refused as a whole: IDEMPOTENCY_CONFLICT (409) for the same key with
other bytes, KIND_NOT_ALLOWED (403), UNKNOWN_COLUMN, COLUMN_TWICE and what `encoding` and `reader`
refuse. A batch of the same bytes that was begun in another way and never finished is begun again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.vocabulary import BatchStatus
from hub.errors import IntakeError
from hub.ingest.context import Context, Sender, load_context
from hub.ingest.encoding import inspect
from hub.ingest.mapping import PLAIN, Mapping
from hub.ingest.reader import CSV, header
from hub.ingest.relations import Relations
from hub.ingest.staged import FORM, discard
from hub.ingest.typed import REPAIR_COLUMNS, REPAIR_MARK, unknown_columns
from hub.tables.intake import batch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.ingest.declare import Kind
    from hub.ingest.relations import IntakeGuard

T = TypeVar("T")

MAX_BYTES = 104_857_600
STAGING, VISIBLE = "STAGING", "VISIBLE"
TRADES = frozenset(("industry", "industries"))  # columns that need the list of industries


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


@dataclass
class Job:
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
    safe: bool = False
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def batch_id(self) -> int:
        return fact_key(self.secret, "Batch", (self.sender.source, self.kind.name, self.key))


def look_at(job: Job) -> None:
    options = job.options
    named = options.charset or options.mapping.encoding
    found = inspect(job.body, limit=options.max_bytes, named=named)
    job.codec, job.digest, job.safe = found.codec, found.digest, found.safe
    names = header(job.body, job.codec, options.form, options.mapping.delimiter)
    if not job.options.ignore_unknown:
        _check_columns(job, names)
    job.settings = {
        "form": options.form,
        "mapping": options.mapping.digest,
        "codec": job.codec,
        "ignore_unknown": options.ignore_unknown,
        "staged": FORM,
    }


def _check_columns(job: Job, names: tuple[str, ...]) -> None:
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


def begin(connection: Connection, job: Job) -> str:
    """Make the batch, or find it; returns its state."""
    found = find(connection, job, lock=True)
    if found is not None and found["digest"] != job.digest:
        raise _conflict()
    if found is not None and found["state"] == STAGING and found["settings"] != job.settings:
        discard(connection, job.batch_id)  # begun in another way and never finished
        found = None
    if found is None:
        context = context_of(connection, job, job.now())
        Relations(job.kind, context, job.guard).check_kind()
        try:
            with connection.begin_nested():
                connection.execute(insert(batch), _new(job, context.received_at))
        except IntegrityError:
            return begin(connection, job)
        return STAGING
    state: str = found["state"]
    return state


def _conflict() -> IntakeError:
    return ConflictError(
        "IDEMPOTENCY_CONFLICT",
        "同一批次键已用于其他内容 (the key came before with other bytes)",
        409,
    )


class ConflictError(IntakeError):
    """A refusal that leaves the batch of the same key alone."""


def _new(job: Job, received_at: datetime) -> dict[str, Any]:
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


def find(connection: Connection, job: Job, *, lock: bool = False) -> dict[str, Any] | None:
    chosen = select(batch).where(batch.c.batch_id == job.batch_id)
    if lock:
        chosen = chosen.with_for_update()
    found = connection.execute(chosen).mappings().first()
    return None if found is None else dict(found)


def context_of(connection: Connection, job: Job, received_at: datetime) -> Context:
    return load_context(
        connection,
        sender=job.sender,
        received_at=received_at,
        secret=job.secret,
        trades=not TRADES.isdisjoint(job.kind.by_name),
    )
