"""The newest subjects of records in the order of writing; the others without a second tree."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Text

revision = "0008"
down_revision = "0007"

SUBJECT = ("merchant_id", "stream", "record_id")
WHOLE = {"toast_tuple_target": 8160}
SORT_IN = {
    "sqlite": """
        insert into access_subject (merchant_id, stream, record_id)
        select each.value, stream, record_id
        from access_recent, json_each('[' || trim(merchants, ',') || ']') as each
        order by 1, 2, 3""",
    "postgresql": """
        insert into access_subject (merchant_id, stream, record_id)
        select unnest(string_to_array(trim(merchants, ','), ','))::bigint, stream, record_id
        from access_recent order by 1, 2, 3""",
}


def upgrade() -> None:
    op.create_table(
        "access_recent",
        sa.Column("stream", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("merchants", Text, nullable=False),
        sa.PrimaryKeyConstraint("stream", "record_id", name=op.f("pk_access_recent")),
        info={"placement": "stream", "versioned": False},
        sqlite_with_rowid=False,
        postgresql_with=WHOLE,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute("alter table access_record set (toast_tuple_target = 8160)")
    else:
        _rebuild(with_rowid=False)


def downgrade() -> None:
    kind = op.get_context().dialect.name
    op.execute(SORT_IN[kind])
    op.drop_table("access_recent")
    if kind == "postgresql":
        op.execute("alter table access_record reset (toast_tuple_target)")
    else:
        _rebuild(with_rowid=True)


def _rebuild(*, with_rowid: bool) -> None:
    """SQLite keeps a table under its key, or under a number with the key in a tree of its own."""
    op.rename_table("access_subject", "access_subject_before")
    op.create_table(
        "access_subject",
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUBJECT),
        sa.PrimaryKeyConstraint(*SUBJECT, name=op.f("pk_access_subject")),
        info={"placement": "shard", "versioned": False},
        sqlite_with_rowid=with_rowid,
    )
    columns = ", ".join(SUBJECT)
    op.execute(
        f"insert into access_subject ({columns})"
        f" select {columns} from access_subject_before order by {columns}"
    )
    op.drop_table("access_subject_before")
