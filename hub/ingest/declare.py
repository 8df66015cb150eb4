"""What a record kind is made of: its columns, key, table, and what its rows hang on.

In: the declarations in `merchant_kinds`, `fund_kinds`, `credit_kinds`, `enforcement_kinds` and
`register_kinds`. Out: frozen `Kind`s. It refuses nothing: a wrong declaration fails when it is
imported, because every column must be a column of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hub.domain.node_types import letter_of

if TYPE_CHECKING:
    from sqlalchemy import Table

    from hub.domain.vocabulary import PartyKind
    from hub.ingest.context import Context
    from hub.ingest.rows import Converter

Values = dict[str, Any]
Derive = Callable[[Values, "Values | None", "Context"], None]


@dataclass(frozen=True, slots=True)
class Col:
    """One column of a file.

    `stored`: its name in the table, when another; `past`: no day after today; `party`: a code of
    the register of parties; `of`: the kinds of party that it may name, when not all; `given`: what
    an empty cell means, when not "nothing".
    """

    name: str
    read: Converter
    required: bool = False
    stored: str = ""
    past: bool = False
    party: bool = False
    of: tuple[PartyKind, ...] = ()
    given: Any = None

    @property
    def place(self) -> str:
        return self.stored or self.name

    @property
    def form(self) -> str:
        """What the cell looks like, for people."""
        return f"{self.read.form} of {' | '.join(self.of)}" if self.of else self.read.form


Keep = Callable[[Values, "Context"], None]


def nothing(_row: Values, _current: Values | None, _context: Context) -> None:
    """No column hangs on others."""


def all_of_it(_kept: Values, _context: Context) -> None:
    """What the file does not name stays as it is."""


@dataclass(frozen=True)
class Kind:
    """One record kind of the contract.

    `key`: natural key; `maker`: the column that names the sending party; `parent`: the kind whose
    key the first columns repeat and whose merchant is this row's; `subkind`: the column that rights
    hang on; `derive`: fills the columns that hang on others, given the row, the current version or
    None, and the context; `keep`: takes out of the current version what is computed again;
    `confirmable`: a relation that gives a right once confirmed; `evidence`: an accepted row
    confirms its merchant as an issuer; `epoch`: a change is a change of rights; `searched`:
    columns that search looks through; `told_apart`: derived columns that make a change; `covers`:
    the column that says how far a source's reports reach;
    `hangs_on`: all that `derive` looks at in the row, when it is little; `kept_withdrawn`:
    `withdrawn_on` is a column of its own.
    """

    name: str
    title: str
    type_name: str
    table: Table
    key: tuple[str, ...]
    columns: tuple[Col, ...]
    maker: str = ""
    parent: str = ""
    subkind: str = ""
    derive: Derive = nothing
    keep: Keep = all_of_it
    confirmable: bool = False
    evidence: bool = False
    register: bool = False
    epoch: bool = False
    merchant_optional: bool = False
    searched: tuple[str, ...] = ()
    told_apart: tuple[str, ...] = ()
    covers: str = ""
    hangs_on: tuple[str, ...] | None = None
    kept_withdrawn: bool = field(default=False)

    @cached_property
    def by_name(self) -> dict[str, Col]:
        return {column.name: column for column in self.columns}

    @cached_property
    def key_columns(self) -> tuple[Col, ...]:
        return tuple(self.by_name[name] for name in self.key)

    @cached_property
    def alone(self) -> tuple[str, ...] | None:
        """The columns on which all derived ones hang; None: on any."""
        return () if self.derive is nothing and not self.parent else self.hangs_on

    @cached_property
    def demanded(self) -> frozenset[str]:
        """The table's columns without which a row is no first version."""
        return frozenset(column.place for column in self.columns if column.required)

    def bits(self, places: tuple[str, ...]) -> int:
        """Columns as the bits of one number."""
        return sum(1 << n for n, column in enumerate(self.columns) if column.place in places)

    def places(self, bits: int) -> list[str]:
        """The columns that `bits` made a number of."""
        return [column.place for n, column in enumerate(self.columns) if bits >> n & 1]

    @cached_property
    def letter(self) -> str:
        return letter_of(self.type_name)

    @cached_property
    def locates(self) -> bool:
        """Whether the key lacks the merchant, so that a locator must say whose the fact is."""
        return not (self.register or self.parent or "uscc" in self.key)

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """The table's columns that make two versions equal or different."""
        names = [column.place for column in self.columns]
        return (*(name for name in names if name in self.table.c), *self.told_apart)

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """Every column of the table that a row of this kind fills, derived ones included."""
        return tuple(str(each.name) for each in self.table.c if each.name not in VERSION_COLUMNS)


VERSION_COLUMNS = frozenset(
    (
        "merchant_id",
        "fact_id",
        "node_id",
        "recorded_at",
        "superseded_at",
        "source",
        "batch_id",
        "provider",
        "rule_version",
        "disputed",
    )
)
WITHDRAWN = "withdrawn_on"
