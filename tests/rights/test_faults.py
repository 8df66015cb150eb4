"""Every leak that is put in on purpose is found, by the batteries that the other tests run."""

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
from tests.world.ground import NOW
from tests.world.hub import WorldHub

pytestmark = pytest.mark.slow
ENOUGH = 25
REVOKED = "DISTRICT_COMMERCE"


@dataclass
class Bench:
    """A hub on SQLite, what everything is, and a twin for each caller that needs one."""

    hub: WorldHub
    everything: Everything
    judge: Judge
    engines: Engines
    twins: dict[str, WorldHub] = field(default_factory=dict)
    schemas: dict[str, GraphQLSchema] = field(default_factory=dict)  # of callers, as they are
    found: list[str] = field(default_factory=list)

    def looks(self, fault: Fault) -> str:
        """The first difference that the battery of the fault tells, or nothing."""
        for hub in (self.hub, *self.twins.values()):
            hub.forget()
        batteries = {"twins": self._twins, "names": self._names, "revoked": self._revoked}
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
        hub = WorldHub(self.engines.fresh("sqlite"))
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
def bench(engines: Engines) -> Iterator[Bench]:
    seeing = WorldHub(engines.fresh("sqlite"), policy=seeing_all())
    everything = Everything(seeing, seeing.parties["city"])
    for past in (False, True):
        everything.cells(past)
    judge = Judge(compiled(shipped()), FactsOf(world()))
    made = Bench(WorldHub(engines.fresh("sqlite")), everything, judge, engines)
    for fault in FAULTS:
        made.schemas[fault.party] = made.hub.sight(made.hub.parties[fault.party]).schema
        if fault.by == "twins":
            made.twin(fault.party)
    yield made
    for hub in (seeing, made.hub, *made.twins.values()):
        hub.close()
        engines.drop(hub.url)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_a_planted_fault_is_found(
    fault: Fault, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        fault.patch(patch)
        difference = bench.looks(fault)
    bench.hub.forget()
    assert difference, "the leak is not found"
    bench.found.append(fault.by)


def test_an_honest_hub_shows_nothing(bench: Bench, figures: Callable[..., None]) -> None:
    bench.hub.forget()  # what a fault before has left behind
    # honest cells, moments and twins have tests of their own
    asked = {fault.by: fault for fault in FAULTS if fault.by in {"names", "revoked"}}
    told = [difference for fault in asked.values() if (difference := bench.looks(fault))]
    assert told == []
    assert len(FAULTS) >= ENOUGH
    figures(faults=len(FAULTS), found=len(bench.found), **Counter(bench.found))
