"""Filters in plain Python: what the caller does not see counts as absent."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from authz.vocabulary import ALL
from hub.domain.text import normalise
from resolvers.binding import Compare, Count, Exists, Special
from resolvers.registry import REGISTRY
from tests.slow.links import RECENT, Links
from tests.slow.rights import Item, hidden
from tests.slow.tables import Tables

Test = Callable[[Any], bool]
ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gte": operator.ge,
    "lte": operator.le,
    "gt": operator.gt,
    "lt": operator.lt,
}
PUBLIC_TIER = {"META", "PUBLIC", "PUBLISHED", "CUSTODYSTATUS"}
SEARCHED = {"name": "Merchant.name", "brand": "Merchant.brand"}


class Filters:
    """Filters over one set of rows for one caller."""

    def __init__(self, tables: Tables, links: Links) -> None:
        self.tables = tables
        self.links = links
        self.today = links.today
        self.narrow: Mapping[str, Callable[[Item], bool]] = {
            "guaranteeEndsOn": lambda item: item.row["valid_from"] <= self.today,
            "listedAs": self._listed,
            "hasOpenRectification": lambda item: item.row["status"] != "CORRECTED",
            "complaints90d": lambda item: item.row["received_on"] > self.today - RECENT,
            "overdue": self._clue_overdue,
        }

    def passes(self, item: Item, where: Mapping[str, Any]) -> bool:
        """Whether a row passes a whole `where`."""
        for name, given in where.items():
            match name:
                case "and":
                    passed = all(self.passes(item, part) for part in given)
                case "or":
                    passed = any(self.passes(item, part) for part in given)
                case "not":
                    passed = not self.passes(item, given)
                case _:
                    passed = self._field(item, name, given)
            if not passed:
                return False
        return True

    def _field(self, item: Item, name: str, given: Any) -> bool:
        match item.binding.filters[name]:
            case Special(word):
                return bool({"search": self._search, "mine": self._mine}[word](item, given))
            case Exists(path):
                rows = self.links.behind(item, path[0]) or []
                return any(self.narrow[name](row) for row in rows) is given
            case Count(path):
                rows = self.links.behind(item, path[0])
                if rows is None:
                    return False
                count = sum(self.narrow[name](row) for row in rows)
                return all(ORDERED[word](count, value) for word, value in given.items())
            case Compare(how="boolean") if name in self.narrow and item.kind == "Clue":
                return self.narrow[name](item) is given
            case Compare() as field:
                return self._compare(item, name, field, given)

    def _compare(self, item: Item, name: str, field: Compare, given: Any) -> bool:
        narrow = self.narrow.get(name) if field.narrow is not None else None

        def some(test: Test, column: str = "") -> bool:
            values = self._values(item, field, field.path, column, narrow)
            return any(value is not None and test(value) for value in values)

        if field.how == "text":
            return self._text(some, field, given)
        if field.how == "ordered":
            return self._ordered(some, given)
        if field.how == "present":
            return some(lambda _: True) is given
        wanted = self._widened(field.expand, given) if field.how == "among" else None
        tests: Mapping[str, Test] = {
            "among": lambda value: value in (wanted or ()),
            "boolean": lambda value: value is given,
            "equal": lambda value: value == given,
            "since": lambda value: value >= given,
        }
        return some(tests[field.how], field.column)

    def _text(self, some: Callable[..., bool], field: Compare, given: Mapping[str, Any]) -> bool:
        tests: Mapping[str, Callable[[Any], bool]] = {
            "eq": lambda want: some(lambda value: value == want),
            "in": lambda want: some(lambda value: value in want),
            "contains": lambda want: some(lambda v: normalise(want) in v, field.column),
            "startsWith": lambda want: some(lambda v: v.startswith(normalise(want)), field.column),
        }
        return all(tests[word](want) for word, want in given.items())

    @staticmethod
    def _ordered(some: Callable[..., bool], given: Mapping[str, Any]) -> bool:
        compared = {word: value for word, value in given.items() if word != "isNull"}
        if "isNull" in given and some(lambda _: True) is given["isNull"]:
            return False
        return not compared or some(
            lambda value: all(ORDERED[word](value, want) for word, want in compared.items())
        )

    def _values(
        self,
        item: Item,
        field: Compare,
        path: tuple[str, ...],
        column: str,
        narrow: Callable[[Item], bool] | None,
    ) -> Iterable[Any]:
        """The values at the end of a path that the caller sees."""
        if len(path) == 1:
            if narrow is None or narrow(item):
                yield self.links.seen(item, path[0], column)
            return
        if len(path) == 2 and field.here:
            if not hidden(self.links.rights.mask(item, f"{item.kind}.{path[0]}")):
                yield item.row[field.here]
            return
        link, rows = item.binding.links[path[0]], self.links.behind(item, path[0]) or []
        for row in rows[:1] if link.many == "one" else rows:
            yield from self._values(row, field, path[1:], column, narrow)

    def _widened(self, expand: str, given: Any) -> set[Any]:
        """Old codes and names of districts; an industry's descendants in both editions."""
        if expand == "district":
            aliases = {row["alias"]: row["district"] for row in self.tables.at("district_alias")}
            return {aliases.get(code, code) for code in given}
        if expand in ("industry", "industry_code"):
            below = {key for code in given for key in self._below(code)}
            return below if expand == "industry" else {key.partition(":")[2] for key in below}
        return set(given)

    def _below(self, given: str) -> Iterable[str]:
        rows = {(row["edition"], row["code"]): row for row in self.tables.at("industry")}
        for edition, code in rows:
            above: str | None = code
            while above:
                if given in (above, f"{edition}:{above}"):
                    yield f"{edition}:{code}"
                    break
                above = rows[edition, above]["parent"] if (edition, above) in rows else None

    # -- filters with a meaning of their own --------------------------------------------------

    def _listed(self, item: Item) -> bool:
        removed = item.row["removed_on"]
        return item.row["listed_on"] <= self.today and (removed is None or removed > self.today)

    def _clue_overdue(self, item: Item) -> bool:
        owed = {"SENT": "accept_by", "ACCEPTED": "feedback_by", "FILED": "decide_by"}
        day = item.row.get(owed.get(item.row["status"], ""))
        return day is not None and day + timedelta(days=1) <= self.today

    def _search(self, item: Item, given: str) -> bool:
        needle, key = normalise(given), item.row["merchant_id"]
        texts = [
            (coordinate, row[column])
            for row in self.tables.of("merchant", key)
            for column, coordinate in SEARCHED.items()
        ]
        for row in self.tables.of("outlet", key):
            texts += [("Outlet.name", row["name"]), ("Outlet.address", row["address"])]
        return any(
            text is not None and needle in normalise(text) and self._readable(item, coordinate)
            for coordinate, text in texts
        )

    def _readable(self, item: Item, coordinate: str) -> bool:
        rules = [
            rule for rule in self.links.rights.grant.rules_for(coordinate) if rule.mask == "plain"
        ]
        if any(rule.scope == ALL for rule in rules):
            return True
        return coordinate.startswith("Merchant.") and self.links.admitted(item, rules)

    def _mine(self, item: Item, given: bool) -> bool:
        """More than the public tier of this merchant."""
        grant = self.links.rights.grant
        types = [b for b in REGISTRY.types.values() if b.anchored or b.name == "Merchant"]
        held = any(
            self.links.rights.admits(item, rule)
            for binding in types
            for name in (*binding.cells, *binding.links)
            for rule in grant.rules_for(f"{binding.name}.{name}")
            if rule.family not in PUBLIC_TIER
        )
        return held is given
