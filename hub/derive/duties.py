"""What a seriously dishonest subject owes: its monthly and half-yearly reports, filed or not.

In: facts of a chunk of merchants, the rules of the day, the moment of knowledge. Out: a filing that
nobody filed for every period that ended while the merchant stood on the list, with its due day,
late once that day is over (PLAN 信用监管四); what the merchant files takes its place. A row whose
duty is gone (the listing was withdrawn) is closed. A second run writes nothing. It refuses nothing;
past the known calendar nothing is late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, bindparam, insert, select, update

from hub.derive.again import follow_closed
from hub.derive.given import Given, Pairs, bound_keys, bound_pairs
from hub.domain.due import due
from hub.domain.identifiers import fact_key, node_id
from hub.domain.listing import report_duties
from hub.domain.node_types import letter_of
from hub.domain.vocabulary import FilingKind, ListingKind
from hub.tables.base import Instant
from hub.tables.fund import filing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from hub.derive.gather import Facts
    from hub.derive.judge import Rules

TYPE = "Filing"
SOURCE, PROVIDER = "acts", "operator"  # what the hub does itself; its rule version says by what
TICK = timedelta(microseconds=1)
RULE_OF = {
    FilingKind.MONTHLY_OPERATING: "monthly_report",
    FilingKind.HALF_YEAR_STATEMENT: "half_year_report",
}
Key = tuple[int, int]
Owed = dict[Key, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Moment:
    """By which rules, when, and with whose secret."""

    rules: Rules
    now: datetime
    secret: bytes


def track(connection: Connection, known: Mapping[int, Facts], moment: Moment) -> int:
    """Bring the owed reports of these merchants to the day; the number of rows written."""
    owed: Owed = {}
    for merchant_id, facts in known.items():
        owed |= _owed(merchant_id, facts, moment)
    waiting = _unfiled(connection, list(known))
    done = _filed(connection, list(owed.keys() - waiting.keys()))
    closed, made = [], []
    for key, row in waiting.items():
        if key not in owed or owed[key]["late"] != row.late:
            closed.append(_closing(row, moment))
        if key in owed and owed[key]["late"] != row.late:
            made.append(owed[key] | {"recorded_at": closed[-1]["at"]})
    fresh = [row for key, row in owed.items() if key not in waiting and key not in done]
    follow_closed(connection, filing, fresh, moment.now)
    made += fresh
    if closed:
        connection.execute(_CLOSE, closed)
    if made:
        connection.execute(insert(filing), made)
    return len(closed) + len(made)


def _owed(merchant_id: int, facts: Facts, moment: Moment) -> Owed:
    """One row a period; two listings of one period owe it once."""
    found: Owed = {}
    for entry in facts.listings:
        if entry.kind != ListingKind.SERIOUS_DISHONESTY:
            continue
        for duty in report_duties(entry.listed_on, entry.removed_on, moment.rules.day):
            key = (facts.merchant.uscc, duty.kind.value, duty.period)
            fact_id = fact_key(moment.secret, TYPE, key)
            rules = moment.rules
            last = due(RULE_OF[duty.kind], duty.period_end, rules.thresholds, rules.calendar)
            found[merchant_id, fact_id] = {
                **dict.fromkeys(filing.c.keys()),
                "merchant_id": merchant_id,
                "fact_id": fact_id,
                "node_id": node_id(letter_of(TYPE), merchant_id, fact_id),
                "recorded_at": moment.now,
                "source": SOURCE,
                "provider": PROVIDER,
                "rule_version": rules.thresholds.rule_version,
                "disputed": False,
                "kind": duty.kind.value,
                "period": duty.period,
                "due_on": last.due,
                "late": bool(last.due and rules.day > last.due and not last.provisional),
            }
    return found


def _unfiled(connection: Connection, ids: list[int]) -> dict[Key, Row[Any]]:
    """The rows that stand for a report which did not come."""
    dialect = connection.dialect.name
    c = filing.c
    asked = Given(dialect).current(filing, c.merchant_id, c.fact_id, c.late, c.recorded_at)
    asked = asked.where(c.filed_on.is_(None), c.rule_version.is_not(None))
    rows = connection.execute(asked, bound_keys(dialect, ids)).all()
    return {(row.merchant_id, row.fact_id): row for row in rows}


def _filed(connection: Connection, keys: list[Key]) -> set[Key]:
    """Those that somebody filed."""
    if not keys:
        return set()
    pairs, c = Pairs(connection.dialect.name), filing.c
    asked = select(c.merchant_id, c.fact_id).select_from(pairs.source, filing)
    asked = asked.where(
        c.merchant_id == pairs.merchant_id,
        c.fact_id == pairs.fact_id,
        c.superseded_at.is_(None),
    )
    rows = connection.execute(asked, bound_pairs(connection.dialect.name, keys)).all()
    return {(row.merchant_id, row.fact_id) for row in rows}


def _closing(row: Row[Any], moment: Moment) -> dict[str, Any]:
    at = max(moment.now, row.recorded_at + TICK)  # the clock may stand still
    return {"of": row.merchant_id, "fact": row.fact_id, "at": at}


_CLOSE = (
    update(filing)
    .where(
        filing.c.merchant_id == bindparam("of", type_=BigInteger()),
        filing.c.fact_id == bindparam("fact", type_=BigInteger()),
        filing.c.superseded_at.is_(None),
    )
    .values(superseded_at=bindparam("at", type_=Instant()))
)
