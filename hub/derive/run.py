"""Derived figures brought to a day: custody, code and light of each merchant, stored with grounds.

In: a connection inside one transaction, the merchants, a day and the moment of knowledge, the
instance secret. Out: `Counts`. A second run writes nothing. Days are run in rising order: a row
stands from its day until the next. Refused: a day before the rules (RULE_NOT_IN_FORCE), a day in
the future (DAY). Law 7: figures are stored with their rule version and inputs, and only read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, delete, func, literal, select

from hub import rule_set
from hub.clock import day_of
from hub.derive import duties, waiting
from hub.derive.feeds import late_feeds
from hub.derive.gather import gather
from hub.derive.given import POSTGRESQL
from hub.derive.judge import CARRIED, Rules, judge
from hub.derive.versions import CUSTODY, RISK, Changes, Stored, find_stored
from hub.domain.vocabulary import IssuerStatus, MerchantKind
from hub.errors import DomainError
from hub.tables.intake import recompute as queue
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.derive.gather import Facts
    from hub.domain.calendar import WorkCalendar
    from hub.domain.thresholds import Thresholds

CHUNK = 2_000
LIMIT = 10_000
LOCK = 0x64_65_72_69_76_65  # advisory: one derivation at a time writes these tables
NOTHING = Stored()


@dataclass(frozen=True, slots=True)
class Counts:
    """Merchants judged, rows written to each table, and merchants that still wait."""

    merchants: int = 0
    custody: int = 0
    risk: int = 0
    left: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.merchants + other.merchants,
            self.custody + other.custody,
            self.risk + other.risk,
            other.left,
        )


def derive(
    connection: Connection,
    *,
    merchants: Iterable[int] | None,
    day: date,
    now: datetime,
    secret: bytes,
    thresholds: Thresholds | None = None,
    calendar: WorkCalendar | None = None,
) -> Counts:
    """Bring the figures of these merchants (None: of all) to a day, as known at `now`.

    Whoever is judged for the day of `now` no longer waits in the queue. Rules not given are those
    of the database. Raises DomainError RULE_NOT_IN_FORCE.
    """
    _alone(connection)
    rules = Rules(
        day,
        thresholds or rule_set.thresholds_of(connection),
        calendar or rule_set.calendar_of(connection),
        rule_set.cadences_of(connection),
        late_feeds(connection, day, now),
    )
    of_now = day == day_of(now)
    if merchants is None and of_now:
        connection.execute(delete(queue))
    chunks = waiting.everybody(connection, CHUNK) if merchants is None else _chunks(merchants)
    counts = Counts()
    for ids in chunks:
        if merchants is not None and of_now:
            waiting.forget(connection, ids)
        counts += _bring(connection, ids, rules, now=now, secret=secret)
    return counts


def run_due(connection: Connection, now: datetime, *, secret: bytes, limit: int = LIMIT) -> Counts:
    """Judge whoever waits, at most `limit`; call again, in a new transaction, while any is `left`.

    For a server: after each intake or act, and at the turn of the day in Shanghai. The first call
    of a day queues the merchants whose figures change by time alone, or all when rules changed; a
    feed that was late and has come, those that are linked.
    """
    _alone(connection)
    day = day_of(now)
    thresholds = rule_set.thresholds_of(connection)
    since = waiting.reached(connection, thresholds.rule_version)
    if since is None or since < day:
        waiting.queue_moved_by_time(connection, since=since, day=day, now=now, rules=thresholds)
        waiting.reach(connection, thresholds.rule_version, day)
    if waiting.feeds_changed(connection, late_feeds(connection, day, now).digest, day):
        waiting.queue_linked(connection, now)
    ids = waiting.take(connection, limit)
    if not ids:
        return Counts()
    counts = derive(
        connection, merchants=ids, day=day, now=now, secret=secret, thresholds=thresholds
    )
    return counts + Counts(left=waiting.left(connection))


def recompute(
    connection: Connection,
    *,
    day: date | None,
    now: datetime,
    secret: bytes,
    everything: bool = False,
) -> Counts:
    """Bring figures to one day in one transaction: all merchants, or today only whoever waits.

    A day of the past is judged for all; the caller runs every later day after it. A program that
    shows how far it is queues all (`waiting.queue_all`) and calls `run_due` instead. Raises
    DomainError DAY for a day in the future.
    """
    today = day_of(now)
    day = day or today
    if day > today:
        raise DomainError("DAY", "日期晚于今日 (the day lies in the future)")
    if day == today and not everything:
        return run_due(connection, now, secret=secret)
    thresholds = rule_set.thresholds_of(connection)
    if day == today:
        waiting.reach(connection, thresholds.rule_version, day)
    return derive(
        connection, merchants=None, day=day, now=now, secret=secret, thresholds=thresholds
    )


def _alone(connection: Connection) -> None:
    """One derivation at a time: two would both close and append the same row."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(select(func.pg_advisory_xact_lock(literal(LOCK, BigInteger()))))


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(sorted(set(ids)))
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _bring(
    connection: Connection, ids: Sequence[int], rules: Rules, *, now: datetime, secret: bytes
) -> Counts:
    """One chunk: gather, judge, compare, write."""
    known = gather(connection, ids, rules.day)
    brands = _shared_brands(connection, known.values())
    funds = find_stored(connection, CUSTODY, ids, rules.day)
    risks = find_stored(connection, RISK, ids, rules.day)
    if rules.day == day_of(now):
        duties.track(connection, known, duties.Moment(rules, now, secret))
    custody = Changes(CUSTODY, rules.day, now, secret)
    risk = Changes(RISK, rules.day, now, secret)
    for merchant_id, facts in known.items():
        fund = funds.get(merchant_id, NOTHING)
        figures = judge(facts, rules, shared_brands=brands, short_since=_short_since(fund))
        uscc = facts.merchant.uscc
        custody.weigh(uscc, merchant_id, fund, figures.custody)
        risk.weigh(uscc, merchant_id, risks.get(merchant_id, NOTHING), figures.risk)
    return Counts(len(known), custody.write(connection), risk.write(connection))


def _short_since(stored: Stored) -> date | None:
    """Since when a shortfall lasts, as the assessment before this day knew; silence ends none."""
    row = stored.before
    if row is None or row.verdict not in CARRIED or not row.inputs:
        return None
    text = json.loads(row.inputs).get("short_since")
    return None if text is None else date.fromisoformat(text)


def _shared_brands(connection: Connection, known: Iterable[Facts]) -> frozenset[str]:
    """Brands of these merchants that others use too; asked only where a duty hangs on it."""
    asked = {
        facts.merchant.brand_folded
        for facts in known
        if facts.merchant.brand_folded
        and facts.merchant.issuer == IssuerStatus.CONFIRMED
        and facts.merchant.kind == MerchantKind.INDIVIDUAL_BUSINESS
    }
    if not asked:
        return frozenset()
    shared = (
        select(merchant.c.brand_folded)
        .where(merchant.c.superseded_at.is_(None), merchant.c.brand_folded.in_(sorted(asked)))
        .group_by(merchant.c.brand_folded)
        .having(func.count() > 1)
    )
    return frozenset(connection.execute(shared).scalars())
