"""Every leak that is put in on purpose is found, by the batteries that the other tests run.

All are planted on SQLite; on PostgreSQL those that cells and moments show, which is where the two
databases make different statements. Twins and names ask the same of either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import pytest
from graphql import GraphQLSchema

from authz.store import shipped
from hub.policies import TableRows, policy_store
from schema.build import planned_schema
from tests.engines import Engines
from tests.rights.battery import filters, orders, strangers
from tests.rights.cells import Comparison, Everything
from tests.rights.facts import FactsOf
from tests.rights.faults import FAULTS, Fault
from tests.rights.judge import Judge
from tests.rights.names import pairs
from tests.rights.policies import compiled, seeing_all, without
from tests.rights.twins import Twin
from tests.world.build import world
from tests.world.ground import NOW, day
from tests.world.hub import WorldHub

pytestmark = pytest.mark.slow
ENOUGH = 25  # on each database
APART = frozenset({"names", "revoked", "ids"})
REVOKED = "DISTRICT_COMMERCE"
NODE = "query ($id: ID!) { node(id: $id) { id } }"


@dataclass
class Bench:
    """A hub, what everything is, and a twin for each caller that needs one."""

    engine: str
    hub: WorldHub
    everything: Everything
    judge: Judge
    engines: Engines
    twins: dict[str, WorldHub] = field(default_factory=dict)
    schemas: dict[str, GraphQLSchema] = field(default_factory=dict)  # of callers, as they are

    def looks(self, fault: Fault) -> str:
        """The first difference that the battery of the fault tells, or nothing."""
        for hub in (self.hub, *self.twins.values()):
            hub.forget()
        batteries = {
            "twins": self._twins,
            "names": self._names,
            "revoked": self._revoked,
            "ids": self._ids,
        }
        return batteries.get(fault.by, self._cells)(fault)

    def _cells(self, fault: Fault) -> str:
        comparison = Comparison(self.hub, self.judge, self.everything)
        past = fault.by == "past"
        if "shared" in fault.name:  # somebody with other rights has asked before
            Comparison(self.hub, self.judge, self.everything).caller(self.hub.parties["city"])
        comparison.caller(self.hub.parties[fault.party], past=past, first=True)
        return "\n".join(comparison.differences[:1])

    def _revoked(self, fault: Fault) -> str:
        """A right is taken away by another process while this one serves."""
        hub = WorldHub(self.engines.fresh(self.engine))
        caller, text = hub.parties[fault.party], without(f"p, {REVOKED}, CLUES, read,")
        hub.ask("{ clues(first: 5) { totalCount } }", caller)
        elsewhere = policy_store(planned_schema())
        hub.write(lambda c: elsewhere.refresh(TableRows(c, NOW)))
        hub.write(lambda c: elsewhere.apply(TableRows(c, NOW), text, "steward-2"))
        found = hub.ask("{ clues(first: 5) { totalCount } }", caller)
        comparison = Comparison(hub, Judge(compiled(text), self.judge.facts), self.everything)
        comparison.caller(caller, first=True)
        hub.close()
        return "\n".join(comparison.differences[:1]) or str(found.get("data") or "")

    def _ids(self, fault: Fault) -> str:
        """Something is found by its id to which no link leads the caller."""
        caller, facts = self.hub.parties[fault.party], self.judge.facts
        sealed = [row for row in facts.current("AccessRecord") if row["sealed"]]
        earlier = [row for row in facts.current("RiskStatus") if row["since"] == day(-50)]
        for row in (*sealed, *earlier[:3]):
            found = self.hub.ask(NODE, caller, {"id": row["node_id"]})
            if found["data"]["node"] is not None:
                return str(row["node_id"])
        return ""

    def _twins(self, fault: Fault) -> str:
        caller, other = self.hub.parties[fault.party], self.twin(fault.party)
        schema = self.hub.sight(caller).schema
        asked = chain(strangers(schema, other.twin.gone), filters(schema), orders(schema))
        for document in asked:
            if self.hub.ask_raw(document, caller) != other.ask_raw(document, caller):
                return document
        return ""

    def _names(self, fault: Fault) -> str:
        caller = self.hub.parties[fault.party]
        full, own = planned_schema(), self.schemas[fault.party]
        for hidden, one, invented, two in islice(pairs(full, own), 0, None, 20):
            told, untold = self.hub.ask_raw(one, caller), self.hub.ask_raw(two, caller)
            if told != (untold[0], untold[1].replace(invented.encode(), hidden.encode())):
                return one
        return ""

    def twin(self, name: str) -> WorldHub:
        if name not in self.twins:
            twin = Twin(world(), self.judge, self.hub.parties[name])
            self.twins[name] = WorldHub(self.engines.fresh("sqlite"), twin.rows())
            self.twins[name].twin = twin
        return self.twins[name]


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Bench]:
    seeing = WorldHub(engines.fresh("sqlite"), policy=seeing_all())
    everything = Everything(seeing, seeing.parties["city"])
    for past in (False, True):
        everything.cells(past)
    judge = Judge(compiled(shipped()), FactsOf(world()))
    hub = WorldHub(engines.fresh(request.param))
    made = Bench(request.param, hub, everything, judge, engines)
    for fault in FAULTS:
        made.schemas[fault.party] = hub.sight(hub.parties[fault.party]).schema
        if fault.by == "twins":
            made.twin(fault.party)
    yield made
    for each in (seeing, hub, *made.twins.values()):
        each.close()
        engines.drop(each.url)


@pytest.mark.parametrize(
    "bench", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
def test_every_planted_fault_is_found(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, figures: Callable[..., None]
) -> None:
    found: Counter[str] = Counter()
    missed: list[str] = []
    for fault in FAULTS:
        with monkeypatch.context() as patch:
            fault.patch(patch)
            seen = bool(bench.looks(fault))
        found[fault.by] += seen
        missed += [] if seen else [fault.name]
    figures(engine=bench.engine, planted=len(FAULTS), found=found.total(), **found)
    assert missed == []
    assert found.total() >= ENOUGH
    # honest cells, moments and twins have tests of their own
    asked = {fault.by: fault for fault in FAULTS if fault.by in APART}
    assert [told for fault in asked.values() if (told := bench.looks(fault))] == []
