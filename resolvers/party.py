"""Parties, the caller, code lists, sources, institutions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from hub.derive.rhythm import is_behind, last_heard
from hub.tables.base import Text
from hub.tables.case import case_officer
from hub.tables.intake import batch
from hub.tables.party import (
    district,
    industry,
    institution,
    institution_evaluation,
    party,
    source,
    violation,
)
from resolvers.binding import Cell, Link, Order, Row, Scope, TypeBinding
from resolvers.parts import ID, REASON, REGISTER_TIES, beside, cells, to_any_party, to_institution
from resolvers.subselects import exists

RIGHT_COLUMNS = ("coordinate", "family", "action", "scope", "mask")


def _caller(binds: Any, alias: str) -> FromClause:
    names = ("party", "subject", "policy_version", "purpose", "case_number", "roles")
    chosen = [getattr(binds, f"shown_{name}").label(name) for name in names]
    return select(*chosen).subquery(alias)


def _rights(row: Row, arguments: Any) -> Select[Any]:
    """The caller's rights, handed in as one bound document."""
    binds = row.binds
    rows = binds.dialect.document_rows(binds.rights, binds.alias("rights"), RIGHT_COLUMNS)
    chosen = select(*(rows.c[name].label(name) for name in (*RIGHT_COLUMNS, "position")))
    if "type" in arguments and arguments["type"] is not None:
        of_type = binds.argument(arguments["type"], Text, lambda name: f"{name}.")
        chosen = chosen.where(func.substr(rows.c.coordinate, 1, func.length(of_type)) == of_type)
    return chosen


def _last_received(row: Row) -> ColumnElement[Any]:
    table, other = beside(row, batch, "batch")
    found = select(func.max(other["received_at"])).select_from(table)
    return found.where(
        other["source"] == row["code"], other["state"] == "VISIBLE"
    ).scalar_subquery()


def _covers_until(row: Row) -> ColumnElement[Any]:
    table, other = beside(row, batch, "batch")
    found = select(func.max(other["covers_until"])).select_from(table)
    return found.where(
        other["source"] == row["code"], other["state"] == "VISIBLE"
    ).scalar_subquery()


def _late(row: Row) -> ColumnElement[Any]:
    """Any of its kinds is behind the agreed rhythm; a source without a rhythm is never late."""
    binds, dialect = row.binds, row.binds.dialect
    kind = dialect.elements(row["kinds"], binds.alias("kind"))
    names = (binds.alias("batch"), binds.alias("first"))
    heard = last_heard(row.columns, kind.c.value, binds.now, names)
    days = dialect.days(binds.today, dialect.day_of(heard))
    behind = exists(kind, is_behind(days, row["cadence_days"]))
    return row["cadence_days"].is_not(None) & behind


def _own_party(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    return row.is_callers("party", "party")


def _own_institution(row: Row, _: str, __: Any) -> ColumnElement[Any]:
    column = "institution" if "institution" in row.columns else "code"
    return row.is_callers(column, "institution")


def _scores(row: Row, _: Any) -> Select[Any]:
    binds = row.binds
    names = ("criterion", "weight", "score", "evidence", "measures")
    rows = binds.dialect.document_rows(row["scores"], binds.alias("scores"), names)
    own = row["institution"].label("institution")
    return select(*(rows.c[name].label(name) for name in (*names, "position")), own)


def _facts(row: Row, _: Any) -> Select[Any]:
    binds = row.binds
    names = ("measure", "name", "value")
    rows = binds.dialect.document_rows(row["facts"], binds.alias("facts"), names)
    own = row["institution"].label("institution")
    return select(*(rows.c[name].label(name) for name in (*names, "position")), own)


REASON_TYPE = TypeBinding("Reason", None, cells("text", *REASON))
PARTY = TypeBinding(
    "Party",
    party,
    {**ID, **cells("text", "kind", "code", "name")},
    {"district": Link("District", (("district", "code"),))},
    letter="P",
    ties=REGISTER_TIES,
)
DISTRICT = TypeBinding("District", district, cells("text", "code", "name"), ties=(Order("code"),))
INDUSTRY = TypeBinding(
    "Industry",
    industry,
    {**cells("text", "code", "name", "regulator"), **cells("int", "edition")},
    ties=(Order("code"), Order("edition")),
)
VIOLATION = TypeBinding("Violation", violation, cells("text", "code", "name", "legal_basis"))
OFFICER = TypeBinding(
    "Officer",
    case_officer,
    cells("text", "subject", "name", "badge"),
    ties=(Order("subject"),),
)
CALLER = TypeBinding(
    "Caller",
    None,
    {
        **cells("text", "subject", "policy_version", "purpose", "case_number"),
        **cells("json", "roles"),
    },
    {
        "party": to_any_party("party"),
        "rights": Link("Right", many="list", rows=_rights, order=(Order("position"),)),
    },
    rows=_caller,
)
RIGHT = TypeBinding("Right", None, cells("text", *RIGHT_COLUMNS))
SOURCE = TypeBinding(
    "Source",
    source,
    {
        **ID,
        **cells("text", "code", "name"),
        "kinds": Cell("json", "kinds", unseen="[]"),
        **cells("int", "cadence_days"),
        "lastReceivedAt": Cell("instant", make=_last_received),
        "coversUntil": Cell("date", make=_covers_until),
        "late": Cell("boolean", make=_late, unseen=False),
    },
    {"party": to_any_party("party")},
    {"own_records": Scope(_own_party)},
    letter="S",
    order=(Order("code"),),
    ties=REGISTER_TIES,
)
INSTITUTION = TypeBinding(
    "Institution",
    institution,
    {**ID, **cells("text", "kind", "code", "name")},
    {
        "evaluations": Link(
            "InstitutionEvaluation",
            (("code", "institution"),),
            "list",
            order=(Order(path=("year",), descending=True),),
        )
    },
    {"self": Scope(_own_institution)},
    letter="I",
    order=(Order("code"),),
    ties=REGISTER_TIES,
)
EVALUATION = TypeBinding(
    "InstitutionEvaluation",
    institution_evaluation,
    {
        **ID,
        **cells("int", "year"),
        **cells("date", "period_from", "period_until", "decided_on"),
        **cells("fraction", "total"),
        **cells("text", "grade"),
    },
    {
        "institution": to_institution("institution"),
        "scores": Link("EvaluationScore", many="list", rows=_scores, order=(Order("position"),)),
        "facts": Link("EvaluationFact", many="list", rows=_facts, order=(Order("position"),)),
    },
    {"self": Scope(_own_institution)},
    letter="E",
    order=(Order(path=("year",), descending=True),),
    ties=REGISTER_TIES,
)
SCORE = TypeBinding(
    "EvaluationScore",
    None,
    {**cells("text", "criterion", "evidence"), **cells("json", "weight", "score", "measures")},
    scopes={"self": Scope(_own_institution)},
)
FACT = TypeBinding(
    "EvaluationFact",
    None,
    cells("text", "measure", "name", "value"),
    scopes={"self": Scope(_own_institution)},
)

BINDINGS = (
    REASON_TYPE,
    PARTY,
    DISTRICT,
    INDUSTRY,
    VIOLATION,
    OFFICER,
    CALLER,
    RIGHT,
    SOURCE,
    INSTITUTION,
    EVALUATION,
    SCORE,
    FACT,
)
