"""Enforcement, as record kinds: penalties, orders, inspections, clues, referrals.

Out: `KINDS`. Refused beyond the columns' own forms: a class of penalty that its basis of
publication does not know; a clue to who has no power to penalise, a referral to who is no police,
because what is sent to a party opens the merchant to it.
"""

from __future__ import annotations

from hub.domain.publication import PenaltyClass, PublishBasis
from hub.domain.vocabulary import (
    ClueStatus,
    InspectionResult,
    PartyKind,
    RectificationStatus,
    ReferralStatus,
    SuspectedCrime,
)
from hub.ingest import derived_columns as derived
from hub.ingest.declare import Col, Kind
from hub.ingest.merchant_kinds import USCC_COLUMN
from hub.ingest.rows import (
    AMOUNT,
    CODE,
    DATE,
    INSTANT,
    NAME,
    NUMBER,
    TEXT,
    VIOLATION,
    several,
    word,
)
from hub.tables import enforcement as tables

# REG Arts. 21, 22; CLUE-2019 Art. 2: the enforcement bodies, and the regulators that penalise.
PENALISE = (PartyKind.ENFORCEMENT, PartyKind.INDUSTRY_REGULATOR)
POLICE = (PartyKind.POLICE,)  # TRANSFER Art. 5; REG Art. 27

KINDS = (
    Kind(
        name="penalties",
        title="行政处罚 · penalties",
        type_name="Penalty",
        table=tables.penalty,
        key=("authority", "decision_number"),
        covers="decided_on",
        columns=(
            Col("authority", NAME, required=True),
            Col("decision_number", NUMBER, required=True),
            USCC_COLUMN,
            Col("decided_on", DATE, required=True, past=True),
            Col("violation", VIOLATION, required=True),
            Col("kind", NAME, required=True),
            Col("class", word(PenaltyClass), stored="penalty_class"),
            Col("amount", AMOUNT),
            Col("published_on", DATE),
            Col("publish_basis", word(PublishBasis)),
            Col("visible_until", DATE),
            Col("revoked_on", DATE),
            Col("repaired_on", DATE),
        ),
        derive=derived.penalty,
        keep=derived.kept_penalty,
    ),
    Kind(
        name="rectifications",
        title="责令整改 · rectifications",
        type_name="Rectification",
        table=tables.rectification,
        key=("issuer", "reference"),
        columns=(
            Col("issuer", CODE, required=True, party=True),
            Col("reference", NUMBER, required=True),
            USCC_COLUMN,
            Col("issued_on", DATE, required=True),
            Col("due_on", DATE, required=True),
            Col("violation", VIOLATION, required=True),
            Col("status", word(RectificationStatus), given=RectificationStatus.OPEN.value),
            Col("corrected_on", DATE, past=True),
        ),
        maker="issuer",
    ),
    Kind(
        name="inspections",
        title="检查 · inspections",
        type_name="Inspection",
        table=tables.inspection,
        key=("party", "reference"),
        columns=(
            Col("party", CODE, required=True, party=True),
            Col("reference", NUMBER, required=True),
            USCC_COLUMN,
            Col("inspectors", several(NAME)),
            Col("planned_on", DATE),
            Col("inspected_on", DATE, past=True),
            Col("result", word(InspectionResult)),
            Col("findings", TEXT),
            Col("published_on", DATE),
        ),
        maker="party",
    ),
    Kind(
        name="clues",
        title="线索告知 · clues",
        type_name="Clue",
        table=tables.clue,
        key=("sender", "reference"),
        columns=(
            Col("sender", CODE, required=True, party=True),
            Col("reference", NUMBER, required=True),
            USCC_COLUMN,
            Col("recipient", CODE, required=True, party=True, of=PENALISE),
            Col("violation", VIOLATION, required=True),
            Col("evidence", TEXT),
            Col("status", word(ClueStatus)),
            Col("sent_at", INSTANT, past=True),
        ),
        maker="sender",
        derive=derived.clue,
    ),
    Kind(
        name="referrals",
        title="涉嫌犯罪移送 · referrals",
        type_name="CriminalReferral",
        table=tables.referral,
        key=("sender", "reference"),
        columns=(
            Col("sender", CODE, required=True, party=True),
            Col("reference", NUMBER, required=True),
            USCC_COLUMN,
            Col("recipient", CODE, required=True, party=True, of=POLICE),
            Col("suspected_crime", word(SuspectedCrime), required=True),
            Col("status", word(ReferralStatus), given=ReferralStatus.REPORTED.value),
            Col("reported_on", DATE, required=True, past=True),
            Col("sent_at", INSTANT, past=True),
            Col("outcome", TEXT),
        ),
        maker="sender",
        derive=derived.referral,
    ),
)
