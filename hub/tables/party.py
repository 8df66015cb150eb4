"""Parties, officers, sources, institutions; and the code lists that all domains share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint

from hub.tables.base import (
    Boolean,
    Date,
    Document,
    Fraction6,
    Integer,
    Text,
    column,
    internal,
    plain_table,
    register_table,
)

_OPEN: dict[str, Any] = {"owner": "STEWARD", "klass": "OPEN"}

party = register_table(
    "party",
    column("code", Text, "META", required=True, **_OPEN),
    column("kind", Text, "META", required=True, **_OPEN),
    column("name", Text, "META", required=True, **_OPEN),
    column("district", Text, "META", **_OPEN),
    internal("industries", Document),
    internal("roles", Document),
    key=("code",),
)

officer = register_table(
    "officer",
    column("party", Text, "META", required=True, owner="STEWARD", klass="PERSONAL"),
    column("subject", Text, "META", required=True, owner="STEWARD", klass="PERSONAL"),
    column("name", Text, "META", required=True, owner="STEWARD", klass="PERSONAL"),
    column("badge", Text, "META", required=True, owner="STEWARD", klass="PERSONAL"),
    key=("party", "subject"),
)

source = register_table(
    "source",
    column("code", Text, "INTAKE", required=True, **_OPEN),
    column("name", Text, "INTAKE", required=True, **_OPEN),
    column("party", Text, "INTAKE", required=True, **_OPEN),
    column("kinds", Document, "INTAKE", required=True, **_OPEN),
    column("cadence_days", Integer, "INTAKE", **_OPEN),
    key=("code",),
)

institution = register_table(
    "institution",
    column("code", Text, "META", required=True, **_OPEN),
    column("kind", Text, "META", required=True, **_OPEN),
    column("name", Text, "META", required=True, **_OPEN),
    key=("code",),
)

for _table in (party, institution):  # a fact names them by code when they have left, too
    Index(f"ix_{_table.name}_last", _table.c.code, _table.c.recorded_at.desc())

institution_evaluation = register_table(
    "institution_evaluation",
    column("institution", Text, "EVALUATION", required=True),
    column("year", Integer, "EVALUATION", required=True),
    column("period_from", Date, "EVALUATION", required=True),
    column("period_until", Date, "EVALUATION", required=True),
    column("scores", Document, "EVALUATION", required=True),
    column("facts", Document, "EVALUATION", owner="HUB"),  # measures of the period, as counted
    column("total", Fraction6, "EVALUATION", required=True),
    column("grade", Text, "EVALUATION", required=True),
    column("decided_on", Date, "EVALUATION"),
    key=("institution", "year"),
)

district = plain_table(
    "district",
    "reference",
    column("code", Text, "META", required=True, primary_key=True, **_OPEN),
    column("name", Text, "META", required=True, **_OPEN),
)

# Retired codes, names and spellings, each with the district that it means today.
district_alias = plain_table(
    "district_alias",
    "reference",
    internal("alias", Text, primary_key=True),
    internal("district", Text),
    internal("basis", Text),
)

industry = plain_table(
    "industry",
    "reference",
    column("edition", Integer, "META", required=True, **_OPEN),
    column("code", Text, "META", required=True, **_OPEN),
    column("name", Text, "META", required=True, **_OPEN),
    internal("level", Text),
    internal("parent", Text, required=False),
    internal("section", Text),
    column("regulator", Text, "META", **_OPEN),
    PrimaryKeyConstraint("edition", "code"),
)

violation = plain_table(
    "violation",
    "reference",
    column("code", Text, "META", required=True, primary_key=True, **_OPEN),
    column("name", Text, "META", required=True, **_OPEN),
    column("legal_basis", Text, "META", required=True, **_OPEN),
)

calendar_day = register_table(
    "calendar_day",
    column("day", Date, "META", required=True, **_OPEN),
    column("kind", Text, "META", required=True, **_OPEN),
    column("name", Text, "META", **_OPEN),
    key=("day",),
)

threshold = register_table(
    "threshold",
    column("parameter", Text, "META", required=True, **_OPEN),
    column("industry", Text, "META", required=True, **_OPEN),
    column("size", Text, "META", required=True, **_OPEN),
    column("zone", Text, "META", required=True, **_OPEN),
    column("valid_from", Date, "META", required=True, **_OPEN),
    column("value", Text, "META", required=True, **_OPEN),
    column("basis", Text, "META", required=True, **_OPEN),
    key=("parameter", "industry", "size", "zone", "valid_from"),
)

# How far a code list is known; the calendar's row bounds what due days may be trusted.
horizon = plain_table(
    "horizon",
    "reference",
    internal("register", Text, primary_key=True),
    internal("known_until", Date),
    internal("complete", Boolean),
)

Index("ix_officer_subject", officer.c.subject)
