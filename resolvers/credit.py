"""Credit: code and light, lists, freezes, ratings, reviews, warnings, objections."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from hub.tables.credit import (
    equity_freeze,
    listing,
    objection,
    rating,
    review_summary,
    risk_status,
    warning,
)
from resolvers.binding import Cell, Compare, Further, Link, Order, Row, Scope, TypeBinding
from resolvers.parts import (
    FACT_LINKS,
    ID,
    NEWEST_TIES,
    OWN_RECORDS,
    cells,
    fact,
    newest,
    outlived,
    reasons,
    to_party,
)


def _listing_published(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """Listed, not removed, inside its window."""
    today = row.binds.today
    return and_(
        row["listed_on"] <= today,
        row["removed_on"].is_(None),
        or_(row["visible_until"].is_(None), row["visible_until"] > today),
    )


def _published(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """Published and not withdrawn."""
    return and_(row["published_on"] <= row.binds.today, row["withdrawn_on"].is_(None))


def _own_objection(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    """Filed by the caller, or against a fact that the caller sent."""
    return or_(row["provider"] == row.binds.party, row["fact_provider"] == row.binds.party)


RISK = TypeBinding(
    "RiskStatus",
    risk_status,
    {
        "id": Cell("id", "node_id"),
        **cells("text", "code", "light", "rule_version"),
        **cells("boolean", "alert", "uncertain"),
        **cells("date", "since"),
        **cells("instant", "computed_at"),
    },
    {"publicReasons": reasons("public_reasons"), "reasons": reasons("reasons")},
    OWN_RECORDS,
    anchored=True,
    dated="since",
    letter="K",
    order=newest("since"),
    ties=NEWEST_TIES,
    further=Further(outlived(risk_status, "since"), "Merchant.riskHistory"),
)
LISTING = fact(
    "Listing",
    listing,
    "L",
    {
        **cells("text", "kind", "ground", "ground_text", "decided_by", "reference"),
        **cells("date", "listed_on", "removed_on", "visible_until", "repaired_on"),
    },
    scopes={"published": Scope(_listing_published)},
    dated="listed_on",
    order=newest("listedOn"),
)
FREEZE = fact(
    "EquityFreeze",
    equity_freeze,
    "Z",
    {
        **cells("text", "court", "reference"),
        **cells("money", "amount"),
        **cells("date", "frozen_on", "released_on"),
    },
    dated="frozen_on",
)
RATING = fact(
    "Rating",
    rating,
    "R",
    {
        **cells("text", "grade", "method", "comment"),
        **cells("fraction", "score"),
        **cells("date", "published_on", "valid_until", "withdrawn_on"),
    },
    links={"publisher": to_party("publisher")},
    scopes={"published": Scope(_published)},
    dated="published_on",
    order=newest("publishedOn"),
    filters={
        "publisher": Compare(("publisher", "code"), "among", here="publisher"),
        "grade": Compare(("grade",), "among"),
        "publishedOn": Compare(("publishedOn",), "ordered"),
        "validUntil": Compare(("validUntil",), "ordered"),
        "withdrawn": Compare(("withdrawnOn",), "present"),
        "industry": Compare(
            ("merchant", "industry", "code"), "among", here="industry_key", expand="industry"
        ),
    },
)
REVIEWS = fact(
    "ReviewSummary",
    review_summary,
    "W",
    {
        **cells("text", "period"),
        **cells("int", "reviews"),
        **cells("fraction", "average_score"),
    },
    links={"publisher": to_party("publisher")},
)


WARNING = TypeBinding(
    "RiskWarning",
    warning,
    {
        **ID,
        **cells("text", "title", "text"),
        **cells("date", "published_on", "withdrawn_on"),
    },
    {
        "publisher": to_party("publisher"),
        "merchant": FACT_LINKS["merchant"],
        "industries": Link("Industry", (("industries", "code"),), "list", among=True),
        "districts": Link("District", (("districts", "code"),), "list", among=True),
    },
    {**OWN_RECORDS, "published": Scope(_published)},
    letter="N",
    dated="published_on",
    order=newest("publishedOn"),
    ties=NEWEST_TIES,
    filters={
        "publisher": Compare(("publisher", "code"), "among", here="publisher"),
        "publishedOn": Compare(("publishedOn",), "ordered"),
        "industry": Compare(("industries", "code"), "among", expand="industry_code"),
        "district": Compare(("districts", "code"), "among", expand="district", renames=True),
    },
)
OBJECTION = TypeBinding(
    "Objection",
    objection,
    {
        **ID,
        **cells("text", "coordinate", "statement", "status", "decision"),
        **cells("date", "filed_on", "due_on", "decided_on"),
    },
    {
        "merchant": FACT_LINKS["merchant"],
        # the last version, though an upheld objection has withdrawn it
        "fact": Link(
            "Fact",
            (("merchant_id", "merchant_id"), ("fact", "node_id")),
            order=(Order("recorded_at", descending=True),),
            history=True,
            demanded=True,
        ),
    },
    {"own_records": Scope(_own_objection)},
    anchored=True,
    letter="J",
    dated="filed_on",
    order=newest("filedOn"),
    ties=NEWEST_TIES,
    filters={
        "status": Compare(("status",), "among"),
        "dueOn": Compare(("dueOn",), "ordered"),
    },
)

BINDINGS = (RISK, LISTING, FREEZE, RATING, REVIEWS, WARNING, OBJECTION)
