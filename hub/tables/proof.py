"""The record of every read: durable before the bytes leave (law 8), ready to be sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Document,
    Instant,
    Integer,
    Text,
    column,
    internal,
    plain_table,
)

_LOG: dict[str, Any] = {"owner": "HUB"}

access_record = plain_table(
    "access_record",
    "stream",
    internal("stream", BigInteger),  # one number a writer
    internal("record_id", BigInteger),
    internal("node_id", Text),
    column("at", Instant, "LEDGER", required=True, **_LOG),
    column("party", Text, "LEDGER", required=True, **_LOG),
    column("subject", Text, "ACCESSLOG", klass="PERSONAL", **_LOG),
    column("purpose", Text, "LEDGER", **_LOG),
    column("case_number", Text, "ACCESSLOG", **_LOG),
    column("operation", Text, "ACCESSLOG", required=True, **_LOG),
    column("operation_digest", Text, "ACCESSLOG", required=True, **_LOG),
    column("policy_version", Text, "ACCESSLOG", required=True, **_LOG),
    column("outcome", Text, "LEDGER", required=True, **_LOG),
    column("merchants", Integer, "ACCESSLOG", required=True, **_LOG),
    internal("merchant_ids", Document),  # up to 100; beyond that their digest
    internal("merchants_digest", Text, required=False),
    column("families", Document, "LEDGER", required=True, **_LOG),
    internal("sealed", Boolean),  # made under a sealed case
    internal("case_id", BigInteger, required=False),
    column("sealed_in", Text, "ACCESSLOG", **_LOG),
    PrimaryKeyConstraint("stream", "record_id"),
)
Index("ix_access_record_node_id", access_record.c.node_id)
Index("ix_access_record_at", access_record.c.at.desc(), access_record.c.record_id.desc())

# Which merchants a record speaks of, beside the merchant: what accessLedger reads.
access_subject = plain_table(
    "access_subject",
    "shard",
    internal("merchant_id", BigInteger),
    internal("stream", BigInteger),
    internal("record_id", BigInteger),
    PrimaryKeyConstraint("merchant_id", "stream", "record_id"),
)

# PUBLIC answers and refusals of unidentified callers, counted by the minute.
access_counter = plain_table(
    "access_counter",
    "stream",
    internal("minute", Instant),
    internal("operation_digest", Text),
    internal("outcome", Text),
    internal("merchant_id", BigInteger),  # 0: none, or many
    internal("day", Date),
    internal("answers", BigInteger),
    PrimaryKeyConstraint("minute", "operation_digest", "outcome", "merchant_id"),
)
Index("ix_access_counter_merchant", access_counter.c.merchant_id, access_counter.c.day)
