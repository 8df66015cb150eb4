"""The access record as a part of the read itself, where the database can do that.

In: a read's select of `body`, `marks`, `subjects` as an array, of the public also `version`. Out:
the same answer, with subjects as JSON, from a statement that also inserts the record: no second
round trip, and no answer without it. A cursor that is unknown makes the outcome REFUSED. What the
record is made of is worked out once, beside the body, which no record knows and nobody copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    Insert,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    table as named_table,
)
from sqlalchemy.dialects import postgresql

from hub.proof.inserts import added
from hub.proof.record import NAMED
from hub.tables.base import Date, Instant, Text, document_text
from hub.tables.proof import access_counter, access_recent, access_record
from resolvers.joint import TOLD
from resolvers.json_sql import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

JSON = postgresql.JSON()
KEYS = postgresql.ARRAY(BigInteger)
MANY = NAMED  # merchants of one answer beyond which only some are handed on, to be judged again
SOME = 100
KNOWN = {"party": "party", "policy_version": "policy"}  # bound for the read's own sake
BOUND: dict[str, Any] = {
    "stream": BigInteger(),
    "record_id": BigInteger(),
    "node_id": String(),
    "at": Instant(),
    "party": Text,
    "subject": String(),
    "purpose": String(),
    "case_number": String(),
    "operation": String(),
    "operation_digest": String(),
    "policy_version": Text,
}


def _bound(name: str) -> Any:
    return bindparam(KNOWN.get(name, f"proof_{name}"), type_=BOUND[name])


def told(name: str, kind: Any) -> Any:
    return Ref(TOLD, name, kind)


MARKS, SUBJECTS = told("marks", String()), told("subjects", KEYS)
VERSION = told("version", BigInteger()).label("version")
NUMBER = func.coalesce(func.cardinality(SUBJECTS, type_=BigInteger), 0)
NOBODY = cast(literal("[]"), JSON)


def _outcome(cursors: int) -> Any:
    if not cursors:
        return literal("ANSWERED")
    unknown = func.strpos(func.substr(MARKS, 1, cursors), "1") > 0
    return case((unknown, "REFUSED"), else_="ANSWERED")


def with_record(read: Select[Any], cursors: int, families: Iterable[str]) -> Select[Any]:
    """The read of an identified caller, with its record."""
    recorded, recent = record_of(cursors, families)
    listed = case((SUBJECTS.is_not(None), recorded.c.merchant_ids))
    return _answer(read, recorded.c.merchants, listed, recorded).add_cte(recent)


def record_of(cursors: int, families: Iterable[str]) -> tuple[CTE, CTE]:
    """The record of what is told, and whom it names."""
    few = NUMBER <= NAMED
    values = {
        **{name: _bound(name) for name in BOUND},
        "families": cast(literal(document_text(sorted(families))), JSON),
        "outcome": _outcome(cursors),
        "merchants": NUMBER,
        "merchant_ids": case((few, func.coalesce(listed(), NOBODY)), else_=NOBODY),
        "merchants_digest": case((few, None), else_=_digest()),
        "sealed": told("sealed", Boolean()),
    }
    rows = select(*values.values()).select_from(named_table(TOLD))
    record = insert(access_record).from_select(list(values), rows, include_defaults=False)
    made = access_record.c
    returned = record.returning(made.stream, made.record_id, made.merchants, made.merchant_ids)
    recorded = returned.cte("recorded")
    return recorded, _recent(recorded).cte("recent")


def listed() -> Any:
    return func.to_json(SUBJECTS, type_=JSON)


def _digest() -> Any:
    text = func.array_to_string(SUBJECTS, ",", type_=String)
    document = literal("[").concat(text).concat("]")
    return func.encode(func.sha256(func.convert_to(document, "UTF8")), "hex")


def _recent(recorded: CTE) -> Insert:
    """Whom the record names, between commas."""
    listed: Any = cast(recorded.c.merchant_ids, String)
    for bracket in "[]":
        listed = func.replace(listed, bracket, ",")
    named = select(recorded.c.stream, recorded.c.record_id, listed)
    few = recorded.c.merchants.between(1, NAMED)
    columns = [column.name for column in access_recent.c]
    return insert(access_recent).from_select(columns, named.where(few), include_defaults=False)


def with_counter(read: Select[Any], cursors: int) -> Select[Any]:
    """The read of PUBLIC, with its count."""
    rows = select(*counter_of(cursors).values(), literal(1)).select_from(named_table(TOLD))
    return _answer(read, NUMBER, listed()).add_columns(VERSION).add_cte(counted(rows))


def counter_of(cursors: int) -> dict[str, Any]:
    """What is counted."""
    return {
        "minute": bindparam("proof_minute", type_=Instant()),
        "operation_digest": _bound("operation_digest"),
        "outcome": _outcome(cursors),
        "merchant_id": case((NUMBER == 1, SUBJECTS[1]), else_=0),
        "day": bindparam("proof_day", type_=Date()),
    }


def counted(rows: Select[Any]) -> CTE:
    new = postgresql.insert(access_counter)
    columns = [*counter_of(0), "answers"]
    counted: CTE = added(new.from_select(columns, rows, include_defaults=False)).cte("counted")
    return counted


def with_keys(read: Select[Any]) -> dict[str, Any]:
    """The columns of a read, its subjects null where it is of nobody."""
    found = dict(read.selected_columns.items())
    return {**found, "subjects": cast(found["subjects"], KEYS).label("subjects")}


def some_of(number: Any) -> Any:
    """Every so-manieth merchant of many: the record has them all, a judge needs a few."""
    each = number // SOME
    place = func.generate_series(each, number, each).column_valued("place")
    return func.to_json(func.array(select(SUBJECTS[place]).scalar_subquery()), type_=JSON)


def _answer(read: Select[Any], number: Any, listed: Any, *beside: CTE) -> Select[Any]:
    found = with_keys(read)
    body = found.pop("body")
    whole = read.with_only_columns(*found.values()).cte(TOLD).prefix_with("MATERIALIZED")
    return (
        select(
            body,
            MARKS.label("marks"),
            case((number > MANY, some_of(number)), else_=listed).label("subjects"),
            told("sealed", Boolean()).label("sealed"),
        )
        .select_from(named_table(TOLD), *beside)
        .add_cte(whole)
    )
