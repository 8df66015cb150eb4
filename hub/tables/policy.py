"""Policy versions, and the one row that every statement compares itself with."""

from __future__ import annotations

from hub.tables.base import BigInteger, Instant, Text, internal, plain_table

policy_version = plain_table(
    "policy_version",
    "reference",
    internal("version", Text, primary_key=True),
    internal("sequence", BigInteger, unique=True),
    internal("body", Text),  # policy.csv as it was put in force
    internal("digest", Text),
    internal("applied_by", Text),
    internal("applied_at", Instant),
)

# One row. A statement compiled for another policy or register gives no row (law 9).
rights_epoch = plain_table(
    "rights_epoch",
    "reference",
    internal("one", BigInteger, primary_key=True, autoincrement=False),
    internal("policy", Text),
    internal("register", BigInteger),  # counts changes of parties, officers and institutions
)
