"""Raw rows into the staging table: each judged by itself, nothing visible yet.

In: raw rows of one batch, its kind, mapping and context. Out: rows of `staged_row`, written in one
statement: READY, WITHDRAWN, or the code of the refusal with what the repair file needs. Refused
alone are the rows that cannot be typed. What hangs on other rows is judged by `hub.ingest.merge`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from hub.ingest.kinds import keys_of
from hub.ingest.records import PAYLOAD, Records, encode_row, pack, types_of
from hub.ingest.rows import CellError
from hub.ingest.typed import (
    REPAIR_COLUMNS,
    REPAIR_MARK,
    Typed,
    fact_of,
    read_row,
    secret_of,
    unknown_columns,
)
from hub.tables.intake import staged_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from hub.ingest.context import Context
    from hub.ingest.declare import Kind
    from hub.ingest.mapping import Mapping
    from hub.ingest.reader import RawRow

READY, WITHDRAWN, UNCHANGED = "READY", "WITHDRAWN", "UNCHANGED"
TAKEN = (READY, WITHDRAWN)
COLUMNS = ("batch_id", "line", "merchant_id", "fact_id", "natural_key", "outcome", "content")

# Entries of a staged document beside the table's columns.
RAW, GIVEN, PARTIAL, OPEN, FIELD, MESSAGE, REPAIRS = (
    "_raw",
    "_given",
    "_partial",
    "_open",
    "_field",
    "_message",
    "_repairs",
)

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_FORMULA = re.compile(r"'([=+\-@\t\r＝＋－＠])")


@dataclass(frozen=True)
class Stage:
    """How the rows of one batch are read."""

    batch_id: int
    kind: Kind
    mapping: Mapping
    context: Context
    dialect: str
    ignore_unknown: bool = False

    def rows(self, raws: Iterable[RawRow]) -> Iterator[dict[str, Any]]:
        """One staged row for each raw row."""
        for raw in raws:
            yield self._row(raw)

    def _row(self, raw: RawRow) -> dict[str, Any]:
        cells, repairs = self._own(raw.cells)
        content: dict[str, Any] = {RAW: cells}
        if repairs is not None:
            content[REPAIRS] = repairs
        staged: dict[str, Any] = {
            "batch_id": self.batch_id,
            "line": raw.line,
            "merchant_id": 0,
            "fact_id": 0,
            "natural_key": "",
            "content": content,
        }
        try:
            if raw.error is not None:
                raise raw.error
            typed = self._typed(cells)
        except CellError as error:
            staged |= {"outcome": error.code, "fact_id": self._fact(cells)}
            content |= {FIELD: error.field, MESSAGE: error.message, RAW: _storable(cells)}
        else:
            self._fill(staged, typed)
        return staged

    def _typed(self, cells: dict[str, Any]) -> Typed:
        mapped = self.mapping.apply(cells)
        if not self.ignore_unknown and unknown_columns(self.kind, mapped):
            raise CellError("UNKNOWN_COLUMN", "有未知的列 (a column that this kind does not have)")
        return read_row(self.kind, mapped, self.context)

    def _fact(self, cells: dict[str, Any]) -> int:
        """The fact that a refused row speaks of, when at least its key can be read; else 0."""
        try:
            return fact_of(self.kind, self.mapping.apply(cells), self.context)
        except CellError:
            return 0

    def _fill(self, staged: dict[str, Any], typed: Typed) -> None:
        content = staged["content"]
        content |= encode_row(typed.values, self.dialect)
        content[GIVEN] = typed.given
        if not typed.whole:
            content[PARTIAL] = True
        if typed.merchant_id is None:
            content[OPEN] = True
        merchant_id = typed.merchant_id or 0
        _, content["node_id"] = keys_of(
            self.kind, typed.key, merchant_id, secret_of(self.kind, self.context)
        )
        staged |= {
            "merchant_id": merchant_id,
            "fact_id": typed.fact_id,
            "natural_key": typed.natural_key,
            "outcome": WITHDRAWN if typed.withdrawn else READY,
        }

    def _own(self, cells: dict[str, Any]) -> tuple[dict[str, Any], list[Any] | None]:
        """The sender's cells without what a repair file adds, and which row they repair."""
        if not cells.keys() >= REPAIR_MARK:
            return cells, None
        ours = {name: f"_{name}" if f"_{name}" in cells else name for name in REPAIR_COLUMNS}
        own = {name: _bare(cell) for name, cell in cells.items() if name not in ours.values()}
        return own, [cells[ours["batch"]], cells[ours["line"]]]


def _bare(cell: Any) -> Any:
    """The cell without the apostrophe that a repair file puts before a formula's first sign."""
    return _FORMULA.sub(r"\1", cell, count=1) if isinstance(cell, str) else cell


def _storable(cells: dict[str, Any]) -> dict[str, Any]:
    """Cells in which what no database stores is a replacement character."""
    return {_whole(name): _whole(cell) for name, cell in cells.items()}


def _whole(cell: Any) -> Any:
    if isinstance(cell, list):
        return [_whole(each) for each in cell]
    return _BROKEN.sub("\ufffd", cell) if isinstance(cell, str) else cell


def write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write staged rows in one statement."""
    if not rows:
        return
    given = Records(connection.dialect.name, types_of(staged_row, COLUMNS))
    chosen = select(*(given.c[name] for name in COLUMNS)).select_from(given.source)
    connection.execute(
        insert(staged_row).from_select(COLUMNS, chosen, include_defaults=False),
        {PAYLOAD: pack(rows)},
    )
