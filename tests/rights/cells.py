"""Cell by cell: what a hub answers beside what stock Casbin says of the very same cell.

In: a hub over a world, a judge, and what everything is (`Everything`: the answers of a caller to
whom a policy shows all, on a hub of its own). Out: differences in words, and counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from authz.principal import Principal
from authz.vocabulary import HIDDEN, PLAIN
from resolvers.parts import camel
from tests.rights.facts import NO_MERCHANT, TABLES, FactsOf, Row, counts
from tests.rights.forms import FIGURES, SEALED, masked
from tests.rights.judge import Judge
from tests.rights.probes import Found, Probe, many, plain, probes, read
from tests.world.cases import subjects
from tests.world.ground import BETWEEN
from tests.world.hub import WorldHub

Cells = dict[tuple[str, str, str], Any]  # (type, id, field) → value
WITHOUT_ID = frozenset({"InformationLink", "ComplaintSummary", "ReportingQuality"})
TARGETS = {"Inspection.draw": "InspectionDraw"}
AS_OF = f'(asOf: "{BETWEEN.isoformat()}", first:'


def at_moment(document: str) -> str:
    """The same operation about a past moment of knowledge."""
    return document.replace("merchants(first:", f"merchants{AS_OF}", 1)


class Everything:
    """All cells of a world, read through a policy that hides nothing."""

    def __init__(self, hub: WorldHub, caller: Principal) -> None:
        self.hub = hub
        self.caller = caller
        self._known: dict[bool, Cells] = {}

    def cells(self, past: bool) -> Cells:
        if past not in self._known:
            self._known[past] = self._read(past)
        return self._known[past]

    def _read(self, past: bool) -> Cells:
        found: Cells = {}
        for probe in probes(self.hub.sight(self.caller).schema):
            if past and probe.root != "merchants":
                continue
            document = at_moment(probe.document) if past else probe.document
            for each in read(probe, self.hub.ask(document, self.caller)["data"]):
                for name, cell, value in values_of(probe, each):
                    found[probe.kind, name, cell] = value
        return found


def values_of(probe: Probe, found: Found) -> Iterator[tuple[str, str, Any]]:
    """(row id, field, value) of rows that were returned."""
    for name, node in found.rows or ():
        key = plain(found.parent) if probe.kind in WITHOUT_ID else name
        for cell in probe.asked:
            yield key, cell, node[cell]


@dataclass
class Comparison:
    """Counts and differences of one hub."""

    hub: WorldHub
    judge: Judge
    everything: Everything
    limit: int = 20
    differences: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    sides: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def facts(self) -> FactsOf:
        return self.judge.facts

    def caller(self, caller: Principal, *, past: bool = False, first: bool = False) -> None:
        """Everything that a caller may ask, now or about a past moment; or up to a difference."""
        schema = self.hub.sight(caller).schema
        query: Any = schema.query_type
        if past and "asOf" not in query.fields["merchants"].args:
            return
        for probe in probes(schema):
            if past and (probe.root != "merchants" or probe.kind == "AccessRecord"):
                continue
            self._probe(probe, caller, schema, past)
            if first and self.differences:
                return
        if not past:
            self._withheld(caller, schema)

    def _withheld(self, caller: Principal, schema: Any) -> None:
        """Every merchant tells the families that are withheld on it, and no other."""
        document = "{ merchants(first: 100) { nodes { id withheld } } }"
        for node in self.hub.ask(document, caller)["data"]["merchants"]["nodes"]:
            row = self.facts.named("Merchant", node["id"])[-1]
            expected = self.judge.withheld(row, caller, schema)
            if set(node["withheld"]) != expected:
                odd = sorted(set(node["withheld"]) ^ expected)
                self._differ(f"{caller.party}: {node['id']} withholds, or not: {odd}")

    def _probe(self, probe: Probe, caller: Principal, schema: Any, past: bool) -> None:
        document = at_moment(probe.document) if past else probe.document
        response = self.hub.ask(document, caller)
        if response.get("errors"):
            self._differ(f"{caller.party} {probe.name}: {response['errors'][0]['message']}")
            return
        self.seen["operations"] += 1
        visited = list(read(probe, response["data"]))
        if len({each.parent for each in visited}) != len(visited):
            self._differ(f"{caller.party} {probe.name}: a row twice")
        for found in visited:
            _Rows(self, probe, caller, schema, past).compare(found)

    def _differ(self, what: str) -> None:
        if len(self.differences) < self.limit:
            self.differences.append(what)
        self.seen["differences"] += 1


@dataclass
class _Rows:
    """The rows behind one row of an answer, beside those that should be there."""

    all: Comparison
    probe: Probe
    caller: Principal
    schema: Any
    past: bool

    @property
    def moment(self) -> datetime | None:
        return BETWEEN if self.past else None

    @property
    def owner(self) -> str:
        if self.probe.deeper:
            return _KIND_OF[self.probe.link or self.probe.root]
        return "Merchant" if self.probe.link else "Query"

    @property
    def step(self) -> str:
        return self.probe.deeper or self.probe.link or self.probe.root

    def compare(self, found: Found) -> None:
        parent = self._row(self.owner, found.parent) if found.parent else None
        if found.parent and parent is None:
            return  # a row that the hub brought itself
        coordinate = f"{self.owner}.{self.step}"
        expected = self._expected(coordinate, parent)
        if self._null(coordinate, parent):
            expected = {}
            if found.rows is not None:
                self._differ(f"{coordinate} of {found.parent} is not null")
            self._side(coordinate, HIDDEN)
        elif found.rows is None:
            if many(self.schema, self.owner, self.step) or expected:
                self._differ(f"{coordinate} of {found.parent} is null")
            return
        else:
            self._side(coordinate, PLAIN)
        self._presence(coordinate, found, expected)
        for name, node in found.rows or ():
            key = found.parent if self.probe.kind in WITHOUT_ID else name
            row = expected.get(plain(key))
            if row is not None:
                self._cells(plain(key), row, node)

    # -- rows ---------------------------------------------------------------------------------

    def _null(self, coordinate: str, parent: Row | None) -> bool:
        if parent is None:
            return False
        mask = self.all.judge.mask(coordinate, self.owner, parent, self.caller)
        if mask == "sealed_hidden" and parent["sealed"] and self.step in SEALED:
            return True
        if mask != HIDDEN:
            return False
        own = self.owner == "Merchant"
        return not (own and self.all.judge.row_scopes(coordinate, self.caller))

    def _expected(self, coordinate: str, parent: Row | None) -> dict[str, Row]:
        """The rows that Casbin lets the caller know, by id."""
        kind, judge = self.probe.kind, self.all.judge
        found: dict[str, Row] = {}
        for row in self._candidates(parent):
            link = self._link_open(coordinate, kind, row, parent)
            there = link and judge.exists(kind, row, self.caller) and self._remembered(kind, row)
            if there and self._answers(kind, row):
                name = parent["node_id"] if kind in WITHOUT_ID and parent else row["node_id"]
                found[name] = row
            else:
                self._absent()
        if self.step.startswith("latest") or self.step in {"custody", "risk"}:
            return self._newest(found)
        return found

    def _answers(self, kind: str, row: Row) -> bool:
        """Where its fact is asked, an objection is there only with a fact that is."""
        if kind != "Objection" or "fact" not in self.probe.asked:
            return True
        fact = self._row("Complaint", row["fact"])
        return fact is not None and self.all.judge.exists("Complaint", fact, self.caller)

    def _absent(self) -> None:
        """A row that is not there withholds all its cells."""
        for cell in self.probe.asked:
            self._side(f"{self.probe.kind}.{cell}", HIDDEN)

    def _link_open(self, coordinate: str, kind: str, row: Row, parent: Row | None) -> bool:
        """A link is judged on the rows behind it; one of a register on the row above."""
        apart = self.probe.kind in NO_MERCHANT or self.probe.kind == "Merchant"
        if self.owner in NO_MERCHANT and parent is not None and apart:
            return self.all.judge.shows(coordinate, self.owner, parent, self.caller)
        return self.all.judge.shows(coordinate, kind, row, self.caller)

    def _remembered(self, kind: str, row: Row) -> bool:
        """A past moment needs the right to the past on the row besides."""
        if not self.past or kind == "RiskWarning":  # no merchant of its own: judged above
            return True
        return self.all.judge.shows("Query.merchants.asOf", kind, row, self.caller)

    def _newest(self, found: dict[str, Row]) -> dict[str, Row]:
        kind, column = self.probe.kind, _DAY_OF[self.probe.kind]
        day = f"{kind}.{camel(column)}"

        def order(item: tuple[str, Row]) -> tuple[bool, Any, int]:
            """What is withheld sorts as absent."""
            row = item[1]
            seen = self.all.judge.shows(day, kind, row, self.caller)
            return seen, row[column] if seen else date.min, row["fact_id"]

        newest = max(found.items(), key=order, default=None)
        return {} if newest is None else dict([newest])

    def _candidates(self, parent: Row | None) -> Iterator[Row]:
        kind = self.probe.kind
        if kind in {"ComplaintSummary", "ReportingQuality"}:
            if parent is not None:
                yield parent
            return
        for row in self._versions(kind, parent):
            if parent is None or _BEHIND.get((self.owner, self.step), _of_merchant)(
                self.all.facts.world, parent, row
            ):
                yield row

    def _versions(self, kind: str, parent: Row | None) -> Iterator[Row]:
        near = None if parent is None or kind in NO_MERCHANT else parent.get("merchant_id")
        for row in self.all.facts.versions(kind, near):
            if row.get("state") == "STAGING" or not self._counts(row):
                continue
            if kind in NO_MERCHANT or kind == "Merchant" or self._firm(row["merchant_id"]):
                yield row

    def _counts(self, row: Row) -> bool:
        return counts(row, self.moment)

    def _firm(self, merchant: int) -> bool:
        return self.past or bool(self.all.facts.about(merchant))

    def _row(self, kind: str, name: str) -> Row | None:
        named = self.all.facts.named(kind, plain(name))
        return next((row for row in named if self._counts(row)), None)

    def _presence(self, coordinate: str, found: Found, expected: Mapping[str, Row]) -> None:
        kind = self.probe.kind
        known = {row["node_id"] for row in self.all.facts.world.get(TABLES.get(kind, ""), ())}
        names = {name for name, _ in found.rows or ()}
        if kind in WITHOUT_ID:
            names, known = {plain(found.parent)} if found.rows else set(), set(expected)
        given = {name for name in names if name in known or kind not in {"Source", "AccessRecord"}}
        if given != set(expected):
            more, less = sorted(given - set(expected)), sorted(set(expected) - given)
            self._differ(f"{coordinate} of {found.parent or 'all'}: shows {more}, keeps {less}")
        if found.total not in {None, len(expected)} and kind != "AccessRecord":
            self._differ(f"{coordinate}: counts {found.total}, not {len(expected)}")
        self.all.seen["rows"] += len(names)

    # -- cells --------------------------------------------------------------------------------

    def _cells(self, name: str, row: Row, node: Mapping[str, Any]) -> None:
        plain_cells = self.all.everything.cells(self.past)
        kind, judge = self.probe.kind, self.all.judge
        for cell in self.probe.asked:
            coordinate = f"{kind}.{cell}"
            if (kind, name, cell) not in plain_cells:
                self._differ(f"{coordinate} of {name} is nowhere in the world")
                continue
            value = plain_cells[kind, name, cell]
            mask = judge.mask(coordinate, kind, row, self.caller, self.moment)
            if coordinate in FIGURES and mask == PLAIN and kind in TABLES:
                value = self._figure(coordinate, row, value)
            wanted = self._wanted(mask, coordinate, row, value)
            self.all.seen["cells"] += 1
            self.all.seen[mask if mask in {PLAIN, HIDDEN} else "masked"] += 1
            if value is not None:
                self._side(coordinate, mask)
            if node[cell] != wanted:
                self._differ(f"{coordinate} of {name}: {node[cell]!r}, {mask} is {wanted!r}")

    def _wanted(self, mask: str, coordinate: str, row: Row, value: Any) -> Any:
        if mask == HIDDEN or value is None:
            return None
        target = TARGETS.get(coordinate)
        if target is not None:
            behind = self._row(target, value["id"])
            if behind is None or not self.all.judge.exists(target, behind, self.caller):
                return None
        if mask == PLAIN:
            return value
        return masked(mask, value, row, coordinate.partition(".")[2])

    def _figure(self, coordinate: str, row: Row, value: Any) -> Any:
        """A figure made of other rows, of those alone that the caller's right takes in."""
        table, owner, on, make = FIGURES[coordinate]
        rows = self.all.facts.versions(table, row["merchant_id"])
        mine = [one for one in rows if one[owner] == row["fact_id"] and counts(one, self.moment)]
        dated = [one for one in mine if one[on] is not None]
        kind = coordinate.partition(".")[0]
        taken = [
            one
            for one in dated
            if self.all.judge.takes_in(coordinate, kind, row, self.caller, one[on])
        ]
        return value if taken == dated else make(taken)

    def _side(self, coordinate: str, mask: str) -> None:
        self.all.sides[self.caller.party, coordinate].add(mask)

    def _differ(self, what: str) -> None:
        case = f" in case {self.caller.case_number}" if self.caller.case_number else ""
        moment = " in the past" if self.past else ""
        self.all._differ(f"{self.caller.party}{case}{moment}, {self.probe.name}: {what}")


