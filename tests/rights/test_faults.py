"""Leaks put in on purpose: each must change an answer that the oracle has judged right.

A fault is found when, with it in place, some operation of the party answers otherwise than the
honest hub does; the honest answers are the ones that `test_cells` and the slow executor hold true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import and_, exists, or_, select, true

import resolvers.filters
import resolvers.planner
import resolvers.statement
from hub.tables.merchant import link, outlet
from resolvers import relations
from resolvers.binding import Cell, Row, Scope
from resolvers.complaint import COMPLAINT
from resolvers.credit import LISTING, RATING
from resolvers.enforcement import INSPECTION, PENALTY
from resolvers.filters import Filters
from resolvers.intake import BATCH
from resolvers.parts import beside
from resolvers.plan import EVERYBODY
from resolvers.relations import MERCHANT_SCOPES
from resolvers.scopes import Rights
from resolvers.sources import Sources
from tests.rights.cells import at_moment
from tests.rights.probes import probes
from tests.world.hub import WorldHub

pytestmark = pytest.mark.slow

Patch = Callable[[pytest.MonkeyPatch], None]
ALWAYS = Scope(lambda *_: true())


@dataclass(frozen=True)
class Fault:
    """A leak, and the party through whose answers it is looked for."""

    name: str
    party: str
    patch: Patch


def scope(table: Any, word: str, planted: Scope = ALWAYS) -> Patch:
    return lambda patch: patch.setitem(table, word, planted)


def setting(where: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(where, name, value)


def changed(word: str, **more: Any) -> Patch:
    return scope(MERCHANT_SCOPES, word, replace(MERCHANT_SCOPES[word], **more))


def any_outlet(row: Row, _: str, __: Any) -> Any:
    table, other = beside(row, outlet, "outlet")
    mine = and_(
        other["merchant_id"] == row["merchant_id"],
        other["district"] == row.binds.district,
        other["superseded_at"].is_(None),
    )
    return or_(
        relations.own_district(row, "", None), exists(select(1).select_from(table).where(mine))
    )


def unconfirmed_link(row: Row, _: str, __: Any) -> Any:
    table, other = beside(row, link, "link")
    through = and_(
        other["merchant_id"] == row["merchant_id"],
        other["platform"] == row.binds.party,
        other["superseded_at"].is_(None),
    )
    return exists(select(1).select_from(table).where(through))


def of_party_only(access: Row) -> Any:
    return and_(access["authority"] == access.binds.party, access["superseded_at"].is_(None))


def bare(cell: Cell, _: str, row: Row) -> Any:
    return cell.value(row)


def raw_cell(self: Filters, view: Any, name: str, test: Any, column: str = "", **_: Any) -> Any:
    value = view.row[column] if column else view.binding.cells[name].value(view.row)
    return and_(value.is_not(None), test(value))


def raw_order(self: Filters, view: Any, name: str, column: str = "") -> Any:
    return view.row[column] if column else view.binding.cells[name].value(view.row)


FAULTS = (
    Fault("own district is every district", "pudong", scope(MERCHANT_SCOPES, "own_district")),
    Fault(
        "a district read from the code alone counts",
        "pudong",
        changed("own_district", variant=lambda _: "open"),
    ),
    Fault("closed outlets count", "pudong", changed("own_district", make=any_outlet)),
    Fault("own industry is every industry", "culture", scope(MERCHANT_SCOPES, "own_industry")),
    Fault(
        "a regulator's district is forgotten",
        "sport-pudong",
        changed(
            "own_industry",
            make=lambda row, *_: row.binds.among(row["industry_key"], "industries", relations.Text),
        ),
    ),
    Fault(
        "a clue opens for ever", "enforcement-pudong", setting(relations, "ADDRESSED_DAYS", 9_999)
    ),
    Fault(
        "drafted and returned clues open",
        "enforcement-pudong",
        setting(relations, "RUNNING", (*relations.RUNNING, "DRAFTED", "RETURNED", "REPORTED")),
    ),
    Fault("addressed is everybody", "enforcement-huangpu", scope(MERCHANT_SCOPES, "addressed")),
    Fault(
        "any case number will do", "court-unknown", setting(relations, "open_access", of_party_only)
    ),
    Fault(
        "a stranger uses the lease",
        "police-stranger",
        setting(relations, "open_access", of_party_only),
    ),
    Fault(
        "an ended lease goes on", "court-ended", setting(relations, "open_access", of_party_only)
    ),
    Fault(
        "a lease before its day", "court-future", setting(relations, "open_access", of_party_only)
    ),
    Fault(
        "a lease of every merchant and family",
        "police-open",
        setting(relations, "_names", lambda *_: [true()]),
    ),
    Fault("a lease without its period", "court-period", changed("lease", dated=False)),
    Fault("an unconfirmed link serves", "platform", changed("served", make=unconfirmed_link)),
    Fault("every merchant is a client", "bank-a", scope(MERCHANT_SCOPES, "own_clients")),
    Fault("every merchant is short", "financial", scope(MERCHANT_SCOPES, "in_shortfall")),
    Fault("every merchant is oneself", "merchant", scope(MERCHANT_SCOPES, "self")),
    Fault("withdrawn ratings are public", "public", scope(RATING.scopes, "published")),
    Fault("every penalty is public", "public", scope(PENALTY.scopes, "published")),
    Fault("removed listings are public", "public", scope(LISTING.scopes, "published")),
    Fault("all tickets are one's own", "hotline", scope(COMPLAINT.scopes, "own_tickets")),
    Fault("planned inspections are announced", "merchant", scope(INSPECTION.scopes, "self_done")),
    Fault("all batches are one's own", "bank-a", scope(BATCH.scopes, "own_records")),
    Fault("masks show the value", "public", setting(resolvers.statement, "form", bare)),
    Fault("every guard is implied", "bank-b", setting(Sources, "implied", lambda *_: True)),
    Fault("links and rows have no guard", "pudong", setting(Sources, "_guard", lambda *_: None)),
    Fault("a seal is no seal", "steward", setting(Sources, "unmasked", lambda *_: None)),
    Fault("the past needs no right", "pudong", setting(Sources, "_history", lambda *_: [])),
    Fault(
        "nothing is told to be withheld",
        "pudong",
        setting(resolvers.planner, "withheld_families", lambda *_: ()),
    ),
    Fault("a filter sees what is withheld", "pudong", setting(Filters, "seen", raw_cell)),
    Fault("an order sees what is withheld", "pudong", setting(Filters, "value", raw_order)),
    Fault(
        "every row exists for everybody",
        "hotline",
        setting(Rights, "rows", lambda *_: frozenset({EVERYBODY})),
    ),
)

PAGE = "first: 60"
POSITIONS = (
    f'{{ merchants({PAGE}, where: {{prepaidBalance: {{gte: "0.00"}}}}) {{ nodes {{ id }} }} }}',
    f"{{ merchants({PAGE}, where: {{light: [RED, YELLOW, GREEN]}}) {{ nodes {{ id }} }} }}",
    f"{{ merchants({PAGE}, orderBy: [{{field: PREPAID_BALANCE, direction: DESC}}]) {{ nodes {{ id }} }} }}",
    f"{{ merchants({PAGE}, orderBy: [{{field: SHORTFALL, direction: DESC}}]) {{ nodes {{ id }} }} }}",
    f"{{ merchants({PAGE}) {{ nodes {{ id withheld }} }} }}",
    f"{{ merchants({PAGE}) {{ nodes {{ id complaintSummary {{ total }} contactPhone }} }} }}",
)


def questions(hub: WorldHub, party: str) -> Iterator[str]:
    """What a party asks: every cell, now and in the past, then filters, orders and `withheld`."""
    schema = hub.sight(hub.parties[party]).schema
    query: Any = schema.query_type
    past = "asOf" in query.fields["merchants"].args
    for probe in probes(schema):
        yield probe.document
        if past and probe.root == "merchants":
            yield at_moment(probe.document)
    yield from POSITIONS


@pytest.fixture(scope="module")
def honest(world_hub: WorldHub) -> dict[str, dict[str, bytes]]:
    """The answers of the hub as it is, by party and operation."""
    world_hub.forget()
    return {
        party: {
            asked: world_hub.ask_raw(asked, world_hub.parties[party])[1]
            for asked in questions(world_hub, party)
        }
        for party in sorted({fault.party for fault in FAULTS})
    }


def found(hub: WorldHub, party: str, honest: dict[str, bytes]) -> bool:
    """Whether some answer differs; a statement that no longer runs is no leak."""
    return any(
        hub.ask_raw(asked, hub.parties[party])[1] != known for asked, known in honest.items()
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_found(
    fault: Fault,
    world_hub: WorldHub,
    honest: dict[str, dict[str, bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault.patch(monkeypatch)
    world_hub.forget()
    try:
        assert found(world_hub, fault.party, honest[fault.party])
    finally:
        monkeypatch.undo()
        world_hub.forget()


def test_there_are_enough_faults_and_an_honest_hub_shows_none(
    world_hub: WorldHub, honest: dict[str, dict[str, bytes]], figures: Callable[..., None]
) -> None:
    world_hub.forget()
    assert len(FAULTS) >= 25
    assert not any(found(world_hub, party, known) for party, known in honest.items())
    figures(faults=len(FAULTS), operations=sum(map(len, honest.values())))
