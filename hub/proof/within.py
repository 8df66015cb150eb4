"""The access record as a part of the read itself, where the database can do that.

In: a read's select of `body`, `marks`, `subjects`, of the public also `version`. Out: the same
answer from a statement that also inserts the record: no second round trip, and no answer without
it. A cursor that is unknown makes the outcome REFUSED.
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

from hub.proof.record import NAMED
from hub.tables.base import Date, Instant, Text, document_text
from hub.tables.proof import access_counter, access_recent, access_record
from resolvers.json_sql import Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

JSON = postgresql.JSON()
MANY = 5_000  # merchants of one answer beyond which only some are handed on, to be judged again
SOME = 1_000
COLUMNS = ("body", "marks", "subjects", "sealed")
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


def _outcome(cursors: int) -> Any:
    if not cursors:
        return literal("ANSWERED")
    unknown = func.strpos(func.substr(Ref("answer", "marks", String()), 1, cursors), "1") > 0
    return case((unknown, "REFUSED"), else_="ANSWERED")


def _subjects() -> Any:
    named = cast(Ref("answer", "subjects", JSON), JSON)  # null is text where nobody is named
    return func.coalesce(named, cast(literal("[]"), JSON))


def with_record(read: Select[Any], cursors: int, families: Iterable[str]) -> Select[Any]:
    """The read of an identified caller, with its record."""
    subjects, many = _subjects(), func.json_array_length(_subjects())
    few = many <= NAMED
    text = cast(subjects, String)
    sha = func.encode(func.sha256(func.convert_to(text, "UTF8")), "hex")
    values = {
        **{name: _bound(name) for name in BOUND},
        "families": cast(literal(document_text(sorted(families))), JSON),
        "outcome": _outcome(cursors),
        "merchants": many,
        "merchant_ids": case((few, subjects), else_=cast(literal("[]"), JSON)),
        "merchants_digest": case((few, None), else_=sha),
        "sealed": Ref("answer", "sealed", Boolean()),
    }
    rows = select(*values.values()).select_from(named_table("answer"))
    record = insert(access_record).from_select(list(values), rows, include_defaults=False)
    made = access_record.c
    recorded = record.returning(made.stream, made.record_id, made.merchants, made.merchant_ids)
    whole = recorded.cte("recorded")
    return _answer(read, whole.c.merchants, whole).add_cte(_recent(whole).cte("recent"))


def _recent(recorded: CTE) -> Insert:
    """Whom the record names, between commas."""
    listed = func.translate(cast(recorded.c.merchant_ids, String), "[]", ",,")
    named = select(recorded.c.stream, recorded.c.record_id, listed)
    few = recorded.c.merchants.between(1, NAMED)
    columns = [column.name for column in access_recent.c]
    return insert(access_recent).from_select(columns, named.where(few), include_defaults=False)


def with_counter(read: Select[Any], cursors: int) -> Select[Any]:
    """The read of PUBLIC, with its count."""
    subjects = _subjects()
    first = cast(func.json_array_element_text(subjects, 0), BigInteger)
    values = {
        "minute": bindparam("proof_minute", type_=Instant()),
        "operation_digest": _bound("operation_digest"),
        "outcome": _outcome(cursors),
        "merchant_id": case((func.json_array_length(subjects) == 1, first), else_=0),
        "day": bindparam("proof_day", type_=Date()),
        "answers": literal(1),
    }
    rows = select(*values.values()).select_from(named_table("answer"))
    new = postgresql.insert(access_counter).from_select(list(values), rows, include_defaults=False)
    key = ("minute", "operation_digest", "outcome", "merchant_id")
    total = access_counter.c.answers + new.excluded.answers
    counted = new.on_conflict_do_update(index_elements=key, set_={"answers": total})
    version = Ref("answer", "version", BigInteger()).label("version")
    return _answer(read, _number()).add_columns(version).add_cte(counted.cte("counted"))


def _number() -> Any:
    return func.json_array_length(_subjects(), type_=BigInteger())


def _some(number: Any) -> Any:
    """Every so-manieth merchant of very many: the record has them all, a judge needs a few."""
    each = (
        func.json_array_elements_text(_subjects())
        .table_valued("value", with_ordinality="place", name="each")
        .render_derived()
    )
    chosen = func.json_agg(cast(each.c.value, BigInteger), type_=JSON)
    every = each.c.place % (number // SOME) == 0
    rows = select(chosen).select_from(each).where(every)
    return rows.scalar_subquery()


def _answer(read: Select[Any], number: Any, *beside: CTE) -> Select[Any]:
    answer = read.cte("answer").prefix_with("MATERIALIZED")
    made = {name: Ref("answer", name, String()) for name in COLUMNS}
    given = {
        **made,
        "subjects": case((number <= MANY, cast(made["subjects"], JSON)), else_=_some(number)),
    }
    columns = [value.label(name) for name, value in given.items()]
    return select(*columns).select_from(named_table("answer"), *beside).add_cte(answer)
