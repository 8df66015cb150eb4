"""Where links lead, in plain Python: which rows, whether the caller may follow, and in which order.

A link that only the row above can judge is closed (None) when it admits nothing there; any other
is open, and each row behind it is judged by itself.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from authz.vocabulary import ALL
from resolvers.binding import Link, Order
from resolvers.registry import REGISTRY
from tests.slow.cells import SEALED, Cells
from tests.slow.rights import ANCHOR, Item, Rights, hidden
from tests.slow.tables import Row, Tables

RECENT = timedelta(days=90)
DAYS_SHOWN = timedelta(days=30)
HISTORIES = {
    "RiskStatus": ("risk_status", "since", "Merchant.riskHistory"),
    "CustodyAssessment": ("custody_assessment", "assessed_for", "Merchant.custodyHistory"),
}
Arguments = Mapping[str, Any]


def versioned(kind: str) -> bool:
    table = REGISTRY.types[kind].table
    return table is not None and bool(table.info["versioned"])


def of_merchant(kind: str) -> bool:
    """Whether rows of the type are a merchant, or belong to one."""
    return kind == "Merchant" or REGISTRY.types[kind].anchored


class Links:
    """Links over one set of rows for one caller."""

    def __init__(self, tables: Tables, rights: Rights, cells: Cells) -> None:
        self.tables = tables
        self.rights = rights
        self.cells = cells
        self.today = cells.today
        self.history: tuple[Any, ...] = ()
        self.made: Mapping[str, Callable[[Item, Arguments], list[Row]]] = {
            "Merchant.complaintSummary": self._summary,
            "Merchant.reporting": self._reporting,
            "Merchant.wayToGreen": self._way_to_green,
            "RiskStatus.publicReasons": lambda item, _: item.row["public_reasons"],
            "RiskStatus.reasons": lambda item, _: item.row["reasons"] or [],
            "CustodyAssessment.reasons": lambda item, _: item.row["reasons"] or [],
            "InstitutionEvaluation.scores": self._scores,
            "InstitutionEvaluation.facts": self._facts,
        }

    # -- rows ---------------------------------------------------------------------------------

    def item(self, kind: str, row: Row, moment: datetime | None) -> Item:
        """A row as an item; rights are judged on the fact's current version."""
        now: Row | None = row
        table = REGISTRY.types[kind].table
        if moment is not None and versioned(kind) and table is not None:
            now = self.tables.present(table.name, row)
        return Item(kind, row, now, moment)

    def all_of(self, kind: str, moment: datetime | None) -> list[Item]:
        """All rows of a type that count."""
        table = REGISTRY.types[kind].table
        assert table is not None
        rows = self.tables.at(table.name, moment)
        if kind in {"Batch", "QuarantinedRow"}:
            rows = [row for row in rows if row["batch_id"] in self._received()]
        return [self.item(kind, row, moment) for row in rows]

    def _received(self) -> set[int]:
        rows = self.tables.at("batch")
        return {row["batch_id"] for row in rows if row["state"] == "VISIBLE"}

    def _led_to(self, item: Item) -> bool:
        """An earlier figure is found by whom may follow the history that leads to it."""
        if item.kind not in HISTORIES:
            return True
        table, day, link = HISTORIES[item.kind]
        rows = self.tables.of(table, item.row["merchant_id"], item.moment)
        newest = max((row[day], row["fact_id"]) for row in rows)
        rules = self.rights.grant.rules_for(link)
        return (item.row[day], item.row["fact_id"]) == newest or self.admitted(item, rules)

    def alone(self, item: Item) -> bool:
        """Whether a row that hangs on nothing exists for the caller."""
        if not self._led_to(item):
            return False
        belongs = item.kind != "Merchant" and of_merchant(item.kind)
        if belongs and self.rights.merchant(item.row["merchant_id"]) is None:
            return False
        if item.moment is not None and not self.admitted(item, self.history):
            return False
        return self.rights.exists(item)

    def _in_time(self, item: Item) -> bool:
        """A right to the past that is bounded in time is judged on each row that has a day."""
        again = any(self.rights.row_judges(item.kind, rule.scope) for rule in self.history)
        return item.moment is None or not again or self.admitted(item, self.history)

    def admitted(self, item: Item, rules: Iterable[Any], coordinate: str = "") -> bool:
        return any(self.rights.admits(item, rule, coordinate) for rule in rules)

    # -- following ----------------------------------------------------------------------------

    def behind(
        self, item: Item, name: str, arguments: Arguments | None = None
    ) -> list[Item] | None:
        """The rows behind a link, ordered; None when the link is closed."""
        link, coordinate = item.binding.links[name], f"{item.kind}.{name}"
        rules = self.rights.grant.rules_for(coordinate)
        if self.closed(item, link, rules, coordinate):
            return None
        if self.sealed(item, coordinate):
            return [] if link.many == "list" else None
        found = [
            Item(
                link.type,
                row,
                row if link.rows else self.item(link.type, row, item.moment).now,
                item.moment,
            )
            for row in self._rows(item, name, link, arguments or {})
        ]
        seen = self.alone if self._apart(item, link.type) else self.rights.exists
        kept = [
            each
            for each in found
            if self.leads(item, each, rules) and seen(each) and self._in_time(each)
        ]
        return self.ordered(kept, self.order(link))

    def sealed(self, item: Item, coordinate: str) -> bool:
        """Whether a seal keeps the link of this row shut."""
        masked = self.rights.mask(item, coordinate) == "sealed_hidden"
        return masked and coordinate in SEALED and bool(item.row["sealed"])

    def leads(self, item: Item, below: Item, rules: Sequence[Any]) -> bool:
        """Whether a rule of the link admits the row behind it: judged there, or else above."""
        return any(
            rule.scope == ALL
            or self.rights.admits(
                below if self._judged_below(item, below.kind, rule.scope) else item, rule
            )
            for rule in rules
        )

    def closed(self, item: Item, link: Link, rules: Sequence[Any], coordinate: str) -> bool:
        """Whether the row above alone judges the link, and admits nothing."""
        words = {rule.scope for rule in rules}
        names = REGISTRY.interfaces.get(link.type, (link.type,))
        above = not any(self._by_row(item, kind, word) for word in words for kind in names)
        above = above or words <= set(item.binding.scopes)
        return ALL not in words and above and not self.admitted(item, rules, coordinate)

    def _judged_below(self, item: Item, kind: str, word: str) -> bool:
        """What belongs to no merchant leaves the judgement to the row above, if that can judge."""
        inherited = item.binding.anchored and word in ANCHOR.scopes
        owner = not of_merchant(kind) and (word in item.binding.scopes or inherited)
        return self._by_row(item, kind, word) and not owner

    def _by_row(self, item: Item, kind: str, word: str) -> bool:
        """Whether rows behind a link judge a scope themselves, or by a merchant they bring."""
        anchor = self._apart(item, kind) and word in ANCHOR.scopes
        return anchor or self.rights.row_judges(kind, word)

    @staticmethod
    def _apart(item: Item, kind: str) -> bool:
        """Whether the rows below belong to a merchant and the row above does not."""
        return of_merchant(kind) and not of_merchant(item.kind)

    def _rows(self, item: Item, name: str, link: Link, arguments: Arguments) -> Iterable[Row]:
        coordinate = f"{item.kind}.{name}"
        if link.type == "Party" and link.rows is not None:
            return self.any_party(item.row["party"])
        if link.type == "Source":
            return self._source(item.row)
        if link.rows is not None:
            return self.made[coordinate](item, arguments)
        table = REGISTRY.types[link.type].table
        assert table is not None
        rows: Iterable[Row] = self.tables.at(table.name, item.moment)
        if link.kept:
            rows = self.tables.kept(table.name, item.moment)
        if link.history:
            known = item.moment or self.cells.now
            rows = [row for row in self.tables.rows[table.name] if row["recorded_at"] <= known]
        if link.through is not None:
            return self._through(item, link, rows)
        pairs = [(item.row[here], there) for here, there in link.on]
        if link.among:
            (listed, there), *_ = pairs
            return [row for row in rows if row[there] in listed]
        found = [row for row in rows if all(row[there] == value for value, there in pairs)]
        found = [row for row in found if self._argued(row, link, arguments)]
        return found if link.type != "Batch" else [r for r in found if r["state"] == "VISIBLE"]

    def any_party(self, code: str) -> list[Row]:
        """The party last registered, or the merchant whose own code is named."""
        known = [row for row in self.tables.rows["party"] if row["code"] == code]
        found = sorted(known, key=lambda row: row["recorded_at"])[-1:]
        uscc = code.removeprefix("merchant-")
        own = [] if uscc == code else self.tables.at("merchant")
        return found or [
            row
            | {
                "node_id": f"P{row['node_id'][1:]}",
                "code": code,
                "kind": "MERCHANT",
                "district": None,
            }
            for row in map(dict, own)
            if row["uscc"] == uscc
        ]

    def _source(self, row: Row) -> list[Row]:
        """The registered source, or one that stands for a code that none has."""
        name = "平台办理 (acts at the hub)" if row["source"] == "acts" else row["source"]
        instead = {
            "node_id": f"S{row['node_id'][1:]}",
            "code": row["source"],
            "name": name,
            "party": row["provider"],
            "kinds": [],
            "cadence_days": None,
            "fact_id": 0,
        }
        found = [one for one in self.tables.at("source") if one["code"] == row["source"]]
        return found or [instead]

    def _through(self, item: Item, link: Link, rows: Iterable[Row]) -> list[Row]:
        assert link.through is not None
        (here, there), *_ = link.on
        pairs = [p for p in self.tables.pairs(link.through.name) if p[there] == item.row[here]]
        shared = [c.name for c in link.through.columns if c.name != there]
        found = [row for row in rows if any(all(row[n] == p[n] for n in shared) for p in pairs)]
        return [row for row in found if link.type != "AccessRecord" or not row["sealed"]]

    @staticmethod
    def _argued(row: Row, link: Link, arguments: Arguments) -> bool:
        for name, column in link.arguments.items():
            if arguments.get(name) is not None and row[column] not in arguments[name]:
                return False
        since, until = arguments.get("since"), arguments.get("until")
        if not link.span:
            return True
        day = row[link.span]
        return (since is None or day >= since) and (until is None or day <= until)

    # -- rows that are no table's -------------------------------------------------------------

    def _way_to_green(self, item: Item, _: Arguments) -> list[Row]:
        rows = self.tables.of("risk_status", item.row["merchant_id"], item.moment)
        latest = max(rows, key=lambda row: (row["since"], row["fact_id"]), default=None)
        return (latest and latest["way_to_green"]) or []

    def _scores(self, item: Item, _: Arguments) -> list[Row]:
        return [dict(score, institution=item.row["institution"]) for score in item.row["scores"]]

    def _facts(self, item: Item, _: Arguments) -> list[Row]:
        facts = item.row["facts"] or []
        return [dict(fact, institution=item.row["institution"]) for fact in facts]

    def _summary(self, item: Item, _: Arguments) -> list[Row]:
        rows = self.tables.of("complaint", item.row["merchant_id"], item.moment)
        closed = ("RESOLVED", "FAILED", "REFUSED")
        counted = {
            "total": len(rows),
            "open": sum(row["status"] not in closed for row in rows),
            "last90_days": sum(row["received_on"] > self.today - RECENT for row in rows),
        }
        return [counted | {"merchant_id": item.row["merchant_id"]}]

    def _reporting(self, item: Item, arguments: Arguments) -> list[Row]:
        """Days expected of a linked merchant until yesterday, received, late and missing."""
        since: date = arguments.get("since") or self.today - DAYS_SHOWN
        until: date = arguments.get("until") or self.today - timedelta(days=1)
        key = item.row["merchant_id"]
        reports = [
            row
            for row in self.tables.of("card_report", key, item.moment)
            if since <= row["reported_for"] <= until
        ]
        links = self.tables.of("link", key, item.moment)
        linked = links[0]["linked_on"] if links else None
        days = 0 if linked is None else (until - max(since, linked)).days + 1
        expected = max(days, 0)
        found = {
            "since": since,
            "until": until,
            "last_reported_for": max((row["reported_for"] for row in reports), default=None),
            "expected_days": expected,
            "received_days": len(reports),
            "late_days": sum(not row["on_time"] for row in reports),
            "missing_days": max(expected - len(reports), 0),
        }
        return [found | {"merchant_id": key}]

    # -- order --------------------------------------------------------------------------------

    def order(self, link: Link) -> list[Order]:
        """The order of a link's rows, made total by the ties of their type."""
        if link.type not in REGISTRY.types:
            return []
        binding = REGISTRY.types[link.type]
        return [*(link.order or binding.order), *binding.ties]

    def ordered(self, items: list[Item], keys: Sequence[Order]) -> list[Item]:
        """Items in an order: what is absent or withheld comes last, whichever the direction."""
        if not items or items[0].binding.table is None:
            return items
        kept = [([self.sort_value(item, key) for key in keys], item) for item in items]
        compared = functools.cmp_to_key(lambda a, b: compare(keys, a[0], b[0]))
        return [item for _, item in sorted(kept, key=compared)]

    def sort_value(self, item: Item, key: Order) -> Any:
        """What an item is sorted by, as far as the caller sees it."""
        if not key.path:
            return item.row[key.column]
        return self._at(item, key.path, key.column)

    def _at(self, item: Item, path: tuple[str, ...], column: str) -> Any:
        if len(path) == 1:
            return self.seen(item, path[0], column)
        found = self.behind(item, path[0]) or []
        return self._at(found[0], path[1:], column) if found else None

    def seen(self, item: Item, name: str, column: str = "") -> Any:
        """A cell as the caller sees it: absent when it is withheld."""
        mask = self.rights.mask(item, f"{item.kind}.{name}")
        if hidden(mask):
            return None
        return (
            item.row[column] if column and mask == "plain" else self.cells.masked(item, name, mask)
        )


def compare(keys: Sequence[Order], left: Sequence[Any], right: Sequence[Any]) -> int:
    """-1, 0 or 1 as in a sort."""
    for key, a, b in zip(keys, left, right, strict=True):
        if a == b:
            continue
        if a is None or b is None:
            return 1 if a is None else -1
        return (1 if a < b else -1) if key.descending else (-1 if a < b else 1)
    return 0
