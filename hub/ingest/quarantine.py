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

from sqlalchemy import select, update

from hub.domain.identifiers import fact_key, node_ids
from hub.domain.node_types import letter_of
from hub.engines.load import Same, load
from hub.errors import IntakeError
from hub.ingest.records import Numbers
from hub.ingest.staged import WELL
from hub.ingest.typed import REPAIR_COLUMNS
from hub.tables.intake import batch, quarantined_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.ingest.merge import Merge
    from hub.ingest.staged import Row

TYPE = "QuarantinedRow"
Place = tuple[int, int]  # batch and line

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]\d+(?:\.\d+)?")


def keep(merge: Merge, rows: Sequence[Row]) -> None:
    """Write the refused rows of a chunk."""
    refused = [row for row in rows if row.outcome not in WELL]
    if not refused:
        return
    secret, batch_id = merge.relations.context.secret, merge.batch_id
    halves = [fact_key(secret, TYPE, (str(batch_id), str(row.line))) for row in refused]
    load(
        merge.connection,
        quarantined_row,
        {
            "batch_id": Same(batch_id),
            "line": [row.line for row in refused],
            "node_id": node_ids(letter_of(TYPE), [batch_id] * len(refused), halves),
            "provider": Same(merge.relations.context.sender.principal.party),
            "code": [row.outcome for row in refused],
            "field": [row.field for row in refused],
            "message": [row.message for row in refused],
            "resolved_at": Same(None),
            "content": [{"row": row.cells, "fact": row.fact_id} for row in refused],
        },
    )


class Waiting:
    """Rows of earlier batches of the same source and kind that wait for repair."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
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
        self._places: dict[int, list[Place]] = {}
        for row in merge.connection.execute(chosen):
            self._places.setdefault(row.content["fact"], []).append((row.batch_id, row.line))
        self._well: set[int] = set()
        self._named: set[tuple[str, str]] = set()

    def see(self, rows: Sequence[Row]) -> None:
        """Remember what has now come well, by its key or as a line of a repair file."""
        for row in rows if self._places else ():
            if row.outcome not in WELL:
                continue
            if row.fact_id in self._places and row.fact_id:
                self._well.add(row.fact_id)
            if row.repairs:
                self._named.add(row.repairs)

    def resolve(self, at: datetime) -> None:
        """Say of what was seen that it waits no longer."""
        done = {place for fact in self._well for place in self._places[fact]}
        done |= self._repaired() & {place for each in self._places.values() for place in each}
        if not done:
            return
        given = Numbers(self._merge.connection.dialect.name, "batch_id", "line")
        self._merge.connection.execute(
            update(quarantined_row)
            .values(resolved_at=at)
            .where(
                quarantined_row.c.batch_id == given.c["batch_id"],
                quarantined_row.c.line == given.c["line"],
            ),
            given.bind(sorted(done)),
        )

    def _repaired(self) -> set[Place]:
        """The rows that lines of a repair file name."""
        chosen = select(batch.c.node_id, batch.c.batch_id).where(
            batch.c.node_id.in_({name for name, _ in self._named})
        )
        ids = {row.node_id: row.batch_id for row in self._merge.connection.execute(chosen)}
        return {
            (ids[name], int(line)) for name, line in self._named if name in ids and line.isdigit()
        }


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
