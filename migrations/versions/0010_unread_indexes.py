"""Without the two indexes of the proof that nothing reads by, and every record writes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.drop_index("ix_access_record_at", "access_record")
    op.drop_index("ix_access_counter_merchant", "access_counter")


def downgrade() -> None:
    newest = [sa.text("at DESC"), sa.text("record_id DESC")]
    op.create_index("ix_access_record_at", "access_record", newest)
    op.create_index("ix_access_counter_merchant", "access_counter", ["merchant_id", "day"])
