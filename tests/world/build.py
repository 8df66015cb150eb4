"""The hostile world as a whole, and its way into a database.

Out: `world()`, the rows by table, the same in every run; `insert(connection)` writes them, and the
number of the register that the callers were read from. It refuses a column that a table has not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert as insert_into, update

from hub.tables.catalogue import TABLES
from hub.tables.policy import rights_epoch
from tests.world.acts import acts
from tests.world.cases import cases
from tests.world.figures import figures
from tests.world.firms import firms
from tests.world.ground import EPOCH, Rows
from tests.world.money import money
from tests.world.parties import register
from tests.world.standing import standing


@cache
def world() -> Rows:
    """All rows by table. Take a copy before changing any."""
    rows = Rows()
    for part in (register, firms, money, standing, acts, cases, figures):
        part(rows)
    rows.searchable()
    return rows


def insert(
    connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> None:
    """Write rows (the whole world when none are given) into a migrated, otherwise empty hub."""
    for name, found in (world() if rows is None else rows).items():
        connection.execute(insert_into(TABLES[name]), [dict(row) for row in found])
    connection.execute(update(rights_epoch).values(register=EPOCH))
