"""A chunk of a CSV file typed column by column, each distinct cell once.

In: raw rows under one header, and the reader of single cells. Out: staged rows, the very ones that
row by row would give, and None for a row with a cell that is refused: it is read by itself, so that
refusals are made in one place. Only kinds whose derived columns hang on few others are read so
(`Kind.alone`), and only files that have all that is demanded and withdraw nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

from hub.domain.identifiers import fact_keys
from hub.ingest.kinds import PART
from hub.ingest.rows import CellError, as_text
from hub.ingest.staged import READY, Row, Staged, packer
from hub.ingest.typed import PARENT_COLUMNS, USCC, code_key, parent_fact, secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hub.ingest.context import Context
    from hub.ingest.declare import Col, Kind
    from hub.ingest.reader import RawRow
    from hub.ingest.typed import Reader

Made = dict[str, "Sequence[Any]"]
REFUSED: Any = object()  # stands where a cell, or what hangs on it, has no value


@dataclass(frozen=True)
class Columns:
    """`reader` reads a cell by itself, and knows those that it has read."""

    kind: Kind
    context: Context
    reader: Reader

    def fit(self, names: Sequence[str]) -> bool:
        """Whether a file with these columns can be read so."""
        kind, there = self.kind, set(names)
        demanded = {column.name for column in kind.columns if column.required} | {*kind.key}
        return kind.alone is not None and kind.by_name.keys() >= there >= demanded

    def rows(self, names: Sequence[str], raws: Sequence[RawRow]) -> list[Row | None]:
        """A staged row for each raw one, None for what is to be read by itself."""
        well = [raw for raw in raws if raw.error is None]
        refused: set[int] = set()
        typed = self._typed(names, well, refused)
        if refused:
            kept = [n not in refused for n in range(len(well))]
            well = list(compress(well, kept))
            typed = {name: list(compress(cells, kept)) for name, cells in typed.items()}
        staged = {row.line: row for row in self._staged(names, well, typed)}
        return [staged.get(raw.line) for raw in raws]

    def _typed(self, names: Sequence[str], raws: Sequence[RawRow], refused: set[int]) -> Made:
        """The columns of the file and of the table, in the order of the rows."""
        cells = dict(zip(names, zip(*(raw.values for raw in raws), strict=True), strict=False))
        made: Made = {}
        for column in self.kind.columns:
            if column.name in cells:
                made[column.place] = self._values(column, cells[column.name], refused)
            else:
                made[column.place] = [column.given] * len(raws)
        watched = self.kind.alone or ()
        keys = list(zip(*(made[name] for name in watched), strict=True)) or [()] * len(raws)
        derived = {key: self._derived(dict(zip(watched, key, strict=True))) for key in set(keys)}
        for name in self.kind.stored:
            if name not in made:
                found = {key: values.get(name, REFUSED) for key, values in derived.items()}
                made[name] = _looked_up(keys, found, refused)
        return made

    def _values(self, column: Col, cells: Sequence[str], refused: set[int]) -> list[Any]:
        usual = column.read.usual
        if usual is None:
            read = self.reader.known(column)
            known = {
                cell: read[cell] if cell in read else self._value(column, cell)
                for cell in set(cells)
            }
            return _looked_up(cells, known, refused)
        values = usual(cells)
        if None in values:
            for place in [n for n, value in enumerate(values) if value is None]:
                values[place] = self._value(column, cells[place])
                if values[place] is REFUSED:
                    refused.add(place)
        return values

    def _value(self, column: Col, cell: str) -> Any:
        try:
            return self.reader.value(column, cell)
        except CellError:
            return REFUSED

    def _derived(self, row: dict[str, Any]) -> dict[str, Any]:
        """What hangs on these columns; nothing when they are refused."""
        kind = self.kind
        if REFUSED in row.values():
            return {}
        try:
            kind.derive(row, None, self.context)
        except CellError:
            return {}
        if kind.parent:
            row[PARENT_COLUMNS[kind.parent]] = parent_fact(kind, row, self.context)
        return row

    def _staged(self, names: Sequence[str], raws: Sequence[RawRow], typed: Made) -> Iterator[Row]:
        kind, pack = self.kind, packer(names)
        given = kind.bits(tuple(each.place for each in kind.columns if each.name in names))
        keys = list(zip(*(_texts(typed[each.place]) for each in kind.key_columns), strict=True))
        facts = fact_keys(secret_of(kind, self.context), kind.type_name, keys)
        unknown = USCC not in kind.by_name or USCC not in names
        merchants = [0] * len(raws) if unknown else [code_key(each) for each in typed[USCC]]
        values = zip(*(typed[name] for name in kind.stored), strict=True)
        told = zip(raws, merchants, facts, keys, values, strict=True)
        for raw, merchant_id, fact_id, key, row in told:
            yield Staged(
                raw.line,
                READY,
                pack(raw.values),
                merchant_id,
                fact_id,
                PART.join(key),
                row,
                given,
                open=unknown and not kind.register,
            )


def _looked_up(keys: Sequence[Any], found: dict[Any, Any], refused: set[int]) -> list[Any]:
    """What was found for each key; the places of what is refused are noted."""
    if REFUSED in found.values():
        refused.update(n for n, key in enumerate(keys) if found[key] is REFUSED)
    return [found[key] for key in keys]


def _texts(values: Sequence[Any]) -> list[str]:
    """Values as they stand in a natural key."""
    known = {value: as_text(value) for value in set(values)}
    return [known[value] for value in values]
