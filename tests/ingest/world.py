"""A small hub to send to: a migrated database, a register, the shipped policy, short calls.

Fictitious codes only; each has a right check digit.
"""

from __future__ import annotations

import asyncio
import io
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from authz.guard import Guard
from authz.principal import Principal
from hub.database import Database, open_database
from hub.domain.identifiers import hash63, uscc_check_digit
from hub.ingest.batch import Options, Outcome, receive
from hub.ingest.context import OPERATOR, Sender
from hub.ingest.receipt import Receipt

SECRET = b"0123456789abcdef0123456789abcdef"
NOW = datetime(2022, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 of 2 March in Shanghai


def code(number: int, district: str = "310115", prefix: str = "91") -> str:
    body = f"{prefix}{district}MA1K{number:05d}"
    return body + uscc_check_digit(body)


A, B, C = code(1), code(2, "310113"), code(3, "310113")

PARTIES = """code,kind,name,district,industries
city-commerce,CITY_COMMERCE,市商务委,,
district-commerce-310113,DISTRICT_COMMERCE,宝山区商务委,310113,
regulator-sport,INDUSTRY_REGULATOR,市体育局,,8930
market-supervision-310113,ENFORCEMENT,宝山区市场监督管理局,310113,
market-supervision-310115,ENFORCEMENT,浦东新区市场监督管理局,310115,
procuratorate-310115,PROCURATORATE,浦东新区人民检察院,310115,
police-310115,POLICE,浦东公安分局,310115,
court-310115,COURT,浦东新区人民法院,310115,
association-beauty,ASSOCIATION,美发美容协会,,8040
platform-base,BASE_PLATFORM,基础平台,,
consumer-council,CONSUMER_COUNCIL,消保委,,
hotline-12345,HOTLINE,12345,,
bank-a,BANK,甲银行,,
bank-b,BANK,乙银行,,
insurer-a,INSURER,甲保险,,
data-center,DATA_CENTER,大数据中心,,
"""
MERCHANTS = f"""uscc,name,district,industry
{A},浦东美容有限公司,310115,8040
{B},宝山健身有限公司,宝山区,8930
{C},宝山理发店,,
"""
OPERATOR_PARTY = Principal(party=OPERATOR, kind="STEWARD", subject="cli", roles=("STEWARD",))


def principal(party: str, kind: str, **more: Any) -> Principal:
    more.setdefault("institution", party if kind in {"BANK", "INSURER"} else None)
    more.setdefault("channels", (party,) if kind in {"HOTLINE", "CONSUMER_COUNCIL"} else ())
    return Principal(party=party, kind=kind, subject="s", roles=(kind,), **more)


def merchant_party(uscc: str) -> Principal:
    return principal(f"merchant-{uscc}", "MERCHANT", merchant_id=hash63(uscc))


CITY = principal("city-commerce", "CITY_COMMERCE", name="市商务委")
DISTRICT = principal("district-commerce-310113", "DISTRICT_COMMERCE", district="310113")
SPORT = principal("regulator-sport", "INDUSTRY_REGULATOR", industries=("2017:8930",))
MARKET = principal(
    "market-supervision-310113", "ENFORCEMENT", district="310113", name="宝山区市场监督管理局"
)
BEAUTY = principal("association-beauty", "ASSOCIATION", industries=("2017:8040",))
PLATFORM = principal("platform-base", "BASE_PLATFORM")
COUNCIL = principal("consumer-council", "CONSUMER_COUNCIL")
HOTLINE = principal("hotline-12345", "HOTLINE")
BANK_A, BANK_B = principal("bank-a", "BANK"), principal("bank-b", "BANK")
INSURER = principal("insurer-a", "INSURER")
COURT = principal("court-310115", "COURT", district="310115", name="浦东新区人民法院")
CENTER = principal("data-center", "DATA_CENTER")


@dataclass
class Intake:
    """One hub: `operator` sends as the command line does, `by` as a party under the policy."""

    url: str
    guard: Guard | None
    at: datetime = NOW
    _keys: Any = field(default_factory=itertools.count)
    _runner: asyncio.Runner = field(default_factory=asyncio.Runner)
    _database: Database | None = None

    def transact(self, work: Any) -> Any:
        if self._database is None:
            self._database = open_database(self.url)
        return self._runner.run(self._database.run(work))

    def close(self) -> None:
        if self._database is not None:
            self._runner.run(self._database.close())
        self._runner.close()

    def receive(
        self,
        kind: str,
        body: str | bytes,
        sender: Sender,
        *,
        key: str | None = None,
        **options: Any,
    ) -> Outcome:
        raw = body.encode() if isinstance(body, str) else body
        return receive(
            self.transact,
            io.BytesIO(raw),
            kind=kind,
            sender=sender,
            key=key or f"key-{next(self._keys)}",
            secret=SECRET,
            guard=None if sender.is_operator else self.guard,
            options=Options(**options),
            now=lambda: self.at,
        )

    def operator(self, kind: str, body: str | bytes, **more: Any) -> Receipt:
        return self.receive(kind, body, Sender(OPERATOR_PARTY, OPERATOR), **more).receipt

    def by(self, party: Principal, kind: str, body: str | bytes, **more: Any) -> Receipt:
        source = more.pop("source", f"{party.party}-daily")
        return self.receive(kind, body, Sender(party, source), **more).receipt

    def rows(self, table: Table, *, past: bool = False) -> list[dict[str, Any]]:
        """Current rows, or with `past` all versions in the order of their recording."""

        def work(connection: Connection) -> list[dict[str, Any]]:
            chosen = select(table)
            if "superseded_at" in table.c and not past:
                chosen = chosen.where(table.c.superseded_at.is_(None))
            order = [table.c[n] for n in ("recorded_at", "merchant_id", "line") if n in table.c]
            return [dict(row) for row in connection.execute(chosen.order_by(*order)).mappings()]

        found: list[dict[str, Any]] = self.transact(work)
        return found

    def row(self, table: Table, uscc: str) -> dict[str, Any]:
        return next(row for row in self.rows(table) if row["merchant_id"] == hash63(uscc))
