"""The scope words on merchants and their facts as SQL: the twins of `authz/predicates.py`.

Each takes a row that carries `merchant_id` and gives a condition; the caller's party, district,
industries, case and day are bound values. Every one is judged on current rows only. Sources of the
meanings: the contract's scopes.csv; domain I-25 for how long `addressed` outlasts its task.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    table as named_table,
)

from hub.tables.base import Text
from hub.tables.case import case_access, case_family, case_officer, case_subject
from hub.tables.credit import listing
from hub.tables.enforcement import clue, referral
from hub.tables.fund import custody_account, custody_assessment, guarantee
from hub.tables.merchant import link, outlet
from resolvers.binding import Row, Scope, Span
from resolvers.parts import beside
from resolvers.rows import Columns, kinds_of
from resolvers.subselects import exists

Condition = ColumnElement[Any]

RUNNING = ("SENT", "ACCEPTED", "FILED")
ENDED = ("DECIDED", "NOT_FILED")
CARRIED = "carried_case"
CONFIRMED_ANYWAY = frozenset({"PUBLIC", "PUBLISHED", "COMPLAINTCOUNT"})


def _now(row: Row) -> Condition:
    return row["superseded_at"].is_(None)


def own_district(row: Row, family: str, _: Span | None) -> Condition:
    """Place of business or an open outlet in the caller's district."""
    binds = row.binds
    here = row["district"] == binds.district
    settled = binds.district != ""  # a caller without a district is at home nowhere
    if family != "open":
        here = and_(here, row["district_basis"] != "registration")
    table, other = beside(row, outlet, "outlet")
    open_here = and_(
        other["merchant_id"] == row["merchant_id"],
        other["district"] == binds.district,
        other["status"] == "OPEN",
        _now(other),
    )
    return and_(settled, or_(here, exists(table, open_here)))


def by_district(family: str) -> str:
    """A district read from the credit code alone opens three families only."""
    return "open" if family in CONFIRMED_ANYWAY else ""


def own_industry(row: Row, family: str, days: Span | None) -> Condition:
    """An industry of the caller's; a caller with a district: and the district too."""
    binds = row.binds
    inside = binds.among(row["industry_key"], "industries", Text)
    return and_(inside, or_(binds.district == "", own_district(row, family, days)))


def own_industry_with_district(row: Row, family: str, days: Span | None) -> Condition:
    return and_(row.binds.district != "", own_industry(row, family, days))


def addressed(row: Row, _: str, __: Span | None) -> Condition:
    """A clue or referral of another to the caller that runs, or ended not long ago."""
    return or_(*(_addressed_by(row, table) for table in (clue, referral)))


def ended_since(row: Row) -> Condition:
    """The first day on which a task may have ended and still opens."""
    since: Condition = row.binds.readable_since
    return since


def _addressed_by(row: Row, table: Any) -> Condition:
    rows, other = beside(row, table, table.name)
    lately = and_(other["status"].in_(ENDED), other["closed_on"] >= ended_since(row))
    task = and_(
        other["merchant_id"] == row["merchant_id"],
        other["recipient"] == row.binds.party,
        other["sender"] != row.binds.party,
        _now(other),
        or_(other["status"].in_(RUNNING), lately),
    )
    return exists(rows, task)


def lease(row: Row, family: str, days: Span | None) -> Condition:
    """An open case access of the caller that names this merchant, family and period.

    Where the merchant is bound the case is narrowed to it, and of a row the day alone is left; the
    row still says whose it is, for one without a current version is nobody's.
    """
    cases, access = _carried(row)
    conditions = [_covers(access, family)]
    if row.key is None:
        conditions.append(_names(access, row["merchant_id"]))
    if days is not None:
        (first, last), since, until = days, access["period_from"], access["period_until"]
        conditions.append(or_(since.is_(None), since <= first))
        conditions.append(or_(until.is_(None), last <= until))
    opened = exists(cases, and_(*conditions))
    return opened if row.key is None else and_(row["merchant_id"] == row.key, opened)


def _carried(row: Row) -> tuple[Any, Row]:
    """The open accesses of the case that the request carries, found once for a whole statement."""
    binds, key = row.binds, row.key
    name = CARRIED if key is None else f"{CARRIED}_{key.key}"
    if name not in binds.shared:
        binds.shared[name] = _open_accesses(binds, key).cte(name).prefix_with("MATERIALIZED")
    return named_table(name), Row(Columns(name, kinds_of(binds.shared[name])), binds)


