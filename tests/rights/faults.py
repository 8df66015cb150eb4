"""Leaks to be put in on purpose: each a small change of the engine that widens somebody's view.

Out: `FAULTS`. A fault names the caller through whose answers it is looked for and the battery that
has to find it: the cells beside stock Casbin (now or about the past), the twin worlds, the names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import and_, exists, func, or_, select, true

import hub.plans
import hub.rights
import resolvers.joins
import resolvers.members
import resolvers.planner
import resolvers.proof
import resolvers.sights
from hub.cache import Cache
from hub.tables.case import case_officer
from hub.tables.fund import custody_account
from hub.tables.merchant import link, outlet
from resolvers import relations
from resolvers.binding import Cell, Link, Row, Scope
from resolvers.complaint import COMPLAINT
from resolvers.credit import LISTING, RATING
from resolvers.enforcement import INSPECTION, PENALTY
from resolvers.intake import BATCH
from resolvers.joins import Joins
from resolvers.lists import Lists
from resolvers.parts import beside
from resolvers.plan import EVERYBODY
from resolvers.relations import MERCHANT_SCOPES
from resolvers.scopes import Rights
from resolvers.sights import Sights
from resolvers.sources import Sources

Patch = Callable[[pytest.MonkeyPatch], None]
ALWAYS = Scope(lambda *_: true())


@dataclass(frozen=True)
class Fault:
    """A leak, the caller who would gain by it, and what has to find it."""

    name: str
    party: str
    patch: Patch
    by: str = "cells"


def scope(table: Any, word: str, planted: Scope = ALWAYS) -> Patch:
    return lambda patch: patch.setitem(table, word, planted)


def setting(where: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(where, name, value)


def changed(word: str, **more: Any) -> Patch:
    return scope(MERCHANT_SCOPES, word, replace(MERCHANT_SCOPES[word], **more))


def both(*patches: Patch) -> Patch:
    def all_of_them(patch: pytest.MonkeyPatch) -> None:
        for one in patches:
            one(patch)

    return all_of_them


def _of(row: Row, table: Any, *conditions: Callable[[Row], Any]) -> Any:
    """There is a current row of the merchant for which all conditions hold."""
    rows, other = beside(row, table, table.name)
    mine = [other["merchant_id"] == row["merchant_id"], other["superseded_at"].is_(None)]
    return exists(select(1).select_from(rows).where(*mine, *(one(other) for one in conditions)))


def any_outlet(row: Row, family: str, day: Any) -> Any:
    here = _of(row, outlet, lambda other: other["district"] == row.binds.district)
    return or_(relations.own_district(row, family, day), here)


def unconfirmed_link(row: Row, _: str, __: Any) -> Any:
    return _of(row, link, lambda other: other["platform"] == row.binds.party)


def unconfirmed_account(row: Row, _: str, __: Any) -> Any:
    return _of(row, custody_account, lambda other: other["bank"] == row.binds.institution)


def any_task(row: Row, _: str, __: Any) -> Any:
    return or_(*(_of(row, table, _running) for table in (relations.clue, relations.referral)))


def _running(task: Row) -> Any:
    return and_(task["recipient"] == task.binds.party, task["status"].in_(relations.RUNNING))


def trade_only(row: Row, _: str, __: Any) -> Any:
    return row.binds.among(row["industry_key"], "industries", relations.Text)


def access_without(*left_out: str) -> Callable[[Row], Any]:
    """The lease with some of its conditions forgotten."""

    def judged(access: Row) -> Any:
        binds = access.binds
        table, officer = beside(access, case_officer, "officer")
        named = and_(officer["case_id"] == access["fact_id"], officer["subject"] == binds.subject)
        conditions = {
            "case": access["case_number"] == binds.case_number,
            "party": access["authority"] == binds.party,
            "status": access["status"] == "OPEN",
            "begin": access["opens_on"] <= binds.today,
            "end": access["closes_on"] >= binds.today,
            "current": access["superseded_at"].is_(None),
            "officer": exists(select(1).select_from(table).where(named)),
        }
        return and_(*(one for name, one in conditions.items() if name not in left_out))

    return judged


def lease_without(*left_out: str) -> Patch:
    return setting(relations, "open_access", access_without(*left_out))


def always(*_: Any) -> Any:
    return true()


def bare_mask(cell: Cell, _: str, row: Row) -> Any:
    return cell.value(row)


def raw_cell(self: Sights, view: Any, name: str, test: Any, column: str = "", **_: Any) -> Any:
    value = view.row[column] if column else view.binding.cells[name].value(view.row)
    return and_(value.is_not(None), test(value))


def raw_order(self: Sights, view: Any, name: str, column: str = "") -> Any:
    return view.row[column] if column else view.binding.cells[name].value(view.row)


def unguarded_count(self: Lists, rows: Any) -> Any:
    table = rows.page.binding.table.alias(self.binds.alias("counted"))
    return select(func.count()).select_from(table).scalar_subquery()


def unguarded_cursor(self: Sources, binding: Any, env: Any) -> Any:
    source = self.joins.joined(binding, Link(binding.name), env, None, {})
    self.known[id(source)] = (self.rights.rows(binding),)
    return source


class Forgetful(Cache[Any, Any]):
    """A cache of plans that does not look at the rights."""

    def get_or_make(self, key: Any, make: Any) -> Any:
        return super().get_or_make(tuple(key[:3]) if isinstance(key, tuple) else key, make)


def past_for_everybody(patch: pytest.MonkeyPatch) -> None:
    """`asOf` stands in every schema, and nothing asks for the right to it."""
    honest = hub.rights.ties
    patch.setattr(
        hub.rights,
        "ties",
        lambda registry: {k: v for k, v in honest(registry).items() if "(asOf:)" not in k},
    )
    patch.setattr(Sources, "_history", lambda *_: [])


def whole_schema(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(hub.rights, "caller_schema", lambda full, _: full)


FAULTS = (
    Fault("own district is every district", "pudong", scope(MERCHANT_SCOPES, "own_district")),
    Fault(
        "a district read from the code alone counts",
        "pudong",
        changed("own_district", variant=lambda _: "open"),
    ),
    Fault("closed outlets count", "jingan", changed("own_district", make=any_outlet)),
    Fault("own industry is every industry", "culture", scope(MERCHANT_SCOPES, "own_industry")),
    Fault(
        "a regulator's district is forgotten",
        "sport-pudong",
        changed("own_industry", make=trade_only),
    ),
    Fault(
        "a clue opens for 91 days",
        "enforcement-pudong",
        setting(
            relations,
            "ended_since",
            lambda row: row.binds.dialect.add_days(row.binds.readable_since, -1),
        ),
    ),
    Fault(
        "drafted and returned clues open",
        "enforcement-pudong",
        setting(relations, "RUNNING", (*relations.RUNNING, "DRAFTED", "RETURNED", "REPORTED")),
    ),
    Fault(
        "what one sends to oneself opens",
        "enforcement-pudong",
        changed("addressed", make=any_task),
    ),
    Fault("addressed is everybody", "enforcement-huangpu", scope(MERCHANT_SCOPES, "addressed")),
    Fault("a lease for any officer", "police-stranger", lease_without("officer")),
    Fault("a lease for any authority", "police-elsewhere", lease_without("party")),
    Fault("a lease under any case number", "court-unknown", lease_without("case")),
    Fault("a lease that has ended", "court-ended", lease_without("status")),
    Fault("a lease before its day", "court-future", lease_without("begin")),
    Fault("a lease after its day", "court-expired", lease_without("end")),
    Fault(
        "a lease that was asked for only",
        "court-requested",
        lease_without("status", "begin"),
    ),
    Fault("a lease on every merchant", "police-open", setting(relations, "_names", always)),
    Fault("a lease in every family", "police-open", setting(relations, "_covers", always)),
    Fault("a lease without its period", "court-period", changed("lease", dated=False)),
    Fault(
        "figures are made of all days",
        "court-period",
        setting(Sources, "figure", lambda _, view, cell, __: cell.value(view.row)),
    ),
    Fault(
        "a sealed reading is found by its id",
        "merchant",
        setting(resolvers.proof, "unsealed", lambda _: true()),
        "ids",
    ),
    Fault(
        "an earlier code is found by its id",
        "public",
        setting(Sources, "_led_to", lambda *_: []),
        "ids",
    ),
    Fault("an unconfirmed link serves", "platform", changed("served", make=unconfirmed_link)),
    Fault(
        "an unconfirmed account makes a client",
        "bank-a",
        changed("own_clients", make=unconfirmed_account),
    ),
    Fault("every merchant is short", "financial", scope(MERCHANT_SCOPES, "in_shortfall")),
    Fault("every merchant is oneself", "merchant", scope(MERCHANT_SCOPES, "self")),
    Fault("withdrawn ratings are public", "public", scope(RATING.scopes, "published")),
    Fault("penalties are public for ever", "public", scope(PENALTY.scopes, "published")),
    Fault("removed listings are public", "public", scope(LISTING.scopes, "published")),
    Fault("all tickets are one's own", "hotline", scope(COMPLAINT.scopes, "own_tickets")),
    Fault("planned inspections are announced", "merchant", scope(INSPECTION.scopes, "self_done")),
    Fault("all batches are one's own", "bank-a", scope(BATCH.scopes, "own_records")),
    Fault("masks show the value", "public", setting(resolvers.members, "form", bare_mask)),
    Fault("a seal is no seal", "steward", setting(Sources, "unmasked", lambda *_: None)),
    Fault("every guard is implied", "financial", setting(Sources, "implied", lambda *_: True)),
    Fault("links and rows have no guard", "pudong", setting(Sources, "_guard", lambda *_: None)),
    Fault(
        "rows exist for everybody",
        "hotline",
        both(
            setting(Rights, "rows", lambda *_: frozenset({EVERYBODY})),
            setting(Sources, "_guard", lambda *_: None),
        ),
    ),
    Fault("a shut list is an empty list", "pudong", setting(Sources, "closes", lambda *_: False)),
    Fault("superseded rows count", "city", setting(resolvers.joins, "current", lambda *_: true())),
    Fault("a count without its guard", "pudong", setting(Lists, "_count", unguarded_count)),
    Fault(
        "nothing is told to be withheld",
        "pudong",
        setting(resolvers.planner, "withheld_families", lambda *_: ()),
    ),
    Fault("plans are shared across rights", "pudong", setting(hub.plans, "Cache", Forgetful)),
    Fault("the past needs no right", "pudong", setting(Sources, "_history", lambda *_: []), "past"),
    Fault(
        "rights look at the old version",
        "pudong",
        setting(Joins, "_present", lambda *_: None),
        "past",
    ),
    Fault("the public reads the past", "public", past_for_everybody, "past"),
    Fault("a filter sees what is withheld", "pudong", setting(Sights, "seen", raw_cell), "twins"),
    Fault(
        "a filter sees under the mask",
        "public",
        setting(resolvers.sights, "form", bare_mask),
        "twins",
    ),
    Fault("an order sees what is withheld", "pudong", setting(Sights, "value", raw_order), "twins"),
    Fault(
        "a cursor finds any row",
        "enforcement-pudong",
        setting(Sources, "bare", unguarded_cursor),
        "twins",
    ),
    Fault(
        "the gate is always open",
        "pudong",
        setting(hub.plans, "_gate", lambda _: true()),
        "revoked",
    ),
    Fault("a hidden name is known", "hotline", whole_schema, "names"),
)
