"""Text cells into typed values: the converters that the record kinds are declared with.

In: the text of one cell, stripped and not empty; for lists also a list of texts. Out: a str, int
(fen, millionths, counts, 0 and 1 as bool), date, aware datetime or list of codes. Refused with
`CellError`: a stable code and a message that never repeats the value. Codes and figures are read
in their NFKC form, so that full-width digits are digits; names and prose are kept as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from hub.domain.identifiers import parse_uscc
from hub.domain.money import parse_fraction6, parse_money, parse_share
from hub.domain.violations import violation
from hub.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

Value: TypeAlias = "str | int | bool | date | datetime | list[str] | None"
Cell: TypeAlias = "str | list[str] | None"
Usual: TypeAlias = "Callable[[Sequence[str]], list[Any]]"

INT_LIMIT = 2_147_483_647
FIRST_YEAR, LAST_YEAR = 1900, 2199
LIST_LIMIT = 500

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,127}")
_NUMBER = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")
_SEPARATOR = re.compile(r"[;；|,，、]")
_WHOLE = re.compile(r"\d{1,10}", re.ASCII)
_UNUSUAL_AMOUNT = re.compile(r"^(?!\d{1,13}\.\d\d$).*$", re.ASCII | re.MULTILINE)
_UNUSUAL_WHOLE = re.compile(r"^(?!\d{1,9}$).*$", re.ASCII | re.MULTILINE)
_MONTH = r"(?:0[1-9]|1[0-2])"
_PERIODS = {
    "month": re.compile(rf"\d{{4}}-{_MONTH}", re.ASCII),
    "quarter": re.compile(r"\d{4}Q[1-4]", re.ASCII),
    "half-year": re.compile(r"\d{4}H[12]", re.ASCII),
    "year": re.compile(r"\d{4}", re.ASCII),
}
_TRUE = frozenset(("true", "1", "yes", "是"))
_FALSE = frozenset(("false", "0", "no", "否"))


class CellError(Exception):
    """Why a row is not taken: `code` for programs, `message` for its sender."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field


@dataclass(frozen=True, slots=True)
class Converter:
    """`form` says to people what the cell looks like; `read` gives the value or raises.

    `usual` reads many cells at once: the values of those in the form in which nearly all come, None
    for any other.
    """

    form: str
    read: Callable[[str], Value]
    many: bool = False
    usual: Usual | None = None


def plain(text: str) -> str:
    """The half-width form in which codes and figures are read."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _domain(form: str, parse: Callable[[str], Value], usual: Usual | None = None) -> Converter:
    """A reader of the domain; its own refusal becomes the cell's."""

    def read(text: str) -> Value:
        try:
            return parse(plain(text))
        except DomainError as error:
            raise CellError(error.code, error.message) from None

    return Converter(form, read, usual=usual)


