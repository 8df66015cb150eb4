"""A batch's bytes as numbered raw rows, streaming, in bounded memory.

In: a seekable stream, its codec, its format (csv or ndjson). Out: `RawRow`s: line number, cells by
the sender's own column names, or why the row cannot be read. Refused as a whole (IntakeError): no
header, a column named twice, too many columns, a line without end. A row that is malformed, has
too many cells, or holds NUL, lone surrogates or bidirectional controls is refused alone.
"""

from __future__ import annotations

import csv
import io
import json
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from hub.domain.text import is_safe_text
from hub.errors import IntakeError
from hub.ingest.encoding import GB18030, UTF8, UTF8_BOM
from hub.ingest.rows import CellError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hub.ingest.rows import Cell

CSV, NDJSON = "csv", "ndjson"
BLOCK = 1 << 18  # bytes that are decoded at once, and the rest of their last line
LINE_LIMIT = 4_000_000  # bytes of one line
CELL_LIMIT = 100_000
COLUMN_LIMIT = 500

csv.field_size_limit(CELL_LIMIT)


class RawRow(msgspec.Struct, gc=False):
    """`error` when that is all that can be said of the row; `names`: the header of its file."""

    line: int
    error: CellError | None = None
    names: tuple[str, ...] = ()
    values: Sequence[Any] = ()

    @property
    def cells(self) -> dict[str, Any]:
        """The cells as they came, by the sender's own names."""
        return dict(zip(self.names, self.values, strict=False))


def header(stream: BinaryIO, codec: str, form: str, delimiter: str = ",") -> tuple[str, ...]:
    """The column names of a CSV file; empty for NDJSON, where each row has its own."""
    if form == NDJSON:
        return ()
    try:
        for row in csv.reader(_lines(stream, codec), delimiter=delimiter, strict=True):
            if row:
                return _checked(row)
    except csv.Error:
        raise IntakeError("NO_HEADER", "表头格式错误 (the header row cannot be read)") from None
    raise IntakeError("NO_HEADER", "缺少表头 (the file has no header row)")


def read(
    stream: BinaryIO, codec: str, form: str, delimiter: str = ",", *, safe: bool = False
) -> Iterator[RawRow]:
    """All rows, in order; blank lines are none. `safe`: the text was looked through before."""
    if form == NDJSON:
        yield from _objects(_lines(stream, codec))
    else:
        yield from _table(_lines(stream, codec), delimiter, safe=safe)


def _lines(stream: BinaryIO, codec: str) -> Iterator[str]:
    """Lines with their ends; no encoding that is read here has a line feed inside a character."""
    texts = _texts(stream, codec)
    return chain.from_iterable(io.StringIO(text, newline="\n") for text in texts)


def _texts(stream: BinaryIO, codec: str) -> Iterator[str]:
    """The file in pieces of whole lines."""
    stream.seek(0)
    errors = "strict" if codec == GB18030 else "surrogateescape"
    while block := stream.read(BLOCK):
        block += stream.readline(LINE_LIMIT + 1)
        if len(block) - 1 - block.rfind(b"\n", 0, -1) > LINE_LIMIT:
            raise IntakeError("LINE_TOO_LONG", "有一行过长 (a line is too long)")
        try:
            text = block.decode(codec, errors)
        except UnicodeDecodeError:
            raise _wrong_encoding() from None
        yield text
        codec = UTF8 if codec == UTF8_BOM else codec


def _wrong_encoding() -> IntakeError:
    return IntakeError("ENCODING", "编码与声明不符 (the bytes are not in that encoding)")


def _checked(names: Sequence[str]) -> tuple[str, ...]:
    found = tuple(name.strip() for name in names)
    if len(found) > COLUMN_LIMIT:
        raise IntakeError("TOO_MANY_COLUMNS", "列数过多 (too many columns)")
    if len(set(found)) < len(found):
        raise IntakeError("COLUMN_TWICE", "列名重复或为空 (a column is named twice)")
    return found


def _table(lines: Iterable[str], delimiter: str, *, safe: bool) -> Iterator[RawRow]:
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    names: tuple[str, ...] = ()
    line = 1
    while True:
        try:
            for cells in rows:
                if names and cells:
                    yield _row(line, names, cells, safe=safe)
                elif cells:
                    names = _checked(cells)
                line = rows.line_num + 1
        except csv.Error:
            yield RawRow(line, error=_malformed())
            line = rows.line_num + 1
        else:
            return


def _row(line: int, names: tuple[str, ...], cells: list[str], *, safe: bool) -> RawRow:
    raw = RawRow(line, None, names, cells)
    if len(cells) != len(names):
        raw.error = CellError("CELLS", "单元格数与表头不符 (not as many cells as columns)")
    elif not safe and not is_safe_text("".join(cells)):
        raw.error = _unsafe(raw.cells)
    return raw


def _unsafe(cells: dict[str, Any]) -> CellError:
    bad = next((name for name, cell in cells.items() if not is_safe_text(_joined(cell))), None)
    return CellError(
        "TEXT_UNSAFE", "含有空字符、无效编码或方向控制符 (NUL, broken bytes or bidi controls)", bad
    )


def _joined(cell: Cell) -> str:
    return "".join(cell) if isinstance(cell, list) else cell or ""


def _malformed() -> CellError:
    return CellError("ROW_MALFORMED", "该行格式错误，无法读取 (the row cannot be read)")


def _objects(lines: Iterable[str]) -> Iterator[RawRow]:
    for number, text in enumerate(lines, start=1):
        if text.strip():
            yield _object(number, text)


def _object(line: int, text: str) -> RawRow:
    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError):
        return RawRow(line, error=_malformed())
    if not isinstance(found, dict) or len(found) > COLUMN_LIMIT:
        return RawRow(line, error=_malformed())
    scalars = [_scalar(value) for value in found.values()]
    raw = RawRow(line, None, tuple(found), [cell for cell, _ in scalars])
    for name, (_, fits) in zip(found, scalars, strict=True):
        if not fits:
            raw.error = CellError("CELL_TYPE", "值应为文本、数字或文本列表 (not a text)", name)
    if not is_safe_text("".join(found)):
        return RawRow(line, error=_malformed())
    if raw.error is None and not is_safe_text("".join(map(_joined, raw.values))):
        raw.error = _unsafe(raw.cells)
    return raw


def _scalar(value: Any) -> tuple[Cell, bool]:
    if value is None or isinstance(value, str):
        return value, value is None or len(value) <= CELL_LIMIT
    if isinstance(value, bool):
        return str(value).lower(), True
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value, True
    return None, False


def _refuse_constant(_name: str) -> str:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found
