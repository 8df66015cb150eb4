"""Every table of the hub, loaded: import `metadata` from here and none is missing.

Out: `metadata`, and `TABLES`, the tables by name in the order of their names.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hub.tables import (
    case,
    complaint,
    credit,
    enforcement,
    fund,
    intake,
    merchant,
    party,
    policy,
    proof,
    statistics,
    version,
)
from hub.tables.base import metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

MODULES = (
    *(party, merchant, fund, credit, complaint, enforcement, case, intake, policy, proof),
    *(statistics, version),
)
TABLES: Mapping[str, Table] = MappingProxyType(
    {name: metadata.tables[name] for name in sorted(metadata.tables)}
)

__all__ = ["MODULES", "TABLES", "metadata"]
