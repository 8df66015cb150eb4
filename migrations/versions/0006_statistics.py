"""Published cells of statistics, and anomalies."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Fraction6, Instant, Money, Text

revision = "0006"
down_revision = "0005"

COUNTS = (
    *("merchants", "linked", "reports_missing", "cards_issued", "in_shortfall"),
    *("green", "yellow", "red", "black", "complaints", "penalties", "rectifications"),
    *("rectifications_overdue", "inspections", "clues"),
)
AMOUNTS = ("prepaid_total", "prepaid_balance", "required", "held", "shortfall")


def upgrade() -> None:
    op.create_table(
        "statistics_cell",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("level", Text, nullable=False),
        sa.Column("district", Text, nullable=False),
        sa.Column("industry", Text, nullable=False),
        sa.Column("risk_code", Text, nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("suppressed", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in COUNTS),
        *(sa.Column(name, Money(), nullable=True) for name in AMOUNTS),
        *_versions(),
        sa.PrimaryKeyConstraint(
            *("until", "since", "level", "district", "industry", "risk_code", "recorded_at"),
            name=op.f("pk_statistics_cell"),
        ),
        info={"placement": "reference", "versioned": False},
    )
    _anomalies()


def downgrade() -> None:
    op.drop_index("ix_anomaly_day", "anomaly")
    op.drop_table("anomaly")
    op.drop_table("statistics_cell")


def _versions() -> list[sa.Column]:
    return [
        sa.Column("rule_version", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
    ]


def _anomalies() -> None:
    op.create_table(
        "anomaly",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", Text, nullable=False),
        sa.Column("key", Text, nullable=False),
        sa.Column("measure", Text, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("observed", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("deviation", Fraction6(), nullable=False),
        *_versions(),
        sa.PrimaryKeyConstraint(
            *("merchant_id", "subject", "key", "measure", "day", "recorded_at"),
            name=op.f("pk_anomaly"),
        ),
        info={"placement": "shard", "versioned": False},
    )
    op.create_index(
        "ix_anomaly_day",
        "anomaly",
        ["day", "subject"],
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
