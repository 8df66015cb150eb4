"""Who sees what, in plain Python: the grant's rules over the predicates of `authz`.

In: a row with its type, the caller, the day. Out: whether a rule's scope admits it, under which
mask a cell is shown, whether the row exists for the caller. Rights are judged on current rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from authz.grant import Grant, Rule
from authz.predicates import holds
from authz.principal import Principal
from authz.vocabulary import ALL, HIDDEN
from resolvers.binding import TypeBinding
from resolvers.registry import REGISTRY
from tests.slow.tables import Row, Tables
from tests.world.spans import span

ANCHOR = REGISTRY.types["Merchant"]


@dataclass(frozen=True)
class Item:
    """One row as a type: `now` is what rights are judged on, `moment` what its values are of."""

    kind: str
    row: Row
    now: Row | None
    moment: datetime | None = None
    judged_as: str = ""  # the type whose rules of scope apply, when it is another

    @property
    def binding(self) -> TypeBinding:
        return REGISTRY.types[self.kind]


@dataclass
class Rights:
    """One caller's rights over one set of rows."""

    tables: Tables
    grant: Grant
    principal: Principal
    today: date
    _known: dict[tuple[Any, ...], tuple[bool, Row]] = field(default_factory=dict)
    _merchants: dict[int, Mapping[str, Any] | None] = field(default_factory=dict)

    # -- cells, links, rows -------------------------------------------------------------------

    def mask(self, item: Item, coordinate: str) -> str:
        """The weakest mask among the rules that admit the row; `hidden` when none does."""
        return self.grant.mask_where(coordinate, lambda rule: self.admits(item, rule, coordinate))

    def exists(self, item: Item) -> bool:
        """A row exists for the caller when a rule of any of its coordinates admits it."""
        names = (*item.binding.cells, *item.binding.links)
        return any(
            self.admits(item, rule)
            for name in names
            for rule in self.grant.rules_for(f"{item.kind}.{name}")
        )

    def admits(self, item: Item, rule: Rule, coordinate: str = "") -> bool:
        """Whether one rule admits the row; some coordinates speak of other days than their row."""
        if rule.scope == ALL:
            return True
        other = self._other_days(item, coordinate) if _timed(rule.scope) else {}
        days = other.get("dated_on")
        key = (rule.scope, rule.family, id(item.row), item.judged_as or item.kind, days)
        if key not in self._known:
            facts = self._facts(item, rule.scope)
            found = any(holds(rule.scope, rule.family, {**each, **other}) for each in facts)
            self._known[key] = (found, item.row)  # the row stays, so that its id stays its own
        return self._known[key][0]

    def row_judges(self, kind: str, word: str) -> bool:
        """Whether rows of the type judge a scope by themselves, not by the merchant above them."""
        binding = REGISTRY.types[kind]
        if kind == "Merchant":
            return False
        anchor = ANCHOR.scopes.get(word)
        return word in binding.scopes or bool(anchor and anchor.dated and binding.dated)

    def takes_in(self, item: Item, coordinate: str, day: date | None) -> bool:
        """Whether a figure of the row takes in what another of the merchant's rows has that day."""
        return any(
            self.admits(item, rule)
            and (
                not _timed(rule.scope)
                or any(
                    holds(rule.scope, rule.family, {**facts, "dated_on": day})
                    for facts in self._facts(item, rule.scope)
                )
            )
            for rule in self.grant.rules_for(coordinate)
        )

    def _other_days(self, item: Item, coordinate: str) -> dict[str, Any]:
        """The way to green is that of the newest status."""
        if coordinate != "Merchant.wayToGreen":
            return {}
        rows = self.tables.of("risk_status", item.row["merchant_id"], item.moment)
        return {"dated_on": max((row["since"] for row in rows), default=None)}

    # -- facts --------------------------------------------------------------------------------

    def _facts(self, item: Item, word: str) -> Iterator[Mapping[str, Any]]:
        """The facts that a scope word is judged on; none when the type cannot judge it."""
        kind = item.judged_as or item.kind
        binding = REGISTRY.types[kind]
        own = binding.scopes.get(word) if kind != "Merchant" else None
        anchored = binding.anchored or kind == "Merchant"
        if own is None and not (anchored and word in ANCHOR.scopes):
            return
        if kind == "InspectionDraw" and word != "own_records":
            yield from self._drawn(item)
        elif kind == "AccessRecord":
            yield from self._spoken_of(item)
        else:
            dated = own is None and ANCHOR.scopes[word].dated and bool(binding.dated)
            yield from self._own(item, kind, anchored=own is None and not dated)

    def _own(self, item: Item, kind: str, *, anchored: bool) -> Iterator[Mapping[str, Any]]:
        """The row's facts beside its merchant's; what was withdrawn has none of its own."""
        row = item.now
        merchant = self.merchant(item.row["merchant_id"]) if "merchant_id" in item.row else None
        if (anchored and merchant is None) or (not anchored and row is None):
            return
        found = {**(merchant or {}), **(row or {}), **self._caller(kind)}
        found["district"] = (merchant or {}).get("district")
        found["sender"] = found.get("party") if kind == "Source" else found.get("provider")
        found["provider"] = found.get("fact_provider")
        if kind == "Institution":
            found["institution"] = found["code"]
        days = None if row is None else span(kind, row)
        if days is not None:
            found["dated_on"], found["dated_until"] = days
        if kind == "CaseAccess" and row is not None:
            found["leases"] = [self._lease(row)]
        yield found

    def _caller(self, kind: str) -> dict[str, Any]:
        return {"caller": self.principal, "today": self.today, "type": kind}

    def _drawn(self, item: Item) -> Iterator[Mapping[str, Any]]:
        """A draw is judged by the merchants that it drew."""
        for row in self.tables.at("inspection"):
            merchant = self.merchant(row["merchant_id"])
            if item.now is not None and row["draw"] == item.now["node_id"] and merchant:
                yield {**merchant, **self._caller("Inspection"), "dated_on": row["planned_on"]}

    def _spoken_of(self, item: Item) -> Iterator[Mapping[str, Any]]:
        """A record of reading is judged by the merchants that it names."""
        for row in self.tables.pairs("access_subject"):
            if all(row[key] == item.row[key] for key in ("stream", "record_id")):
                about = {"merchant_id": row["merchant_id"], "sealed": item.row["sealed"]}
                yield {**self._caller("AccessRecord"), **about}

    def merchant(self, key: int) -> Mapping[str, Any] | None:
        """What is known today of a merchant, by the names of `authz/predicates.py`."""
        if key not in self._merchants:
            rows = self.tables.of("merchant", key)
            self._merchants[key] = self._merchant(rows[0]) if rows else None
        return self._merchants[key]

    def _merchant(self, row: Row) -> Mapping[str, Any]:
        key, of = row["merchant_id"], self.tables.of
        assessed = sorted(
            of("custody_assessment", key), key=lambda each: (each["assessed_for"], each["fact_id"])
        )
        tasks = [*of("clue", key), *of("referral", key)]
        return {
            "merchant_id": key,
            "district": row["district"],
            "district_confirmed": row["district_basis"] != "registration",
            "industries": [row["industry_key"]] if row["industry_key"] else [],
            "outlets": of("outlet", key),
            "tasks": [each | {"ended_on": each["closed_on"]} for each in map(dict, tasks)],
            "leases": [
                self._lease(access)
                for access in self.tables.at("case_access")
                if key in self._of_case("case_subject", access, "merchant_id")
            ],
            "links": of("link", key),
            "accounts": of("custody_account", key),
            "guarantees": of("guarantee", key),
            "verdict": assessed[-1]["verdict"] if assessed else None,
            "dishonesty": [
                each for each in of("listing", key) if each["kind"] == "SERIOUS_DISHONESTY"
            ],
        }

    def _lease(self, access: Row) -> Mapping[str, Any]:
        return {
            **access,
            "party": access["authority"],
            "officers": self._of_case("case_officer", access, "subject"),
            "families": self._of_case("case_family", access, "family"),
        }

    def _of_case(self, table: str, access: Row, column: str) -> list[Any]:
        rows = self.tables.at(table)
        return [row[column] for row in rows if row["case_id"] == access["fact_id"]]


def _timed(word: str) -> bool:
    return word in ANCHOR.scopes and ANCHOR.scopes[word].dated


def hidden(mask: str) -> bool:
    return mask == HIDDEN
