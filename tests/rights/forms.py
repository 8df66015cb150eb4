"""The values that a cell may show instead of its own: masked forms, and figures cut by a right.

In: a mask with a plain value, or the rows that a figure is made of. Out: what a hub should answer.
It is written from the contract and knows nothing of bindings or SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hub.domain.money import format_money
from hub.domain.text import mask_name1, mask_street
from tests.rights.facts import Row

SEALED: Mapping[str, Any] = {  # what stands for the cells of a sealed row
    "legalBasis": "***",
    "purpose": "***",
    "periodFrom": None,
    "periodUntil": None,
    "families": [],
    "officers": [],
    "subjects": None,
}


def _latest(column: str) -> Callable[[list[Row]], Any]:
    def made(rows: list[Row]) -> Any:
        newest = max(rows, key=lambda one: one["day"], default=None)
        return None if newest is None else _written(newest[column])

    return made


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else format_money(value)


# Coordinate → the rows that it is made of, how they name theirs, their day, and what is made.
FIGURES: Mapping[str, tuple[str, str, str, Callable[[list[Row]], Any]]] = {
    "CustodyAccount.balance": ("CustodyBalance", "account_id", "day", _latest("balance")),
    "CustodyAccount.balanceOn": ("CustodyBalance", "account_id", "day", _latest("day")),
    "Guarantee.claimsPaid": (
        "GuaranteeClaim",
        "guarantee_id",
        "paid_on",
        lambda rows: _written(sum(one["amount"] or 0 for one in rows)),
    ),
}
FORMS: Mapping[str, Callable[[str], str]] = {
    "name1": mask_name1,
    "street": mask_street,
    "reported_hidden": lambda value: "NOT_KNOWN" if value == "REPORTED" else value,
}


def masked(mask: str, value: Any, row: Row, name: str) -> Any:
    """The form of a plain value under a partial mask."""
    if mask == "sealed_hidden":
        return SEALED.get(name, value) if row["sealed"] else value
    if mask in FORMS:
        return FORMS[mask](value)
    left, right = {"id1+1": (1, 1), "phone3+4": (3, 4), "last4": (0, 4)}[mask]
    if len(value) <= left + right + 3:
        return "***"
    return f"{value[:left]}****{value[-right:]}"
