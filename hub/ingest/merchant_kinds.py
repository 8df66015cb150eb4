"""The merchant and its standing as a firm, as record kinds.

Out: `KINDS`. Refused beyond the columns' own forms: a merchant whose district cannot be told, an
industry outside the code list.
"""

from __future__ import annotations

from hub.domain.vocabulary import (
    IssuerStatus,
    LinkStatus,
    MerchantKind,
    OperatingStatus,
    OutletStatus,
    PaymentKind,
)
from hub.ingest import derived_columns as derived
from hub.ingest.declare import Col, Kind
from hub.ingest.rows import (
    AMOUNT,
    BOOLEAN,
    CODE,
    DATE,
    LINE,
    NAME,
    NUMBER,
    PERIOD,
    SHARE,
    TEXT,
    USCC,
    YEAR,
    word,
)
from hub.tables import merchant as tables

USCC_COLUMN = Col("uscc", USCC, required=True)

KINDS = (
    Kind(
        name="merchants",
        title="发卡经营者 · merchants",
        type_name="Merchant",
        table=tables.merchant,
        key=("uscc",),
        columns=(
            USCC_COLUMN,
            Col("name", NAME, required=True),
            Col("kind", word(MerchantKind)),
            Col("status", word(OperatingStatus), given=OperatingStatus.UNKNOWN.value),
            Col("issuer", word(IssuerStatus)),
            Col("district", NAME),
            Col("industry", CODE),
            Col("industry_edition", YEAR),
            Col("brand", NAME),
            Col("mall_type", BOOLEAN, given=False),
            Col("established_on", DATE),
            Col("registered_capital", AMOUNT),
            Col("business_scope", TEXT),
            Col("registered_address", LINE),
            Col("legal_representative", NAME),
            Col("legal_representative_id_number", NUMBER),
            Col("contact_phone", NUMBER),
        ),
        derive=derived.merchant,
        keep=derived.kept_merchant,
        searched=("name", "brand"),
        told_apart=("district_basis",),
    ),
    Kind(
        name="outlets",
        title="门店 · outlets",
        type_name="Outlet",
        table=tables.outlet,
        key=("uscc", "code"),
        columns=(
            USCC_COLUMN,
            Col("code", NUMBER, required=True),
            Col("name", NAME, required=True),
            Col("address", LINE),
            Col("district", NAME),
            Col("status", word(OutletStatus), given=OutletStatus.UNKNOWN.value),
            Col("opened_on", DATE),
            Col("closed_on", DATE),
        ),
        derive=derived.outlet,
        searched=("name", "address"),
    ),
    Kind(
        name="links",
        title="信息对接 · links",
        type_name="InformationLink",
        table=tables.link,
        key=("uscc",),
        columns=(
            USCC_COLUMN,
            Col("status", word(LinkStatus), required=True),
            Col("system", NAME),
            Col("platform", CODE, party=True),
            Col("linked_on", DATE),
            Col("notice_on", DATE),
            Col("delinked_on", DATE),
            Col("confirmed_by", CODE, party=True),
            Col("confirmed_on", DATE, past=True),
        ),
        derive=derived.link,
        confirmable=True,
        evidence=True,
    ),
    Kind(
        name="shareholders",
        title="股东 · shareholders",
        type_name="Shareholding",
        table=tables.shareholder,
        key=("uscc", "holder"),
        columns=(
            USCC_COLUMN,
            Col("holder", NAME, required=True),
            Col("contribution", AMOUNT),
            Col("share", SHARE),
        ),
    ),
    Kind(
        name="permits",
        title="许可 · permits",
        type_name="Permit",
        table=tables.permit,
        key=("uscc", "kind", "number"),
        columns=(
            USCC_COLUMN,
            Col("kind", NAME, required=True),
            Col("number", NUMBER, required=True),
            Col("issued_by", NAME, given=""),
            Col("valid_from", DATE),
            Col("valid_until", DATE),
        ),
    ),
    Kind(
        name="payments",
        title="税费缴纳 · payments",
        type_name="Payment",
        table=tables.payment,
        key=("uscc", "kind", "period"),
        covers="period",
        columns=(
            USCC_COLUMN,
            Col("kind", word(PaymentKind), required=True),
            Col("period", PERIOD, required=True),
            Col("due", AMOUNT),
            Col("paid", AMOUNT),
            Col("arrears", AMOUNT),
        ),
    ),
    Kind(
        name="revenues",
        title="主营业务收入 · revenues",
        type_name="AnnualRevenue",
        table=tables.revenue,
        key=("uscc", "year"),
        covers="year",
        columns=(
            USCC_COLUMN,
            Col("year", YEAR, required=True),
            Col("main_business_revenue", AMOUNT, required=True),
        ),
    ),
)
