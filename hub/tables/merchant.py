"""The merchant and its standing as a firm: outlets, link, owners, permits, dues, search."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint

from hub.tables.base import (
    BigInteger,
    Boolean,
    Date,
    Fraction6,
    Integer,
    Money,
    Text,
    column,
    fact_table,
    internal,
    plain_table,
)

_OPEN: dict[str, Any] = {"owner": "DATA_CENTER", "klass": "OPEN"}
_OURS: dict[str, Any] = {"owner": "DATA_CENTER"}
_PERSONAL: dict[str, Any] = {"owner": "DATA_CENTER", "klass": "PERSONAL"}

# `merchant_id` is hash63 of the code; `fact_id` is the merchant's own half of its public id.
merchant = fact_table(
    "merchant",
    column("uscc", Text, "PUBLIC", required=True, **_OPEN),
    column("name", Text, "PUBLIC", required=True, **_OPEN),
    internal("name_folded", Text),
    column("kind", Text, "PUBLIC", required=True, **_OPEN),
    column("status", Text, "PUBLIC", required=True, **_OPEN),
    column("issuer", Text, "PUBLIC", required=True, **_OPEN),
    column("district", Text, "PUBLIC", required=True, **_OPEN),
    internal("district_basis", Text),  # stated, confirmed, or registration: read from the code
    column("industry", Text, "PUBLIC", **_OPEN),
    column("industry_edition", Integer, "PUBLIC", **_OPEN),
    internal("industry_key", Text),  # "2017:8040", or "" when not classified
    column("brand", Text, "PUBLIC", **_OPEN),
    internal("brand_folded", Text, required=False),
    column("mall_type", Boolean, "PUBLIC", required=True, **_OPEN),
    column("established_on", Date, "PUBLIC", **_OPEN),
    column("registered_capital", Money, "PUBLIC", **_OPEN),
    column("business_scope", Text, "PUBLIC", **_OPEN),
    column("registered_address", Text, "CONTACT", **_PERSONAL),
    internal("registered_address_street", Text, required=False),
    column("legal_representative", Text, "CONTACT", **_PERSONAL),
    internal("legal_representative_name1", Text, required=False),
    column("legal_representative_id_number", Text, "IDNUMBER", **_PERSONAL),
    column("contact_phone", Text, "CONTACT", **_PERSONAL),
)
for _name in ("industry_key", "name_folded"):
    Index(
        f"ix_merchant_{_name}",
        merchant.c[_name],
        merchant.c.merchant_id,
        sqlite_where=merchant.c.superseded_at.is_(None),
        postgresql_where=merchant.c.superseded_at.is_(None),
    )
for _name, _columns in (  # lists without an order begin with the newest established
    ("district", (merchant.c.district,)),
    ("established_on", ()),
):
    Index(
        f"ix_merchant_{_name}",
        *_columns,
        merchant.c.established_on.desc().nulls_last(),
        merchant.c.uscc,
        sqlite_where=merchant.c.superseded_at.is_(None),
        postgresql_where=merchant.c.superseded_at.is_(None),
    )
Index(
    "ix_merchant_uscc",
    merchant.c.uscc,
    merchant.c.merchant_id,
    sqlite_where=merchant.c.superseded_at.is_(None),
    postgresql_where=merchant.c.superseded_at.is_(None),
)

outlet = fact_table(
    "outlet",
    column("code", Text, "PUBLIC", required=True, **_OPEN),
    column("name", Text, "PUBLIC", required=True, **_OPEN),
    column("address", Text, "PUBLIC", **_OPEN),
    column("district", Text, "PUBLIC", required=True, **_OPEN),
    column("status", Text, "PUBLIC", required=True, **_OPEN),
    column("opened_on", Date, "PUBLIC", **_OPEN),
    column("closed_on", Date, "PUBLIC", **_OPEN),
    order="opened_on",
)
Index(
    "ix_outlet_district",
    outlet.c.district,
    outlet.c.merchant_id,
    sqlite_where=outlet.c.superseded_at.is_(None),
    postgresql_where=outlet.c.superseded_at.is_(None),
)

link = fact_table(
    "link",
    column("status", Text, "PUBLIC", required=True, **_OPEN),
    column("system", Text, "PUBLIC", **_OPEN),
    column("platform", Text, "PUBLIC", **_OPEN),
    column("linked_on", Date, "PUBLIC", **_OPEN),
    column("mark_due_on", Date, "PUBLIC", **_OPEN),
    column("notice_on", Date, "PUBLIC", **_OPEN),
    column("delinked_on", Date, "PUBLIC", **_OPEN),
    internal("confirmed_by", Text, required=False),
    internal("confirmed_on", Date, required=False),
)

shareholder = fact_table(
    "shareholder",
    column("holder", Text, "OWNERSHIP", required=True, **_PERSONAL),
    column("contribution", Money, "OWNERSHIP", **_OURS),
    column("share", Fraction6, "OWNERSHIP", **_OURS),
)

permit = fact_table(
    "permit",
    column("kind", Text, "PUBLIC", required=True, **_OPEN),
    column("number", Text, "PUBLIC", required=True, **_OPEN),
    column("issued_by", Text, "PUBLIC", **_OPEN),
    column("valid_from", Date, "PUBLIC", **_OPEN),
    column("valid_until", Date, "PUBLIC", **_OPEN),
)

payment = fact_table(
    "payment",
    column("kind", Text, "PAYMENTS", required=True, **_OURS),
    column("period", Text, "PAYMENTS", required=True, **_OURS),
    column("due", Money, "PAYMENTS", **_OURS),
    column("paid", Money, "PAYMENTS", **_OURS),
    column("arrears", Money, "PAYMENTS", **_OURS),
    order="period",
)

revenue = fact_table(
    "revenue",
    column("year", Integer, "REVENUE", required=True, **_OURS),
    column("main_business_revenue", Money, "REVENUE", required=True, **_OURS),
    order="year",
)

# Natural keys without the code inside (account, ticket, decision number): who they belong to.
locator = plain_table(
    "locator",
    "shard",
    internal("kind", Text),
    internal("natural_key", Text),
    internal("merchant_id", BigInteger),
    internal("fact_id", BigInteger),
    PrimaryKeyConstraint("kind", "natural_key"),
)
locator.info["placement"] = "key"

# What search looks through: one text a searchable cell, and its bigrams as a first sieve.
search_entry = plain_table(
    "search_entry",
    "shard",
    internal("merchant_id", BigInteger),
    internal("coordinate", Text),
    internal("fact_id", BigInteger),
    internal("text", Text),
    PrimaryKeyConstraint("merchant_id", "coordinate", "fact_id"),
)

search_gram = plain_table(
    "search_gram",
    "shard",
    internal("merchant_id", BigInteger),
    internal("gram", Text),
    PrimaryKeyConstraint("merchant_id", "gram"),
)
Index("ix_search_gram_gram", search_gram.c.gram, search_gram.c.merchant_id)
