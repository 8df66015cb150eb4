"""Open case accesses of the police, enough that every request can come under another one.

In: a connection on a database with the demo world. Out: `CASES` more accesses like the open one
that the demo has, each with subjects of its own; `leases` lists them.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from hub.tables.case import case_access, case_family, case_officer, case_subject
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from sqlalchemy import Connection

POLICE = "police-310115"
CASES = 128
SUBJECTS = 4
FIRST = 1_000_000  # the number of the first case, and far from any key of the demo
FAMILIES = 10  # an access of the demo with at least so many families is the model


def open_cases(connection: Connection) -> None:
    """Open the accesses."""
    model = _model(connection)
    old = model["fact_id"]
    keys = cycle(
        connection.scalars(
            select(merchant.c.merchant_id)
            .where(merchant.c.superseded_at.is_(None))
            .order_by(merchant.c.merchant_id)
            .limit(CASES * SUBJECTS)
        ).all()
    )
    officers = _rows(connection, case_officer, old)
    families = _rows(connection, case_family, old)
    for number in range(FIRST, FIRST + CASES):
        own = {"fact_id": number, "node_id": f"a{number:026d}", "case_number": case_number(number)}
        connection.execute(insert(case_access).values({**model, **own}))
        for table, rows in ((case_officer, officers), (case_family, families)):
            connection.execute(insert(table), [{**row, "case_id": number} for row in rows])
        subjects = [{"case_id": number, "merchant_id": next(keys)} for _ in range(SUBJECTS)]
        connection.execute(insert(case_subject), subjects)


def case_number(number: int) -> str:
    """How the police call a case."""
    return f"沪公(浦)调证字〔2026〕{number}号"


def leases(connection: Connection) -> list[tuple[str, str]]:
    """(case number, credit code) of every access and subject that `open_cases` made."""
    rows = connection.execute(
        select(case_access.c.case_number, merchant.c.uscc)
        .join(case_subject, case_subject.c.case_id == case_access.c.fact_id)
        .join(merchant, merchant.c.merchant_id == case_subject.c.merchant_id)
        .where(case_access.c.fact_id >= FIRST, case_access.c.fact_id < FIRST + CASES)
        .where(merchant.c.superseded_at.is_(None))
        .order_by(merchant.c.merchant_id)
    )
    return [(row.case_number, row.uscc) for row in rows]


def _model(connection: Connection) -> dict[str, Any]:
    current = case_access.c.superseded_at.is_(None)
    police = (case_access.c.authority == POLICE) & (case_access.c.status == "OPEN")
    rows = connection.execute(select(case_access).where(current & police)).mappings()
    return next(dict(row) for row in rows if len(row["families"]) >= FAMILIES)


def _rows(connection: Connection, table: Any, case: int) -> list[dict[str, Any]]:
    found = connection.execute(select(table).where(table.c.case_id == case)).mappings()
    return [dict(row) for row in found]
