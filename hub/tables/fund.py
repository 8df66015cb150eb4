"""Money taken in advance: reports, filings, custody, guarantees, and their assessment."""

from __future__ import annotations

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
)

card_report = fact_table(
    "card_report",
    column("reported_for", Date, "CARDS", owner="MERCHANT", required=True),
    column("prepaid_total", Money, "CARDS", owner="MERCHANT", required=True),
    column("prepaid_balance", Money, "CARDS", owner="MERCHANT", required=True),
    column("cards_issued", Integer, "CARDS", owner="MERCHANT", required=True),
    column("on_time", Boolean, "CARDS", owner="HUB", required=True),
    order="reported_for",
)

filing = fact_table(
    "filing",
    column("kind", Text, "REVENUE", owner="MERCHANT", required=True),
    column("period", Text, "REVENUE", owner="MERCHANT", required=True),
    column("main_business_revenue", Money, "REVENUE", owner="MERCHANT"),
    column("profit", Money, "REVENUE", owner="MERCHANT"),
    column("prepaid_spent", Money, "REVENUE", owner="MERCHANT"),
    column("main_uses", Text, "REVENUE", owner="MERCHANT"),
    column("due_on", Date, "REVENUE", owner="HUB", required=True),
    column("filed_on", Date, "REVENUE", owner="MERCHANT"),
    column("late", Boolean, "REVENUE", owner="HUB", required=True),
    order="due_on",
)

custody_account = fact_table(
    "custody_account",
    column("bank", Text, "ACCOUNTS", owner="BANK", required=True),
    column("account_number", Text, "ACCOUNTS", owner="BANK", klass="PERSONAL", required=True),
    column("opened_on", Date, "ACCOUNTS", owner="BANK"),
    column("closed_on", Date, "ACCOUNTS", owner="BANK"),
    internal("confirmed_by", Text, required=False),
    column("confirmed_on", Date, "ACCOUNTS", owner="MERCHANT"),
    order="opened_on",
)

custody_balance = fact_table(
    "custody_balance",
    internal("account_id", BigInteger),  # fact_id of the account
    column("bank", Text, "ACCOUNTS", owner="BANK", required=True),
    internal("account_number", Text),
    column("day", Date, "ACCOUNTS", owner="BANK", required=True),
    column("balance", Money, "ACCOUNTS", owner="BANK", required=True),
    order="day",
)

guarantee = fact_table(
    "guarantee",
    column("kind", Text, "GUARANTEES", owner="INSURER", required=True),
    column("issuer", Text, "GUARANTEES", owner="INSURER", required=True),
    column("number", Text, "GUARANTEES", owner="INSURER", required=True),
    column("cover_amount", Money, "GUARANTEES", owner="INSURER", required=True),
    column("valid_from", Date, "GUARANTEES", owner="INSURER", required=True),
    column("valid_until", Date, "GUARANTEES", owner="INSURER", required=True),
    internal("confirmed_by", Text, required=False),
    column("confirmed_on", Date, "GUARANTEES", owner="MERCHANT"),
    order="valid_until",
)

guarantee_claim = fact_table(
    "guarantee_claim",
    internal("guarantee_id", BigInteger),  # fact_id of the guarantee
    column("issuer", Text, "GUARANTEES", owner="INSURER", required=True),
    column("number", Text, "GUARANTEES", owner="INSURER", required=True),
    column("claim", Text, "GUARANTEES", owner="INSURER", required=True),
    column("reported_on", Date, "GUARANTEES", owner="INSURER"),
    column("status", Text, "GUARANTEES", owner="INSURER", required=True),
    column("paid_on", Date, "GUARANTEES", owner="INSURER"),
    column("amount", Money, "GUARANTEES", owner="INSURER"),
    order="reported_on",
)

# Derived, with rule version and inputs; only ever read by queries.
custody_assessment = fact_table(
    "custody_assessment",
    column("assessed_for", Date, "CUSTODYSTATUS", owner="HUB", klass="OPEN", required=True),
    column("standard", Text, "CUSTODYSTATUS", owner="HUB", klass="OPEN", required=True),
    column("verdict", Text, "CUSTODYSTATUS", owner="HUB", klass="OPEN", required=True),
    column("provisional", Boolean, "CUSTODYSTATUS", owner="HUB", klass="OPEN", required=True),
    column("balance", Money, "CUSTODYSUM", owner="HUB"),
    column("special_standard", Money, "REVENUE", owner="HUB"),
    column("ratio", Fraction6, "CUSTODYSUM", owner="HUB"),
    column("required", Money, "CUSTODYNEED", owner="HUB"),
    column("covered", Money, "CUSTODYSUM", owner="HUB"),
    column("cash_due", Money, "CUSTODYSUM", owner="HUB"),
    column("held", Money, "CUSTODYSUM", owner="HUB"),
    column("shortfall", Money, "CUSTODYNEED", owner="HUB"),
    column("releasable", Money, "CUSTODYSUM", owner="HUB"),
    column("funding_due_on", Date, "CUSTODYNEED", owner="HUB"),
    column("reasons", Document, "CUSTODYSUM", owner="HUB"),
    internal("inputs", Document, required=False),
    column("computed_at", Instant, "CUSTODYSUM", owner="HUB"),
    order="assessed_for",
)
