"""A small, hostile world made by chance: the same seed, the same rows, on every database.

In: a seed. Out: `world(seed)`, rows by table name as a Python reader sees them: ties on every order
key, absent values, superseded and withdrawn versions, equal fact keys under several merchants,
names with full-width letters, `%`, `_` and emoji, rows just inside and outside of every window.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphql import GraphQLEnumType, get_named_type
from sqlalchemy import Boolean, Date, Integer, String

from hub.clock import day_of
from hub.domain.identifiers import hash63, node_id
from hub.domain.text import mask_name1, mask_street, normalise
from hub.tables.base import Document, Fraction6, Instant, Money
from hub.tables.catalogue import TABLES
from resolvers.parts import camel
from resolvers.registry import REGISTRY
from schema.build import build_schema
from tests.slow.callers import CHANNELS, DISTRICTS, PARTIES, uscc
from tests.slow.registers import registers

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
TODAY = day_of(NOW)
MOMENTS = tuple(datetime(2026, month, 5, 1, 2, 3, 456789, tzinfo=UTC) for month in (1, 2, 3))
BETWEEN = (datetime(2026, 1, 20, tzinfo=UTC), datetime(2026, 2, 20, tzinfo=UTC))
MERCHANTS = 14
SOURCES = ("operator", "12345-feed")
MATCHING = (("2017", "8051"), ("2011", "7950"), ("2017", "6210"), ("2011", "7940"))
NAMES = (
    "ＡＢＣ健身",
    "abc健身",
    "100%好店",
    "a_b",
    "美丽 一店",
    "美丽人生",
    "Straße",
    "🎉庆典",
    "美",
)
COMMON = {
    "violation": ("NOT_LINKED", "UPLOAD_DEFICIENT"),
    "district": DISTRICTS,
    "channel": CHANNELS,
    "category": ("REFUND", "CLOSED"),
    "period": ("2025Q3", "2025Q4", "2026-01"),
    "platform": ("platform-base", "operator"),
    "bank": ("bank-a", "bank-b"),
    "publisher": ("association-prepaid", "consumer-council", "platform-base"),
    "recipient": ("market-supervision-310113", "police-310115"),
    "sender": ("district-commerce-310113", "city-commerce"),
    "authority": ("上海市市场监管局", "100%_局", "ＳＨ局"),
    "penalty_class": ("ordinary", "warning"),
    "year": (2023, 2024, 2025),
    "reviews": (0, 7, 12),
    "decided_by": ("city-commerce", "court-310115"),
}
ISSUERS = {"guarantee": ("insurer-a", "bank-a"), "rectification": ("market-supervision-310113",)}
REASON = {"code": "REPORT_MISSING", "text": "报送缺失", "rule": "REG 10"}
ENDINGS = ("一", "b", "B", '"引号"', "行\n二")
VERSION = frozenset({column.name for column in list(TABLES["outlet"].columns)[:10]})
# What intake and derivation always give, though the column would take nothing.
ALWAYS = {("permit", "issued_by"), ("referral", "decide_by")}
POOLS: tuple[tuple[type, tuple[Any, ...]], ...] = (
    (Date, tuple(TODAY + timedelta(days=n) for n in (-400, -91, -90, -30, -3, -1, 0, 1, 20))),
    (Instant, tuple(NOW - timedelta(days=n, microseconds=n % 7) for n in (0, 3, 40))),
    (Money, (0, 5, 100, -250, 12_000_000, 8_999_999_999_999_999)),
    (Fraction6, (0, 1, 400_000, 1_000_000, 4_500_000)),
    (Boolean, (False, True)),
    (Integer, (0, 1, 2, 3, 4)),
)
# Facts that the statement finds through another fact: the column, and that fact's table.
BELONGS = {
    ("custody_balance", "account_id"): "custody_account",
    ("guarantee_claim", "guarantee_id"): "guarantee",
}

Rows = dict[str, list[dict[str, Any]]]


def world(seed: int = 1) -> Rows:
    """All rows of a world, by table."""
    return World(seed).rows


class World:
    """Makes one world."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.enums = _enums()
        self.rows: Rows = {}
        self.keys = [hash63(uscc(number)) for number in range(MERCHANTS)]
        for number, key in enumerate(self.keys):
            self._merchant(number, key)
        for name, table in TABLES.items():
            if (
                table.info["placement"] == "shard"
                and table.info["versioned"]
                and name != "merchant"
            ):
                self._facts(name)
        self._ties()
        self.rows |= registers(self.chance, self.keys, NOW, TODAY)

    # -- merchants ----------------------------------------------------------------------------

    def _merchant(self, number: int, key: int) -> None:
        code, chance = uscc(number), self.chance
        edition, industry = chance.choice((*MATCHING, (None, None)))
        row = self._values("merchant") | {
            "merchant_id": key,
            "fact_id": hash63(f"M{code}"),
            "node_id": node_id("M", key, hash63(f"M{code}")),
            "uscc": code,
            "district": DISTRICTS[number % 3],
            "district_basis": chance.choice(("stated", "confirmed", "registration")),
            "industry": industry,
            "industry_edition": None if edition is None else int(edition),
            "industry_key": "" if edition is None else f"{edition}:{industry}",
            "registered_address": chance.choice((None, "上海市长宁路 88 号 3 室", "无名")),
            "legal_representative": chance.choice((None, "王小明", "李")),
            "legal_representative_id_number": chance.choice((None, "31010119800101123X", "12345")),
            "contact_phone": chance.choice((None, "13812345678", "5551234", "021-62512345")),
        }
        self._versions("merchant", row, self._renamed)

    def _renamed(self, row: dict[str, Any]) -> dict[str, Any]:
        """What intake derives from a merchant's texts."""
        name, brand = self.chance.choice(NAMES), self.chance.choice((None, *NAMES))
        address, person = row["registered_address"], row["legal_representative"]
        return row | {
            "district": self.chance.choice((row["district"], "310113", *DISTRICTS)),
            "registered_capital": self.chance.choice((None, 0, 5, 12_000_000)),
            "name": name,
            "name_folded": normalise(name),
            "brand": brand,
            "brand_folded": None if brand is None else normalise(brand),
            "registered_address_street": None if address is None else mask_street(address),
            "legal_representative_name1": None if person is None else mask_name1(person),
        }

    # -- facts --------------------------------------------------------------------------------

    def _facts(self, name: str) -> None:
        many = (1,) if name == "link" else (0, 1, 2, 3, 4)  # an accepted merchant has its link
        for key in self.keys:
            for number in range(self.chance.choice(many)):
                half = hash63(f"{name}{number}")  # the same key under several merchants
                row = {
                    "merchant_id": key,
                    "fact_id": half,
                    "node_id": node_id(self._letter(name), key, half),
                }
                self._versions(name, row, lambda row, name=name: row | self._values(name))

    @staticmethod
    def _letter(name: str) -> str:
        table = TABLES[name]
        found = (b.letter for b in REGISTRY.types.values() if b.table is table and b.letter)
        return next(found, "g")

    def _versions(self, name: str, row: dict[str, Any], change: Any) -> None:
        """One to three versions of a fact; now and then the last one is withdrawn."""
        chance = self.chance
        moments = sorted(chance.sample(MOMENTS, chance.choice((1, 1, 2, 3))))
        if name == "link":
            moments = sorted({MOMENTS[0], *moments})
        gone = name != "link" and chance.random() < 0.08 and len(moments) == 1
        ends = [*moments[1:], MOMENTS[2] if gone else None]
        for begins, end in zip(moments, ends, strict=True):
            version = {
                "recorded_at": begins,
                "superseded_at": None if end is None or end <= begins else end,
                "source": chance.choice(SOURCES),
                "batch_id": chance.choice((None, 1, 2, 3)),
                "provider": chance.choice(sorted(PARTIES)),
                "rule_version": None
                if name != "custody_assessment" and chance.random() < 0.5
                else "1",
                "disputed": chance.random() < 0.2,
            }
            self.rows.setdefault(name, []).append({**change(row), **version})

    def _values(self, name: str) -> dict[str, Any]:
        """Every column of a fact's own."""
        table, found = TABLES[name], {}
        own = [column for column in table.columns if column.name not in VERSION]
        for column in own:
            absent = column.nullable and self.chance.random() < 0.25
            absent = absent and (name, column.name) not in ALWAYS
            found[column.name] = None if absent else self._value(name, column)
        if "authority_folded" in found:
            found["authority_folded"] = normalise(found["authority"])
        if "rank" in found:
            found["rank"] = ("GREEN", None, "YELLOW", "RED", "BLACK").index(found["code"])
        return found

    def _value(self, table: str, column: Any) -> Any:
        name, kind, chance = column.name, column.type, self.chance
        if (table, name) in BELONGS:
            return hash63(f"{BELONGS[table, name]}{chance.randint(0, 2)}")
        named = ISSUERS.get(table) if name == "issuer" else None
        pool = named or self.enums.get((table, name)) or COMMON.get(name)
        if pool is not None:
            return chance.choice(pool)
        if isinstance(kind, Document):
            return self._document(name)
        if isinstance(kind, String):
            return f"{name} {chance.choice(ENDINGS)}"
        return chance.choice(next(pool for type_, pool in POOLS if isinstance(kind, type_)))

    def _document(self, name: str) -> Any:
        lists = {
            "industries": [["8051"], ["7950", "6210"], []],
            "districts": [["310113", "310115"], ["310104"], []],
            "inspectors": [["张三"], ["张三", "李四"]],
        }
        if name in lists:
            return self.chance.choice(lists[name])
        return [dict(REASON)] * self.chance.randint(0, 2)

    def _ties(self) -> None:
        """Objections against facts that are there; warnings about trades; inspections of draws."""
        names = ("permit", "outlet", "review_summary")
        facts = [r for name in names for r in self.rows[name] if r["recorded_at"] == MOMENTS[0]]
        codes = {row["merchant_id"]: row["uscc"] for row in self.rows["merchant"]}
        with_facts = {fact["merchant_id"] for fact in facts}
        objections = self.rows["objection"]
        objections[:] = [row for row in objections if row["merchant_id"] in with_facts]
        for row in objections:
            own = [fact for fact in facts if fact["merchant_id"] == row["merchant_id"]]
            fact = self.chance.choice(own)
            row |= {"fact": fact["node_id"], "fact_provider": fact["provider"]}
            row["provider"] = f"merchant-{codes[row['merchant_id']]}"
        for row in self.rows["inspection"]:
            row["draw"] = self.chance.choice(
                (None, node_id("d", 0, hash63("draw0")), node_id("d", 0, hash63("draw1")))
            )
        numbers = {hash63(f"custody_balance{number}"): number for number in range(4)}
        for row in self.rows["custody_balance"]:  # one balance a day, as its natural key says
            row["day"] = TODAY - timedelta(days=numbers[row["fact_id"]])
        for row in self.rows["warning"][::3]:
            row["merchant_id"] = 0
            row["fact_id"] = hash63(row["node_id"])
            row["node_id"] = node_id("N", 0, row["fact_id"])
            row["superseded_at"] = None


def _enums() -> dict[tuple[str, str], list[Any]]:
    """The values of every column whose cell is an enum."""
    schema, found = build_schema(), {}
    for binding in REGISTRY.types.values():
        kind = schema.type_map.get(binding.name)
        if binding.table is None:
            continue
        for column in binding.table.columns:
            field = getattr(kind, "fields", {}).get(camel(column.name))
            named = get_named_type(field.type) if field is not None else None
            if isinstance(named, GraphQLEnumType):
                found[binding.table.name, column.name] = list(named.values)
    return found


def day(offset: int) -> date:
    """A day beside the world's today."""
    return TODAY + timedelta(days=offset)
