"""What the look-up form offers to narrow a search by: districts, and the trades that sell cards.

In: nothing. Out: `DISTRICTS` by code, `TRADES` by the word of the address. A trade gathers codes of
GB/T 4754; the hub adds their descendants and their other edition.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade as a citizen calls it."""

    name: str
    industries: tuple[str, ...]


def _districts() -> Mapping[str, str]:
    text = files("migrations").joinpath("data/districts.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(io.StringIO(text))}


DISTRICTS: Mapping[str, str] = MappingProxyType(_districts())
TRADES: Mapping[str, Trade] = MappingProxyType(
    {
        "beauty": Trade("美容美发", ("8040",)),
        "fitness": Trade("健身、体育场馆", ("8930", "8921")),
        "food": Trade("餐饮", ("62",)),
        "training": Trade("教育培训", ("83",)),
        "retail": Trade("零售", ("52",)),
        "bath": Trade("沐浴、足浴、养生", ("8051", "8052", "8053")),
        "laundry": Trade("洗染", ("8030",)),
        "home": Trade("家政、宠物", ("8010", "8223")),
        "photo": Trade("摄影、婚庆", ("8060", "8070")),
        "car": Trade("汽车修理、租赁", ("8111", "7111")),
        "leisure": Trade("影院、娱乐", ("8760", "90")),
        "travel": Trade("住宿、旅行社", ("61", "7291")),
    }
)
