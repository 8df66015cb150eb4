"""A world of five merchants and their parties, and the desk that acts in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from authz.guard import Guard
from authz.policy import Policy
from authz.principal import Principal
from hub.clock import day_of
from hub.commands.act import Act, Done, Outcome, Refused
from hub.domain.identifiers import hash63, node_id, uscc_check_digit
from hub.tables.merchant import link, merchant, outlet
from hub.tables.party import institution, party, source

NOW = datetime(2022, 6, 15, 2, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Shanghai
BEFORE = datetime(2022, 1, 4, tzinfo=UTC)
TODAY = date(2022, 6, 15)
SECRET = b"s" * 32


def uscc_of(body: str) -> str:
    return body + uscc_check_digit(body)


SALON = uscc_of("91310113MA1GKABC5")  # hairdresser in Baoshan, served by the platform
GYM = uscc_of("91310115MA1GKGYM1")  # gym in Pudong
BARE = uscc_of("91310104MA1GKBARE")  # no trade; district read from the code alone
NOBODY = uscc_of("91310104MA1GKN0NE")  # not known to the hub


def caller(code: str, kind: str, **more: Any) -> Principal:
    return Principal(**{"party": code, "kind": kind, "subject": "wang", "roles": (kind,), **more})


BEAUTY = caller("association-beauty", "ASSOCIATION", industries=("2017:8040",))
SPORT = caller("association-sport", "ASSOCIATION", industries=("2017:8930",))
PLATFORM = caller("platform-base", "BASE_PLATFORM")
COURT = caller("court-310115", "COURT")
POLICE = caller("police-310115", "POLICE")
STEWARD = caller("steward-1", "STEWARD")
BANK = caller("bank-a", "BANK", institution="bank-a")
CITY = caller("city-commerce", "CITY_COMMERCE")
BAOSHAN = caller("district-commerce-310113", "DISTRICT_COMMERCE", district="310113")
XUHUI = caller("district-commerce-310104", "DISTRICT_COMMERCE", district="310104")
SALON_ITSELF = caller(f"merchant-{SALON}", "MERCHANT", merchant_id=hash63(SALON))
GYM_ITSELF = caller(f"merchant-{GYM}", "MERCHANT", merchant_id=hash63(GYM))
CENTRE = caller("data-center", "DATA_CENTER")
MARKET = caller("market-supervision-310113", "ENFORCEMENT", district="310113")
PARTIES = (
    *(BEAUTY, SPORT, PLATFORM, COURT, POLICE, STEWARD, BANK, CITY, BAOSHAN, XUHUI),
    *(CENTRE, MARKET),
)

_numbers = itertools.count(1)


def put(connection: Connection, table: Table, letter: str, **values: Any) -> dict[str, Any]:
    """One current version, as intake would have left it."""
    fact_id = values.pop("fact_id", None) or next(_numbers)
    row = {
        "fact_id": fact_id,
        "node_id": node_id(letter, values.get("merchant_id", 0), fact_id),
        "recorded_at": BEFORE,
        "source": "operator",
        "provider": "operator",
        "disputed": False,
        **values,
    }
    connection.execute(insert(table).values(row))
    return row


def put_merchant(connection: Connection, uscc: str, district: str, **more: Any) -> None:
    texts = {"name": "某店", "name_folded": "某店", "kind": "ENTERPRISE", "issuer": "CONFIRMED"}
    row = {
        **texts,
        "merchant_id": hash63(uscc),
        "uscc": uscc,
        "status": "OPERATING",
        "district": district,
        "district_basis": "stated",
        "industry_key": "",
        "mall_type": False,
        **more,
    }
    put(connection, merchant, "M", **row)


def make_world(connection: Connection) -> None:
    put_merchant(connection, SALON, "310113", industry_key="2017:8040")
    put_merchant(connection, GYM, "310115", industry_key="2017:8930")
    put_merchant(connection, BARE, "310104", district_basis="registration")
    linked = {"status": "LINKED", "platform": PLATFORM.party, "linked_on": date(2022, 1, 1)}
    confirmed = {"confirmed_by": SALON_ITSELF.party, "confirmed_on": date(2022, 1, 2)}
    put(connection, link, "k", merchant_id=hash63(SALON), **linked, **confirmed)
    put(connection, link, "k", merchant_id=hash63(GYM), **linked)
    shop = {"code": "1", "name": "店", "district": "310115", "status": "OPEN"}
    put(connection, outlet, "O", merchant_id=hash63(SALON), **shop)
    for each in PARTIES:
        lists = {"industries": list(each.industries), "roles": list(each.roles)}
        row = {"code": each.party, "kind": each.kind, "name": each.party, **lists}
        put(connection, party, "P", district=each.district, **row)
    given = {"name": "评级", "party": BEAUTY.party, "kinds": ["ratings", "reviews"]}
    put(connection, source, "S", code="beauty-ratings", **given)
    put(connection, institution, "I", code="bank-a", kind="BANK", name="甲银行")


@dataclass
class Desk:
    """Acts as a party, each act in a transaction of its own."""

    transact: Any
    guard: Guard
    policy: Policy
    work: Callable[..., Outcome]
    keys: Any = field(default_factory=lambda: itertools.count(1))

    def frame(self, who: Principal, now: datetime = NOW) -> Act:
        return Act(
            principal=who,
            guard=self.guard,
            policy=self.policy,
            now=now,
            today=day_of(now),
            secret=SECRET,
        )

    def act(self, who: Principal, name: str, *, now: datetime = NOW, **given: Any) -> Outcome:
        given.setdefault("idempotencyKey", f"key-{next(self.keys)}")
        frame = self.frame(who, now)
        outcome: Outcome = self.transact(lambda each: self.work(each, name, frame, given))
        return outcome

    def done(self, who: Principal, name: str, **given: Any) -> Done:
        outcome = self.act(who, name, **given)
        assert isinstance(outcome, Done), outcome
        return outcome

    def refused(
        self, who: Principal, name: str, **given: Any
    ) -> tuple[str, tuple[str, ...] | None]:
        """Code and field of the only error."""
        outcome = self.act(who, name, **given)
        assert isinstance(outcome, Refused), outcome
        assert len(outcome.errors) == 1, outcome
        return outcome.errors[0].code.value, outcome.errors[0].field

    def rows(self, table: Table, fact_id: int | None = None) -> list[dict[str, Any]]:
        """All versions, oldest first."""
        chosen = select(table).order_by(table.c.recorded_at)
        if fact_id is not None:
            chosen = chosen.where(table.c.fact_id == fact_id)
        rows: list[dict[str, Any]] = self.transact(
            lambda each: [dict(row) for row in each.execute(chosen).mappings()]
        )
        return rows

    def rows_of(self, table: Table) -> list[dict[str, Any]]:
        """The rows of a table without versions."""
        rows: list[dict[str, Any]] = self.transact(
            lambda each: [dict(row) for row in each.execute(select(table)).mappings()]
        )
        return rows

    def row(self, table: Table, fact_id: int) -> dict[str, Any]:
        """The current version."""
        (found,) = [row for row in self.rows(table, fact_id) if row["superseded_at"] is None]
        return found
