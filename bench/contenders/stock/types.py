"""What hangs on a merchant, as Strawberry types made of ORM rows.

In: a row. Out: the same names and values as the hub's. What another row holds is loaded when it is
asked for. It refuses nothing.
"""

from __future__ import annotations

from typing import Self

import strawberry
from strawberry.types import Info

from bench.contenders.stock import models
from bench.contenders.stock.context import Context, Row, day, money, number

Asked = Info[Context, None]


@strawberry.type
class Code:
    code: str
    name: str

    @classmethod
    async def load(cls, info: Asked, model: object, *key: object) -> Self:
        columns = ("code",) if len(key) == 1 else ("edition", "code")
        loader = info.context.loaders.by_code(model, *columns)
        row = await loader.load(key[0] if len(key) == 1 else key)
        return cls(code=row.code, name=row.name)


@strawberry.type
class Link:
    status: str
    linked_on: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(status=row.status, linked_on=day(row.linked_on))


@strawberry.type
class CardReport:
    reported_for: str | None
    prepaid_total: str | None
    prepaid_balance: str | None
    cards_issued: int
    on_time: bool

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            reported_for=day(row.reported_for),
            prepaid_total=money(row.prepaid_total),
            prepaid_balance=money(row.prepaid_balance),
            cards_issued=row.cards_issued,
            on_time=row.on_time,
        )


@strawberry.type
class Custody:
    standard: str
    verdict: str
    required: str | None
    held: str | None
    shortfall: str | None
    funding_due_on: str | None

    @classmethod
    def of(cls, row: Row, *, seen: bool) -> Self:
        return cls(
            standard=row.standard,
            verdict=row.verdict,
            required=money(row.required) if seen else None,
            held=money(row.held) if seen else None,
            shortfall=money(row.shortfall) if seen else None,
            funding_due_on=day(row.funding_due_on) if seen else None,
        )


@strawberry.type
class Risk:
    code: str | None
    alert: bool
    light: str | None
    since: str | None

    @classmethod
    def of(cls, row: Row, *, seen: bool) -> Self:
        light = row.light if seen else None
        return cls(code=row.code, alert=row.alert, light=light, since=day(row.since))


@strawberry.type
class Account:
    row: strawberry.Private[Row]
    account_number: str
    opened_on: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(row=row, account_number=row.account_number, opened_on=day(row.opened_on))

    @strawberry.field
    async def bank(self, info: Asked) -> Code:
        return await Code.load(info, models.Institution, self.row.bank)


@strawberry.type
class Rating:
    row: strawberry.Private[Row]
    grade: str
    score: float | None
    published_on: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        published = day(row.published_on)
        return cls(row=row, grade=row.grade, score=number(row.score), published_on=published)

    @strawberry.field
    async def publisher(self, info: Asked) -> Code:
        return await Code.load(info, models.Party, self.row.publisher)


@strawberry.type
class ComplaintSummary:
    total: int
    open: int
    last90_days: int = strawberry.field(name="last90Days")


@strawberry.type
class Complaint:
    received_on: str | None
    channel: str
    category: str
    status: str
    due_on: str | None
    amount: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            received_on=day(row.received_on),
            channel=row.channel,
            category=row.category,
            status=row.status,
            due_on=day(row.due_on),
            amount=money(row.amount),
        )


@strawberry.type
class Rectification:
    row: strawberry.Private[Row]
    issued_on: str | None
    due_on: str | None
    status: str

    @classmethod
    def of(cls, row: Row) -> Self:
        issued, due = day(row.issued_on), day(row.due_on)
        return cls(row=row, issued_on=issued, due_on=due, status=row.status)

    @strawberry.field
    async def violation(self, info: Asked) -> Code:
        return await Code.load(info, models.Violation, self.row.violation)


@strawberry.type
class Penalty:
    authority: str
    decided_on: str | None
    kind: str
    amount: str | None
    published_on: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            authority=row.authority,
            decided_on=day(row.decided_on),
            kind=row.kind,
            amount=money(row.amount),
            published_on=day(row.published_on),
        )


@strawberry.type
class PublicWarning:
    title: str
    published_on: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(title=row.title, published_on=day(row.published_on))
