"""Statements into rows: keys, ids, derived columns, versions, search; written many at a time.

In: `Said` values, and rows of tables that no record kind fills. Out: rows in the tables, as intake
would have written them: the same keys, ids and columns, so that the same row imported later is
`unchanged`. Refused: what the kinds refuse (CellError), and a day that is not over (ValueError).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from hub.clock import start_of
from hub.demo.receipts import Receipts
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.domain.text import bigrams, normalise
from hub.ingest.kinds import KINDS, PART, keys_of, merchant_key, natural_key
from hub.ingest.typed import complete, secret_of
from hub.tables.intake import batch
from hub.tables.merchant import locator, search_entry, search_gram

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Table

    from hub.demo.statement import Said, Version
    from hub.ingest.context import Context
    from hub.ingest.declare import Kind, Values

BUFFER = 20_000
ACTS = "acts"  # the source of what parties do at the hub itself
HUB = "operator"
COVERS = {"card-reports": "reported_for", "custody-balances": "day"}  # what makes a feed fresh

code_key = lru_cache(maxsize=4_096)(merchant_key)


class Writer:
    """Buffers rows by table and writes them set by set; `close` writes what is left."""

    def __init__(self, connection: Connection, context: Context, day: date) -> None:
        self.connection = connection
        self.context = context
        self.receipts = Receipts(context.secret, day)
        self._days: dict[date, Context] = {}
        self._rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._size = 0
        self._grams: dict[int, dict[str, None]] = {}

    def say(self, statement: Said) -> str:
        """Write a fact with all its versions; its node id comes back."""
        kind = KINDS[statement.kind]
        current: Values | None = None
        versions: list[tuple[Version, Values]] = []
        for version in statement.versions:
            current = self._values(kind, version, current)
            versions.append((version, current))
        last = versions[-1][1]
        merchant_id = code_key(last["uscc"]) if last.get("uscc") else 0
        key = natural_key(kind, last)
        fact_id, node = keys_of(kind, key, merchant_id, secret_of(kind, self.context))
        self._append(kind, (merchant_id, fact_id, node), versions, statement)
        if kind.locates:
            owner = {"merchant_id": merchant_id, "fact_id": fact_id}
            self.add(locator, {"kind": kind.name, "natural_key": PART.join(key), **owner})
        self._index(kind, merchant_id, fact_id, last)
        return node

    def place(
        self, table: Table, type_name: str, key: tuple[str, ...], values: dict[str, Any]
    ) -> tuple[int, str]:
        """Write an act; `values` name recorded_at and provider, and merchant_id if it has one.

        (fact_id, node_id) come back.
        """
        merchant_id = values.get("merchant_id", 0)
        fact_id = fact_key(self.context.secret, type_name, key)
        node = node_id(letter_of(type_name), merchant_id, fact_id)
        row: dict[str, Any] = dict.fromkeys(table.c.keys())
        row |= {"fact_id": fact_id, "node_id": node, "source": ACTS, "disputed": False, **values}
        self.add(table, row)
        return fact_id, node

    def add(self, table: Table, row: dict[str, Any]) -> None:
        """One row as it is."""
        self._rows[table].append(row)
        self._size += 1

    def rest(self) -> None:
        """Between two merchants: write when enough has come together."""
        if self._size >= BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write all that has come together."""
        for merchant_id, grams in self._grams.items():
            rows = self._rows[search_gram]
            rows.extend({"merchant_id": merchant_id, "gram": gram} for gram in grams)
        self._grams.clear()
        for table, rows in self._rows.items():
            if rows:
                self.connection.execute(insert(table), rows)
        self._rows.clear()
        self._size = 0

    def close(self) -> None:
        """Write the receipts and all that is left."""
        for row in self.receipts.rows():
            self.add(batch, row)
        self.flush()

    def _values(self, kind: Kind, version: Version, current: Values | None) -> Values:
        context = self._days.get(version.day)
        if context is None:
            context = replace(self.context, received_at=start_of(version.day))
            self._days[version.day] = context
        values = dict(version.values)
        if current is not None:
            kept = dict(current)
            kind.keep(kept, context)
            values = {**kept, **values}
        complete(kind, values, current, context)
        return values

    def _append(
        self,
        kind: Kind,
        keys: tuple[int, int, str],
        versions: list[tuple[Version, Values]],
        statement: Said,
    ) -> None:
        before: dict[str, Any] = {}
        batch_kind = statement.batch or kind.name
        for version, values in versions:
            source, batch_id = (ACTS, None) if version.act else (version.by, 0)
            at = self.receipts.moment(source, batch_kind, version.day)
            if not version.act:
                receipt = self.receipts.of(source, batch_kind, version.day)
                receipt.count(keys[2], values.get(COVERS.get(kind.name, "")))
                batch_id = receipt.batch_id
            row = {name: values[name] for name in kind.stored}
            row |= {
                "fact_id": keys[1],
                "node_id": keys[2],
                "recorded_at": at,
                "superseded_at": None,
                "source": source,
                "batch_id": batch_id,
                "provider": version.by,
                "rule_version": None if before else statement.rule,
                "disputed": False,
            }
            if not kind.register:
                row["merchant_id"] = keys[0]
            before["superseded_at"] = at
            before = row
            self.add(kind.table, row)

    def _index(self, kind: Kind, merchant_id: int, fact_id: int, values: Values) -> None:
        for name in kind.searched:
            text = normalise(values[name] or "")
            if not text:
                continue
            head, *rest = name.split("_")
            field = head + "".join(part.capitalize() for part in rest)
            key = {"merchant_id": merchant_id, "fact_id": fact_id}
            found = {**key, "coordinate": f"{kind.type_name}.{field}", "text": text}
            self.add(search_entry, found)
            self._grams.setdefault(merchant_id, {}).update(dict.fromkeys(bigrams(text)))
