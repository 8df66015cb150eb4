"""The data version, which every writing transaction moves."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    table = op.create_table(
        "data_version",
        sa.Column("one", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_data_version")),
        info={"placement": "reference", "versioned": False},
    )
    op.bulk_insert(table, [{"one": 1, "version": 0}])


def downgrade() -> None:
    op.drop_table("data_version")
