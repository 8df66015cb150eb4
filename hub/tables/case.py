"""Case accesses: the right of named officers to read named merchants for one case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Document,
    Instant,
    Text,
    column,
    internal,
    plain_table,
    register_table,
)

_CASE: dict[str, Any] = {"owner": "COURT"}

case_access = register_table(
    "case_access",
    column("case_number", Text, "CASES", required=True, **_CASE),
    column("authority", Text, "CASES", required=True, **_CASE),
    column("paper", Text, "CASES", required=True, **_CASE),
    internal("paper_digest", Text),
    column("legal_basis", Text, "CASES", required=True, **_CASE),
    column("purpose", Text, "CASES", required=True, **_CASE),
    column("families", Document, "CASES", required=True, **_CASE),
    column("period_from", Date, "CASES", **_CASE),
    column("period_until", Date, "CASES", **_CASE),
    column("status", Text, "CASES", required=True, **_CASE),
    column("defects", Document, "CASES", required=True, **_CASE),
    column("verify_by", Instant, "CASES", required=True, **_CASE),
    column("opens_on", Date, "CASES", **_CASE),
    column("closes_on", Date, "CASES", required=True, **_CASE),
    column("sealed", Boolean, "CASES", required=True, **_CASE),
    internal("requested_by", Text),  # the officer's subject
    internal("end_reason", Text, required=False),
    key=("authority", "case_number", "paper"),
)

# Named once with the request and never changed; a wider circle is a new request.
case_officer = plain_table(
    "case_officer",
    "reference",
    internal("case_id", BigInteger),
    column("subject", Text, "CASES", required=True, klass="PERSONAL", **_CASE),
    column("name", Text, "CASES", required=True, klass="PERSONAL", **_CASE),
    column("badge", Text, "CASES", required=True, klass="PERSONAL", **_CASE),
    PrimaryKeyConstraint("case_id", "subject"),
)

case_subject = plain_table(
    "case_subject",
    "reference",
    internal("case_id", BigInteger),
    internal("merchant_id", BigInteger),
    PrimaryKeyConstraint("case_id", "merchant_id"),
)

case_family = plain_table(
    "case_family",
    "reference",
    internal("case_id", BigInteger),
    internal("family", Text),
    PrimaryKeyConstraint("case_id", "family"),
)

Index("ix_case_access_case_number", case_access.c.case_number, case_access.c.authority)
Index("ix_case_subject_merchant_id", case_subject.c.merchant_id)
