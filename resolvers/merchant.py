"""The merchant and its standing as a firm."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select

from hub.tables.credit import risk_status
from hub.tables.merchant import link, merchant, outlet, payment, permit, revenue, shareholder
from hub.tables.proof import access_subject, subjects_of
from resolvers.binding import (
    Cell,
    Compare,
    Count,
    Cut,
    Exists,
    FilterField,
    Link,
    Made,
    Order,
    Row,
    Special,
    Stored,
    TypeBinding,
)
from resolvers.complaint import SUMMARY_LINK, recent
from resolvers.enforcement import under_order
from resolvers.fund import REPORTING_LINK
from resolvers.parts import (
    ID,
    NEWEST_TIES,
    OWN_RECORDS,
    beside,
    cells,
    fact,
    known,
    newest,
    of_merchant,
    reasons_of,
    stated,
    to_party,
)
from resolvers.proof import unsealed
from resolvers.relations import MERCHANT_SCOPES
from resolvers.spans import of_one, of_period, of_year


def _unless_reported(row: Row) -> ColumnElement[Any]:
    """That somebody reported the merchant as an issuer is shown to regulators only."""
    return case((row["issuer"] == "REPORTED", "NOT_KNOWN"), else_=row["issuer"])


def _listed_now(row: Row) -> ColumnElement[Any]:
    today = row.binds.today
    return and_(
        row["listed_on"] <= today, or_(row["removed_on"].is_(None), row["removed_on"] > today)
    )


def _in_force(row: Row) -> ColumnElement[Any]:
    today: ColumnElement[Any] = row.binds.today
    return row["valid_from"] <= today


def _of_risk(row: Row, column: str) -> ColumnElement[Any]:
    table, risk = beside(row, risk_status, "risk")
    return (
        select(risk[column])
        .select_from(table)
        .where(risk["merchant_id"] == row["merchant_id"], known(risk, row))
        .order_by(risk["since"].desc(), risk["fact_id"].desc())
        .limit(1)
        .scalar_subquery()
    )


def _way_to_green(row: Row, _: Any) -> Select[Any]:
    return reasons_of(_of_risk(row, "way_to_green"), row.binds)


_CELLS = {
    **ID,
    **cells("text", "uscc", "kind", "status", "brand", "business_scope"),
    **cells("boolean", "mall_type"),
    **cells("date", "established_on"),
    **cells("money", "registered_capital"),
    "name": Cell("text", "name", folded="name_folded"),
    "issuer": Cell("text", "issuer", masks={"reported_hidden": Made(_unless_reported)}),
    "registeredAddress": Cell(
        "text", "registered_address", masks={"street": Stored("registered_address_street")}
    ),
    "legalRepresentative": Cell(
        "text", "legal_representative", masks={"name1": Stored("legal_representative_name1")}
    ),
    "legalRepresentativeIdNumber": Cell(
        "text",
        "legal_representative_id_number",
        masks={"id1+1": Cut(1, 1, "****"), "last4": Cut(0, 4, "****")},
    ),
    "contactPhone": Cell(
        "text", "contact_phone", masks={"phone3+4": Cut(3, 4, "****"), "last4": Cut(0, 4, "****")}
    ),
}

_LINKS = {
    "district": Link("District", (("district", "code"),)),
    "industry": Link("Industry", (("industry_edition", "edition"), ("industry", "code"))),
    "link": of_merchant("InformationLink", "one"),
    "outlets": of_merchant("Outlet", "connection"),
    "shareholders": of_merchant(
        "Shareholding", "list", order=(Order(path=("share",), descending=True),)
    ),
    "permits": of_merchant("Permit", "list", order=(Order(path=("number",)),)),
    "payments": of_merchant("Payment", "connection", arguments={"kind": "kind"}),
    "annualRevenues": of_merchant("AnnualRevenue", "list", order=newest("year")),
    "latestCardReport": of_merchant("CardReport", "one", order=newest("reportedFor")),
    "cardReports": of_merchant("CardReport", "connection", span="reported_for"),
    "reporting": REPORTING_LINK,
    "filings": of_merchant("Filing", "connection", arguments={"kind": "kind"}),
    "custodyAccounts": of_merchant("CustodyAccount", "list", order=newest("openedOn")),
    "guarantees": of_merchant("Guarantee", "list", order=newest("validUntil")),
    "custody": of_merchant("CustodyAssessment", "one", order=newest("assessedFor")),
    "custodyHistory": of_merchant("CustodyAssessment", "connection", span="assessed_for"),
    "risk": of_merchant("RiskStatus", "one", order=newest("since")),
    "riskHistory": of_merchant("RiskStatus", "connection"),
    "listings": of_merchant("Listing", "connection", arguments={"kind": "kind"}),
    "equityFreezes": of_merchant("EquityFreeze", "list", order=newest("frozenOn")),
    "latestRating": of_merchant("Rating", "one", order=newest("publishedOn")),
    "ratings": of_merchant("Rating", "connection"),
    "reviewSummaries": of_merchant("ReviewSummary", "list", order=newest("period")),
    "warnings": of_merchant("RiskWarning", "connection"),
    "objections": of_merchant("Objection", "connection"),
    "complaints": of_merchant("Complaint", "connection"),
    "complaintSummary": SUMMARY_LINK,
    "rectifications": of_merchant("Rectification", "connection"),
    "inspections": of_merchant("Inspection", "connection"),
    "clues": of_merchant("Clue", "connection"),
    "penalties": of_merchant("Penalty", "connection"),
    "referrals": of_merchant("CriminalReferral", "connection"),
    "wayToGreen": Link(
        "Reason", many="list", rows=_way_to_green, order=(Order("position"),), dated="risk"
    ),
    "accessLedger": Link(
        "AccessRecord",
        (("merchant_id", "merchant_id"),),
        "connection",
        through=access_subject,
        pairs=subjects_of,
        narrow=unsealed,
    ),
}

_FILTERS: dict[str, FilterField] = {
    "search": Special(
        "search",
        ("Merchant.name", "Merchant.brand", "Merchant.outlets", "Outlet.name", "Outlet.address"),
    ),
    "mine": Special("mine"),
    "uscc": Compare(("uscc",), "among", names=True),
    "name": Compare(("name",), "text", "name_folded", names=True),
    "brand": Compare(("brand",), "text", "brand_folded"),
    "kind": Compare(("kind",), "among"),
    "status": Compare(("status",), "among"),
    "issuer": Compare(("issuer",), "among"),
    "district": Compare(
        ("district", "code"), "among", here="district", expand="district", renames=True
    ),
    "outletDistrict": Compare(
        ("outlets", "district", "code"), "among", here="district", expand="district", renames=True
    ),
    "industry": Compare(("industry", "code"), "among", here="industry_key", expand="industry"),
    "linkStatus": Compare(("link", "status"), "among"),
    "riskCode": Compare(("risk", "code"), "among"),
    "riskSince": Compare(("risk", "since"), "ordered"),
    "alert": Compare(("risk", "alert"), "boolean"),
    "light": Compare(("risk", "light"), "among"),
    "custodyVerdict": Compare(("custody", "verdict"), "among"),
    "prepaidBalance": Compare(("latestCardReport", "prepaidBalance"), "ordered"),
    "shortfall": Compare(("custody", "shortfall"), "ordered"),
    "lastReportedFor": Compare(("latestCardReport", "reportedFor"), "ordered"),
    "establishedOn": Compare(("establishedOn",), "ordered"),
    "guaranteeEndsOn": Compare(("guarantees", "validUntil"), "ordered", narrow=_in_force),
    "listedAs": Compare(("listings", "kind"), "among", narrow=_listed_now),
    "rated": Compare(("latestRating", "grade"), "among"),
    "hasOpenRectification": Exists(("rectifications",), under_order),
    "complaints90d": Count(("complaints",), recent, ("Complaint.receivedOn",)),
}

_ORDERS = {
    "USCC": Order(path=("uscc",)),
    "NAME": Order(path=("name",)),
    "ESTABLISHED_ON": Order(path=("establishedOn",)),
    "PREPAID_BALANCE": Order(path=("latestCardReport", "prepaidBalance")),
    "SHORTFALL": Order(path=("custody", "shortfall")),
    "RISK": Order("rank", ("risk", "code")),
    "RISK_SINCE": Order(path=("risk", "since")),
    "LAST_REPORTED_FOR": Order(path=("latestCardReport", "reportedFor")),
    "COMPLAINTS": Order(path=("complaintSummary", "total")),
}

MERCHANT = TypeBinding(
    "Merchant",
    merchant,
    _CELLS,
    _LINKS,
    MERCHANT_SCOPES,
    days={"risk": of_one(lambda row: _of_risk(row, "since"))},
    letter="M",
    order=newest("establishedOn"),
    ties=(Order("uscc"),),
    filters=_FILTERS,
    orders=_ORDERS,
)


OUTLET = fact(
    "Outlet",
    outlet,
    "O",
    {
        **cells("text", "code", "name", "address", "status"),
        **cells("date", "opened_on", "closed_on"),
    },
    links={"district": Link("District", (("district", "code"),))},
    order=newest("openedOn"),
)
LINK = TypeBinding(
    "InformationLink",
    link,
    {
        **cells("text", "status", "system"),
        **cells("date", "linked_on", "mark_due_on", "notice_on", "delinked_on"),
    },
    {"platform": to_party("platform")},
    OWN_RECORDS,
    anchored=True,
    ties=NEWEST_TIES,
)
SHAREHOLDING = fact(
    "Shareholding",
    shareholder,
    "H",
    {**cells("text", "holder"), **cells("money", "contribution"), **cells("fraction", "share")},
)
PERMIT = fact(
    "Permit",
    permit,
    "T",
    {
        **cells("text", "kind", "number"),
        "issuedBy": stated("issued_by"),
        **cells("date", "valid_from", "valid_until"),
    },
)
PAYMENT = fact(
    "Payment",
    payment,
    "Y",
    {**cells("text", "kind", "period"), **cells("money", "due", "paid", "arrears")},
    dated="period",
    days={"period": of_period("period")},
    order=newest("period"),
)
REVENUE = fact(
    "AnnualRevenue",
    revenue,
    "V",
    {**cells("int", "year"), **cells("money", "main_business_revenue")},
    dated="year",
    days={"year": of_year("year")},
    order=newest("year"),
)

BINDINGS = (MERCHANT, OUTLET, LINK, SHAREHOLDING, PERMIT, PAYMENT, REVENUE)
