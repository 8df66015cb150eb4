"""Enforcement: orders to correct, inspections and draws, clues, penalties, referrals of crimes."""

from __future__ import annotations

from sqlalchemy import Index

from hub.tables.base import (
    Date,
    Document,
    Instant,
    Integer,
    Money,
    Text,
    column,
    fact_table,
    internal,
    register_table,
)

rectification = fact_table(
    "rectification",
    column("issuer", Text, "ENFORCEMENT", required=True),
    column("reference", Text, "ENFORCEMENT", required=True),
    column("issued_on", Date, "ENFORCEMENT", required=True),
    column("due_on", Date, "ENFORCEMENT", required=True),
    column("violation", Text, "ENFORCEMENT", required=True),
    column("status", Text, "ENFORCEMENT", required=True),
    column("corrected_on", Date, "ENFORCEMENT"),
    order="issued_on",
)

inspection_draw = register_table(
    "inspection_draw",
    column("title", Text, "ENFORCEMENT", required=True),
    column("plan", Text, "ENFORCEMENT", required=True),
    column("commitment", Text, "ENFORCEMENT", required=True),
    column("seed", Text, "ENFORCEMENT"),
    column("algorithm", Text, "ENFORCEMENT", required=True),
    column("eligible", Integer, "ENFORCEMENT", required=True),
    column("drawn_at", Instant, "ENFORCEMENT"),
    key=("title",),
)

inspection = fact_table(
    "inspection",
    internal("party", Text),
    internal("reference", Text),
    internal("draw", Text, required=False),  # node id of the draw
    column("inspectors", Document, "ENFORCEMENT", klass="PERSONAL"),
    column("planned_on", Date, "ENFORCEMENT"),
    column("inspected_on", Date, "ENFORCEMENT"),
    column("result", Text, "ENFORCEMENT"),
    column("findings", Text, "ENFORCEMENT"),
    column("published_on", Date, "ENFORCEMENT"),
    order="planned_on",
)

clue = fact_table(
    "clue",
    column("sender", Text, "CLUES", required=True),
    internal("reference", Text),
    column("recipient", Text, "CLUES", required=True),
    column("violation", Text, "CLUES", required=True),
    column("evidence", Text, "CLUES"),
    column("status", Text, "CLUES", required=True),
    column("note", Text, "CLUES"),
    column("sent_at", Instant, "CLUES"),
    column("accept_by", Date, "CLUES"),
    column("feedback_by", Date, "CLUES"),
    column("decide_by", Date, "CLUES"),
    internal("closed_on", Date, required=False),  # day of DECIDED or NOT_FILED
    order="sent_at",
)

penalty = fact_table(
    "penalty",
    column("authority", Text, "PUBLISHED", owner="ENFORCEMENT", required=True),
    internal("authority_folded", Text),
    column("decision_number", Text, "PUBLISHED", owner="ENFORCEMENT", required=True),
    column("decided_on", Date, "PUBLISHED", owner="ENFORCEMENT", required=True),
    column("violation", Text, "PUBLISHED", owner="ENFORCEMENT", required=True),
    column("kind", Text, "PUBLISHED", owner="ENFORCEMENT", required=True),
    internal("penalty_class", Text),
    column("amount", Money, "PUBLISHED", owner="ENFORCEMENT"),
    column("published_on", Date, "PUBLISHED", owner="ENFORCEMENT"),
    internal("publish_basis", Text, required=False),
    column("visible_until", Date, "PUBLISHED", owner="ENFORCEMENT"),
    column("revoked_on", Date, "PUBLISHED", owner="ENFORCEMENT"),
    column("repaired_on", Date, "PUBLISHED", owner="ENFORCEMENT"),
    order="decided_on",
)

referral = fact_table(
    "referral",
    column("sender", Text, "REFERRALS", owner="ENFORCEMENT", required=True),
    internal("reference", Text),
    column("recipient", Text, "REFERRALS", owner="ENFORCEMENT", required=True),
    column("suspected_crime", Text, "REFERRALS", owner="ENFORCEMENT", required=True),
    column("status", Text, "REFERRALS", owner="ENFORCEMENT", required=True),
    column("reported_on", Date, "REFERRALS", owner="ENFORCEMENT", required=True),
    column("decide_by", Date, "REFERRALS", owner="ENFORCEMENT"),
    column("sent_at", Instant, "REFERRALS", owner="ENFORCEMENT"),
    column("outcome", Text, "REFERRALS", owner="ENFORCEMENT"),
    internal("closed_on", Date, required=False),  # day of NOT_FILED
    order="reported_on",
)

for _table in (clue, referral):
    Index(f"ix_{_table.name}_recipient", _table.c.recipient, _table.c.merchant_id)