def _open_accesses(binds: Any, key: Condition | None) -> Select[Any]:
    """With their families as words between blanks; of one merchant: those that name it."""
    table, access = beside(Row({}, binds), case_access, "access")
    families, granted = beside(access, case_family, "granted")
    words = select(func.aggregate_strings(granted["family"], " ")).select_from(families)
    named = words.where(granted["case_id"] == access["fact_id"]).scalar_subquery()
    columns = [access[name].label(name) for name in ("fact_id", "period_from", "period_until")]
    columns.append(literal(" ").concat(named).concat(" ").label("families"))
    conditions = [open_access(access), *([] if key is None else [_names(access, key)])]
    return select(*columns).select_from(table).where(*conditions)


def open_access(access: Row) -> Condition:
    """The case access is open today, the caller's own, and carried by this request."""
    binds = access.binds
    table, officer = beside(access, case_officer, "officer")
    named = and_(officer["case_id"] == access["fact_id"], officer["subject"] == binds.subject)
    return and_(
        binds.case_number != "",
        access["case_number"] == binds.case_number,
        access["authority"] == binds.party,
        access["status"] == "OPEN",
        access["opens_on"] <= binds.today,
        access["closes_on"] >= binds.today,
        _now(access),
        exists(table, named),
    )


def _names(access: Row, merchant: Condition) -> Condition:
    """The access has the merchant among its subjects."""
    subjects, subject = beside(access, case_subject, "subject")
    about = and_(subject["case_id"] == access["fact_id"], subject["merchant_id"] == merchant)
    return exists(subjects, about)


def _covers(access: Row, family: str) -> Condition:
    """The access has the family among its own: a name of the schema, so without a blank."""
    covered: Condition = access.binds.dialect.contains(access["families"], literal(f" {family} "))
    return covered


def served(row: Row, _: str, __: Span | None) -> Condition:
    """Linked through the caller's platform, the link confirmed."""
    rows, other = beside(row, link, "link")
    through = and_(
        other["merchant_id"] == row["merchant_id"],
        other["platform"] == row.binds.party,
        other["status"] == "LINKED",
        other["confirmed_on"].is_not(None),
        _now(other),
    )
    return exists(rows, through)


def own_clients(row: Row, _: str, __: Span | None) -> Condition:
    """An open account at, or a guarantee in force of, the caller's institution; confirmed."""
    binds = row.binds
    accounts, account = beside(row, custody_account, "account")
    guarantees, cover = beside(row, guarantee, "guarantee")
    held = and_(
        account["merchant_id"] == row["merchant_id"],
        account["bank"] == binds.institution,
        account["confirmed_on"].is_not(None),
        or_(account["closed_on"].is_(None), account["closed_on"] > binds.today),
        _now(account),
    )
    covered = and_(
        cover["merchant_id"] == row["merchant_id"],
        cover["issuer"] == binds.institution,
        cover["confirmed_on"].is_not(None),
        cover["valid_from"] <= binds.today,
        cover["valid_until"] >= binds.today,
        _now(cover),
    )
    either = or_(
        exists(accounts, held),
        exists(guarantees, covered),
    )
    return and_(binds.institution != "", either)


def in_shortfall(row: Row, _: str, __: Span | None) -> Condition:
    """The current verdict is SHORTFALL, or the merchant is listed as seriously dishonest."""
    rows, latest = beside(row, custody_assessment, "assessment")
    newest = (
        select(latest["verdict"])
        .select_from(rows)
        .where(latest["merchant_id"] == row["merchant_id"], _now(latest))
        .order_by(latest["assessed_for"].desc(), latest["fact_id"].desc())
        .limit(1)
        .scalar_subquery()
    )
    listings, listed = beside(row, listing, "listing")
    dishonest = and_(
        listed["merchant_id"] == row["merchant_id"],
        listed["kind"] == "SERIOUS_DISHONESTY",
        listed["listed_on"] <= row.binds.today,
        or_(listed["removed_on"].is_(None), listed["removed_on"] > row.binds.today),
        _now(listed),
    )
    return or_(newest == "SHORTFALL", exists(listings, dishonest))


def self_(row: Row, _: str, __: Span | None) -> Condition:
    """The caller's own merchant."""
    return row.is_callers("merchant_id", "merchant_id")


MERCHANT_SCOPES: dict[str, Scope] = {
    "own_district": Scope(own_district, by_district),
    "own_industry": Scope(own_industry, by_district),
    "own_industry_with_district": Scope(own_industry_with_district, by_district),
    "addressed": Scope(addressed),
    "lease": Scope(lease, lambda family: family, dated=True),
    "served": Scope(served),
    "own_clients": Scope(own_clients),
    "in_shortfall": Scope(in_shortfall),
    "self": Scope(self_),
}
