"""A hostile day sent to one hub and what is true of it to another: are their figures the same?

In: two databases, a `Day`. Out: nothing; an assertion fails where a fact or a derived figure
differs, between the two or after every figure of the first is thrown away and made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from hub.derive.run import Counts, recompute, run_due
from hub.tables.credit import risk_status
from hub.tables.fund import (
    card_report,
    custody_account,
    custody_assessment,
    custody_balance,
    guarantee,
    guarantee_claim,
)
from hub.tables.merchant import merchant
from tests.derive.hostile import BEFORE, NOW, Batch, Day
from tests.engines import Engines
from tests.ingest.world import PARTIES, SECRET, Intake

FACTS = (merchant, card_report, custody_account, custody_balance, guarantee, guarantee_claim)
FIGURES = (custody_assessment, risk_status)
OF_ARRIVAL = {"recorded_at", "superseded_at", "batch_id", "computed_at"}
OF_THE_ROW = {"fact_id", "node_id"}
State = list[dict[str, Any]]


@contextmanager
def two_hubs(url: str, engines: Engines) -> Iterator[tuple[Intake, Intake]]:
    """A migrated database and a copy of it, each with its intake by the operator."""
    other = engines.copy(url)
    hubs = Intake(url, None), Intake(other, None)
    yield hubs
    for hub in hubs:
        hub.close()
    engines.drop(other)


def compare(hostile: Intake, plain: Intake, day: Day, *, part: int) -> Counts:
    """`part`: merchants of one derivation between two batches. Goes out: what was judged."""
    for hub in (hostile, plain):
        _begin(hub, day)
    judged = Counts()
    for batch in day.hostile():
        _send(hostile, batch)
        judged += _derive(hostile, part)
    for batch in day.plain():
        _send(plain, batch)
    _drain(hostile)
    _drain(plain)
    for table in (*FACTS, *FIGURES):
        _equal(table, _state(hostile, table), _state(plain, table))
    _made_again(hostile)
    return judged


def _equal(table: Table, found: State, expected: State) -> None:
    """The first row that differs is shown, not a hundred thousand of them."""
    for one, other in zip(found, expected, strict=False):
        differing = {name: (one[name], other[name]) for name in one if one[name] != other[name]}
        assert not differing, (table.name, differing)
    assert len(found) == len(expected), table.name


def _begin(hub: Intake, day: Day) -> None:
    hub.at = BEFORE
    hub.operator("parties", PARTIES)
    for batch in day.ground():
        _send(hub, batch)
    _drain(hub)
    hub.at = NOW


def _made_again(hub: Intake) -> None:
    """All figures thrown away and computed from the facts alone, then once more for nothing."""
    before = [_state(hub, table, OF_ARRIVAL | OF_THE_ROW) for table in FIGURES]
    days = [_days(hub, table) for table in FIGURES]
    hub.transact(lambda connection: [connection.execute(delete(each)) for each in FIGURES])
    _everything(hub)
    for table, state, begun in zip(FIGURES, before, days, strict=True):
        fresh = _state(hub, table, OF_ARRIVAL | OF_THE_ROW | {DATED[table], "inputs"})
        assert len(fresh) == len(begun)
        newest = {row["merchant_id"]: row for row in state}  # a later row stands behind
        plain = [_without(newest[row["merchant_id"]], {DATED[table], "inputs"}) for row in fresh]
        _equal(table, fresh, plain)
    again = _everything(hub)
    assert (again.custody, again.risk) == (0, 0)


DATED = {custody_assessment: "assessed_for", risk_status: "since"}


def _days(hub: Intake, table: Table) -> set[int]:
    return {row["merchant_id"] for row in _state(hub, table)}


def _send(hub: Intake, batch: Batch) -> None:
    hub.operator(batch.kind, batch.text, key=f"{batch.kind}-{batch.key}")


def _derive(hub: Intake, limit: int) -> Counts:
    found: Counts = hub.transact(
        lambda connection: run_due(connection, hub.at, secret=SECRET, limit=limit)
    )
    return found


def _drain(hub: Intake) -> None:
    while _derive(hub, 2_000).left:
        pass


def _everything(hub: Intake) -> Counts:
    found: Counts = hub.transact(
        lambda connection: recompute(
            connection, day=None, now=hub.at, secret=SECRET, everything=True
        )
    )
    return found


def _state(hub: Intake, table: Table, left_out: set[str] = OF_ARRIVAL) -> State:
    names = [column for column in table.c if column.name not in left_out]
    order = [
        table.c.merchant_id,
        *([table.c[DATED[table]]] if table in DATED else []),
        table.c.fact_id,
    ]
    chosen = select(*names).where(table.c.superseded_at.is_(None)).order_by(*order)

    def work(connection: Connection) -> State:
        return [dict(row) for row in connection.execute(chosen).mappings()]

    found: State = hub.transact(work)
    return found


def _without(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
