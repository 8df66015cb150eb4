"""Intake: batches with their receipts, staged rows, quarantine, and idempotency keys of acts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, UniqueConstraint

from hub.tables.base import (
    BigInteger,
    Document,
    Instant,
    Integer,
    Text,
    column,
    internal,
    plain_table,
)

_HUB: dict[str, Any] = {"owner": "HUB"}

batch = plain_table(
    "batch",
    "key",
    internal("batch_id", BigInteger, primary_key=True, autoincrement=False),
    internal("node_id", Text, unique=True),
    internal("provider", Text),
    column("source", Text, "INTAKE", required=True, **_HUB),
    column("kind", Text, "INTAKE", required=True, **_HUB),
    column("idempotency_key", Text, "INTAKE", required=True, **_HUB),
    column("received_at", Instant, "INTAKE", required=True, **_HUB),
    column("rows", Integer, "INTAKE", required=True, **_HUB),
    column("accepted", Integer, "INTAKE", required=True, **_HUB),
    column("unchanged", Integer, "INTAKE", required=True, **_HUB),
    column("quarantined", Integer, "INTAKE", required=True, **_HUB),
    column("digest", Text, "INTAKE", required=True, **_HUB),
    column("status", Text, "INTAKE", required=True, **_HUB),
    internal("codes", Document),
    internal("state", Text),  # STAGING, then VISIBLE
    internal("staged_rows", Integer),
    internal("settings", Document),  # mapping and flags, so that a resumed batch is the same one
    internal("covers_until", Text, required=False),
    UniqueConstraint("source", "kind", "idempotency_key"),
)
Index("ix_batch_received_at", batch.c.received_at.desc(), batch.c.batch_id.desc())

quarantined_row = plain_table(
    "quarantined_row",
    "key",
    internal("batch_id", BigInteger),
    column("line", Integer, "INTAKE", required=True, **_HUB),
    internal("node_id", Text, unique=True),
    internal("provider", Text),
    column("code", Text, "INTAKE", required=True, **_HUB),
    column("field", Text, "INTAKE", **_HUB),
    column("message", Text, "INTAKE", required=True, **_HUB),
    column("resolved_at", Instant, "INTAKE", **_HUB),
    internal("content", Document),  # the sender's own row, for the sender's repair file only
    PrimaryKeyConstraint("batch_id", "line"),
)

# The rows of a batch that is not visible yet: many of them in one value, read by intake alone.
staged_chunk = plain_table(
    "staged_chunk",
    "local",
    internal("batch_id", BigInteger),
    internal("first", Integer),  # the number of its first row
    internal("facts", LargeBinary),
    internal("content", LargeBinary),
    PrimaryKeyConstraint("batch_id", "first"),
)

# Merchants whose derived figures wait for a new computation.
recompute = plain_table(
    "recompute",
    "shard",
    internal("merchant_id", BigInteger, primary_key=True, autoincrement=False),
    internal("since", Instant),
)

idempotency_key = plain_table(
    "idempotency_key",
    "key",
    internal("party", Text),
    internal("mutation", Text),
    internal("key", Text),
    internal("input_digest", Text),
    internal("answer", Document),
    internal("made_at", Instant),
    PrimaryKeyConstraint("party", "mutation", "key"),
)
