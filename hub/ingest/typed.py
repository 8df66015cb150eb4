"""One row of cells as one typed row of a kind, by itself: before anything stored is looked at.

In: a kind, cells under the contract's names, the context. Out: `Typed`: keys, the values that the
file gives, and, where the row says all that a first version needs, the whole row with its derived
columns. Refused with `CellError`: an unknown column, a cell that cannot be read, a key that lacks a
part (REQUIRED), a day after today (DATE_FUTURE), a party that nobody registered (PARTY_UNKNOWN).
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


@dataclass(slots=True)
class Typed:
    """`merchant_id` None: only the register of keys knows; 0: about no merchant.

    `values`: by table column; `given`: which of them the file speaks of; `whole`: a first version
    could be made of it; `withdrawn`: the fact is superseded by nothing.
    """

    merchant_id: int | None
    fact_id: int
    key: tuple[str, ...]
    values: Values
    given: tuple[str, ...]
    whole: bool
    withdrawn: bool

    @property
    def natural_key(self) -> str:
        return PART.join(self.key)


_merchant_key = lru_cache(maxsize=65_536)(merchant_key)


def unknown_columns(kind: Kind, names: Iterable[str]) -> tuple[str, ...]:
    """Columns that the kind does not have."""
    return tuple(name for name in names if name not in kind.by_name and name != WITHDRAWN)


def read_row(kind: Kind, cells: Mapping[str, Cell], context: Context) -> Typed:
    """The typed row of cells. Raises CellError; columns that are not the kind's are passed over."""
    withdrawn = not kind.kept_withdrawn and _withdrawn(cells.get(WITHDRAWN), context)
    values = {
        column.place: _value(column, cells[column.name], context, withdrawn=withdrawn)
        for column in kind.columns
        if column.name in cells
    }
    for name in kind.key:
        column = kind.by_name[name]
        if values.get(column.place, column.given) is None:
            raise _required(name)
        values.setdefault(column.place, column.given)
    given = tuple(values)
    key = natural_key(kind, values)
    fact_id = fact_key(secret_of(kind, context), kind.type_name, key)
    merchant_id = _merchant(kind, values)
    whole = not withdrawn and all(
        not column.required or column.place in given for column in kind.columns
    )
    if whole:
        values, whole = _completed(kind, values, given, context)
    return Typed(merchant_id, fact_id, key, values, given, whole, withdrawn)


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


def fact_of(kind: Kind, cells: Mapping[str, Cell], context: Context) -> int:
    """The fact_id of a row whose key can be read. Raises CellError."""
    columns = [kind.by_name[name] for name in kind.key]
    values = {
        each.place: _value(each, cells.get(each.name), context, withdrawn=False) for each in columns
    }
    return fact_key(secret_of(kind, context), kind.type_name, natural_key(kind, values))


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


def _value(column: Col, cell: Cell, context: Context, *, withdrawn: bool) -> Any:
    text = cell.strip() if isinstance(cell, str) else cell
    if not text:
        if column.required and not withdrawn:
            raise _required(column.name)
        return column.given
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
    if column.party and context.kind_of(value) is None:
        raise CellError("PARTY_UNKNOWN", "参与方未登记 (the party is not in the register)")


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
        return _merchant_key(str(uscc))
    return 0 if kind.merchant_optional and spoken else None


def _required(name: str) -> CellError:
    return CellError("REQUIRED", "此列不能为空 (this column may not be empty)", name)
