"""A staged batch beside what the hub knows: chunk by chunk, a few statements each.

In: a batch that is staged whole, inside the transaction that makes it visible. Out: the outcomes
and merged documents in `staged_row`. Refused are single rows: KEY_TWICE for different rows of one
key, and what `hub.ingest.judge` refuses. Of equal rows of one key all but the first are unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from hub.domain.identifiers import node_id
from hub.ingest.derived_columns import last_day
from hub.ingest.judge import Known, judge
from hub.ingest.kinds import KINDS, PART
from hub.ingest.look import (
    Locators,
    find_current,
    find_locators,
    find_merchants,
    issuers_by_evidence,
)
from hub.ingest.records import PAYLOAD, Records, encode_row, pack, types_of
from hub.ingest.rows import CellError
from hub.ingest.stage import (
    FIELD,
    MESSAGE,
    OPEN,
    RAW,
    READY,
    TAKEN,
    UNCHANGED,
    WITHDRAWN,
    write,
)
from hub.tables.intake import staged_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from hub.ingest.declare import Kind
    from hub.ingest.judge import Verdict
    from hub.ingest.relations import Relations

CHUNK = 5_000
PROVENANCE = ("source", "provider")
CHANGED = ("batch_id", "line", "merchant_id", "outcome", "content")


@dataclass
class Merge:
    """One batch in its last transaction."""

    connection: Connection
    batch_id: int
    kind: Kind
    relations: Relations
    changed: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    covers_until: str = ""  # the last day that a well row speaks of, ISO

    def run(self) -> None:
        """Judge every row that could be typed."""
        self._twice()
        for rows in self._chunks():
            self._judge(rows)
            self._write()

    def _chunks(self) -> Iterator[list[Any]]:
        last = 0
        while True:
            chosen = (
                select(staged_row)
                .where(
                    staged_row.c.batch_id == self.batch_id,
                    staged_row.c.line > last,
                    staged_row.c.outcome.in_(TAKEN),
                )
                .order_by(staged_row.c.line)
                .limit(CHUNK)
            )
            rows = list(self.connection.execute(chosen).all())
            if not rows:
                return
            yield rows
            last = rows[-1].line

    def _twice(self) -> None:
        """Rows that name the same fact: the first of equal ones stays."""
        mine = (staged_row.c.batch_id == self.batch_id, staged_row.c.outcome.in_(TAKEN))
        twice = (
            select(staged_row.c.fact_id)
            .where(*mine)
            .group_by(staged_row.c.fact_id)
            .having(func.count() > 1)
        )
        chosen = select(staged_row).where(*mine, staged_row.c.fact_id.in_(twice))
        groups: dict[int, list[Any]] = {}
        for row in self.connection.execute(chosen.order_by(staged_row.c.line)):
            groups.setdefault(row.fact_id, []).append(row)
        for rows in groups.values():
            self._settle(rows)
        self._write()

    def _settle(self, rows: list[Any]) -> None:
        first = _essence(rows[0])
        if all(_essence(row) == first for row in rows[1:]):
            for row in rows[1:]:
                self._change(row, row.merchant_id, UNCHANGED, {})
            return
        error = CellError(
            "KEY_TWICE", "同一批次内主键重复且内容不同 (one key, different rows)", self.kind.key[-1]
        )
        for row in rows:
            self._refuse(row, error)

    def _judge(self, rows: list[Any]) -> None:
        connection, kind = self.connection, self.kind
        own = _own_locators(connection, kind, rows)
        parents = _parent_locators(connection, kind, rows)
        homes: dict[int, tuple[int, int]] = {}
        for row in rows:
            try:
                homes[row.line] = self._homes(row, own, parents)
            except CellError as error:
                self._refuse(row, error)
        currents = find_current(
            connection,
            kind,
            {(homes[row.line][1], row.fact_id) for row in rows if row.line in homes},
        )
        ids = {merchant_id for merchant_id, _ in homes.values() if merchant_id}
        principal = self.relations.context.sender.principal
        merchants = {} if kind.register else find_merchants(connection, ids, principal)
        evidence = issuers_by_evidence(connection, ids) if kind.name == "merchants" else set()
        for row in rows:
            if row.line not in homes:
                continue
            merchant_id, home = homes[row.line]
            known = Known(
                merchant_id=merchant_id,
                home=home,
                current=currents.get((home, row.fact_id)),
                merchant=merchants.get(merchant_id),
                issuer_by_evidence=merchant_id in evidence,
            )
            self._decide(row, known)

    def _homes(self, row: Any, own: Locators, parents: Locators) -> tuple[int, int]:
        """(the merchant that the row is about, the merchant that has the fact now)."""
        if self.kind.parent:
            found = parents.get(_parent_text(self.kind, row.natural_key))
            if found is None:
                raise CellError(
                    "PARENT_UNKNOWN",
                    "所属账户或保单尚未入库 (send the account or guarantee first)",
                    self.kind.key[1],
                )
            return found[0], found[0]
        located = own.get(row.natural_key)
        if row.content.get(OPEN):
            if located is None and not self.kind.merchant_optional:
                raise CellError(
                    "REQUIRED", "新记录缺少此列 (a new record needs this column)", "uscc"
                )
            return (located[0], located[0]) if located else (0, 0)
        return row.merchant_id, located[0] if located else row.merchant_id

    def _decide(self, row: Any, known: Known) -> None:
        try:
            verdict = judge(self.kind, row.outcome, row.content, known, self.relations)
        except CellError as error:
            self._refuse(row, error)
            return
        if verdict.outcome != WITHDRAWN:
            self.covers_until = max(self.covers_until, covered(self.kind, row.content))
        if verdict.outcome == WITHDRAWN:
            self._change(row, known.home, WITHDRAWN, {})
        elif verdict.outcome == UNCHANGED:
            self._change(row, known.merchant_id, UNCHANGED, {})
        else:
            self._accept(row, known, verdict)

    def _accept(self, row: Any, known: Known, verdict: Verdict) -> None:
        moved = known.home != known.merchant_id and known.current is not None
        if moved:
            self.moved.append(
                {
                    "batch_id": self.batch_id,
                    "line": -row.line,
                    "merchant_id": known.home,
                    "fact_id": row.fact_id,
                    "natural_key": row.natural_key,
                    "outcome": WITHDRAWN,
                    "content": {},
                }
            )
        if verdict.values is None and row.merchant_id == known.merchant_id:
            return
        content = dict(row.content)
        if verdict.values is not None:
            content |= encode_row(verdict.values, self.connection.dialect.name)
        content["node_id"] = node_id(self.kind.letter, known.merchant_id, row.fact_id)
        if verdict.keeps_provenance and known.current is not None:
            content |= {f"_{name}": known.current[name] for name in PROVENANCE}
        self._change(row, known.merchant_id, READY, content)

    def _refuse(self, row: Any, error: CellError) -> None:
        content = {RAW: row.content.get(RAW), FIELD: error.field, MESSAGE: error.message}
        content |= {name: row.content[name] for name in ("_repairs",) if name in row.content}
        self._change(row, row.merchant_id, error.code, content)

    def _change(self, row: Any, merchant_id: int, outcome: str, content: dict[str, Any]) -> None:
        if outcome in {UNCHANGED, WITHDRAWN} and "_repairs" in row.content:
            content = {"_repairs": row.content["_repairs"]}
        self.changed.append(
            {
                "batch_id": self.batch_id,
                "line": row.line,
                "merchant_id": merchant_id,
                "outcome": outcome,
                "content": content,
            }
        )

    def _write(self) -> None:
        """The changed rows of this chunk, in one statement."""
        if self.changed:
            given = Records(self.connection.dialect.name, types_of(staged_row, CHANGED))
            self.connection.execute(
                update(staged_row)
                .values({name: given.c[name] for name in CHANGED[2:]})
                .where(
                    staged_row.c.batch_id == given.c["batch_id"],
                    staged_row.c.line == given.c["line"],
                ),
                {PAYLOAD: pack(self.changed)},
            )
        write(self.connection, self.moved)
        self.changed, self.moved = [], []


def covered(kind: Kind, content: dict[str, Any]) -> str:
    """The last day that a staged row speaks of, ISO; empty when it speaks of none."""
    value = content.get(kind.covers)
    if value is None:
        return ""
    if kind.covers in {"period", "year"}:
        return last_day(str(value)).isoformat()
    return str(value)


def _essence(row: Any) -> tuple[Any, ...]:
    content = {name: value for name, value in row.content.items() if name not in {RAW, "_repairs"}}
    return row.merchant_id, row.outcome, content


def _own_locators(connection: Connection, kind: Kind, rows: list[Any]) -> Locators:
    if not kind.locates:
        return {}
    return find_locators(connection, kind.name, {row.natural_key for row in rows})


def _parent_locators(connection: Connection, kind: Kind, rows: list[Any]) -> Locators:
    if not kind.parent:
        return {}
    keys = {_parent_text(kind, row.natural_key) for row in rows}
    return find_locators(connection, kind.parent, keys)


def _parent_text(kind: Kind, natural_key: str) -> str:
    return PART.join(natural_key.split(PART)[: len(KINDS[kind.parent].key)])
