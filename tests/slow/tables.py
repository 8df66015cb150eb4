"""The rows of a database as plain dicts, and which version of a fact counts.

In: a connection, or rows by table name. Out: `Tables`. No query but `select * from table`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from hub.tables.catalogue import TABLES

Row = Mapping[str, Any]
UNREAD = frozenset({"policy_version", "threshold", "calendar_day", "horizon", "access_counter"})


def rows_of(connection: Connection, names: Iterable[str] = ()) -> dict[str, list[Row]]:
    """All rows of the named tables, or of all that an answer can show."""
    chosen = list(names) or [name for name in TABLES if name not in UNREAD]
    return {
        name: [dict(row) for row in connection.execute(select(TABLES[name])).mappings()]
        for name in chosen
    }


def pairs_of(recent: Row) -> list[Row]:
    """The rows of `access_subject` that a row of `access_recent` stands for."""
    keys = recent["merchants"].strip(",").split(",")
    return [
        {"merchant_id": int(key), "stream": recent["stream"], "record_id": recent["record_id"]}
        for key in keys
    ]


def spread(subject: Row) -> list[Row]:
    """A row of `access_subject` for each of its records."""
    numbers = subject["records"].strip(",").split(",")
    return [
        {"merchant_id": subject["merchant_id"], "stream": subject["stream"], "record_id": int(each)}
        for each in numbers
    ]


def counts(row: Row, moment: datetime | None) -> bool:
    """Whether this version is the current one, or the one known at a moment."""
    if moment is None:
        return row["superseded_at"] is None
    ended = row["superseded_at"]
    return row["recorded_at"] <= moment and (ended is None or moment < ended)


class Tables:
    """Rows by table; versions chosen by moment, merchants found by their key."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.rows = dict(rows)
        self._chosen: dict[tuple[str, datetime | None], list[Row]] = {}
        self._of_merchant: dict[tuple[str, datetime | None], dict[int, list[Row]]] = {}

    def put(self, rows: Mapping[str, list[Row]]) -> None:
        """Replace tables that have grown since."""
        self.rows.update(rows)
        self._chosen.clear()
        self._of_merchant.clear()

    def at(self, name: str, moment: datetime | None = None) -> list[Row]:
        """The rows that count; all rows of a table without versions."""
        if not TABLES[name].info["versioned"]:
            return self.rows.get(name, [])
        if (name, moment) not in self._chosen:
            rows = [row for row in self.rows.get(name, ()) if counts(row, moment)]
            self._chosen[name, moment] = rows
        return self._chosen[name, moment]

    def pairs(self, name: str) -> list[Row]:
        """The rows of a pair table, those that are not sorted in yet among them."""
        if name != "access_subject":
            return self.at(name)
        recent = (pair for row in self.rows.get("access_recent", []) for pair in pairs_of(row))
        return [*(pair for row in self.at(name) for pair in spread(row)), *recent]

    def kept(self, name: str, moment: datetime | None = None) -> list[Row]:
        """Of each fact the last version known, or else its first."""
        facts: dict[int, list[Row]] = defaultdict(list)
        for row in sorted(self.rows.get(name, ()), key=lambda row: row["recorded_at"]):
            facts[row["fact_id"]].append(row)
        return [
            ([row for row in rows if moment is None or row["recorded_at"] <= moment] or rows[:1])[
                -1
            ]
            for rows in facts.values()
        ]

    def of(self, name: str, merchant_id: int, moment: datetime | None = None) -> list[Row]:
        """The rows of one merchant that count."""
        if (name, moment) not in self._of_merchant:
            found: dict[int, list[Row]] = defaultdict(list)
            for row in self.at(name, moment):
                found[row["merchant_id"]].append(row)
            self._of_merchant[name, moment] = found
        return self._of_merchant[name, moment].get(merchant_id, [])

    def present(self, name: str, row: Row) -> Row | None:
        """The current version of the same fact."""
        keys = [column.name for column in TABLES[name].primary_key if column.name != "recorded_at"]
        rows = self.of(name, row["merchant_id"]) if "merchant_id" in keys else self.at(name)
        return next((each for each in rows if all(each[k] == row[k] for k in keys)), None)
