"""Rows that revisions carry in: code lists from CSV, and registers with their version columns.

In: a file beside this one or in `hub/domain/data`. Out: rows ready for `op.bulk_insert`. They are
recorded at the first day of the calendar, so that every past day of the hub can name them, and
their ids need no secret: everybody may know these codes.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from hub.clock import SHANGHAI
from hub.domain.identifiers import fact_key, node_id
from hub.domain.node_types import letter_of
from hub.tables.base import Document, Instant, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORDED = datetime(2019, 1, 1, tzinfo=SHANGHAI)
OPERATOR = "operator"
HERE = Path(__file__).parent / "data"
DOMAIN = Path(__file__).parents[1] / "hub" / "domain" / "data"

KINDS = {
    "date": sa.Date(),
    "document": Document(),
    "instant": Instant(),
    "text": Text,
    "truth": sa.Boolean(),
    "whole": sa.BigInteger(),
}
VERSION = {
    "fact_id": "whole",
    "node_id": "text",
    "recorded_at": "instant",
    "source": "text",
    "provider": "text",
    "disputed": "truth",
}


def listed(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plain(name: str, /, **columns: str) -> sa.TableClause:
    """A table as this revision knows it: column name → one of KINDS."""
    return sa.table(name, *(sa.column(column, KINDS[kind]) for column, kind in columns.items()))


def register(name: str, /, **columns: str) -> sa.TableClause:
    """The same with the version columns."""
    return plain(name, **VERSION, **columns)


def versioned(
    type_name: str, key: Sequence[str], rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """`rows` with their version columns; `key` names the columns of the natural key."""
    done = []
    for row in rows:
        fact_id = fact_key(b"", type_name, tuple(str(row[part]) for part in key))
        version = {
            "fact_id": fact_id,
            "node_id": node_id(letter_of(type_name), 0, fact_id),
            "recorded_at": RECORDED,
            "source": OPERATOR,
            "provider": OPERATOR,
            "disputed": False,
        }
        done.append({**version, **row})
    return done
