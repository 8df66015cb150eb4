"""Rows that wait for repair: kept with line, code and field, given back to their sender as a file.

In: the refused rows of a batch; later, well rows of the same source. Out: `quarantined_row`, its
`resolved_at`, and the repair file: CSV with the sender's own columns after `batch`, `line`, `code`,
`field`, `message` (underscored where the sender has a column of that name). Cells that a
spreadsheet would compute get an apostrophe, which intake takes off again. Refused (IntakeError
BATCH_UNKNOWN, 404): a batch that is not there or not the asking party's.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, insert, literal, select, update

from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.errors import IntakeError
from hub.ingest.records import PAYLOAD, Records, pack, types_of
from hub.ingest.stage import FIELD, MESSAGE, RAW, READY, REPAIRS, UNCHANGED, WITHDRAWN
from hub.ingest.typed import REPAIR_COLUMNS
from hub.tables.intake import batch, quarantined_row, staged_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.ingest.merge import Merge

CHUNK = 5_000
WELL = (READY, UNCHANGED, WITHDRAWN)
ROW_COLUMNS = ("batch_id", "line", "node_id", "provider", "code", "field", "message", "content")

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]\d+(?:\.\d+)?")


def keep(merge: Merge) -> dict[str, int]:
    """Write the batch's refused rows; returns how many of each code."""
    codes: dict[str, int] = {}
    given = Records(merge.connection.dialect.name, types_of(quarantined_row, ROW_COLUMNS))
    chosen = select(
        *(given.c[name].label(name) for name in ROW_COLUMNS),
        literal(None, quarantined_row.c.resolved_at.type).label("resolved_at"),
    ).select_from(given.source)
    statement = insert(quarantined_row).from_select(
        [*ROW_COLUMNS, "resolved_at"], chosen, include_defaults=False
    )
    for rows in _refused(merge):
        for row in rows:
            codes[row.outcome] = codes.get(row.outcome, 0) + 1
        payload = pack([_kept(merge, row) for row in rows])
        merge.connection.execute(statement, {PAYLOAD: payload})
    return codes


def _refused(merge: Merge) -> Iterator[list[Any]]:
    last = 0
    while True:
        chosen = (
            select(staged_row)
            .where(
                staged_row.c.batch_id == merge.batch_id,
                staged_row.c.line > last,
                staged_row.c.outcome.not_in(WELL),
            )
            .order_by(staged_row.c.line)
            .limit(CHUNK)
        )
        rows = list(merge.connection.execute(chosen).all())
        if not rows:
            return
        yield rows
        last = rows[-1].line


def _kept(merge: Merge, row: Any) -> dict[str, Any]:
    context = merge.relations.context
    half = fact_key(context.secret, "QuarantinedRow", (str(merge.batch_id), str(row.line)))
    return {
        "batch_id": merge.batch_id,
        "line": row.line,
        "node_id": node_id(letter_of("QuarantinedRow"), merge.batch_id, half),
        "provider": context.sender.principal.party,
        "code": row.outcome,
        "field": row.content.get(FIELD),
        "message": row.content.get(MESSAGE) or "",
        "content": {"row": row.content.get(RAW) or {}, "fact": row.fact_id},
    }


def resolve(merge: Merge, at: datetime) -> None:
    """What waited and has now come well, by its key or as a line of a repair file."""
    waiting = _waiting(merge)
    if not waiting:
        return
    facts = _well_facts(merge, {fact for fact in waiting.values() if fact})
    done = {place for place, fact in waiting.items() if fact in facts}
    done |= _repaired(merge) & waiting.keys()
    given = Records(merge.connection.dialect.name, {"batch_id": BigInteger(), "line": Integer()})
    merge.connection.execute(
        update(quarantined_row)
        .values(resolved_at=at)
        .where(
            quarantined_row.c.batch_id == given.c["batch_id"],
            quarantined_row.c.line == given.c["line"],
        ),
        {PAYLOAD: pack([{"batch_id": each[0], "line": each[1]} for each in sorted(done)])},
    )


def _waiting(merge: Merge) -> dict[tuple[int, int], int]:
    """(batch, line) → fact, of earlier batches of the same source and kind."""
    chosen = (
        select(quarantined_row.c.batch_id, quarantined_row.c.line, quarantined_row.c.content)
        .join(batch, batch.c.batch_id == quarantined_row.c.batch_id)
        .where(
            batch.c.source == merge.relations.context.sender.source,
            batch.c.kind == merge.kind.name,
            batch.c.batch_id != merge.batch_id,
            quarantined_row.c.resolved_at.is_(None),
        )
    )
    rows = merge.connection.execute(chosen)
    return {(row.batch_id, row.line): row.content["fact"] for row in rows}


def _well_facts(merge: Merge, wanted: set[int]) -> set[int]:
    chosen = select(staged_row.c.fact_id).where(
        staged_row.c.batch_id == merge.batch_id, staged_row.c.outcome.in_(WELL)
    )
    return {fact for fact in merge.connection.scalars(chosen) if fact in wanted}


def _repaired(merge: Merge) -> set[tuple[int, int]]:
    """The rows that lines of a repair file name, where the line is well now."""
    chosen = select(staged_row.c.content).where(
        staged_row.c.batch_id == merge.batch_id, staged_row.c.outcome.in_(WELL)
    )
    named = [
        (str(content[REPAIRS][0]), str(content[REPAIRS][1]))
        for content in merge.connection.scalars(chosen)
        if REPAIRS in content
    ]
    chosen_ids = select(batch.c.node_id, batch.c.batch_id).where(
        batch.c.node_id.in_({name for name, _ in named})
    )
    ids = {row.node_id: row.batch_id for row in merge.connection.execute(chosen_ids)}
    return {(ids[name], int(line)) for name, line in named if name in ids and line.isdigit()}


def repair_file(connection: Connection, batch_node_id: str, *, party: str | None) -> bytes:
    """The rows of a batch that still wait, as UTF-8 CSV with BOM; `party` None: the operator."""
    row = connection.execute(
        select(batch.c.batch_id, batch.c.provider).where(
            batch.c.node_id == batch_node_id, batch.c.state == "VISIBLE"
        )
    ).first()
    if row is None or (party is not None and row.provider != party):
        raise IntakeError("BATCH_UNKNOWN", "没有这一批次 (no such batch of yours)", 404)
    chosen = (
        select(quarantined_row)
        .where(quarantined_row.c.batch_id == row.batch_id, quarantined_row.c.resolved_at.is_(None))
        .order_by(quarantined_row.c.line)
    )
    rows = list(connection.execute(chosen).mappings())
    return codecs.BOM_UTF8 + _table(batch_node_id, rows).encode()


def _table(batch_node_id: str, rows: list[Any]) -> str:
    theirs = list(dict.fromkeys(name for row in rows for name in row["content"]["row"]))
    ours = {name: f"_{name}" if name in theirs else name for name in REPAIR_COLUMNS}
    text = io.StringIO()
    writer = csv.DictWriter(text, [*ours.values(), *theirs], lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        said = {"batch": batch_node_id, **{name: row[name] for name in REPAIR_COLUMNS[1:]}}
        cells = {ours[name]: value for name, value in said.items()} | row["content"]["row"]
        writer.writerow({name: neutral(cell) for name, cell in cells.items()})
    return text.getvalue()


def neutral(cell: Any) -> Any:
    """The cell as text that no spreadsheet computes; numbers stay numbers."""
    if isinstance(cell, list):
        cell = ";".join(cell)
    if isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
