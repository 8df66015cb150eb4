"""What resolvers find in `info.context`: who asks, and the loaders of this request.

In: the caller as the load generator names it. Out: `Context`, and how amounts and days are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from bench.contenders.stock.loaders import Loaders

Row = Any  # an ORM object; its attributes are the columns
MILLION = Decimal(1_000_000)


@dataclass
class Context:
    """One request."""

    party: str
    loaders: Loaders

    @property
    def district(self) -> str | None:
        """The district of a district's office; everybody else here sees all."""
        kind, _, code = self.party.rpartition("-")
        return code if kind == "district-commerce" else None

    async def sees(self, merchant: Row) -> bool:
        """Whether what is not public of a merchant is the caller's to see."""
        if self.district is None:
            return True
        if merchant.district == self.district and merchant.district_basis != "registration":
            return True
        return bool(await self.loaders.open_outlet(self.district).load(merchant.merchant_id))


def money(fen: int | None) -> str | None:
    """An amount in yuan."""
    return None if fen is None else f"{Decimal(fen) / 100:.2f}"


def number(millionths: int | None) -> float | None:
    """A score."""
    return None if millionths is None else float(Decimal(millionths) / MILLION)


def day(value: date | None) -> str | None:
    """A day as text."""
    return None if value is None else value.isoformat()
