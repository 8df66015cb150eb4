"""The first sheet of a workbook as CSV, by the extra `office`.

In: a path to an XLSX file. Out: UTF-8 CSV of its cells as text. Refuses (WORKBOOK) a file that is
none, has several sheets with cells or more than 16 million of them; (OFFICE_MISSING) without the
extra.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hub.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

MOST = 16_000_000


def as_csv(file: Path) -> bytes:
    """The cells of the only sheet."""
    try:
        import python_calamine  # noqa: PLC0415 (an extra)
    except ImportError:
        raise IntakeError(
            "OFFICE_MISSING", "XLSX needs the extra `office`; or save the sheet as CSV."
        ) from None
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError):
        raise IntakeError("WORKBOOK", "The file is not an XLSX workbook.") from None
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) != 1 or filled[0].height * filled[0].width > MOST:
        raise IntakeError("WORKBOOK", "The workbook must have one filled sheet, and not too large.")
    text = io.StringIO()
    csv.writer(text).writerows([_cell(each) for each in row] for row in filled[0].to_python())
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    """A number loses the fraction that spreadsheets give whole numbers."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
