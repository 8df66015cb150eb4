"""A staged batch beside what the hub knows: chunk by chunk, a few statements each.

In: a batch that is staged whole, inside the transaction that makes it visible. Out: the outcomes
and merged values in the staged chunks, how many there are of each, and the last instant of the
versions that they meet. All is judged before anything is applied, so that no row of a batch opens
a right for the next. Refused are single rows: KEY_TWICE and what `hub.ingest.judge` refuses.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from hub.ingest.derived_columns import last_day
from hub.ingest.judge import UPGRADED, Known, judge
from hub.ingest.kinds import KINDS, PART
from hub.ingest.look import (
    find_current,
    find_history,
    find_locators,
    find_merchants,
    issuers_by_evidence,
)
from hub.ingest.rows import CellError
from hub.ingest.staged import READY, TAKEN, UNCHANGED, WELL, WITHDRAWN, Chunks, Row
from hub.ingest.twice import Twice

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.ingest.declare import Kind
    from hub.ingest.look import Currents, Key, Locators
    from hub.ingest.relations import MerchantFacts, Relations

_outcome = attrgetter("outcome")
REMEMBERED = 50_000  # merchants whose facts are kept from chunk to chunk


@dataclass
class Merge:
    """One batch in its last transaction."""

    connection: Connection
    batch_id: int
    kind: Kind
    relations: Relations
    outcomes: Counter[str] = field(default_factory=Counter)
    latest: datetime | None = None
    _covered: set[Any] = field(default_factory=set)  # days and periods that well rows speak of
    _merchants: dict[int, MerchantFacts | None] = field(default_factory=dict)
    _welcome: set[int] = field(default_factory=set)  # merchants of whom a first version is well
    _confirmed: set[int] = field(default_factory=set)  # merchants that are known as issuers

    def __post_init__(self) -> None:
        self.chunks = Chunks(self.connection, self.batch_id, self.kind)

    @property
    def codes(self) -> dict[str, int]:
        """How many rows are refused, by code."""
        return {code: count for code, count in self.outcomes.items() if code not in WELL}

    def run(self) -> None:
        """Judge every row that could be typed."""
        twice = Twice(self.chunks)
        for first in self.chunks.firsts:
            rows = self.chunks.rows(first)
            if self._judge(rows, twice):
                self.chunks.replace(first, rows)
            self.outcomes.update(map(_outcome, rows))

    def _judge(self, rows: list[Row], twice: Twice) -> bool:
        """Judge a chunk; whether anything in it is now other than it was staged."""
        taken = [row for row in rows if row.outcome in TAKEN]
        standing = self._once(taken, twice) if twice.found else taken
        return self._judge_standing(standing) or len(standing) < len(taken)

    def _once(self, rows: list[Row], twice: Twice) -> list[Row]:
        """The rows that are to be judged; the others' facts are named by others too."""
        standing = []
        for row in rows:
            try:
                if twice.stands(row, self.kind.key[-1]):
                    standing.append(row)
                else:
                    row.outcome = UNCHANGED
            except CellError as error:
                _refuse(row, error)
        return standing

    def _judge_standing(self, rows: list[Row]) -> bool:
        homes, changed = self._homes(self._first_versions(rows))
        currents = self._currents({(at, row.fact_id) for row, both in homes for at in both})
        ids = {merchant_id for _, (merchant_id, _) in homes if merchant_id}
        merchants = self._known_merchants(ids)
        evidence: Collection[int] = ()
        if self.kind.name == "merchants":
            evidence = issuers_by_evidence(self.connection, ids)
        for row, (merchant_id, home) in homes:
            known = Known(
                merchant_id,
                home,
                currents.get((home, row.fact_id)),
                merchants.get(merchant_id),
                merchant_id in evidence,
            )
            changed = self._decide(row, known) or changed
        return changed

    def _first_versions(self, rows: list[Row]) -> list[Row]:
        """What is left to judge when a first version is well by its merchant alone."""
        if not self.relations.by_merchant:
            return rows
        self._known_merchants({row.merchant_id for row in rows})
        keys = [(row.merchant_id, row.fact_id) for row in rows]
        known = find_history(self.connection, self.kind, keys)
        well: list[Row] = []
        left: list[Row] = []
        for row, key in zip(rows, keys, strict=True):
            fresh = key not in known and row.whole and row.outcome == READY
            (well if fresh and key[0] in self._welcome else left).append(row)
        self._cover(well)
        return left

    def _homes(self, rows: list[Row]) -> tuple[list[tuple[Row, Key]], bool]:
        """Rows with (the merchant they are about, the one that has the fact now)."""
        own = self._own_locators(rows)
        parents = self._parent_locators(rows)
        found = []
        for row in rows:
            try:
                found.append((row, self._home(row, own, parents)))
            except CellError as error:
                _refuse(row, error)
        return found, len(found) < len(rows)

    def _home(self, row: Row, own: Locators, parents: Locators) -> Key:
        if self.kind.parent:
            parent = parents.get(_parent_text(self.kind, row.natural_key))
            if parent is None:
                raise CellError(
                    "PARENT_UNKNOWN",
                    "所属账户或保单尚未入库 (send the account or guarantee first)",
                    self.kind.key[1],
                )
            return parent[0], parent[0]
        located = own.get(row.natural_key)
        if row.open:
            if located is None and not self.kind.merchant_optional:
                raise CellError(
                    "REQUIRED", "新记录缺少此列 (a new record needs this column)", "uscc"
                )
            return (located[0], located[0]) if located else (0, 0)
        return row.merchant_id, located[0] if located else row.merchant_id

    def _own_locators(self, rows: list[Row]) -> Locators:
        if not self.kind.locates:
            return {}
        return find_locators(self.connection, self.kind.name, {row.natural_key for row in rows})

    def _parent_locators(self, rows: list[Row]) -> Locators:
        if not self.kind.parent:
            return {}
        keys = {_parent_text(self.kind, row.natural_key) for row in rows}
        return find_locators(self.connection, self.kind.parent, keys)

    def _currents(self, keys: set[Key]) -> Currents:
        """The versions that the rows may supersede; and how late a new one must be."""
        history = find_history(self.connection, self.kind, keys)
        moments = [at for at, _ in history.values()]
        if moments:
            self.latest = max(moments if self.latest is None else (self.latest, *moments))
        standing = [key for key, (_, current) in history.items() if current]
        return find_current(self.connection, self.kind, standing)

    def _known_merchants(self, ids: set[int]) -> dict[int, MerchantFacts | None]:
        if self.kind.register:
            return {}
        unknown = ids - self._merchants.keys()
        if unknown:
            if len(self._merchants) > REMEMBERED:
                self._forget()
                unknown = ids
            principal = self.relations.context.sender.principal
            found = find_merchants(self.connection, unknown, principal)
            self._merchants |= dict.fromkeys(unknown)
            self._merchants |= found
            self._confirmed.update(n for n, each in found.items() if each.issuer not in UPGRADED)
            if self.relations.by_merchant:
                self._welcome |= self.relations.send_first(found.values())
        return self._merchants

    def _forget(self) -> None:
        self._merchants, self._welcome, self._confirmed = {}, set(), set()

    def not_confirmed(self, ids: set[int]) -> list[int]:
        """Merchants of which the look-up for the judging did not say that they are confirmed."""
        return sorted(ids - self._confirmed)

    def _decide(self, row: Row, known: Known) -> bool:
        try:
            verdict = judge(self.kind, row, known, self.relations)
        except CellError as error:
            _refuse(row, error)
            return True
        if verdict.outcome != WITHDRAWN:
            self._cover([row])
        said = (row.outcome, row.merchant_id, row.values)
        row.outcome = verdict.outcome
        row.merchant_id = known.home if verdict.outcome == WITHDRAWN else known.merchant_id
        if verdict.values is not None:
            row.values = tuple(map(verdict.values.get, self.kind.stored))
        if known.home != known.merchant_id or known.current is not None:
            row.home = known.home
        if row.taken and known.current is not None:
            row.closes = True
            if verdict.keeps_provenance:
                row.origin = (known.current["source"], known.current["provider"])
        return row.closes or row.home != 0 or said != (row.outcome, row.merchant_id, row.values)

    def _cover(self, rows: list[Row]) -> None:
        """Remember the days or periods that well rows speak of."""
        if self.kind.covers:
            place = self.kind.stored.index(self.kind.covers)
            self._covered.update({row.values[place] for row in rows if row.values})

    @property
    def covers_until(self) -> str | None:
        """The last day that a well row speaks of, ISO; None when none speaks of one."""
        said = (str(each) for each in self._covered - {None})
        periods = self.kind.covers in {"period", "year"}
        return max((last_day(each).isoformat() if periods else each for each in said), default=None)


def _refuse(row: Row, error: CellError) -> None:
    row.outcome, row.field, row.message = error.code, error.field, error.message


def _parent_text(kind: Kind, natural_key: str) -> str:
    return PART.join(natural_key.split(PART)[: len(KINDS[kind.parent].key)])
