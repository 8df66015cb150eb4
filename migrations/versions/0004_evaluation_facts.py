"""What the records showed when an institution was evaluated."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Document

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("institution_evaluation", sa.Column("facts", Document(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("institution_evaluation") as table:
        table.drop_column("facts")
