"""Credit and complaints, as record kinds: lists, freezes, ratings, reviews, warnings, tickets.

Out: `KINDS`. A rating or warning that is withdrawn stays, with its day (REG Art. 20); every other
fact is superseded by nothing. A warning may be about trades and districts instead of a merchant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.domain.vocabulary import ComplaintStatus, ListingGround, ListingKind, RatingGrade
from hub.ingest import derived_columns as derived
from hub.ingest.declare import Col, Kind
from hub.ingest.merchant_kinds import USCC_COLUMN
from hub.ingest.rows import (
    AMOUNT,
    CODE,
    DATE,
    LINE,
    NAME,
    NUMBER,
    PERIOD,
    SCORE,
    TEXT,
    USCC,
    WHOLE,
    several,
    word,
)
from hub.tables import complaint as complaint_tables, credit as tables

if TYPE_CHECKING:
    from hub.ingest.context import Context
    from hub.ingest.declare import Values


def _warning(row: Values, _current: Values | None, context: Context) -> None:
    """Codes without their edition: a warning speaks of a trade, not of a list."""
    given = derived.known_industries(context, row["industries"], "industries")
    row["industries"] = [code.rpartition(":")[2] for code in given]
    row["districts"] = [derived.district_of(context, each) for each in row["districts"] or ()]


KINDS = (
    Kind(
        name="listings",
        title="名单 · listings",
        type_name="Listing",
        table=tables.listing,
        key=("uscc", "kind", "reference"),
        columns=(
            USCC_COLUMN,
            Col("kind", word(ListingKind), required=True),
            Col("reference", NUMBER, required=True),
            Col("ground", word(ListingGround), given=ListingGround.OTHER.value),
            Col("ground_text", LINE),
            Col("decided_by", NAME, required=True),
            Col("listed_on", DATE, required=True),
            Col("removed_on", DATE),
            Col("visible_until", DATE),
            Col("repaired_on", DATE),
        ),
        subkind="kind",
    ),
    Kind(
        name="equity-freezes",
        title="股权冻结 · equity freezes",
        type_name="EquityFreeze",
        table=tables.equity_freeze,
        key=("uscc", "reference"),
        columns=(
            USCC_COLUMN,
            Col("reference", NUMBER, required=True),
            Col("court", NAME, required=True),
            Col("amount", AMOUNT),
            Col("frozen_on", DATE, required=True, past=True),
            Col("released_on", DATE),
        ),
    ),
    Kind(
        name="ratings",
        title="评级 · ratings",
        type_name="Rating",
        table=tables.rating,
        key=("uscc", "publisher", "published_on"),
        covers="published_on",
        columns=(
            USCC_COLUMN,
            Col("publisher", CODE, required=True, party=True),
            Col("published_on", DATE, required=True),
            Col("grade", word(RatingGrade), required=True),
            Col("method", LINE, required=True),
            Col("score", SCORE),
            Col("valid_until", DATE),
            Col("withdrawn_on", DATE, past=True),
            Col("comment", TEXT),
        ),
        maker="publisher",
        kept_withdrawn=True,
    ),
    Kind(
        name="reviews",
        title="评价汇总 · reviews",
        type_name="ReviewSummary",
        table=tables.review_summary,
        key=("uscc", "publisher", "period"),
        covers="period",
        columns=(
            USCC_COLUMN,
            Col("publisher", CODE, required=True, party=True),
            Col("period", PERIOD, required=True),
            Col("reviews", WHOLE, required=True),
            Col("average_score", SCORE, required=True),
        ),
        maker="publisher",
    ),
    Kind(
        name="warnings",
        title="消费警示 · warnings",
        type_name="RiskWarning",
        table=tables.warning,
        key=("publisher", "reference"),
        columns=(
            Col("publisher", CODE, required=True, party=True),
            Col("reference", NUMBER, required=True),
            Col("uscc", USCC),
            Col("industries", several(CODE)),
            Col("districts", several(NAME)),
            Col("title", NAME, required=True),
            Col("text", TEXT, required=True),
            Col("published_on", DATE, required=True),
            Col("withdrawn_on", DATE, past=True),
        ),
        maker="publisher",
        derive=_warning,
        merchant_optional=True,
        kept_withdrawn=True,
    ),
    Kind(
        name="complaints",
        title="投诉工单 · complaints",
        type_name="Complaint",
        table=complaint_tables.complaint,
        key=("channel", "ticket"),
        covers="received_on",
        columns=(
            Col("channel", CODE, required=True, party=True),
            Col("ticket", NUMBER, required=True),
            USCC_COLUMN,
            Col("category", CODE, required=True),
            Col("received_on", DATE, required=True, past=True),
            Col("status", word(ComplaintStatus), given=ComplaintStatus.RECEIVED.value),
            Col("resolved_on", DATE, past=True),
            Col("amount", AMOUNT),
            Col("text", TEXT),
            Col("result", TEXT),
        ),
        maker="channel",
        derive=derived.complaint,
    ),
)
