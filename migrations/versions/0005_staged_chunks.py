"""Staged rows in chunks. A batch that was begun and never finished is sent again from its start."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Document, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _forget_unfinished()
    op.drop_table("staged_row")
    op.create_table(
        "staged_chunk",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "first", name=op.f("pk_staged_chunk")),
        info={"placement": "local", "versioned": False},
    )
    if op.get_context().dialect.name == "postgresql":  # short-lived: not worth compressing
        op.execute("ALTER TABLE staged_chunk ALTER COLUMN facts SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE staged_chunk ALTER COLUMN content SET STORAGE EXTERNAL")


def downgrade() -> None:
    _forget_unfinished()
    op.drop_table("staged_chunk")
    op.create_table(
        "staged_row",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("natural_key", Text, nullable=False),
        sa.Column("outcome", Text, nullable=False),
        sa.Column("content", Document(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "line", name=op.f("pk_staged_row")),
        info={"placement": "local", "versioned": False},
    )
    op.create_index("ix_staged_row_fact", "staged_row", ["batch_id", "merchant_id", "fact_id"])


def _forget_unfinished() -> None:
    batch = sa.table("batch", sa.column("state"))
    op.execute(sa.delete(batch).where(batch.c.state == "STAGING"))
