"""What the tables hold of a bank or insurer and one evaluation period, counted in the database.

In: a connection, a party code, the period, the days that a balance may take to come. Out: a
`Record` for `hub.domain.evaluation`: one row an account, however many balances it had. A balance
is in time by its first version; only facts that stand count. It refuses nothing and weighs nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, and_, case, cast, func, or_, select, type_coerce

from hub.clock import start_of
from hub.domain.evaluation import Account, Claim, Record
from hub.tables.fund import custody_account, custody_balance, guarantee, guarantee_claim
from hub.tables.intake import batch
from hub.tables.party import source

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Subquery

BALANCES = "custody-balances"
DAY, BEHIND_UTC = 86_400, 8 * 3_600  # seconds; a day in Shanghai begins eight hours earlier
MILLION = 1_000_000


def record_of(
    connection: Connection, code: str, since: date, until: date, *, days_given: int
) -> Record:
    """All that is on record of one institution from one day to another."""
    cadence = _cadence(connection, code)
    rows, quarantined = _sent(connection, code, since, until)
    return Record(
        since=since,
        until=until,
        cadence=cadence,
        accounts=_accounts(connection, code, since, until, max(cadence, days_given)),
        covers=_covers(connection, code, since, until),
        claims=_claims(connection, code, since, until),
        rows=rows,
        quarantined=quarantined,
    )


def _cadence(connection: Connection, code: str) -> int:
    """Days between two deliveries of balances: the shortest rhythm of the party's sources."""
    rows = connection.execute(
        select(source.c.kinds, source.c.cadence_days).where(
            source.c.party == code, source.c.superseded_at.is_(None)
        )
    )
    return min((row.cadence_days or 1 for row in rows if BALANCES in row.kinds), default=1)


def _accounts(
    connection: Connection, code: str, since: date, until: date, days_given: int
) -> tuple[Account, ...]:
    balances = _by_account(_balances(connection.dialect.name, code, since, until, days_given))
    account = custody_account.c
    rows = connection.execute(
        select(account.opened_on, account.closed_on, *balances.c)
        .select_from(custody_account)
        .join(balances, balances.c.account_id == account.fact_id, isouter=True)
        .where(
            account.bank == code,
            account.superseded_at.is_(None),
            or_(account.opened_on.is_(None), account.opened_on <= until),
            or_(account.closed_on.is_(None), account.closed_on > since),
        )
        .order_by(account.merchant_id, account.fact_id)
    )
    return tuple(
        Account(
            row.opened_on,
            row.closed_on,
            reported=int(row.reported or 0),
            punctual=int(row.punctual or 0),
            corrected=int(row.corrected or 0),
            first=row.first,
            last=row.last,
            widest=int(row.widest or 0),
        )
        for row in rows
    )


def _balances(dialect: str, code: str, since: date, until: date, days_given: int) -> Subquery:
    """Each balance that stands: in time or not, corrected how often, and the step to it."""
    balance = custody_balance.c
    first, day = func.min(balance.recorded_at), _second_of_day(dialect, balance.day)
    end = day + (days_given + 1) * DAY - BEHIND_UTC
    stands = func.max(case((balance.superseded_at.is_(None), 1), else_=0))
    return (
        select(
            balance.account_id,
            balance.day,
            case((_second(dialect, first) < end, 1), else_=0).label("punctual"),
            (func.count() - 1).label("corrected"),
            (day - func.lag(day).over(partition_by=balance.account_id, order_by=balance.day)).label(
                "step"
            ),
        )
        .where(balance.bank == code, balance.day.between(since, until))
        .group_by(balance.account_id, balance.fact_id, balance.day)
        .having(stands == 1)
        .subquery("balances")
    )


def _by_account(balances: Subquery) -> Subquery:
    each = balances.c
    return (
        select(
            each.account_id,
            func.count().label("reported"),
            func.sum(each.punctual).label("punctual"),
            func.sum(each.corrected).label("corrected"),
            func.min(each.day).label("first"),
            func.max(each.day).label("last"),
            (func.max(each.step) // DAY).label("widest"),
        )
        .group_by(each.account_id)
        .subquery("by_account")
    )


def _second_of_day(dialect: str, day: ColumnElement[Any]) -> ColumnElement[int]:
    """Seconds of a day's midnight in UTC since 1970."""
    if dialect == "postgresql":
        return cast(func.extract("epoch", day), BigInteger)
    return cast(func.strftime("%s", day), Integer)


def _second(dialect: str, instant: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds of an instant since 1970."""
    if dialect == "postgresql":
        return cast(func.floor(func.extract("epoch", instant)), BigInteger)
    return type_coerce(instant, BigInteger) // MILLION


def _covers(connection: Connection, code: str, since: date, until: date) -> tuple[int, ...]:
    """What each guarantee covers that was in force on a day of the period."""
    cover = guarantee.c
    return tuple(
        connection.scalars(
            select(cover.cover_amount)
            .where(
                cover.issuer == code,
                cover.superseded_at.is_(None),
                cover.valid_from <= until,
                cover.valid_until >= since,
            )
            .order_by(cover.merchant_id, cover.fact_id)
        )
    )


def _claims(connection: Connection, code: str, since: date, until: date) -> tuple[Claim, ...]:
    claim = guarantee_claim.c
    rows = connection.execute(
        select(claim.reported_on, claim.paid_on, claim.amount)
        .where(
            and_(claim.issuer == code, claim.superseded_at.is_(None)),
            claim.reported_on.between(since, until),
        )
        .order_by(claim.merchant_id, claim.fact_id)
    )
    return tuple(Claim(*row) for row in rows)


def _sent(connection: Connection, code: str, since: date, until: date) -> tuple[int, int]:
    """Rows of all its batches of the period, and how many of them waited for repair."""
    begin, end = start_of(since), start_of(until + timedelta(days=1))
    row = connection.execute(
        select(
            func.coalesce(func.sum(batch.c.rows), 0),
            func.coalesce(func.sum(batch.c.quarantined), 0),
        ).where(batch.c.provider == code, batch.c.received_at >= begin, batch.c.received_at < end)
    ).one()
    return int(row[0]), int(row[1])
