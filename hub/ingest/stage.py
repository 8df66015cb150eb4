"""Raw rows into staged ones: each judged by itself, nothing visible yet.

In: raw rows of one batch, its kind, mapping and context. Out: one `Staged` for each: READY,
WITHDRAWN, or the code of the refusal with what the repair file needs. Refused alone are the rows
that cannot be typed. What hangs on other rows is judged by `hub.ingest.merge`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from hub.ingest.columns import Columns
from hub.ingest.mapping import PLAIN
from hub.ingest.rows import CellError
from hub.ingest.staged import READY, WITHDRAWN, Row, Staged, packed
from hub.ingest.typed import REPAIR_COLUMNS, REPAIR_MARK, Reader, unknown_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.ingest.context import Context
    from hub.ingest.declare import Kind
    from hub.ingest.mapping import Mapping
    from hub.ingest.reader import RawRow
    from hub.ingest.typed import Typed

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_FORMULA = re.compile(r"'([=+\-@\t\r＝＋－＠])")


@dataclass(frozen=True)
class Stage:
    """How the rows of one batch are read."""

    kind: Kind
    mapping: Mapping
    context: Context
    ignore_unknown: bool = False
    one_header: bool = True  # a CSV file; in NDJSON each row has its own names

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.kind, self.context)

    @cached_property
    def _bits(self) -> Callable[[tuple[str, ...]], int]:
        return lru_cache(maxsize=64)(self.kind.bits)

    def rows(self, raws: Sequence[RawRow]) -> list[Row]:
        """One staged row for each raw row."""
        columns = Columns(self.kind, self.context, self._reader)
        names = next((raw.names for raw in raws if raw.names), ())
        if not self.one_header or self.mapping is not PLAIN or not columns.fit(names):
            return [self._row(raw) for raw in raws]
        found = columns.rows(names, raws)
        return [row or self._row(raw) for row, raw in zip(found, raws, strict=True)]

    def _row(self, raw: RawRow) -> Row:
        cells, repairs = _own(raw.cells)
        try:
            if raw.error is not None:
                raise raw.error
            typed = self._typed(cells)
        except CellError as error:
            return Staged(
                raw.line,
                error.code,
                packed(_storable(cells)),
                fact_id=self._fact(cells),
                repairs=repairs,
                field=error.field,
                message=error.message,
            )
        return Staged(
            raw.line,
            WITHDRAWN if typed.withdrawn else READY,
            packed(cells),
            typed.merchant_id or 0,
            typed.fact_id,
            typed.natural_key,
            tuple(map(typed.values.get, self.kind.stored)),
            self._bits(typed.given),
            typed.whole,
            typed.merchant_id is None,
            repairs,
        )

    def _typed(self, cells: dict[str, Any]) -> Typed:
        mapped = self.mapping.apply(cells)
        if not self.ignore_unknown and unknown_columns(self.kind, mapped):
            raise CellError("UNKNOWN_COLUMN", "有未知的列 (a column that this kind does not have)")
        return self._reader.row(mapped)

    def _fact(self, cells: dict[str, Any]) -> int:
        """The fact that a refused row speaks of, when at least its key can be read; else 0."""
        try:
            return self._reader.fact(self.mapping.apply(cells))
        except CellError:
            return 0


def _own(cells: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The sender's cells without what a repair file adds, and which row they repair."""
    if not cells.keys() >= REPAIR_MARK:
        return cells, None
    ours = {name: f"_{name}" if f"_{name}" in cells else name for name in REPAIR_COLUMNS}
    own = {name: _bare(cell) for name, cell in cells.items() if name not in ours.values()}
    return own, (_text(cells[ours["batch"]]), _text(cells[ours["line"]]))


def _text(cell: Any) -> str:
    return str(_whole(cell)) if isinstance(cell, str) else ""


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
