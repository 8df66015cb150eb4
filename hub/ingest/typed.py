"""One row of cells as one typed row of a kind, by itself: before anything stored is looked at.

In: a kind, cells under the contract's names, the context. Out: `Typed`: keys, the values that the
file gives, and, where the row says all that a first version needs, the whole row with its derived
columns. Refused with `CellError`: an unknown column, a cell that cannot be read, a key that lacks a
part (REQUIRED), a day after today (DATE_FUTURE), a party that nobody registered (PARTY_UNKNOWN) or
of a kind that the column is not for (PARTY_KIND).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hub.domain.identifiers import fact_key
from hub.ingest.declare import WITHDRAWN
from hub.ingest.kinds import KINDS, PART, merchant_key, natural_key
from hub.ingest.rows import DATE, CellError, read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.ingest.context import Context
    from hub.ingest.declare import Col, Kind, Values
    from hub.ingest.rows import Cell

USCC = "uscc"
# Columns of a repair file that are ours and not the sender's.
REPAIR_COLUMNS = ("batch", "line", "code", "field", "message")
REPAIR_MARK = frozenset(("batch", "line", "field", "message"))


MEMO_ROWS, MEMO_LENGTH = 20_000, 64


@dataclass(slots=True)
class Typed:
    """`merchant_id` None: only the register of keys knows; 0: about no merchant.

    `values`: by table column; `given`: which of them the file speaks of; `whole`: a first version
    could be made of it; `withdrawn`: the fact is superseded by nothing.
    """

    merchant_id: int | None
    fact_id: int
    natural_key: str
    values: Values
    given: tuple[str, ...]
    whole: bool
    withdrawn: bool


code_key = lru_cache(maxsize=65_536)(merchant_key)


def unknown_columns(kind: Kind, names: Iterable[str]) -> tuple[str, ...]:
    """Columns that the kind does not have."""
    return tuple(name for name in names if name not in kind.by_name and name != WITHDRAWN)


class Reader:
    """Reads the rows of one batch; cells of few letters are read once while they repeat."""

    def __init__(self, kind: Kind, context: Context) -> None:
        self._kind = kind
        self._context = context
        self._secret = secret_of(kind, context)
        self._memos: dict[str, dict[Any, Any]] = {column.name: {} for column in kind.columns}

    def row(self, cells: Mapping[str, Cell]) -> Typed:
        """The typed row of cells; columns that are not the kind's are none. Raises CellError."""
        kind, context = self._kind, self._context
        withdrawn = not kind.kept_withdrawn and _withdrawn(cells.get(WITHDRAWN), context)
        values = {
            column.place: self.value(column, cells[column.name], withdrawn=withdrawn)
            for column in kind.columns
            if column.name in cells
        }
        self._fill_key(values)
        given = tuple(values)
        key = natural_key(kind, values)
        fact_id = fact_key(self._secret, kind.type_name, key)
        merchant_id = _merchant(kind, values)
        whole = not withdrawn and kind.demanded.issubset(given)
        if whole:
            values, whole = _completed(kind, values, given, context)
        return Typed(merchant_id, fact_id, PART.join(key), values, given, whole, withdrawn)

    def fact(self, cells: Mapping[str, Cell]) -> int:
        """The fact_id of a row whose key can be read. Raises CellError."""
        columns = [self._kind.by_name[name] for name in self._kind.key]
        values = {each.place: self.value(each, cells.get(each.name)) for each in columns}
        return fact_key(self._secret, self._kind.type_name, natural_key(self._kind, values))

    def _fill_key(self, values: Values) -> None:
        for column in self._kind.key_columns:
            if values.get(column.place) is None:
                if column.given is None:
                    raise _required(column.name)
                values[column.place] = column.given

    def known(self, column: Col) -> Mapping[str, Any]:
        """Cells of a column that were read already, and their values."""
        return self._memos[column.name]

    def value(self, column: Col, cell: Cell, *, withdrawn: bool = False) -> Any:
        """The value of one cell. Raises CellError."""
        memo = self._memos[column.name]
        if isinstance(cell, str) and cell in memo:
            return memo[cell]
        text = cell.strip() if isinstance(cell, str) else cell
        if not text:
            if column.required and not withdrawn:
                raise _required(column.name)
            return column.given
        value = _read(column, text, self._context)
        if isinstance(cell, str) and len(cell) <= MEMO_LENGTH and not column.read.many:
            if len(memo) >= MEMO_ROWS:
                memo.clear()
            memo[cell] = value
        return value