_KIND_OF = {
    "custodyAccounts": "CustodyAccount",
    "inspectionDraws": "InspectionDraw",
    "caseAccesses": "CaseAccess",
    "institutions": "Institution",
    "batches": "Batch",
}
_DAY_OF = {
    "CardReport": "reported_for",
    "Rating": "published_on",
    "CustodyAssessment": "assessed_for",
    "RiskStatus": "since",
}


def _of_merchant(_world: Any, merchant: Row, row: Row) -> bool:
    return bool(row["merchant_id"] == merchant["merchant_id"])


def _ledger(world: Any, merchant: Row, record: Row) -> bool:
    named = (record["stream"], record["record_id"], merchant["merchant_id"])
    return not record["sealed"] and named in subjects(world)


_BEHIND: Mapping[tuple[str, str], Any] = {
    ("Merchant", "accessLedger"): _ledger,
    ("CustodyAccount", "balances"): lambda _, account, row: row["account_id"] == account["fact_id"],
    ("InspectionDraw", "inspections"): lambda _, draw, row: row["draw"] == draw["node_id"],
    ("Institution", "evaluations"): lambda _, one, row: row["institution"] == one["code"],
    ("Batch", "quarantine"): lambda _, batch, row: row["batch_id"] == batch["batch_id"],
    ("CaseAccess", "subjects"): lambda world, case, row: any(
        s["case_id"] == case["fact_id"] and s["merchant_id"] == row["merchant_id"]
        for s in world["case_subject"]
    ),
}
