"""Case accesses: who asked for what, and the merchants they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub.tables.case import case_access, case_family, case_subject
from resolvers.binding import Cell, Link, Order, Row, Scope, TypeBinding
from resolvers.masks import HIDDEN
from resolvers.parts import (
    ANY_LINK,
    OPEN_LINK,
    REGISTER_TIES,
    as_it_is,
    beside,
    newest,
    own_records,
    sealed,
    under_seal,
)
from resolvers.relations import open_access
from resolvers.subselects import exists

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

NONE = "[]"


def _lease(row: Row, family: str, _: Any) -> ColumnElement[Any]:
    """The very access that this request carries, in a family that it grants."""
    table, granted = beside(row, case_family, "granted")
    covers = exists(table, granted["case_id"] == row["fact_id"], granted["family"] == family)
    return open_access(row) & covers


def sealed_case(binds: Any, *, of_any: bool) -> ColumnElement[Any]:
    """Whether a read stays out of the ledgers of those it names, until the case is released.

    It does when the request carries a sealed case of the caller's; a read of the caller's cases
    themselves (`of_any`) does while any of them is sealed.
    """
    table, access = beside(Row({}, binds), case_access, "sealed")
    own = [
        access["authority"] == binds.party,
        access["sealed"],
        access["superseded_at"].is_(None),
    ]
    if not of_any:
        own.append(access["case_number"] == binds.case_number)
    return exists(table, *own)


ACCESS = TypeBinding(
    "CaseAccess",
    case_access,
    {
        "id": Cell("id", "node_id", masks=as_it_is("node_id")),
        **under_seal("text", "case_number", "paper", "status"),
        **under_seal("boolean", "sealed"),
        **under_seal("date", "opens_on", "closes_on"),
        **under_seal("instant", "verify_by"),
        **under_seal("json", "defects"),
        **sealed("text", HIDDEN, "legal_basis", "purpose"),
        **sealed("date", None, "period_from", "period_until"),
        **sealed("json", NONE, "families"),
    },
    {
        "authority": Link("Party", (("authority", "code"),), kept=True, masks=ANY_LINK),
        "officers": Link(
            "Officer",
            (("fact_id", "case_id"),),
            "list",
            order=(Order("subject"),),
            masks=OPEN_LINK,
        ),
        "subjects": Link(
            "Merchant",
            (("fact_id", "case_id"),),
            "connection",
            through=case_subject,
            masks=OPEN_LINK,
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
