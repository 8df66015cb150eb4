"""Indexes for lists in their own order, and for what is no longer in a register."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

REGISTERS = ("party", "institution")
CURRENT = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    kind = op.get_context().dialect.name
    newest = sa.text("established_on DESC" + (" NULLS LAST" if kind == "postgresql" else ""))
    for name, columns in (("district", ["district"]), ("established_on", [])):
        op.drop_index(f"ix_merchant_{name}", "merchant")
        _index(name, [*columns, newest, "uscc"])
    op.create_index(
        "ix_outlet_district",
        "outlet",
        ["district", "merchant_id"],
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    for table in REGISTERS:
        op.create_index(f"ix_{table}_last", table, ["code", sa.text("recorded_at DESC")])


def downgrade() -> None:
    for table in REGISTERS:
        op.drop_index(f"ix_{table}_last", table)
    op.drop_index("ix_outlet_district", "outlet")
    for name in ("district", "established_on"):
        op.drop_index(f"ix_merchant_{name}", "merchant")
        _index(name, [name, "merchant_id"])


def _index(name: str, columns: list[object]) -> None:
    op.create_index(
        f"ix_merchant_{name}", "merchant", columns, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
