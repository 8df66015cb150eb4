"""The loaders of one request: each gathers the keys that resolvers ask for into one query.

In: a session factory. Out: `Loaders`, new for every request. Lists are cut to the wished number by
a window over each merchant's rows, newest first, as the textbooks have it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select, tuple_
from sqlalchemy.orm import aliased
from strawberry.dataloader import DataLoader

from bench.contenders.stock import models
from bench.places import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    Factory = async_sessionmaker[AsyncSession]

NINETY_DAYS = timedelta(days=90)
CLOSED = ("RESOLVED", "FAILED", "REFUSED")


class Loaders:
    """Made when first asked for, by what they load."""

    def __init__(self, sessions: Factory) -> None:
        self.sessions = sessions
        self._made: dict[tuple[Any, ...], DataLoader[Any, Any]] = {}

    def by_code(self, model: Any, *columns: str) -> DataLoader[Any, Any]:
        """One row by the columns that name it."""
        return self._loader(("code", model, columns), lambda keys: self._rows(model, columns, keys))

    def newest(
        self, model: Any, order: str, first: int | None, *where: ColumnElement[bool]
    ) -> DataLoader[int, Any]:
        """The newest current rows of a merchant."""
        key = ("newest", model, order, first)
        return self._loader(key, lambda keys: self._newest(model, order, first, where, keys))

    def complaint_counts(self) -> DataLoader[int, Any]:
        """(total, open, of ninety days) of a merchant."""
        return self._loader(("counts",), self._counts)

    def open_outlet(self, district: str) -> DataLoader[int, bool]:
        """Whether a merchant has an open outlet in a district."""
        return self._loader(("outlet", district), lambda keys: self._outlets(district, keys))

    def _loader(
        self, key: tuple[Any, ...], load: Callable[[Any], Coroutine[Any, Any, Sequence[Any]]]
    ) -> DataLoader[Any, Any]:
        if key not in self._made:
            self._made[key] = DataLoader(load_fn=load)
        return self._made[key]

    async def _rows(self, model: Any, columns: tuple[str, ...], keys: list[Any]) -> list[Any]:
        single = len(columns) == 1
        named = [getattr(model, name) for name in columns]
        rows = select(model).where((named[0] if single else tuple_(*named)).in_(keys))
        if "superseded_at" in model.__table__.c:
            rows = rows.where(model.superseded_at.is_(None))
        async with self.sessions() as session:
            found = (await session.scalars(rows)).all()
        known = {
            getattr(row, columns[0]) if single else tuple(getattr(row, n) for n in columns): row
            for row in found
        }
        return [known.get(key) for key in keys]

    async def _newest(
        self, model: Any, order: str, first: int | None, where: Any, keys: list[int]
    ) -> list[list[Any]]:
        column = getattr(model, order)
        newest = (column.desc().nulls_last(), model.fact_id.desc())
        current = (model.merchant_id.in_(keys), model.superseded_at.is_(None), *where)
        if first is None:
            rows = select(model).where(*current).order_by(*newest)
        else:
            place = func.row_number().over(partition_by=model.merchant_id, order_by=newest)
            numbered = select(model, place.label("place")).where(*current).subquery()
            each = aliased(model, numbered)
            rows = select(each).where(numbered.c.place <= first).order_by(numbered.c.place)
        grouped: dict[int, list[Any]] = defaultdict(list)
        async with self.sessions() as session:
            for row in await session.scalars(rows):
                grouped[row.merchant_id].append(row)
        return [grouped[key] for key in keys]

    async def _counts(self, keys: list[int]) -> list[tuple[int, int, int]]:
        ticket: Any = models.Complaint
        still = case((ticket.status.not_in(CLOSED), 1), else_=0)
        fresh = case((ticket.received_on > DAY - NINETY_DAYS, 1), else_=0)
        rows = (
            select(ticket.merchant_id, func.count(), func.sum(still), func.sum(fresh))
            .where(ticket.merchant_id.in_(keys), ticket.superseded_at.is_(None))
            .group_by(ticket.merchant_id)
        )
        async with self.sessions() as session:
            known = {row[0]: (row[1], row[2], row[3]) for row in await session.execute(rows)}
        return [known.get(key, (0, 0, 0)) for key in keys]

    async def _outlets(self, district: str, keys: list[int]) -> list[bool]:
        outlet: Any = models.Outlet
        rows = select(outlet.merchant_id).where(
            outlet.merchant_id.in_(keys),
            outlet.district == district,
            outlet.status == "OPEN",
            outlet.superseded_at.is_(None),
        )
        async with self.sessions() as session:
            known = set((await session.scalars(rows)).all())
        return [key in known for key in keys]