def _completed(
    kind: Kind, values: Values, given: tuple[str, ...], context: Context
) -> tuple[Values, bool]:
    """The whole row, or what was given when a version before may yet fill what is wanting."""
    full = dict(values)
    try:
        complete(kind, full, None, context)
    except CellError as error:
        column = kind.by_name.get(error.field or "")
        if column is None or column.place in given:
            raise
        return values, False
    return full, True


def complete(kind: Kind, values: Values, current: Values | None, context: Context) -> None:
    """Fill what the file leaves open: defaults, derived columns, the parent's key."""
    for column in kind.columns:
        if values.get(column.place) is None:
            values[column.place] = column.given
    kind.derive(values, current, context)
    for name in kind.stored:
        values.setdefault(name, None if current is None else current[name])
    if kind.parent:
        values[PARENT_COLUMNS[kind.parent]] = parent_fact(kind, values, context)


PARENT_COLUMNS = {"custody-accounts": "account_id", "guarantees": "guarantee_id"}


def parent_key(kind: Kind, values: Values) -> tuple[str, ...]:
    """The natural key of the fact that this row belongs to."""
    return natural_key(KINDS[kind.parent], values)


def parent_fact(kind: Kind, values: Values, context: Context) -> int:
    """The fact_id of the fact that this row belongs to."""
    return fact_key(context.secret, KINDS[kind.parent].type_name, parent_key(kind, values))


def secret_of(kind: Kind, context: Context) -> bytes:
    """Facts of merchants have unguessable ids; those of the registers everybody may know."""
    return b"" if kind.register else context.secret


def _read(column: Col, text: str | list[str], context: Context) -> Any:
    try:
        value = read_cell(column.read, text)
        _judge(column, value, context)
    except CellError as error:
        raise CellError(error.code, error.message, error.field or column.name) from None
    return value


def _judge(column: Col, value: Any, context: Context) -> None:
    if column.past:
        late = value > context.received_at if isinstance(value, datetime) else value > context.today
        if late:
            raise CellError("DATE_FUTURE", "日期晚于今天 (a day after today)")
    if not column.party:
        return
    kind = context.kind_of(value)
    if kind is None:
        raise CellError("PARTY_UNKNOWN", "参与方未登记 (the party is not in the register)")
    if column.of and kind not in column.of:
        kinds = "、".join(column.of)
        raise CellError("PARTY_KIND", f"此列的参与方只能是 {kinds} (not for this kind of party)")


def _withdrawn(cell: Cell, context: Context) -> bool:
    text = cell.strip() if isinstance(cell, str) else None
    if not text:
        return False
    try:
        day = DATE.read(text)
    except CellError as error:
        raise CellError(error.code, error.message, WITHDRAWN) from None
    if str(day) > context.today.isoformat():
        raise CellError("DATE_FUTURE", "日期晚于今天 (a day after today)", WITHDRAWN)
    return True


def _merchant(kind: Kind, values: Values) -> int | None:
    """The key of the row's merchant. The column itself stays only in the merchants' own table."""
    if kind.register:
        return 0
    uscc, spoken = values.get(USCC), USCC in values
    if USCC not in kind.table.c:
        values.pop(USCC, None)
    if uscc is not None:
        return code_key(str(uscc))
    return 0 if kind.merchant_optional and spoken else None


def _required(name: str) -> CellError:
    return CellError("REQUIRED", "此列不能为空 (this column may not be empty)", name)
