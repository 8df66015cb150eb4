"""Money taken in advance, as record kinds: reports, filings, custody, guarantees, claims.

Out: `KINDS`. Refused beyond the columns' own forms: a filing's period of another kind.
"""

from __future__ import annotations

from hub.domain.vocabulary import FilingKind, GuaranteeKind
from hub.ingest import derived_columns as derived
from hub.ingest.declare import Col, Kind
from hub.ingest.merchant_kinds import USCC_COLUMN
from hub.ingest.rows import AMOUNT, CODE, DATE, NUMBER, SIGNED_AMOUNT, TEXT, WHOLE, period, word
from hub.tables import fund as tables

_CONFIRMED = (
    Col("confirmed_by", CODE, party=True),
    Col("confirmed_on", DATE, past=True),
)

KINDS = (
    Kind(
        name="card-reports",
        title="T+1 发卡日报 · card reports",
        type_name="CardReport",
        table=tables.card_report,
        key=("uscc", "reported_for"),
        covers="reported_for",
        columns=(
            USCC_COLUMN,
            Col("reported_for", DATE, required=True, past=True),
            Col("prepaid_total", AMOUNT, required=True),
            Col("prepaid_balance", AMOUNT, required=True),
            Col("cards_issued", WHOLE, required=True),
        ),
        derive=derived.card_report,
        hangs_on=("reported_for",),
        evidence=True,
    ),
    Kind(
        name="filings",
        title="报送 · filings",
        type_name="Filing",
        table=tables.filing,
        key=("uscc", "kind", "period"),
        covers="period",
        columns=(
            USCC_COLUMN,
            Col("kind", word(FilingKind), required=True),
            Col("period", period("month", "quarter", "half-year"), required=True),
            Col("main_business_revenue", AMOUNT),
            Col("profit", SIGNED_AMOUNT),
            Col("prepaid_spent", AMOUNT),
            Col("main_uses", TEXT),
            Col("filed_on", DATE, past=True),
        ),
        derive=derived.filing,
    ),
    Kind(
        name="custody-accounts",
        title="存管账户 · custody accounts",
        type_name="CustodyAccount",
        table=tables.custody_account,
        key=("bank", "account_number"),
        columns=(
            Col("bank", CODE, required=True, party=True),
            Col("account_number", NUMBER, required=True),
            USCC_COLUMN,
            Col("opened_on", DATE),
            Col("closed_on", DATE),
            *_CONFIRMED,
        ),
        maker="bank",
        confirmable=True,
        evidence=True,
    ),
    Kind(
        name="custody-balances",
        title="存管余额 · custody balances",
        type_name="CustodyBalance",
        table=tables.custody_balance,
        key=("bank", "account_number", "day"),
        covers="day",
        columns=(
            Col("bank", CODE, required=True, party=True),
            Col("account_number", NUMBER, required=True),
            Col("day", DATE, required=True, past=True),
            Col("balance", AMOUNT, required=True),
        ),
        maker="bank",
        parent="custody-accounts",
        hangs_on=("bank", "account_number"),
    ),
    Kind(
        name="guarantees",
        title="保证保险与保函 · guarantees",
        type_name="Guarantee",
        table=tables.guarantee,
        key=("issuer", "number"),
        columns=(
            Col("issuer", CODE, required=True, party=True),
            Col("number", NUMBER, required=True),
            USCC_COLUMN,
            Col("kind", word(GuaranteeKind), required=True),
            Col("cover_amount", AMOUNT, required=True),
            Col("valid_from", DATE, required=True),
            Col("valid_until", DATE, required=True),
            *_CONFIRMED,
        ),
        maker="issuer",
        subkind="kind",
        confirmable=True,
        evidence=True,
    ),
    Kind(
        name="guarantee-claims",
        title="理赔 · guarantee claims",
        type_name="GuaranteeClaim",
        table=tables.guarantee_claim,
        key=("issuer", "number", "claim"),
        columns=(
            Col("issuer", CODE, required=True, party=True),
            Col("number", NUMBER, required=True),
            Col("claim", NUMBER, required=True),
            Col("reported_on", DATE, past=True),
            Col("status", CODE, given="UNKNOWN"),
            Col("paid_on", DATE, past=True),
            Col("amount", AMOUNT),
        ),
        maker="issuer",
        parent="guarantees",
    ),
)
