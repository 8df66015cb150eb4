"""Every record kind of the contract by its name, and how `hub kinds` tells of them.

In: a kind's name. Out: its `Kind`, its key, or a description for people and programs. Refused: a
name that is no kind (IntakeError KIND_UNKNOWN, 404).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hub.domain.identifiers import fact_key, hash63, node_id
from hub.errors import IntakeError
from hub.ingest import (
    credit_kinds,
    enforcement_kinds,
    fund_kinds,
    merchant_kinds,
    register_kinds,
)
from hub.ingest.declare import WITHDRAWN
from hub.ingest.rows import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.ingest.declare import Kind, Values

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kinds in (
            register_kinds.KINDS,
            merchant_kinds.KINDS,
            fund_kinds.KINDS,
            credit_kinds.KINDS,
            enforcement_kinds.KINDS,
        )
        for kind in kinds
    }
)

# Between the parts of a natural key in one text; no cell may hold it.
PART = "\x1f"


def kind_of(name: str) -> Kind:
    """The kind of a name. Raises IntakeError KIND_UNKNOWN."""
    try:
        return KINDS[name]
    except KeyError:
        raise IntakeError(
            "KIND_UNKNOWN", "没有这种数据 (no such record kind; see `hub kinds`)", 404
        ) from None


def natural_key(kind: Kind, row: Values) -> tuple[str, ...]:
    """The parts of the key as text: ISO days, decimal digits, codes as they are stored."""
    return tuple(as_text(row[kind.by_name[name].place]) for name in kind.key)


def keys_of(kind: Kind, key: tuple[str, ...], merchant_id: int, secret: bytes) -> tuple[int, str]:
    """(fact_id, node_id) of the fact with that natural key about that merchant."""
    fact_id = fact_key(secret, kind.type_name, key)
    return fact_id, node_id(kind.letter, merchant_id, fact_id)


def merchant_key(uscc: str) -> int:
    """The key of the merchant with a normalised credit code."""
    return hash63(uscc)


def describe(kind: Kind) -> dict[str, Any]:
    """What a sender must know of a kind: `hub kinds KIND --json`."""
    columns = [
        {
            "name": column.name,
            "form": column.form,
            "key": column.name in kind.key,
            "required": column.required,
            "family": _family(kind, column.place),
        }
        for column in kind.columns
    ]
    if not kind.kept_withdrawn:
        columns.append(
            {"name": WITHDRAWN, "form": "date", "key": False, "required": False, "family": None}
        )
    return {"kind": kind.name, "title": kind.title, "key": list(kind.key), "columns": columns}


def _family(kind: Kind, place: str) -> str | None:
    if place not in kind.table.c:
        return "PUBLIC"
    family: str | None = kind.table.c[place].info["family"]
    return family
