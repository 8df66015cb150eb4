"""Whose figures wait: the merchants that intake and acts touched, and those that time alone moves.

In: a connection, two days. Out: keys taken off the `recompute` table, which is the queue. Time
moves what has an end: a report or balance that does not come, a policy, an order, a place on a
list, ninety days of complaints, a first year, a new threshold. So at midnight all linked merchants
are judged again, and of the others those for whom a day of theirs has come. It refuses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, literal, or_, select, union

from hub.derive.given import Given, bound_keys
from hub.domain.calendar import add_months
from hub.domain.vocabulary import LinkStatus, ListingKind
from hub.tables.base import Date
from hub.tables.credit import listing
from hub.tables.enforcement import penalty, rectification
from hub.tables.intake import recompute
from hub.tables.merchant import link, merchant
from hub.tables.party import horizon, threshold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sqlalchemy import Column, Connection, Select, Table

    from hub.domain.thresholds import Thresholds

# A row of `horizon` says up to which day, and by which rule version, figures were brought.
REACHED = "derived "
FEEDS = "late feeds "  # such a row says of which feeds that were late figures know
LINKED = (LinkStatus.LINKED.value, LinkStatus.DELINKING.value)


def reached(connection: Connection, rule_version: str) -> date | None:
    """The day up to which all is judged by these rules; None when others, or none, were used."""
    day: date | None = connection.scalar(
        select(horizon.c.known_until).where(horizon.c.register == REACHED + rule_version)
    )
    return day


def reach(connection: Connection, rule_version: str, day: date) -> None:
    """Remember that figures were brought up to a day by these rules."""
    connection.execute(delete(horizon).where(horizon.c.register.startswith(REACHED)))
    row = {"register": REACHED + rule_version, "known_until": day, "complete": True}
    connection.execute(insert(horizon).values(row))


def feeds_changed(connection: Connection, digest: str, day: date) -> bool:
    """Whether other feeds are late than the figures know of; from now on they know."""
    mine = horizon.c.register.startswith(FEEDS)
    known = connection.scalar(select(horizon.c.register).where(mine)) or FEEDS
    if known == FEEDS + digest:
        return False
    connection.execute(delete(horizon).where(mine))
    if digest:
        row = {"register": FEEDS + digest, "known_until": day, "complete": True}
        connection.execute(insert(horizon).values(row))
    return True


def queue_moved_by_time(
    connection: Connection, *, since: date | None, day: date, now: datetime, rules: Thresholds
) -> None:
    """Queue whose figures may differ between two days though no fact came; all without `since`."""
    if since is None or _rules_changed(connection, since, day):
        queue_all(connection, now)
        return
    months = rules.on(day)["listing.penalty_lookback_months"]
    _queue(connection, union(*_moved(since, day, months)), now)


def queue_all(connection: Connection, now: datetime) -> None:
    """Queue every merchant."""
    _queue(
        connection, select(merchant.c.merchant_id).where(merchant.c.superseded_at.is_(None)), now
    )


def queue_linked(connection: Connection, now: datetime) -> None:
    """Queue every merchant that has a code."""
    linked = select(link.c.merchant_id).where(
        link.c.superseded_at.is_(None), link.c.status.in_(LINKED)
    )
    _queue(connection, linked, now)


def _queue(connection: Connection, chosen: Any, now: datetime) -> None:
    moved = chosen.subquery()
    waits = select(recompute.c.merchant_id)
    connection.execute(
        insert(recompute).from_select(
            ["merchant_id", "since"],
            select(moved.c.merchant_id, literal(now, recompute.c.since.type)).where(
                moved.c.merchant_id.not_in(waits)
            ),
        )
    )


def take(connection: Connection, limit: int) -> list[int]:
    """Take the longest waiting off the queue. Taken first and read then, so no fact is missed."""
    chosen = (
        select(recompute.c.merchant_id)
        .order_by(recompute.c.since, recompute.c.merchant_id)
        .limit(limit)
    )
    taken = connection.execute(
        delete(recompute)
        .where(recompute.c.merchant_id.in_(chosen))
        .returning(recompute.c.merchant_id)
    )
    return sorted(taken.scalars())


def forget(connection: Connection, ids: Sequence[int]) -> None:
    """These no longer wait."""
    dialect = connection.dialect.name
    gone = delete(recompute).where(Given(dialect).mine(recompute))
    connection.execute(gone, bound_keys(dialect, ids))


def left(connection: Connection) -> int:
    """How many still wait."""
    return connection.scalar(select(func.count()).select_from(recompute)) or 0


def everybody(connection: Connection, size: int) -> Iterator[list[int]]:
    """All merchants by key, in chunks."""
    last = -1
    while True:
        chosen = (
            select(merchant.c.merchant_id)
            .where(merchant.c.superseded_at.is_(None), merchant.c.merchant_id > last)
            .order_by(merchant.c.merchant_id)
            .limit(size)
        )
        ids = list(connection.execute(chosen).scalars())
        if not ids:
            return
        yield ids
        last = ids[-1]


def _rules_changed(connection: Connection, since: date, day: date) -> bool:
    found = connection.scalar(
        select(threshold.c.parameter)
        .where(
            threshold.c.superseded_at.is_(None),
            threshold.c.valid_from > since,
            threshold.c.valid_from <= day,
        )
        .limit(1)
    )
    return found is not None


def _moved(since: date, day: date, lookback_months: int) -> list[Select[Any]]:
    linked = select(link.c.merchant_id).where(
        link.c.superseded_at.is_(None),
        or_(link.c.status.in_(LINKED), _between(link.c.delinked_on, since, day)),
    )
    old, new = add_months(since, -lookback_months), add_months(day, -lookback_months)
    return [
        linked,
        _reached(listing, since, day, "listed_on", "removed_on"),
        _standing_on_list(),
        _reached(rectification, since, day, "issued_on", "due_on", "corrected_on"),
        _reached(penalty, since, day, "decided_on", "revoked_on"),
        _reached(penalty, old, new, "decided_on"),
    ]


def _standing_on_list() -> Select[Any]:
    """Seriously dishonest subjects, linked or not: a report of theirs may fall due on any day."""
    return select(listing.c.merchant_id).where(
        listing.c.superseded_at.is_(None),
        listing.c.kind == ListingKind.SERIOUS_DISHONESTY.value,
    )


def _reached(table: Table, since: date, day: date, *days: str) -> Select[Any]:
    """Merchants with a current row one of whose days lies from one day to the other."""
    return select(table.c.merchant_id).where(
        table.c.superseded_at.is_(None),
        or_(*(_between(table.c[name], since, day) for name in days)),
    )


def _between(column: Column[Any], since: date, day: date) -> Any:
    """Both ends count: the last day of a period ends after it."""
    return column.between(literal(since, Date()), literal(day, Date()))
