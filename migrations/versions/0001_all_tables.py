"""all tables."""

import sqlalchemy as sa
from alembic import op

from hub.tables.base import Document, Fraction6, Instant, Money, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "access_counter",
        sa.Column("minute", Instant(), nullable=False),
        sa.Column("operation_digest", Text, nullable=False),
        sa.Column("outcome", Text, nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "minute", "operation_digest", "outcome", "merchant_id", name=op.f("pk_access_counter")
        ),
        info={"placement": "stream", "versioned": False},
    )
    with op.batch_alter_table("access_counter", schema=None) as batch_op:
        batch_op.create_index("ix_access_counter_merchant", ["merchant_id", "day"], unique=False)

    op.create_table(
        "access_record",
        sa.Column("stream", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("subject", Text, nullable=True),
        sa.Column("purpose", Text, nullable=True),
        sa.Column("case_number", Text, nullable=True),
        sa.Column("operation", Text, nullable=False),
        sa.Column("operation_digest", Text, nullable=False),
        sa.Column("policy_version", Text, nullable=False),
        sa.Column("outcome", Text, nullable=False),
        sa.Column("merchants", sa.Integer(), nullable=False),
        sa.Column("merchant_ids", Document(), nullable=False),
        sa.Column("merchants_digest", Text, nullable=True),
        sa.Column("families", Document(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("sealed_in", Text, nullable=True),
        sa.PrimaryKeyConstraint("stream", "record_id", name=op.f("pk_access_record")),
        info={"placement": "stream", "versioned": False},
    )
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.create_index(
            "ix_access_record_at",
            [sa.literal_column("at DESC"), sa.literal_column("record_id DESC")],
            unique=False,
        )
        batch_op.create_index("ix_access_record_node_id", ["node_id"], unique=False)

    op.create_table(
        "access_subject",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("stream", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "merchant_id", "stream", "record_id", name=op.f("pk_access_subject")
        ),
        info={"placement": "shard", "versioned": False},
    )
    op.create_table(
        "batch",
        sa.Column("batch_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("provider", Text, nullable=False),
        sa.Column("source", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("idempotency_key", Text, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("codes", Document(), nullable=False),
        sa.Column("state", Text, nullable=False),
        sa.Column("staged_rows", sa.Integer(), nullable=False),
        sa.Column("settings", Document(), nullable=False),
        sa.Column("covers_until", Text, nullable=True),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch")),
        sa.UniqueConstraint("node_id", name=op.f("uq_batch_node_id")),
        sa.UniqueConstraint(
            "source", "kind", "idempotency_key", name=op.f("uq_batch_source_kind_idempotency_key")
        ),
        info={"placement": "key", "versioned": False},
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_batch_received_at",
            [sa.literal_column("received_at DESC"), sa.literal_column("batch_id DESC")],
            unique=False,
        )

    op.create_table(
        "calendar_day",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("name", Text, nullable=True),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_calendar_day")),
        info={"placement": "reference", "versioned": True, "key": ("day",)},
    )
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.create_index(
            "uq_calendar_day_day",
            ["day"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_calendar_day_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "card_report",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("reported_for", sa.Date(), nullable=False),
        sa.Column("prepaid_total", Money(), nullable=False),
        sa.Column("prepaid_balance", Money(), nullable=False),
        sa.Column("cards_issued", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=False),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_card_report_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_card_report")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("card_report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_card_report_reported_for",
            [
                "merchant_id",
                sa.literal_column("reported_for DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_card_report_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "case_access",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("case_number", Text, nullable=False),
        sa.Column("authority", Text, nullable=False),
        sa.Column("paper", Text, nullable=False),
        sa.Column("paper_digest", Text, nullable=False),
        sa.Column("legal_basis", Text, nullable=False),
        sa.Column("purpose", Text, nullable=False),
        sa.Column("families", Document(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_until", sa.Date(), nullable=True),
        sa.Column("status", Text, nullable=False),
        sa.Column("defects", Document(), nullable=False),
        sa.Column("verify_by", Instant(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("requested_by", Text, nullable=False),
        sa.Column("end_reason", Text, nullable=True),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_case_access")),
        info={
            "placement": "reference",
            "versioned": True,
            "key": ("authority", "case_number", "paper"),
        },
    )
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_access_case_number", ["case_number", "authority"], unique=False
        )
        batch_op.create_index(
            "uq_case_access_authority_case_number_paper",
            ["authority", "case_number", "paper"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_case_access_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "case_family",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("family", Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "family", name=op.f("pk_case_family")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "case_officer",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("badge", Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "subject", name=op.f("pk_case_officer")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "case_subject",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "merchant_id", name=op.f("pk_case_subject")),
        info={"placement": "reference", "versioned": False},
    )
    with op.batch_alter_table("case_subject", schema=None) as batch_op:
        batch_op.create_index("ix_case_subject_merchant_id", ["merchant_id"], unique=False)

    op.create_table(
        "clue",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("sender", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("recipient", Text, nullable=False),
        sa.Column("violation", Text, nullable=False),
        sa.Column("evidence", Text, nullable=True),
        sa.Column("status", Text, nullable=False),
        sa.Column("note", Text, nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("accept_by", sa.Date(), nullable=True),
        sa.Column("feedback_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_clue_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_clue")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.create_index("ix_clue_recipient", ["recipient", "merchant_id"], unique=False)
        batch_op.create_index(
            "ix_clue_sent_at",
            ["merchant_id", sa.literal_column("sent_at DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_clue_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "complaint",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("channel", Text, nullable=False),
        sa.Column("ticket", Text, nullable=False),
        sa.Column("category", Text, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", Text, nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("text", Text, nullable=True),
        sa.Column("result", Text, nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_complaint_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_complaint")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_complaint_received_on",
            [
                "merchant_id",
                sa.literal_column("received_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_complaint_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "custody_account",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("bank", Text, nullable=False),
        sa.Column("account_number", Text, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", Text, nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_custody_account_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_custody_account")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("custody_account", schema=None) as batch_op:
        batch_op.create_index(
            "ix_custody_account_opened_on",
            ["merchant_id", sa.literal_column("opened_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_custody_account_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "custody_assessment",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("assessed_for", sa.Date(), nullable=False),
        sa.Column("standard", Text, nullable=False),
        sa.Column("verdict", Text, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("balance", Money(), nullable=True),
        sa.Column("special_standard", Money(), nullable=True),
        sa.Column("ratio", Fraction6(), nullable=True),
        sa.Column("required", Money(), nullable=True),
        sa.Column("covered", Money(), nullable=True),
        sa.Column("cash_due", Money(), nullable=True),
        sa.Column("held", Money(), nullable=True),
        sa.Column("shortfall", Money(), nullable=True),
        sa.Column("releasable", Money(), nullable=True),
        sa.Column("funding_due_on", sa.Date(), nullable=True),
        sa.Column("reasons", Document(), nullable=True),
        sa.Column("inputs", Document(), nullable=True),
        sa.Column("computed_at", Instant(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_custody_assessment_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_custody_assessment")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("custody_assessment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_custody_assessment_assessed_for",
            [
                "merchant_id",
                sa.literal_column("assessed_for DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_custody_assessment_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "custody_balance",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("bank", Text, nullable=False),
        sa.Column("account_number", Text, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("balance", Money(), nullable=False),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_custody_balance_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_custody_balance")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("custody_balance", schema=None) as batch_op:
        batch_op.create_index(
            "ix_custody_balance_day",
            ["merchant_id", sa.literal_column("day DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_custody_balance_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "district",
        sa.Column("code", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_district")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "district_alias",
        sa.Column("alias", Text, nullable=False),
        sa.Column("district", Text, nullable=False),
        sa.Column("basis", Text, nullable=False),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_district_alias")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "equity_freeze",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("court", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_equity_freeze_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_equity_freeze")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("equity_freeze", schema=None) as batch_op:
        batch_op.create_index(
            "ix_equity_freeze_frozen_on",
            ["merchant_id", sa.literal_column("frozen_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_equity_freeze_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "filing",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("period", Text, nullable=False),
        sa.Column("main_business_revenue", Money(), nullable=True),
        sa.Column("profit", Money(), nullable=True),
        sa.Column("prepaid_spent", Money(), nullable=True),
        sa.Column("main_uses", Text, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_filing_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_filing")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_filing_due_on",
            ["merchant_id", sa.literal_column("due_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_filing_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "guarantee",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("issuer", Text, nullable=False),
        sa.Column("number", Text, nullable=False),
        sa.Column("cover_amount", Money(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("confirmed_by", Text, nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_guarantee_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_guarantee")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("guarantee", schema=None) as batch_op:
        batch_op.create_index(
            "ix_guarantee_valid_until",
            [
                "merchant_id",
                sa.literal_column("valid_until DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_guarantee_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "guarantee_claim",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("guarantee_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", Text, nullable=False),
        sa.Column("number", Text, nullable=False),
        sa.Column("claim", Text, nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("status", Text, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("amount", Money(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_guarantee_claim_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_guarantee_claim")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("guarantee_claim", schema=None) as batch_op:
        batch_op.create_index(
            "ix_guarantee_claim_reported_on",
            [
                "merchant_id",
                sa.literal_column("reported_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_guarantee_claim_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "horizon",
        sa.Column("register", Text, nullable=False),
        sa.Column("known_until", sa.Date(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_horizon")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "idempotency_key",
        sa.Column("party", Text, nullable=False),
        sa.Column("mutation", Text, nullable=False),
        sa.Column("key", Text, nullable=False),
        sa.Column("input_digest", Text, nullable=False),
        sa.Column("answer", Document(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("party", "mutation", "key", name=op.f("pk_idempotency_key")),
        info={"placement": "key", "versioned": False},
    )
    op.create_table(
        "industry",
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("level", Text, nullable=False),
        sa.Column("parent", Text, nullable=True),
        sa.Column("section", Text, nullable=False),
        sa.Column("regulator", Text, nullable=True),
        sa.PrimaryKeyConstraint("edition", "code", name=op.f("pk_industry")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "inspection",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("draw", Text, nullable=True),
        sa.Column("inspectors", Document(), nullable=True),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.Column("result", Text, nullable=True),
        sa.Column("findings", Text, nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_inspection_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_inspection")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inspection_planned_on",
            [
                "merchant_id",
                sa.literal_column("planned_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_inspection_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "inspection_draw",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("title", Text, nullable=False),
        sa.Column("plan", Text, nullable=False),
        sa.Column("commitment", Text, nullable=False),
        sa.Column("seed", Text, nullable=True),
        sa.Column("algorithm", Text, nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_inspection_draw")),
        info={"placement": "reference", "versioned": True, "key": ("title",)},
    )
    with op.batch_alter_table("inspection_draw", schema=None) as batch_op:
        batch_op.create_index(
            "uq_inspection_draw_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_inspection_draw_title",
            ["title"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "institution",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_institution")),
        info={"placement": "reference", "versioned": True, "key": ("code",)},
    )
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.create_index(
            "uq_institution_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_institution_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "institution_evaluation",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("institution", Text, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("scores", Document(), nullable=False),
        sa.Column("total", Fraction6(), nullable=False),
        sa.Column("grade", Text, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_institution_evaluation")),
        info={"placement": "reference", "versioned": True, "key": ("institution", "year")},
    )
    with op.batch_alter_table("institution_evaluation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_institution_evaluation_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_institution_evaluation_institution_year",
            ["institution", "year"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "link",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("system", Text, nullable=True),
        sa.Column("platform", Text, nullable=True),
        sa.Column("linked_on", sa.Date(), nullable=True),
        sa.Column("mark_due_on", sa.Date(), nullable=True),
        sa.Column("notice_on", sa.Date(), nullable=True),
        sa.Column("delinked_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", Text, nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_link_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_link")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(
            "uq_link_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "listing",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("ground", Text, nullable=False),
        sa.Column("ground_text", Text, nullable=True),
        sa.Column("decided_by", Text, nullable=False),
        sa.Column("reference", Text, nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("visible_until", sa.Date(), nullable=True),
        sa.Column("repaired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_listing_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_listing")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_listing_listed_on",
            ["merchant_id", sa.literal_column("listed_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_listing_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "locator",
        sa.Column("kind", Text, nullable=False),
        sa.Column("natural_key", Text, nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "natural_key", name=op.f("pk_locator")),
        info={"placement": "key", "versioned": False},
    )
    op.create_table(
        "merchant",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("uscc", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("name_folded", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("issuer", Text, nullable=False),
        sa.Column("district", Text, nullable=False),
        sa.Column("district_basis", Text, nullable=False),
        sa.Column("industry", Text, nullable=True),
        sa.Column("industry_edition", sa.Integer(), nullable=True),
        sa.Column("industry_key", Text, nullable=False),
        sa.Column("brand", Text, nullable=True),
        sa.Column("brand_folded", Text, nullable=True),
        sa.Column("mall_type", sa.Boolean(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("registered_capital", Money(), nullable=True),
        sa.Column("business_scope", Text, nullable=True),
        sa.Column("registered_address", Text, nullable=True),
        sa.Column("registered_address_street", Text, nullable=True),
        sa.Column("legal_representative", Text, nullable=True),
        sa.Column("legal_representative_name1", Text, nullable=True),
        sa.Column("legal_representative_id_number", Text, nullable=True),
        sa.Column("contact_phone", Text, nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_merchant_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_merchant")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("merchant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_merchant_district",
            ["district", "merchant_id"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "ix_merchant_established_on",
            ["established_on", "merchant_id"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "ix_merchant_industry_key",
            ["industry_key", "merchant_id"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "ix_merchant_name_folded",
            ["name_folded", "merchant_id"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "ix_merchant_uscc",
            ["uscc", "merchant_id"],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_merchant_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "objection",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("coordinate", Text, nullable=False),
        sa.Column("fact", Text, nullable=False),
        sa.Column("fact_provider", Text, nullable=False),
        sa.Column("statement", Text, nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("decision", Text, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_objection_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_objection")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(
            "ix_objection_filed_on",
            ["merchant_id", sa.literal_column("filed_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_objection_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "officer",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("subject", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("badge", Text, nullable=False),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_officer")),
        info={"placement": "reference", "versioned": True, "key": ("party", "subject")},
    )
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.create_index("ix_officer_subject", ["subject"], unique=False)
        batch_op.create_index(
            "uq_officer_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_officer_party_subject",
            ["party", "subject"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "outlet",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("address", Text, nullable=True),
        sa.Column("district", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_outlet_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_outlet")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outlet_opened_on",
            ["merchant_id", sa.literal_column("opened_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_outlet_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "party",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("district", Text, nullable=True),
        sa.Column("industries", Document(), nullable=False),
        sa.Column("roles", Document(), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_party")),
        info={"placement": "reference", "versioned": True, "key": ("code",)},
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(
            "uq_party_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_party_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "payment",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("period", Text, nullable=False),
        sa.Column("due", Money(), nullable=True),
        sa.Column("paid", Money(), nullable=True),
        sa.Column("arrears", Money(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_payment_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_payment")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_period",
            ["merchant_id", sa.literal_column("period DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_payment_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "penalty",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("authority", Text, nullable=False),
        sa.Column("authority_folded", Text, nullable=False),
        sa.Column("decision_number", Text, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("violation", Text, nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("penalty_class", Text, nullable=False),
        sa.Column("amount", Money(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("publish_basis", Text, nullable=True),
        sa.Column("visible_until", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("repaired_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_penalty_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_penalty")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("penalty", schema=None) as batch_op:
        batch_op.create_index(
            "ix_penalty_decided_on",
            [
                "merchant_id",
                sa.literal_column("decided_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_penalty_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "permit",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("kind", Text, nullable=False),
        sa.Column("number", Text, nullable=False),
        sa.Column("issued_by", Text, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_permit_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_permit")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.create_index(
            "uq_permit_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "policy_version",
        sa.Column("version", Text, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("body", Text, nullable=False),
        sa.Column("digest", Text, nullable=False),
        sa.Column("applied_by", Text, nullable=False),
        sa.Column("applied_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("sequence", name=op.f("uq_policy_version_sequence")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "quarantined_row",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("provider", Text, nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("field", Text, nullable=True),
        sa.Column("message", Text, nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("content", Document(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "line", name=op.f("pk_quarantined_row")),
        sa.UniqueConstraint("node_id", name=op.f("uq_quarantined_row_node_id")),
        info={"placement": "key", "versioned": False},
    )
    op.create_table(
        "rating",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("grade", Text, nullable=False),
        sa.Column("method", Text, nullable=False),
        sa.Column("score", Fraction6(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawal_reason", Text, nullable=True),
        sa.Column("comment", Text, nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_rating_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_rating")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rating_published_on",
            [
                "merchant_id",
                sa.literal_column("published_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_rating_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "recompute",
        sa.Column("merchant_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name=op.f("pk_recompute")),
        info={"placement": "shard", "versioned": False},
    )
    op.create_table(
        "rectification",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("issuer", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("violation", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_rectification_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_rectification")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rectification_issued_on",
            ["merchant_id", sa.literal_column("issued_on DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_rectification_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "referral",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("sender", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("recipient", Text, nullable=False),
        sa.Column("suspected_crime", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("outcome", Text, nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_referral_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_referral")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_recipient", ["recipient", "merchant_id"], unique=False)
        batch_op.create_index(
            "ix_referral_reported_on",
            [
                "merchant_id",
                sa.literal_column("reported_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_referral_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "revenue",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("main_business_revenue", Money(), nullable=False),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_revenue_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_revenue")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("revenue", schema=None) as batch_op:
        batch_op.create_index(
            "ix_revenue_year",
            ["merchant_id", sa.literal_column("year DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_revenue_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "review_summary",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("period", Text, nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("average_score", Fraction6(), nullable=False),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_review_summary_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_review_summary")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("review_summary", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_summary_period",
            ["merchant_id", sa.literal_column("period DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_review_summary_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "rights_epoch",
        sa.Column("one", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("policy", Text, nullable=False),
        sa.Column("register", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_rights_epoch")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "risk_status",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("code", Text, nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("public_reasons", Document(), nullable=False),
        sa.Column("light", Text, nullable=True),
        sa.Column("reasons", Document(), nullable=True),
        sa.Column("way_to_green", Document(), nullable=True),
        sa.Column("inputs", Document(), nullable=True),
        sa.Column("computed_at", Instant(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_risk_status_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_risk_status")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("risk_status", schema=None) as batch_op:
        batch_op.create_index(
            "ix_risk_status_since",
            ["merchant_id", sa.literal_column("since DESC"), sa.literal_column("fact_id DESC")],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_risk_status_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "search_entry",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("coordinate", Text, nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "merchant_id", "coordinate", "fact_id", name=op.f("pk_search_entry")
        ),
        info={"placement": "shard", "versioned": False},
    )
    op.create_table(
        "search_gram",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("gram", Text, nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "gram", name=op.f("pk_search_gram")),
        info={"placement": "shard", "versioned": False},
    )
    with op.batch_alter_table("search_gram", schema=None) as batch_op:
        batch_op.create_index("ix_search_gram_gram", ["gram", "merchant_id"], unique=False)

    op.create_table(
        "shareholder",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("holder", Text, nullable=False),
        sa.Column("contribution", Money(), nullable=True),
        sa.Column("share", Fraction6(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_shareholder_merchant_id")),
        sa.PrimaryKeyConstraint(
            "merchant_id", "fact_id", "recorded_at", name=op.f("pk_shareholder")
        ),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("shareholder", schema=None) as batch_op:
        batch_op.create_index(
            "uq_shareholder_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "source",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("code", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("party", Text, nullable=False),
        sa.Column("kinds", Document(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_source")),
        info={"placement": "reference", "versioned": True, "key": ("code",)},
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(
            "uq_source_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_source_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

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
    with op.batch_alter_table("staged_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staged_row_fact", ["batch_id", "merchant_id", "fact_id"], unique=False
        )

    op.create_table(
        "threshold",
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("parameter", Text, nullable=False),
        sa.Column("industry", Text, nullable=False),
        sa.Column("size", Text, nullable=False),
        sa.Column("zone", Text, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", Text, nullable=False),
        sa.Column("basis", Text, nullable=False),
        sa.PrimaryKeyConstraint("fact_id", "recorded_at", name=op.f("pk_threshold")),
        info={
            "placement": "reference",
            "versioned": True,
            "key": ("parameter", "industry", "size", "zone", "valid_from"),
        },
    )
    with op.batch_alter_table("threshold", schema=None) as batch_op:
        batch_op.create_index(
            "uq_threshold_fact_id",
            ["fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_threshold_parameter_industry_size_zone_valid_from",
            ["parameter", "industry", "size", "zone", "valid_from"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "violation",
        sa.Column("code", Text, nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("legal_basis", Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_violation")),
        info={"placement": "reference", "versioned": False},
    )
    op.create_table(
        "warning",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("fact_id", sa.BigInteger(), nullable=False),
        sa.Column("node_id", Text, nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("source", Text, nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("provider", Text, nullable=False),
        sa.Column("rule_version", Text, nullable=True),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("reference", Text, nullable=False),
        sa.Column("industries", Document(), nullable=False),
        sa.Column("districts", Document(), nullable=False),
        sa.Column("title", Text, nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint("merchant_id >= 0", name=op.f("ck_warning_merchant_id")),
        sa.PrimaryKeyConstraint("merchant_id", "fact_id", "recorded_at", name=op.f("pk_warning")),
        info={"placement": "shard", "versioned": True},
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.create_index(
            "ix_warning_published_on",
            [
                "merchant_id",
                sa.literal_column("published_on DESC"),
                sa.literal_column("fact_id DESC"),
            ],
            unique=False,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_warning_current",
            ["merchant_id", "fact_id"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_warning_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_warning_published_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("warning")
    op.drop_table("violation")
    with op.batch_alter_table("threshold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_threshold_parameter_industry_size_zone_valid_from",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_threshold_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("threshold")
    with op.batch_alter_table("staged_row", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_row_fact")

    op.drop_table("staged_row")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_source_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_source_code",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("source")
    with op.batch_alter_table("shareholder", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shareholder_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("shareholder")
    with op.batch_alter_table("search_gram", schema=None) as batch_op:
        batch_op.drop_index("ix_search_gram_gram")

    op.drop_table("search_gram")
    op.drop_table("search_entry")
    with op.batch_alter_table("risk_status", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_risk_status_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_risk_status_since",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("risk_status")
    op.drop_table("rights_epoch")
    with op.batch_alter_table("review_summary", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_summary_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_review_summary_period",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("review_summary")
    with op.batch_alter_table("revenue", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_revenue_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_revenue_year",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("revenue")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_referral_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_referral_reported_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_referral_recipient")

    op.drop_table("referral")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rectification_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_rectification_issued_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("rectification")
    op.drop_table("recompute")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rating_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_rating_published_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("rating")
    op.drop_table("quarantined_row")
    op.drop_table("policy_version")
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_permit_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("permit")
    with op.batch_alter_table("penalty", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_penalty_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_penalty_decided_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("penalty")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_payment_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_payment_period",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("payment")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_party_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_party_code",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("party")
    with op.batch_alter_table("outlet", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outlet_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_outlet_opened_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("outlet")
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_officer_party_subject",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_officer_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_officer_subject")

    op.drop_table("officer")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_objection_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_objection_filed_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("objection")
    with op.batch_alter_table("merchant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_merchant_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_merchant_uscc",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_merchant_name_folded",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_merchant_industry_key",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_merchant_established_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_merchant_district",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("merchant")
    op.drop_table("locator")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_listing_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_listing_listed_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("listing")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_link_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("link")
    with op.batch_alter_table("institution_evaluation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_institution_evaluation_institution_year",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_institution_evaluation_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("institution_evaluation")
    with op.batch_alter_table("institution", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_institution_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_institution_code",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("institution")
    with op.batch_alter_table("inspection_draw", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_inspection_draw_title",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_inspection_draw_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("inspection_draw")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_inspection_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_inspection_planned_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("inspection")
    op.drop_table("industry")
    op.drop_table("idempotency_key")
    op.drop_table("horizon")
    with op.batch_alter_table("guarantee_claim", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_guarantee_claim_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_guarantee_claim_reported_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("guarantee_claim")
    with op.batch_alter_table("guarantee", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_guarantee_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_guarantee_valid_until",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("guarantee")
    with op.batch_alter_table("filing", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_filing_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_filing_due_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("filing")
    with op.batch_alter_table("equity_freeze", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_equity_freeze_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_equity_freeze_frozen_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("equity_freeze")
    op.drop_table("district_alias")
    op.drop_table("district")
    with op.batch_alter_table("custody_balance", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_custody_balance_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_custody_balance_day",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("custody_balance")
    with op.batch_alter_table("custody_assessment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_custody_assessment_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_custody_assessment_assessed_for",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("custody_assessment")
    with op.batch_alter_table("custody_account", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_custody_account_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_custody_account_opened_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("custody_account")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_complaint_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_complaint_received_on",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("complaint")
    with op.batch_alter_table("clue", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_clue_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_clue_sent_at",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_clue_recipient")

    op.drop_table("clue")
    with op.batch_alter_table("case_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_case_subject_merchant_id")

    op.drop_table("case_subject")
    op.drop_table("case_officer")
    op.drop_table("case_family")
    with op.batch_alter_table("case_access", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_access_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_case_access_authority_case_number_paper",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index("ix_case_access_case_number")

    op.drop_table("case_access")
    with op.batch_alter_table("card_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_card_report_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_card_report_reported_for",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("card_report")
    with op.batch_alter_table("calendar_day", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_calendar_day_fact_id",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_calendar_day_day",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("calendar_day")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_index("ix_batch_received_at")

    op.drop_table("batch")
    op.drop_table("access_subject")
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.drop_index("ix_access_record_node_id")
        batch_op.drop_index("ix_access_record_at")

    op.drop_table("access_record")
    with op.batch_alter_table("access_counter", schema=None) as batch_op:
        batch_op.drop_index("ix_access_counter_merchant")

    op.drop_table("access_counter")
