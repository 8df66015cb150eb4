"""The facts of merchants in the words of `authz/predicates.py`, read without the engine of reads.

In: a connection and the keys of merchants. Out: for each merchant that has a current row, what the
scope words are judged by, on current versions only. Nothing is locked; a merchant that is gone is
left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from hub.commands.facts import about
from hub.tables.case import case_access, case_family, case_officer, case_subject
from hub.tables.credit import listing
from hub.tables.enforcement import clue, referral
from hub.tables.fund import custody_account, custody_assessment, guarantee
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

Facts = dict[str, Any]
DISHONEST = "SERIOUS_DISHONESTY"


def facts_of(connection: Connection, merchants: Sequence[int]) -> dict[int, Facts]:
    """What is known of each merchant today, by its key."""
    firms = connection.execute(
        select(merchant).where(
            merchant.c.merchant_id.in_(merchants), merchant.c.superseded_at.is_(None)
        )
    ).mappings()
    return {firm["merchant_id"]: _of(connection, dict(firm)) for firm in firms.all()}


def _of(connection: Connection, firm: Facts) -> Facts:
    key = firm["merchant_id"]
    listed = _rows(connection, listing, key, "kind", "listed_on", "removed_on")
    return {
        **about(connection, firm),
        "tasks": [task for table in (clue, referral) for task in _tasks(connection, table, key)],
        "leases": _leases(connection, key),
        "accounts": _rows(connection, custody_account, key, "bank", "closed_on", "confirmed_on"),
        "guarantees": _rows(
            connection, guarantee, key, "issuer", "valid_from", "valid_until", "confirmed_on"
        ),
        "verdict": _verdict(connection, key),
        "dishonesty": [each for each in listed if each["kind"] == DISHONEST],
    }


def _rows(connection: Connection, table: Table, key: int, *columns: str) -> list[Facts]:
    """The current rows of a merchant in a table."""
    chosen = select(*(table.c[name] for name in columns)).where(
        table.c.merchant_id == key, table.c.superseded_at.is_(None)
    )
    return [dict(row) for row in connection.execute(chosen).mappings()]


def _tasks(connection: Connection, table: Table, key: int) -> list[Facts]:
    rows = _rows(connection, table, key, "sender", "recipient", "status", "closed_on")
    return [{**row, "ended_on": row["closed_on"]} for row in rows]


def _verdict(connection: Connection, key: int) -> str | None:
    columns = ("assessed_for", "fact_id", "verdict")
    rows = _rows(connection, custody_assessment, key, *columns)
    newest = max(rows, key=lambda row: (row["assessed_for"], row["fact_id"]), default=None)
    return None if newest is None else str(newest["verdict"])


def _leases(connection: Connection, key: int) -> list[Facts]:
    """The case accesses that name the merchant, open or not."""
    named = select(case_subject.c.case_id).where(case_subject.c.merchant_id == key)
    found = connection.execute(
        select(case_access).where(
            case_access.c.fact_id.in_(named), case_access.c.superseded_at.is_(None)
        )
    ).mappings()
    return [
        {
            **row,
            "party": row["authority"],
            "officers": _of_case(connection, case_officer, "subject", row["fact_id"]),
            "families": _of_case(connection, case_family, "family", row["fact_id"]),
        }
        for row in found.all()
    ]


def _of_case(connection: Connection, table: Table, column: str, case: int) -> frozenset[str]:
    chosen = select(table.c[column]).where(table.c.case_id == case)
    return frozenset(connection.scalars(chosen))
