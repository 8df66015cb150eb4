"""The merchant and the two questions of the operations, with resolvers that load what is asked for.

In: an ORM row. Out: the same names and values as the hub's. What a district's office may not see of
a merchant is null.
"""

from __future__ import annotations

from typing import Generic, NewType, Self, TypeVar

import strawberry
from sqlalchemy import select
from strawberry.types.scalar import ScalarDefinition

from bench.contenders.stock import models
from bench.contenders.stock.context import Row, day, money
from bench.contenders.stock.types import (
    Account,
    Asked,
    CardReport,
    Code,
    Complaint,
    ComplaintSummary,
    Custody,
    Link,
    Penalty,
    PublicWarning,
    Rating,
    Rectification,
    Risk,
)
from bench.places import DAY

T = TypeVar("T")
Uscc = NewType("Uscc", str)
SCALARS: dict[object, ScalarDefinition] = {
    Uscc: strawberry.scalar(name="Uscc", serialize=str, parse_value=str)
}


@strawberry.type
class Page(Generic[T]):
    nodes: list[T]


@strawberry.input
class Filter:
    district: list[str]


@strawberry.type
class Merchant:
    row: strawberry.Private[Row]
    uscc: str
    name: str
    kind: str
    status: str
    brand: str | None
    mall_type: bool
    established_on: str | None
    registered_capital: str | None
    business_scope: str | None

    @classmethod
    def of(cls, row: Row) -> Self:
        plain = ("uscc", "name", "kind", "status", "brand", "mall_type", "business_scope")
        return cls(
            row=row,
            established_on=day(row.established_on),
            registered_capital=money(row.registered_capital),
            **{name: getattr(row, name) for name in plain},
        )

    @strawberry.field
    async def issuer(self, info: Asked) -> str:
        here = self.row.district == info.context.district or await info.context.sees(self.row)
        return "NOT_KNOWN" if self.row.issuer == "REPORTED" and not here else str(self.row.issuer)

    @strawberry.field
    async def legal_representative(self, info: Asked) -> str | None:
        seen = await info.context.sees(self.row)
        shown: str = self.row.legal_representative if seen else self.row.legal_representative_name1
        return shown

    @strawberry.field
    async def contact_phone(self, info: Asked) -> str | None:
        return self.row.contact_phone if await info.context.sees(self.row) else None

    @strawberry.field
    async def district(self, info: Asked) -> Code:
        return await Code.load(info, models.District, self.row.district)

    @strawberry.field
    async def industry(self, info: Asked) -> Code | None:
        edition, code = self.row.industry_edition, self.row.industry
        return None if code is None else await Code.load(info, models.Industry, edition, code)

    @strawberry.field
    async def link(self, info: Asked) -> Link:
        return Link.of((await self._newest(info, models.Link, "recorded_at", 1))[0])

    @strawberry.field
    async def latest_card_report(self, info: Asked) -> CardReport | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.CardReport, "reported_for", 1)
        return CardReport.of(rows[0]) if rows else None

    @strawberry.field
    async def card_reports(self, info: Asked, first: int = 30) -> Page[CardReport] | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.CardReport, "reported_for", first)
        return Page(nodes=[CardReport.of(row) for row in rows])

    @strawberry.field
    async def custody(self, info: Asked) -> Custody | None:
        rows = await self._newest(info, models.CustodyAssessment, "assessed_for", 1)
        return Custody.of(rows[0], seen=await info.context.sees(self.row)) if rows else None

    @strawberry.field
    async def custody_accounts(self, info: Asked) -> list[Account] | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.CustodyAccount, "opened_on", None)
        return [Account.of(row) for row in rows]

    @strawberry.field
    async def risk(self, info: Asked) -> Risk | None:
        rows = await self._newest(info, models.RiskStatus, "since", 1)
        return Risk.of(rows[0], seen=await info.context.sees(self.row)) if rows else None

    @strawberry.field
    async def latest_rating(self, info: Asked) -> Rating | None:
        rows = await self._published(info, models.Rating, 1)
        return Rating.of(rows[0]) if rows else None

    @strawberry.field
    async def ratings(self, info: Asked, first: int = 20) -> Page[Rating]:
        rows = await self._published(info, models.Rating, first)
        return Page(nodes=[Rating.of(row) for row in rows])

    @strawberry.field
    async def warnings(self, info: Asked, first: int = 20) -> Page[PublicWarning]:
        rows = await self._published(info, models.Warning, first)
        return Page(nodes=[PublicWarning.of(row) for row in rows])

    @strawberry.field
    async def complaint_summary(self, info: Asked) -> ComplaintSummary | None:
        if not await info.context.sees(self.row):
            return None
        counts = info.context.loaders.complaint_counts()
        total, still, fresh = await counts.load(self.row.merchant_id)
        return ComplaintSummary(total=total, open=still, last90_days=fresh)

    @strawberry.field
    async def complaints(self, info: Asked, first: int = 20) -> Page[Complaint] | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.Complaint, "received_on", first)
        return Page(nodes=[Complaint.of(row) for row in rows])

    @strawberry.field
    async def rectifications(self, info: Asked, first: int = 20) -> Page[Rectification] | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.Rectification, "issued_on", first)
        return Page(nodes=[Rectification.of(row) for row in rows])

    @strawberry.field
    async def penalties(self, info: Asked, first: int = 20) -> Page[Penalty] | None:
        if not await info.context.sees(self.row):
            return None
        rows = await self._newest(info, models.Penalty, "decided_on", first)
        return Page(nodes=[Penalty.of(row) for row in rows])

    async def _newest(self, info: Asked, model: Row, order: str, first: int | None) -> list[Row]:
        loader = info.context.loaders.newest(model, order, first)
        return list(await loader.load(self.row.merchant_id))

    async def _published(self, info: Asked, model: Row, first: int) -> list[Row]:
        public = (model.published_on <= DAY, model.withdrawn_on.is_(None))
        loader = info.context.loaders.newest(model, "published_on", first, *public)
        return list(await loader.load(self.row.merchant_id))


@strawberry.type
class Query:
    @strawberry.field
    async def merchant(self, info: Asked, uscc: Uscc) -> Merchant | None:
        row = await info.context.loaders.by_code(models.Merchant, "uscc").load(uscc)
        return None if row is None else Merchant.of(row)

    @strawberry.field
    async def merchants(self, info: Asked, where: Filter, first: int = 20) -> Page[Merchant]:
        table: Row = models.Merchant
        rows = (
            select(table)
            .where(table.district.in_(where.district), table.superseded_at.is_(None))
            .order_by(table.established_on.desc().nulls_last(), table.uscc)
            .limit(first)
        )
        async with info.context.loaders.sessions() as session:
            found = (await session.scalars(rows)).all()
        return Page(nodes=[Merchant.of(row) for row in found])
