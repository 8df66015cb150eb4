"""Derived figures beside those that are stored: what must be closed, and what appended.

In: a table, its rows of the day and before it, new figures, the instant. Out: the rows written. A
figure stands from its day until the next one, so nothing is written while it stays the same, and a
row of the day that a correction made idle is closed without a successor: the order in which facts
arrive leaves no trace. Nothing is edited. It refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, cast, update

from hub.clock import day_of
from hub.derive.again import follow_closed
from hub.derive.columns import Words
from hub.derive.ended import restored
from hub.derive.given import Given, bound
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.engines.load import Made, load
from hub.tables.base import Document, Instant, Text, document_text
from hub.tables.credit import risk_status
from hub.tables.fund import custody_assessment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select, Table

    from hub.derive.columns import Columns
    from hub.engines.load import Values

SOURCE = "hub"  # no row of the register of sources: nobody sends these figures
TICK = timedelta(microseconds=1)
BIG = BigInteger()


@dataclass(frozen=True)
class Series:
    """One table of derived figures, by the column of its day.

    `compared`: the columns that make two figures different. The first `state` of them begin a new
    row when they change; without such a change the row that stands gets a new version.
    """

    table: Table
    type_name: str
    dated: str
    compared: tuple[str, ...]
    state: int

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Columns that hold a document."""
        return tuple(each.name for each in self.table.c if isinstance(each.type, Document))

    def fetched(self, columns: Any) -> list[ColumnElement[Any]]:
        """Keys, day, and what is compared; documents as the text that is stored."""
        kept = [columns[name] for name in (*KEPT, self.dated)]
        return kept + [self.as_stored(columns[name]) for name in self.compared]

    def as_stored(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column of the table, a document as its text."""
        return cast(column, Text) if isinstance(column.type, Document) else column

    def said(self, figures: Columns) -> tuple[Any, ...]:
        """What is compared of new figures; documents become the text that is stored."""
        for name in self.documents:
            figures[name] = _as_stored(figures[name])
        return tuple([figures[name] for name in self.compared])

    def compared_of(self, row: Row[Any]) -> tuple[Any, ...]:
        """What is compared of a stored row."""
        return tuple(row[_COMPARED : _COMPARED + len(self.compared)])

    def same(self, row: Row[Any], said: tuple[Any, ...]) -> bool:
        """Whether a stored row says all of it."""
        return row[_COMPARED:] == said

    def same_state(self, row: Row[Any], said: tuple[Any, ...]) -> bool:
        """Whether a stored row stands for it."""
        return row[_COMPARED : _COMPARED + self.state] == said[: self.state]


def _as_stored(value: Any) -> str:
    return value.stored if isinstance(value, Words) else document_text(value)


KEPT = ("merchant_id", "fact_id", "node_id", "recorded_at", "source", "disputed")
_COMPARED = len(KEPT) + 1
_CUSTODY = (
    *("standard", "verdict", "provisional", "balance", "special_standard", "ratio", "required"),
    *("covered", "cash_due", "held", "shortfall", "releasable", "funding_due_on", "reasons"),
    "inputs",
)
_STATE = ("code", "alert", "light")
# One row a day on which anything changed.
CUSTODY = Series(
    custody_assessment, "CustodyAssessment", "assessed_for", _CUSTODY, state=len(_CUSTODY)
)
# One row a day on which code, alert or light changed; its grounds may change while it stands.
RISK = Series(
    risk_status,
    "RiskStatus",
    "since",
    (*_STATE, "rank", "uncertain", "public_reasons", "reasons", "way_to_green", "inputs"),
    state=len(_STATE),
)


@dataclass(frozen=True)
class Stored:
    """A merchant's current rows: of the day, and the one that stood before."""

    today: Row[Any] | None = None
    before: Row[Any] | None = None


@dataclass
class Changes:
    """What one chunk changes in one table."""

    series: Series
    day: date
    now: datetime
    secret: bytes
    closed: list[dict[str, Any]] = field(default_factory=list)
    appended: list[dict[str, Any]] = field(default_factory=list)
    fresh: list[dict[str, Any]] = field(default_factory=list)
    ended: list[Row[Any]] = field(default_factory=list)

    def weigh(self, uscc: str, merchant_id: int, stored: Stored, figures: Columns) -> None:
        """Compare one merchant's figures with what is stored."""
        series = self.series
        today, before = stored.today, stored.before
        said = series.said(figures)
        if before is not None and before.source != SOURCE:  # intake's first row stands for no day
            if today is None:
                self._replace(before, figures | {series.dated: self.day})
                return
            self._close(before)
            before = None
        if before is not None and series.same_state(before, said):
            if today is not None:
                self._close(today)
            self._refine(before, said, figures)
            return
        if before is not None:
            self.ended.append(before)
        if today is None:
            self._begin(uscc, merchant_id, figures)
        elif series.same_state(today, said):
            self._refine(today, said, figures)
        else:
            self._replace(today, figures)

    def _refine(self, row: Row[Any], said: tuple[Any, ...], figures: Columns) -> None:
        """New grounds of the state that stands; a day of the past does not speak for today."""
        of_now = self.day == day_of(self.now)
        if of_now and not self.series.same(row, said):
            self._replace(row, figures)

    def _begin(self, uscc: str, merchant_id: int, figures: Columns) -> None:
        kind, dated = self.series.type_name, self.series.dated
        fact_id = fact_key(self.secret, kind, (uscc, self.day.isoformat()))
        self.fresh.append(
            self._row(merchant_id, fact_id, figures)
            | {
                "node_id": node_id(letter_of(kind), merchant_id, fact_id),
                "disputed": False,
                "recorded_at": self.now,
                dated: self.day,
            }
        )

    def _row(self, merchant_id: int, fact_id: int, figures: Columns) -> dict[str, Any]:
        return figures | {
            "merchant_id": merchant_id,
            "fact_id": fact_id,
            "superseded_at": None,
            "source": SOURCE,
            "batch_id": None,
            "provider": SOURCE,
            "computed_at": self.now,
        }

    def _close(self, row: Row[Any]) -> datetime:
        """Later than the version that it closes: the clock may stand still."""
        at: datetime = max(self.now, row.recorded_at + TICK)
        self.closed.append({"of": row.merchant_id, "fact": row.fact_id, "at": at})
        return at

    def _replace(self, row: Row[Any], figures: Columns) -> None:
        at = self._close(row)
        dated = self.series.dated
        self.appended.append(
            {dated: getattr(row, dated)}
            | self._row(row.merchant_id, row.fact_id, figures)
            | {"node_id": row.node_id, "disputed": row.disputed, "recorded_at": at}
        )

    def write(self, connection: Connection) -> int:
        """Close and append, two statements at most; the number of rows appended or closed."""
        table = self.series.table
        follow_closed(connection, table, self.fresh, self.now)
        if self.day == day_of(self.now):
            closed, appended = restored(connection, self.series, self.ended, self.day, self.now)
            self.closed += closed
            self.appended += appended
        if self.closed:
            connection.execute(_closing(table), self.closed)
        self._insert(connection, [*self.appended, *self.fresh])
        return len(self.closed) + len(self.fresh)

    def _insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            return
        columns: dict[str, Values] = {name: [row[name] for row in rows] for name in rows[0]}
        documents = {name: Made([row[name] for row in rows]) for name in self.series.documents}
        load(connection, self.series.table, columns | documents)


SERIES: Mapping[str, Series] = {one.table.name: one for one in (CUSTODY, RISK)}


def find_stored(
    connection: Connection, series: Series, ids: Sequence[int], day: date
) -> dict[int, Stored]:
    """The stored rows of the merchants that have any."""
    dialect = connection.dialect.name
    of_day, before = _stored(dialect, series.table.name)
    parameters = bound(dialect, ids, day)
    today = {row.merchant_id: row for row in connection.execute(of_day, parameters).all()}
    older = {row.merchant_id: row for row in connection.execute(before, parameters).all()}
    return {key: Stored(today.get(key), older.get(key)) for key in today.keys() | older.keys()}


@lru_cache(maxsize=4)
def _stored(dialect: str, name: str) -> tuple[Select[Any], Select[Any]]:
    given, series = Given(dialect), SERIES[name]
    table = series.table
    of_day = given.current(table, *series.fetched(table.c))
    older = given.newest(table, series.dated, series.fetched, before=True)
    return of_day.where(table.c[series.dated] == bindparam("day")), older


def _closing(table: Table) -> Any:
    return (
        update(table)
        .where(
            table.c.merchant_id == bindparam("of", type_=BIG),
            table.c.fact_id == bindparam("fact", type_=BIG),
            table.c.superseded_at.is_(None),
        )
        .values(superseded_at=bindparam("at", type_=Instant()))
    )