def prose(limit: int) -> Converter:
    """Text as written, of at most `limit` characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise CellError("TEXT_LENGTH", f"超过{limit}个字符 (longer than {limit} characters)")
        return text

    return Converter(f"text ≤ {limit}", read)


def word(vocabulary: type[StrEnum]) -> Converter:
    """One of a closed vocabulary, upper case or lower."""
    values = frozenset(each.value for each in vocabulary)
    refusal = "取值不在代码表内 (not a word of this column)"

    def read(text: str) -> str:
        upper = plain(text).upper()
        if upper in values:
            return upper
        if upper.lower() in values:
            return upper.lower()
        raise CellError("WORD", refusal)

    return Converter(" | ".join(each.value for each in vocabulary), read)


def _code(text: str) -> str:
    found = plain(text)
    if not _CODE.fullmatch(found):
        raise CellError(
            "CODE", "代码只含字母、数字和 _ . : @ / - (letters, digits and _ . : @ / -)"
        )
    return found


def _number(text: str) -> str:
    found = plain(text)
    if not _NUMBER.fullmatch(found):
        raise CellError("NUMBER", "编号应为1至200个字符 (a number has 1 to 200 characters)")
    return found


def _day(text: str) -> date:
    match = _DATE.fullmatch(plain(text))
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise CellError("DATE", "日期应为 2022-01-21 的形式 (a date looks like 2022-01-21)")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError("DATE_RANGE", f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间 (year out of range)")
    return day


def _instant(text: str) -> datetime:
    found = plain(text)
    try:
        moment = datetime.fromisoformat(found.upper()) if _INSTANT.fullmatch(found) else None
    except ValueError:
        moment = None
    if moment is None:
        raise CellError(
            "INSTANT", "时间须带时区，如 2022-01-21T09:00:00+08:00 (an instant needs its offset)"
        )
    if not FIRST_YEAR < moment.year <= LAST_YEAR:
        raise CellError("DATE_RANGE", f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间 (year out of range)")
    return moment.astimezone(UTC)


def _whole(text: str) -> int:
    found = plain(text)
    if not _WHOLE.fullmatch(found) or int(found) > INT_LIMIT:
        raise CellError("INTEGER", f"应为0至{INT_LIMIT}的整数 (a whole number from 0)")
    return int(found)


def _year(text: str) -> int:
    year = _whole(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError("DATE_RANGE", f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间 (year out of range)")
    return year


def _boolean(text: str) -> bool:
    found = plain(text).lower()
    if found not in _TRUE | _FALSE:
        raise CellError("BOOLEAN", "应为 true 或 false (true or false)")
    return found in _TRUE


def _amount(text: str) -> int:
    fen = parse_money(text)
    if fen < 0:
        raise DomainError("MONEY_NEGATIVE", "金额不得为负 (the amount is negative)")
    return fen


def _usual(unusual: re.Pattern[str]) -> Usual:
    """A reader of digits, a cell a line of one text; a point among them is not looked at."""

    def read(cells: Sequence[str]) -> list[int | None]:
        lines = unusual.sub("", "\n".join(cells)).replace(".", "").split("\n")
        if len(lines) != len(cells):  # a line feed inside a cell
            return [None] * len(cells)
        return [int(line) if line else None for line in lines]

    return read


def period(*kinds: str) -> Converter:
    """A month `2022-03`, quarter `2022Q1`, half-year `2022H1` or year `2022`."""

    def read(text: str) -> str:
        found = plain(text).upper()
        fits = any(_PERIODS[kind].fullmatch(found) for kind in kinds)
        if not fits or not FIRST_YEAR <= int(found[:4]) <= LAST_YEAR:
            raise CellError("PERIOD", "期间应如 2022-03、2022Q1 或 2022H1 (not a period)")
        return found

    return Converter(" | ".join(kinds), read)


def several(one: Converter) -> Converter:
    """A list: separated by ; , | or 、 in a file of columns, an array in NDJSON."""
    return Converter(f"list of {one.form}", one.read, many=True)


def read_cell(converter: Converter, cell: str | list[str]) -> Value:
    """The value of one cell that is not empty. Raises CellError."""
    if not converter.many:
        if isinstance(cell, list):
            raise CellError("CELL_TYPE", "此列不接受列表 (this column takes one value)")
        return converter.read(cell)
    parts = cell if isinstance(cell, list) else _SEPARATOR.split(cell)
    if len(parts) > LIST_LIMIT:
        raise CellError("LIST_LENGTH", f"超过{LIST_LIMIT}项 (more than {LIST_LIMIT} items)")
    found = (converter.read(part.strip()) for part in parts if part.strip())
    return [str(each) for each in dict.fromkeys(found)]


def as_text(value: Any) -> str:
    """A typed value as it stands in a natural key: ISO days, decimal digits, text."""
    return value.isoformat() if isinstance(value, date) else str(value)


USCC = _domain("credit code", parse_uscc)
CODE = Converter("code", _code)
NUMBER = Converter("number", _number)
NAME = prose(200)
LINE = prose(1_000)
TEXT = prose(10_000)
DATE = Converter("date", _day)
INSTANT = Converter("date and time with offset", _instant)
WHOLE = Converter("whole number", _whole, usual=_usual(_UNUSUAL_WHOLE))
YEAR = Converter("year", _year)
BOOLEAN = Converter("true | false", _boolean)
AMOUNT = _domain("yuan, two decimals", _amount, _usual(_UNUSUAL_AMOUNT))
SIGNED_AMOUNT = _domain("yuan, two decimals, may be negative", parse_money)
SHARE = _domain("share 0–1", parse_share)
SCORE = _domain("number, six decimals", parse_fraction6)
VIOLATION = _domain("violation code", lambda text: violation(text.upper()).code)
PERIOD = period("month", "quarter", "half-year", "year")
