"""Case accesses: who asked for what, and the merchants they name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, exists, select

from hub.tables.case import case_access, case_family, case_subject
from resolvers.binding import Cell, Link, Made, Order, Row, Scope, TypeBinding
from resolvers.masks import HIDDEN
from resolvers.parts import REGISTER_TIES, beside, cells, newest, own_records
from resolvers.relations import open_access

NONE = "[]"


def _lease(row: Row, family: str, _: Any) -> ColumnElement[Any]:
    """The very access that this request carries, in a family that it grants."""
    table, granted = beside(row, case_family, "granted")
    covers = exists(
        select(1)
        .select_from(table)
        .where(granted["case_id"] == row["fact_id"], granted["family"] == family)
    )
    return open_access(row) & covers


def _sealed(column: str, instead: Any) -> dict[str, Made]:
    """What a steward sees of a sealed request: its number and paper, and the dates of its clock."""
    return {
        "sealed_hidden": Made(lambda row: case((row["sealed"], instead), else_=row[column])),
    }


def _as_it_is(column: str) -> dict[str, Made]:
    return {"sealed_hidden": Made(lambda row: row[column])}


_OPEN_LINK = {"sealed_hidden": Made(lambda row: ~row["sealed"])}
_ANY_LINK = {"sealed_hidden": Made(lambda row: row["sealed"] == row["sealed"])}


def _shown(kind: Any, *columns: str) -> dict[str, Cell]:
    return {
        name: Cell(kind, cell.column, masks=_as_it_is(cell.column))
        for name, cell in cells(kind, *columns).items()
    }


def _hidden(kind: Any, instead: Any, *columns: str) -> dict[str, Cell]:
    return {
        name: Cell(kind, cell.column, masks=_sealed(cell.column, instead))
        for name, cell in cells(kind, *columns).items()
    }


ACCESS = TypeBinding(
    "CaseAccess",
    case_access,
    {
        "id": Cell("id", "node_id", masks=_as_it_is("node_id")),
        **_shown("text", "case_number", "paper", "status"),
        **_shown("boolean", "sealed"),
        **_shown("date", "opens_on", "closes_on"),
        **_shown("instant", "verify_by"),
        **_shown("json", "defects"),
        **_hidden("text", HIDDEN, "legal_basis", "purpose"),
        **_hidden("date", None, "period_from", "period_until"),
        **_hidden("json", NONE, "families"),
    },
    {
        "authority": Link("Party", (("authority", "code"),), masks=_ANY_LINK),
        "officers": Link(
            "Officer",
            (("fact_id", "case_id"),),
            "list",
            order=(Order("subject"),),
            masks=_OPEN_LINK,
        ),
        "subjects": Link(
            "Merchant",
            (("fact_id", "case_id"),),
            "connection",
            through=case_subject,
            masks=_OPEN_LINK,
        ),
    },
    {
        "own_records": Scope(own_records),
        "lease": Scope(_lease, lambda family: family),
    },
    letter="a",
    order=newest("verifyBy"),
    ties=REGISTER_TIES,
)

BINDINGS = (ACCESS,)
