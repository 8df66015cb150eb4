"""Credit: code and light, lists, freezes, ratings, reviews, warnings, objections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Document,
    Fraction6,
    Instant,
    Integer,
    Money,
    Text,
    column,
    fact_table,
    internal,
    plain_table,
)

_OPEN: dict[str, Any] = {"owner": "HUB", "klass": "OPEN"}

# Derived. `rank` orders GREEN < no code < YELLOW < RED < BLACK.
risk_status = fact_table(
    "risk_status",
    column("code", Text, "PUBLIC", **_OPEN),
    internal("rank", Integer),
    column("alert", Boolean, "PUBLIC", required=True, **_OPEN),
    column("since", Date, "PUBLIC", required=True, **_OPEN),
    column("uncertain", Boolean, "PUBLIC", required=True, **_OPEN),
    column("public_reasons", Document, "PUBLIC", required=True, **_OPEN),
    column("light", Text, "RISKDETAIL", owner="HUB"),
    column("reasons", Document, "RISKDETAIL", owner="HUB"),
    column("way_to_green", Document, "RISKDETAIL", owner="HUB"),
    internal("inputs", Document, required=False),
    column("computed_at", Instant, "RISKDETAIL", owner="HUB"),
    order="since",
)

listing = fact_table(
    "listing",
    column("kind", Text, "PUBLISHED", required=True),
    column("ground", Text, "PUBLISHED", required=True),
    column("ground_text", Text, "PUBLISHED"),
    column("decided_by", Text, "PUBLISHED", required=True),
    column("reference", Text, "PUBLISHED"),
    column("listed_on", Date, "PUBLISHED", required=True),
    column("removed_on", Date, "PUBLISHED"),
    column("visible_until", Date, "PUBLISHED"),
    column("repaired_on", Date, "PUBLISHED"),
    internal("removal_reason", Text, required=False),
    order="listed_on",
)

equity_freeze = fact_table(
    "equity_freeze",
    column("court", Text, "CREDIT", owner="COURT", required=True),
    column("reference", Text, "CREDIT", owner="COURT", required=True),
    column("amount", Money, "CREDIT", owner="COURT"),
    column("frozen_on", Date, "CREDIT", owner="COURT", required=True),
    column("released_on", Date, "CREDIT", owner="COURT"),
    order="frozen_on",
)

rating = fact_table(
    "rating",
    column("publisher", Text, "PUBLISHED", owner="ASSOCIATION", required=True),
    column("grade", Text, "PUBLISHED", owner="ASSOCIATION", required=True),
    column("method", Text, "PUBLISHED", owner="ASSOCIATION", required=True),
    column("score", Fraction6, "PUBLISHED", owner="ASSOCIATION"),
    column("published_on", Date, "PUBLISHED", owner="ASSOCIATION", required=True),
    column("valid_until", Date, "PUBLISHED", owner="ASSOCIATION"),
    column("withdrawn_on", Date, "PUBLISHED", owner="ASSOCIATION"),
    internal("withdrawal_reason", Text, required=False),
    column("comment", Text, "PUBLISHED", owner="ASSOCIATION"),
    order="published_on",
)

review_summary = fact_table(
    "review_summary",
    column("publisher", Text, "PUBLIC", owner="BASE_PLATFORM", klass="OPEN", required=True),
    column("period", Text, "PUBLIC", owner="BASE_PLATFORM", klass="OPEN", required=True),
    column("reviews", Integer, "PUBLIC", owner="BASE_PLATFORM", klass="OPEN", required=True),
    column("average_score", Fraction6, "PUBLIC", owner="BASE_PLATFORM", required=True),
    order="period",
)

# merchant_id 0: the warning is about trades or districts, not about one merchant.
warning = fact_table(
    "warning",
    column("publisher", Text, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    internal("reference", Text),
    column("industries", Document, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    column("districts", Document, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    column("title", Text, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    column("text", Text, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    column("published_on", Date, "PUBLISHED", owner="CONSUMER_COUNCIL", required=True),
    column("withdrawn_on", Date, "PUBLISHED", owner="CONSUMER_COUNCIL"),
    order="published_on",
)

objection = fact_table(
    "objection",
    column("coordinate", Text, "CREDIT", owner="MERCHANT", required=True),
    column("fact", Text, "CREDIT", owner="MERCHANT", required=True),  # node id of the fact
    internal("fact_provider", Text),  # whose fact is disputed
    column("statement", Text, "CREDIT", owner="MERCHANT", required=True),
    column("filed_on", Date, "CREDIT", owner="MERCHANT", required=True),
    column("due_on", Date, "CREDIT", owner="HUB", required=True),
    column("status", Text, "CREDIT", owner="HUB", required=True),
    column("decision", Text, "CREDIT", owner="HUB"),
    column("decided_on", Date, "CREDIT", owner="HUB"),
    order="filed_on",
)

# Who read a merchant before one of its facts was corrected, and is to be told (CREDIT Art. 36).
correction_notice = plain_table(
    "correction_notice",
    "shard",
    internal("merchant_id", BigInteger),
    internal("objection_id", BigInteger),
    internal("party", Text),
    internal("fact", Text),  # node id of the corrected fact
    internal("read_at", Instant),  # when the party read the merchant last
    internal("written_at", Instant),
    PrimaryKeyConstraint("merchant_id", "objection_id", "party"),
)
Index("ix_correction_notice_party", correction_notice.c.party, correction_notice.c.written_at)
