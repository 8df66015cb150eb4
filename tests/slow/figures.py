"""Statistics and anomalies by plain loops: what merchants the caller sees, counted one by one.

In: the rows, the caller's links and filters, arguments. Out: rows as the contract names them; a
refusal as `BadRequestError`. It shares no SQL with the hub: only what measures and groups are made
of (`NEEDS`, `GROUPED`), Chinese words, and the rule that cuts periods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from authz.vocabulary import ALL
from hub.domain.dimensions import FIXED, LABELS, level
from hub.domain.periods import asked
from hub.domain.vocabulary import Dimension
from hub.errors import BadRequestError, DomainError
from resolvers.parts import camel
from resolvers.statistics import GROUPED, NEEDS
from tests.slow.counted import Counted, Period
from tests.slow.filters import Filters
from tests.slow.links import Links
from tests.slow.rights import ANCHOR, Item
from tests.slow.tables import Row, Tables

AMOUNTS = ("prepaid_total", "prepaid_balance", "required", "held", "shortfall")
FILTERS = {"district": "DISTRICT", "industry": "INDUSTRY", "riskCode": "RISK_CODE"}
PINS = {"own_district": "DISTRICT", "own_industry": "INDUSTRY"}


class Figures:
    """Figures for one caller."""

    def __init__(self, tables: Tables, links: Links, filters: Filters) -> None:
        self.tables = tables
        self.links = links
        self.filters = filters
        self.rights = links.rights
        self.caller = links.rights.principal
        self.today = links.today
        self.counted = Counted(tables)

    # -- statistics ---------------------------------------------------------------------------

    def statistics(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        by, where = list(given["by"]), given.get("where") or {}
        if len(set(by)) < len(by) or len(by) > 3:
            raise BadRequestError("STATISTICS_DIMENSIONS", "")
        figures = self.rights.grant.aggregates["Query.statistics"]
        free = [one for one in figures if one.min_group == 1]
        crowds = [one for one in figures if one.min_group > 1]
        fixed = set(by) <= set(FIXED) and set(where) <= set(FILTERS)
        if not crowds or (free and not fixed):
            return self._sliced(given, by, free, lambda _: True)
        if not fixed:
            raise BadRequestError("STATISTICS_FIXED", "")
        if not free:
            return self._cells(given, by, crowds, lambda _: True)
        here, there = self._apart(by, where, PINS[free[0].scope])
        mine = self._sliced(given, by, free, here)
        return self._ordered([*mine, *self._cells(given, by, crowds, there)])

    def _apart(
        self, by: list[str], where: Mapping[str, Any], pin: str
    ) -> tuple[Callable[[Item], bool], Callable[[Row], bool]]:
        """Which merchants, and which cells, answer whoever holds own rows beside the cells."""
        own, name = self._own(pin), next((n for n in where if FILTERS[n] == pin), None)
        if pin in by:
            column = "district" if pin == "DISTRICT" else "industry_key"
            return (
                lambda item: own(item.row[column]),
                lambda cell: not own(cell[FIXED[Dimension(pin)]]),
            )
        mine = name is not None and all(own(key) for key in self._known(name, where[name]))
        return (lambda _: mine), (lambda _: not mine)

    def _known(self, name: str, given: Iterable[str]) -> set[str]:
        """The keys of a filter that the register knows."""
        codes = {row["code"] for row in self.tables.rows["district"]}
        keys = self._keys(name, given)
        return keys & codes if name == "district" else keys

    def _own(self, pin: str) -> Callable[[str], bool]:
        if pin == "DISTRICT":
            return lambda key: bool(self.caller.district) and key == self.caller.district
        return lambda key: key in self.caller.industries

    def _keys(self, name: str, given: Iterable[str]) -> set[str]:
        """What a filter's words stand for."""
        if name == "riskCode":
            return set(given)
        if name == "district":
            known = {row["alias"]: row["district"] for row in self.tables.rows["district_alias"]}
            return {known.get(word, word) for word in given}
        return {row["key"] for word in given for row in self._trades(word)}

    def _trades(self, word: str) -> list[dict[str, Any]]:
        rows = [
            {**row, "key": f"{row['edition']}:{row['code']}"}
            for row in self.tables.rows["industry"]
        ]
        chosen = [row for row in rows if word in (row["code"], row["key"])]
        for one in chosen:
            parents = (one["edition"], one["code"])
            chosen += [r for r in rows if (r["edition"], r["parent"]) == parents]
        return chosen

    def _periods(self, given: Mapping[str, Any]) -> tuple[Period, ...]:
        days = (given.get(name) for name in ("day", "since", "until", "every"))
        try:
            return asked(*days, self.today)
        except DomainError as error:
            raise BadRequestError(error.code, "") from None

    def _sliced(
        self, given: Mapping[str, Any], by: list[str], free: list[Any], only: Callable[[Item], bool]
    ) -> list[dict[str, Any]]:
        seen = [
            item
            for item in self.links.all_of("Merchant", None)
            if self.links.admitted(item, free)
            and self.links.alone(item)
            and self.filters.passes(item, given.get("where") or {})
            and only(item)
        ]
        rows = []
        for period in self._periods(given):
            groups: dict[tuple[str, ...], list[tuple[Item, str | None]]] = defaultdict(list)
            if not by:
                groups[()] = []
            for item in seen:
                for category in self._categories(item, by, period):
                    key = tuple(self._key(item, name, period, category) for name in by)
                    groups[key].append((item, category))
            rows += [self._row(by, key, period, found) for key, found in groups.items()]
        return self._ordered(rows)

    def _categories(self, item: Item, by: list[str], period: Period) -> list[str | None]:
        if "COMPLAINT_CATEGORY" not in by:
            return [None]
        if not self._reads(item, GROUPED[Dimension.COMPLAINT_CATEGORY]):
            return []
        return list(self.counted.categories(item.row, period))

    def _row(
        self, by: list[str], key: tuple[str, ...], period: Period, found: list[Any]
    ) -> dict[str, Any]:
        row: dict[str, Any] = {"periodFrom": period[0], "periodUntil": period[1]}
        row |= {"suppressed": False, "keys": self._named(by, key), "order": key}
        for name in NEEDS:
            values = [
                self.counted.measure(item.row, name, period, category)
                for item, category in found
                if self._reads(item, NEEDS[name])
            ]
            known = [value for value in values if value is not None]
            row[camel(name)] = sum(known) if known or name == "merchants" else None
        return row

    def _ordered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(rows, key=lambda row: (row["periodFrom"], row["order"]))

    def _reads(self, item: Item, needs: Iterable[str]) -> bool:
        """Whether a merchant as a whole lets the caller read all of these in plain."""
        return all(
            any(
                self.rights.admits(item, rule)
                for rule in self.rights.grant.rules_for(coordinate)
                if rule.mask == "plain" and self._whole(rule.scope)
            )
            for coordinate in needs
        )

    def _key(self, item: Item, name: str, period: Period, category: str | None) -> str:
        if not self._reads(item, GROUPED[Dimension(name)]):
            return ""
        return self.counted.key(item.row, name, period, category)

    @staticmethod
    def _whole(scope: str) -> bool:
        return scope == ALL or (scope in ANCHOR.scopes and not ANCHOR.scopes[scope].dated)

    def _named(self, by: list[str], key: tuple[str, ...]) -> list[dict[str, str]]:
        pairs = zip(by, key, strict=True)
        return [{"dimension": d, "key": k, "label": self.label(d, k)} for d, k in pairs]

    def label(self, dimension: str, key: str) -> str:
        if key in LABELS[Dimension(dimension)]:
            return LABELS[Dimension(dimension)][key]
        if dimension == "DISTRICT":
            rows = self.tables.rows["district"]
            return next((row["name"] for row in rows if row["code"] == key), key)
        if dimension == "INDUSTRY":
            rows = self.tables.rows["industry"]
            return next((r["name"] for r in rows if f"{r['edition']}:{r['code']}" == key), key)
        return f"{key}年" if dimension == "ISSUE_PERIOD" else key

    # -- published cells ----------------------------------------------------------------------

    def _cells(
        self,
        given: Mapping[str, Any],
        by: list[str],
        crowds: list[Any],
        only: Callable[[Row], bool],
    ) -> list[dict[str, Any]]:
        where = given.get("where") or {}
        widest = ("all", "own_district", "own_industry")
        figure = min(crowds, key=lambda one: widest.index(one.scope))
        chosen = {*by, *(FILTERS[name] for name in where)}
        if not chosen <= set(figure.dimensions or FIXED):
            raise BadRequestError("STATISTICS_FIXED", "")
        pin = PINS.get(figure.scope)
        if len(chosen | ({pin} if pin else set())) > 2:
            raise BadRequestError("STATISTICS_TOO_FINE", "")
        fine = chosen | ({pin} if pin else set())
        if figure.scope == "own_industry" and self.caller.district:
            fine |= {"DISTRICT"}
        groups: dict[Any, list[Row]] = defaultdict(list)
        for cell in self._of_periods(given):
            narrowed = all(
                cell[FIXED[Dimension(FILTERS[name])]] in self._keys(name, keys)
                for name, keys in where.items()
            )
            mine = pin is None or self._own(pin)(cell[FIXED[Dimension(pin)]])
            home = figure.scope != "own_industry" or not self.caller.district
            mine = mine and (home or cell["district"] == self.caller.district)
            if cell["level"] == level(fine) and narrowed and mine and only(cell):
                keys = tuple(cell[FIXED[Dimension(name)]] for name in by)
                groups[cell["since"], cell["until"], keys].append(cell)
        return self._ordered([self._told(by, *group, cells) for group, cells in groups.items()])

    def _of_periods(self, given: Mapping[str, Any]) -> list[Row]:
        cells = [r for r in self.tables.rows["statistics_cell"] if r["superseded_at"] is None]
        if all(given.get(name) is None for name in ("day", "since", "until", "every")):
            newest = max((cell["until"] for cell in cells), default=None)
            return [cell for cell in cells if cell["since"] == cell["until"] == newest]
        periods = self._periods(given)
        return [cell for cell in cells if (cell["since"], cell["until"]) in periods]

    def _told(
        self, by: list[str], since: date, until: date, key: tuple[str, ...], cells: list[Row]
    ) -> dict[str, Any]:
        row: dict[str, Any] = {"periodFrom": since, "periodUntil": until, "order": key}
        row["suppressed"] = any(cell["suppressed"] for cell in cells)
        row["keys"] = self._named(by, key)
        for name in NEEDS:
            values = [cell[name] for cell in cells]
            hidden = None in values or (name in AMOUNTS and not self._somewhere(NEEDS[name]))
            row[camel(name)] = None if hidden else sum(values)
        return row

    def _somewhere(self, needs: Iterable[str]) -> bool:
        rules = (self.rights.grant.rules_for(coordinate) for coordinate in needs)
        return all(any(rule.mask == "plain" for rule in each) for each in rules)

    # -- anomalies ----------------------------------------------------------------------------

    def anomalies(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        subject, until = given["subject"], given.get("until") or self.today
        since = given.get("since") or until - timedelta(days=30)
        self._periods({"since": since, "until": until})
        figures = self.rights.grant.aggregates["Query.anomalies"]
        rows = [
            row
            for row in self.tables.rows["anomaly"]
            if row["superseded_at"] is None
            and row["subject"] == subject
            and since <= row["day"] <= until
            and any(self._may(row, figure) for figure in figures)
        ]
        rows.sort(key=lambda row: (-row["day"].toordinal(), row["key"], row["measure"]))
        return [self._anomaly(row) for row in rows]

    def _may(self, row: Row, figure: Any) -> bool:
        needs = NEEDS[row["measure"]]
        if row["subject"] == "MERCHANT":
            merchants = self.tables.of("merchant", row["merchant_id"])
            items = [self.links.item("Merchant", each, None) for each in merchants]
            return any(
                self.rights.admits(item, figure) and self._reads(item, needs) for item in items
            )
        held = [{rule.scope for rule in self.rights.grant.rules_for(name)} for name in needs]
        if not all({figure.scope, ALL} & scopes for scopes in held):
            return False
        if figure.scope == ALL:
            return True
        if PINS.get(figure.scope) != row["subject"]:
            return False
        whole = row["subject"] == "DISTRICT" or not self.caller.district
        return whole and self._own(row["subject"])(row["key"])

    def _anomaly(self, row: Row) -> dict[str, Any]:
        found = {name: row[name] for name in ("subject", "key", "measure", "day")}
        for name, parts in (("observed", 100), ("expected", 100), ("deviation", 1_000_000)):
            found[name] = row[name] / parts
        merchants = self.tables.of("merchant", row["merchant_id"])
        items = [self.links.item("Merchant", each, None) for each in merchants]
        found["merchant"] = next((item for item in items if self.links.alone(item)), None)
        found["label"] = (
            merchants[0]["name"] if merchants else self.label(row["subject"], row["key"])
        )
        return found
