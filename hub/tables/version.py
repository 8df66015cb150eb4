"""The data version: one row, one number, moved by every transaction of `Database.run` that writes.

Who reads the same number twice knows that between them nothing was written but records of proof.
"""

from __future__ import annotations

from hub.tables.base import BigInteger, internal, plain_table

data_version = plain_table(
    "data_version",
    "reference",
    internal("one", BigInteger, primary_key=True, autoincrement=False),
    internal("version", BigInteger),
)
