"""The last transaction of a batch: judged, applied, followed up, counted, visible.

In: a batch that is staged whole. Out: its receipt; all of it is visible, or nothing. Refused:
TOO_MANY_ERRORS when more rows are wrong than the sender allows, THRESHOLD when the thresholds would
contradict each other. A dry run ends here, with `DryRun`
carrying the receipt, and its transaction is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, cast, column, func, literal, select, table, update

from hub import rule_set
from hub.errors import DomainError, IntakeError, UnavailableError
from hub.ingest import apply as applying
from hub.ingest.aftermath import follow, touched
from hub.ingest.begin import VISIBLE, Job, context_of, find
from hub.ingest.merge import Merge
from hub.ingest.quarantine import Waiting, keep
from hub.ingest.receipt import Receipt, receipt_of, status_of
from hub.ingest.records import POSTGRESQL
from hub.ingest.relations import Relations
from hub.ingest.search import index
from hub.ingest.staged import READY, UNCHANGED, WITHDRAWN, clear
from hub.ingest.versions import after
from hub.tables.intake import batch

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

MANY = 10_000  # accepted rows, after which plans made for a small table serve no more
LOCK = 7_310_000_002  # the advisory lock of merging: one batch becomes visible at a time


class DryRun(Exception):  # noqa: N818 -- it is no error: it takes the last transaction back
    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt


def stored(connection: Connection, job: Job) -> Receipt:
    """The receipt of a batch that is visible already."""
    found = find(connection, job)
    if found is None:
        raise UnavailableError("BATCH_GONE", "该批次已被放弃，请重新报送 (send the batch again)")
    return receipt_of(found)


def make_visible(connection: Connection, job: Job) -> Receipt:
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    found = find(connection, job, lock=True)
    if found is None or found["state"] == VISIBLE:
        return stored(connection, job)
    context = context_of(connection, job, found["received_at"])
    merge = Merge(connection, job.batch_id, job.kind, Relations(job.kind, context, job.guard))
    merge.run()
    _check_errors(job, merge.codes)
    _apply(merge, after(merge.latest, job.now()))
    _check_rules(merge)
    receipt = _close(connection, job, found, merge)
    applying.move_rights(connection, job.kind, receipt.accepted)
    _count_anew(merge, receipt.accepted)
    clear(connection, job.batch_id)
    if job.options.dry_run:
        raise DryRun(receipt)
    return receipt


def _apply(merge: Merge, at: datetime) -> None:
    """Every judged row into its table, and what hangs on it."""
    waiting, repairs = applying.Waiting(merge, at), Waiting(merge)
    for first in merge.chunks.firsts:
        rows = merge.chunks.rows(first)
        keep(merge, rows)
        repairs.see(rows)
        applying.apply(merge, rows, at)
        applying.locate(merge, rows)
        follow(merge, rows, at)
        merchants = touched(rows)
        if merge.kind.searched:
            index(merge.connection, merchants)
        waiting.mark(merchants)
    repairs.resolve(at)


def _count_anew(merge: Merge, accepted: int) -> None:
    """A server keeps a plan that it made for an empty table until the rows are counted."""
    connection, name = merge.connection, merge.kind.table.name
    if (
        connection.dialect.name == POSTGRESQL
        and accepted >= MANY
        and _has_doubled(connection, name)
    ):
        connection.exec_driver_sql(f"ANALYZE {name}")


def _has_doubled(connection: Connection, name: str) -> bool:
    """Whether a table is twice as long as when its rows were last counted."""
    counted = table("pg_class", column("oid"), column("relpages")).c
    page = cast(func.current_setting("block_size"), BigInteger)
    doubled = func.pg_relation_size(counted.oid) >= 2 * counted.relpages * page
    meant = counted.oid == func.to_regclass(literal(name))
    return bool(connection.execute(select(doubled).where(meant)).scalar_one())


def _check_errors(job: Job, codes: dict[str, int]) -> None:
    limit = job.options.max_errors
    if limit is not None and sum(codes.values()) > limit:
        raise IntakeError(
            "TOO_MANY_ERRORS", "错误行超过限额，未入库 (more rows are wrong than allowed)"
        )


def _check_rules(merge: Merge) -> None:
    """Thresholds that tie, or that leave somebody without a value, would stop every figure."""
    if merge.kind.name != "thresholds":
        return
    try:
        rule_set.thresholds_of(merge.connection)
    except DomainError as error:
        raise IntakeError(error.code, error.message) from None


def _close(connection: Connection, job: Job, found: dict[str, Any], merge: Merge) -> Receipt:
    counts, codes = merge.outcomes, merge.codes
    rows, quarantined = counts.total(), sum(codes.values())
    closed = {
        "rows": rows,
        "accepted": counts[READY] + counts[WITHDRAWN],
        "unchanged": counts[UNCHANGED],
        "quarantined": quarantined,
        "status": status_of(rows, quarantined),
        "codes": codes,
        "state": VISIBLE,
        "covers_until": merge.covers_until,
    }
    connection.execute(update(batch).where(batch.c.batch_id == job.batch_id).values(closed))
    return receipt_of(found | closed)
