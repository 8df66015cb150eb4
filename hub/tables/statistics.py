"""Figures of many merchants as they are published, and figures that are far from their history.

Both are derived, and both keep what they said: a recomputation closes the rows of a day and
appends others. A published cell names no merchant; a key is empty where its level has none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, PrimaryKeyConstraint

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Fraction6,
    Instant,
    Integer,
    Money,
    Text,
    column,
    internal,
    plain_table,
)

_OURS: dict[str, Any] = {"owner": "HUB"}


def _key(name: str) -> Column[Any]:
    return column(name, Text, "STATISTICS", required=True, **_OURS)


def _counts(*names: str) -> list[Column[Any]]:
    return [column(name, Integer, "STATISTICS", **_OURS) for name in names]


def _amounts(*names: str) -> list[Column[Any]]:
    return [column(name, Money, "STATISTICS", **_OURS) for name in names]


def _versions() -> list[Column[Any]]:
    return [
        internal("rule_version", Text),
        internal("recorded_at", Instant),
        internal("superseded_at", Instant, required=False),
    ]


# `level` names the dimensions that are crossed; `least` is the size that groups were held to.
statistics_cell = plain_table(
    "statistics_cell",
    "reference",
    column("since", Date, "STATISTICS", required=True, **_OURS),
    column("until", Date, "STATISTICS", required=True, **_OURS),
    internal("level", Text),
    _key("district"),
    _key("industry"),
    _key("risk_code"),
    internal("least", Integer),
    column("suppressed", Boolean, "STATISTICS", required=True, **_OURS),
    *_counts("merchants", "linked", "reports_missing"),
    *_amounts("prepaid_total", "prepaid_balance"),
    *_counts("cards_issued"),
    *_amounts("required", "held", "shortfall"),
    *_counts("in_shortfall", "green", "yellow", "red", "black"),
    *_counts("complaints", "penalties", "rectifications", "rectifications_overdue"),
    *_counts("inspections", "clues"),
    *_versions(),
    PrimaryKeyConstraint(
        "until", "since", "level", "district", "industry", "risk_code", "recorded_at"
    ),
)

# merchant_id 0: the anomaly is of a district, a trade or a system, named by `key`. Figures are in
# hundredths, which of an amount are its fen.
anomaly = plain_table(
    "anomaly",
    "shard",
    internal("merchant_id", BigInteger),
    _key("subject"),
    _key("key"),
    _key("measure"),
    column("day", Date, "STATISTICS", required=True, **_OURS),
    column("observed", BigInteger, "STATISTICS", required=True, **_OURS),
    column("expected", BigInteger, "STATISTICS", required=True, **_OURS),
    column("deviation", Fraction6, "STATISTICS", required=True, **_OURS),
    *_versions(),
    PrimaryKeyConstraint("merchant_id", "subject", "key", "measure", "day", "recorded_at"),
)
Index(
    "ix_anomaly_day",
    anomaly.c.day,
    anomaly.c.subject,
    sqlite_where=anomaly.c.superseded_at.is_(None),
    postgresql_where=anomaly.c.superseded_at.is_(None),
)
