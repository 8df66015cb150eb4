"""One row for the records that name a merchant, as many as were sorted in at once."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Text

revision = "0011"
down_revision = "0010"

KEY = ("merchant_id", "stream", "record_id")
A_ROW = 1_000  # neighbours by number that go into one
GATHER = {
    "sqlite": "group_concat(record_id, ',')",
    "postgresql": "string_agg(record_id::text, ',')",
}
SPREAD = {
    "sqlite": "json_each('[' || trim(records, ',') || ']') as each",
    "postgresql": "unnest(string_to_array(trim(records, ','), ',')) as each(value)",
}


def upgrade() -> None:
    listed = GATHER[op.get_context().dialect.name]
    _rebuild(
        sa.Column("records", Text, nullable=False),
        filled=f"""
            insert into access_subject (merchant_id, stream, record_id, records)
            select merchant_id, stream, max(record_id), ',' || {listed} || ','
            from access_subject_before
            group by merchant_id, stream, record_id / {A_ROW} order by 1, 2, 3""",
    )


def downgrade() -> None:
    each = SPREAD[op.get_context().dialect.name]
    _rebuild(
        filled=f"""
            insert into access_subject (merchant_id, stream, record_id)
            select merchant_id, stream, cast(each.value as bigint)
            from access_subject_before, {each} order by 1, 2, 3""",
    )


def _rebuild(*more: sa.Column[str], filled: str) -> None:
    """The table anew, with what was in it."""
    op.rename_table("access_subject", "access_subject_before")
    if op.get_context().dialect.name == "postgresql":  # a key keeps its name, and it must be free
        op.drop_constraint("pk_access_subject", "access_subject_before")
    op.create_table(
        "access_subject",
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in KEY),
        *more,
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_access_subject")),
        info={"placement": "shard", "versioned": False},
        sqlite_with_rowid=False,
    )
    op.execute(filled)
    op.drop_table("access_subject_before")
