"""The days since: what the merchants of the demo world reported after it was made.

In: a database with a demo world, a later day. Out: how many days were added. Who reported on the
last day goes on reporting, who fell silent stays silent; after a new year those who go on have
earned what they earned before. The showcase stands still, so that its example stays true. An equal
or earlier day adds nothing. It refuses nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from hub.demo.chance import Chance
from hub.demo.firms import CENTER
from hub.demo.parties import rhythms
from hub.demo.showcase import SHOWCASE
from hub.demo.statement import Said, said
from hub.demo.writer import Writer
from hub.tables.fund import card_report, custody_account, custody_balance
from hub.tables.intake import batch
from hub.tables.merchant import merchant, revenue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row, Table

    from hub.ingest.context import Context

YUAN = 100
ONE_DAY = timedelta(days=1)


def add(connection: Connection, context: Context, day: date) -> int:
    """Reports and balances of each day after the last one, before `day`."""
    last = _last(connection)
    if last is None or last + ONE_DAY >= day:
        return 0
    reports = {row.uscc: row for row in _rows(connection, card_report, "reported_for", last)}
    balances = list(_rows(connection, custody_balance, "day", last))
    writer = Writer(connection, context, day)
    told = last + ONE_DAY
    money = {code: row.prepaid_balance for code, row in reports.items()}
    while told < day:
        chance = Chance(told.toordinal())
        for statement in _reports(chance, reports, money, told, (told - last).days):
            writer.say(statement)
        for statement in _balances(chance, balances, told):
            writer.say(statement)
        writer.rest()
        told += ONE_DAY
    writer.receipts.keep_rhythm(rhythms(SHOWCASE), last + ONE_DAY, day)
    if told.year > last.year:
        for statement in _revenues(connection, day, frozenset(reports)):
            writer.say(statement)
    writer.close()
    return (day - last).days - 1


def _last(connection: Connection) -> date | None:
    """The last day that the demo itself told of."""
    text = connection.scalar(
        select(func.max(batch.c.covers_until)).where(
            batch.c.source == "platform-base",
            batch.c.kind == "card-reports",
            batch.c.idempotency_key.like("demo-%"),
        )
    )
    return date.fromisoformat(text) if text else None


def _rows(connection: Connection, table: Table, dated: str, last: date) -> list[Row[Any]]:
    """What stands for the last day, of merchants of whom nothing newer is known."""
    newer = table.alias("newer")
    again = select(newer.c.merchant_id).where(
        newer.c.merchant_id == table.c.merchant_id, newer.c[dated] > last
    )
    chosen = (
        select(table, merchant.c.uscc)
        .join(merchant, merchant.c.merchant_id == table.c.merchant_id)
        .where(
            table.c[dated] == last,
            table.c.superseded_at.is_(None),
            merchant.c.superseded_at.is_(None),
            ~again.exists(),
        )
        .order_by(table.c.merchant_id, table.c.fact_id)
    )
    if table is custody_balance:
        chosen = chosen.where(_open_accounts())
    return list(connection.execute(chosen).all())


def _open_accounts() -> Any:
    account = custody_account
    return (
        select(account.c.fact_id)
        .where(
            account.c.merchant_id == custody_balance.c.merchant_id,
            account.c.fact_id == custody_balance.c.account_id,
            account.c.superseded_at.is_(None),
            account.c.closed_on.is_(None),
        )
        .exists()
    )


def _reports(
    chance: Chance, rows: dict[str, Row[Any]], money: dict[str, int], day: date, days: int
) -> Iterator[Said]:
    for code, row in rows.items():
        if code != SHOWCASE:
            money[code] = _drifted(chance, money[code])
        grown = row.prepaid_balance // 400 * days
        yield said(
            "card-reports", day, row.provider, uscc=code, reported_for=day,
            prepaid_total=row.prepaid_total + grown, prepaid_balance=money[code],
            cards_issued=row.cards_issued + days,
        )  # fmt: skip


def _balances(chance: Chance, rows: list[Row[Any]], day: date) -> Iterator[Said]:
    for row in rows:
        held = row.balance if row.uscc == SHOWCASE else _drifted(chance, row.balance)
        yield said(
            "custody-balances", day, row.bank, uscc=row.uscc, bank=row.bank,
            account_number=row.account_number, day=day, balance=held,
        )  # fmt: skip


def _revenues(connection: Connection, day: date, codes: frozenset[str]) -> Iterator[Said]:
    """Last year's revenue, as much as the year before, of those of whom nobody told it."""
    newest = (
        select(merchant.c.uscc, revenue.c.year, revenue.c.main_business_revenue)
        .join(merchant, merchant.c.merchant_id == revenue.c.merchant_id)
        .where(revenue.c.superseded_at.is_(None), merchant.c.superseded_at.is_(None))
        .order_by(merchant.c.merchant_id, revenue.c.year)
    )
    latest = {row.uscc: row for row in connection.execute(newest) if row.uscc in codes}
    for code, row in latest.items():
        if row.year < day.year - 1:
            yield said(
                "revenues", day - ONE_DAY, CENTER, uscc=code, year=day.year - 1,
                main_business_revenue=row.main_business_revenue,
            )  # fmt: skip


def _drifted(chance: Chance, amount: int) -> int:
    """The amount, up to half a per cent less or more, in whole yuan."""
    return amount * chance.whole(995, 1_005) // 1_000 // YUAN * YUAN
