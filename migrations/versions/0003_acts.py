"""What acts of people need: why an entry was removed, notices of corrections, a source of acts."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Instant, Text
from migrations.reference import OPERATOR, register, versioned

revision = "0003"
down_revision = "0002"

ACTS = "acts"


def upgrade() -> None:
    op.add_column("listing", sa.Column("removal_reason", Text, nullable=True))
    op.create_table(
        "correction_notice",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("objection_id", sa.BigInteger(), nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("fact", Text, nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "merchant_id", "objection_id", "party", name=op.f("pk_correction_notice")
        ),
        info={"placement": "shard", "versioned": False},
    )
    op.create_index("ix_correction_notice_party", "correction_notice", ["party", "written_at"])
    # what parties do in the hub itself; nobody sends batches through it
    source = {"code": ACTS, "name": "各方在枢纽的办理", "party": OPERATOR, "kinds": []}
    op.bulk_insert(
        register("source", code="text", name="text", party="text", kinds="document"),
        versioned("Source", ("code",), [source]),
    )


def downgrade() -> None:
    source = sa.table("source", sa.column("code"))
    op.execute(sa.delete(source).where(source.c.code == ACTS))
    op.drop_index("ix_correction_notice_party", "correction_notice")
    op.drop_table("correction_notice")
    with op.batch_alter_table("listing") as table:
        table.drop_column("removal_reason")
