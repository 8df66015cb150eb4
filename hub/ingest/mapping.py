"""Foreign files made readable: a TOML file renames columns, sets constants and picks converters.

In: the text of a mapping. Out: a frozen `Mapping` that turns a sender's cells into the contract's
columns. Refused (IntakeError MAPPING): unknown tables or converters, a column that is made twice,
a constant for a renamed column. A cell that a converter cannot read is a `CellError` of its row.

    encoding = "gb18030"            # optional; delimiter, empty, ignore likewise
    empty = ["N/A", "-"]            # cells that say nothing
    ignore = ["所在省份"]            # columns of the file that are not taken
    [rename]
    "企业名称" = "name"
    [constants]
    industry_edition = "2017"
    [convert]
    registered_capital = "capital"  # by the contract's column
    [values.district]
    "自贸区" = "浦东新区"
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from hub.errors import IntakeError
from hub.ingest.rows import CellError, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.ingest.rows import Cell

_TEN_THOUSAND = 10_000
_CAPITAL = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\(?(万)?(元)?([^()]*?)\)?")
_CNY = frozenset(("", "人民币", "元人民币", "人民币元", "CNY", "RMB"))
_LOOSE_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]00:00(?::00)?)?")


def capital(text: str) -> str | None:
    """`1,000(万元人民币)` → `10000000.00`; other currencies say nothing in yuan.

    Less than a fen is cut: registers write 万 with up to six decimals.
    """
    match = _CAPITAL.fullmatch(plain(text).replace(" ", ""))
    if match is None:
        raise CellError("CAPITAL", "注册资金格式无法识别 (the capital cannot be read)")
    number, wan, yuan, currency = match.groups()
    if (yuan or "") + currency not in _CNY | {"元"}:
        return None
    amount = Decimal(number.replace(",", "")) * (_TEN_THOUSAND if wan else 1)
    return format(amount.quantize(Decimal("0.01"), rounding="ROUND_DOWN"), "f")


def thousands(text: str) -> str:
    """`1,234.50` and `¥1,234.5` → `1234.50`, `1234.5`."""
    return plain(text).lstrip("¥￥").replace(",", "").strip()


def ten_thousands(text: str) -> str:
    """An amount in 万元 → yuan."""
    try:
        return format(Decimal(thousands(text)) * _TEN_THOUSAND, "f")
    except InvalidOperation:
        raise CellError("MONEY", "金额无法识别 (the amount cannot be read)") from None


def percent(text: str) -> str:
    """`40%` → `0.4`."""
    try:
        return format((Decimal(plain(text).rstrip("%")) / 100).normalize(), "f")
    except InvalidOperation:
        raise CellError("SHARE", "比例无法识别 (the share cannot be read)") from None


def loose_date(text: str) -> str:
    """`2019/1/2`, `20190102`, `2019年1月2日` → `2019-01-02`."""
    match = _LOOSE_DATE.fullmatch(plain(text))
    if match is None:
        return text
    year, month, day = match.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"


CONVERTERS: dict[str, Callable[[str], str | None]] = {
    "capital": capital,
    "thousands": thousands,
    "ten_thousands": ten_thousands,
    "percent": percent,
    "date": loose_date,
    "upper": lambda text: plain(text).upper(),
}
_TABLES = {"encoding", "delimiter", "empty", "ignore", "rename", "constants", "convert", "values"}


@dataclass(frozen=True)
class Mapping:
    """How one sender's files become rows of the contract. The empty one changes nothing."""

    encoding: str | None = None
    delimiter: str = ","
    empty: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    rename: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    convert: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    digest: str = ""

    def target(self, name: str) -> str:
        """The contract's column for a column of the file."""
        return self.rename.get(name, name)

    def apply(self, cells: dict[str, Any]) -> dict[str, Cell]:
        """The cells under the contract's names, converted. Raises CellError."""
        made: dict[str, Cell] = dict(self.constants)
        for name, cell in cells.items():
            if name not in self.ignore:
                made[self.target(name)] = self._cell(self.target(name), cell)
        return made

    def _cell(self, target: str, cell: Cell) -> Cell:
        if isinstance(cell, list) or cell is None:
            return cell
        text = cell.strip()
        if not text or text in self.empty:
            return None
        text = self.values.get(target, {}).get(text, text)
        converter = self.convert.get(target)
        if converter is None or not text:
            return text or None
        try:
            return CONVERTERS[converter](text)
        except CellError as error:
            raise CellError(error.code, error.message, target) from None


PLAIN = Mapping()


def parse_mapping(text: str) -> Mapping:
    """A mapping from TOML. Raises IntakeError MAPPING."""
    try:
        found = tomllib.loads(text)
        mapping = Mapping(
            encoding=found.get("encoding"),
            delimiter=str(found.get("delimiter", ",")),
            empty=frozenset(found.get("empty", ())),
            ignore=frozenset(found.get("ignore", ())),
            rename=_texts(found.get("rename", {})),
            constants=_texts(found.get("constants", {})),
            convert=_texts(found.get("convert", {})),
            values={name: _texts(each) for name, each in found.get("values", {}).items()},
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )
    except (tomllib.TOMLDecodeError, TypeError, AttributeError, ValueError):
        raise _refusal("无法读取 (cannot be read)") from None
    _check(mapping, found)
    return mapping


def _texts(table: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in table.items()}


def _check(mapping: Mapping, found: dict[str, Any]) -> None:
    targets = list(mapping.rename.values())
    if not _TABLES.issuperset(found):
        raise _refusal("有未知项 (an unknown entry)")
    if len(mapping.delimiter) != 1:
        raise _refusal("分隔符应为一个字符 (the delimiter is one character)")
    if not CONVERTERS.keys() >= set(mapping.convert.values()):
        raise _refusal("没有这种转换 (an unknown converter)")
    if len(set(targets)) < len(targets) or not mapping.constants.keys().isdisjoint(targets):
        raise _refusal("同一列有两个来源 (a column is made twice)")


def _refusal(why: str) -> IntakeError:
    return IntakeError("MAPPING", f"映射文件{why} (mapping file)")
