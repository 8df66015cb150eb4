"""No row that a party sends opens anything to that party but the row itself.

What it names itself in (bank, issuer, platform, publisher, sender) counts only once the merchant or
its regulator has confirmed it. Judged by every scope on every row, and asked of the hub.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import insert, update

from authz.principal import Principal
from authz.store import shipped
from hub.tables.catalogue import TABLES as STORED
from tests.rights.facts import FactsOf
from tests.rights.judge import Judge
from tests.rights.policies import compiled
from tests.rights.probes import Probe, probes
from tests.world.build import world
from tests.world.firms import COUNT, key
from tests.world.ground import NOW, TODAY, TYPES, Rows, day
from tests.world.hub import WorldHub
from tests.world.parties import parties


@dataclass(frozen=True)
class Sent:
    """A table that a party may fill, with a row that names the party wherever it can."""

    party: str
    table: str
    columns: Callable[[Principal], dict[str, Any]]


ENOUGH = 10


def account(who: Principal) -> dict[str, Any]:
    return {"bank": who.party, "account_number": "1", "confirmed_on": None, "closed_on": None}


def guarantee(who: Principal) -> dict[str, Any]:
    valid = {"valid_from": day(-9), "valid_until": day(9), "confirmed_on": None}
    return {"kind": "OTHER", "issuer": who.party, "number": "n", "cover_amount": 1, **valid}


def link(who: Principal) -> dict[str, Any]:
    return {"status": "LINKED", "platform": who.party, "linked_on": day(-9), "confirmed_on": None}


def report(_: Principal) -> dict[str, Any]:
    sums = {"prepaid_total": 1, "prepaid_balance": 1, "cards_issued": 1}
    return {"reported_for": day(-3), "on_time": True, **sums}


def rating(who: Principal) -> dict[str, Any]:
    return {"publisher": who.party, "grade": "A", "method": "m", "published_on": TODAY}


def review(who: Principal) -> dict[str, Any]:
    return {"publisher": who.party, "period": "2022-09", "reviews": 1, "average_score": 1}


def warning(who: Principal) -> dict[str, Any]:
    words = {"title": "t", "text": "t", "industries": [], "districts": [], "reference": "new"}
    return {"publisher": who.party, "published_on": TODAY, **words}


def ticket(who: Principal) -> dict[str, Any]:
    words = {"ticket": "new", "category": "refund", "status": "RECEIVED"}
    return {"channel": who.party, "received_on": TODAY, **words}


def penalty(_: Principal) -> dict[str, Any]:
    words = {"authority": "a", "authority_folded": "a", "decision_number": "new", "kind": "罚款"}
    window = {"published_on": TODAY, "visible_until": day(9), "penalty_class": "serious"}
    return {"decided_on": TODAY, "violation": "NOT_LINKED", **words, **window}


def inspection(who: Principal) -> dict[str, Any]:
    return {"party": who.party, "reference": "new", "planned_on": TODAY, "inspected_on": TODAY}


def referral(who: Principal) -> dict[str, Any]:
    words = {"suspected_crime": "OTHER", "status": "SENT", "reference": "new"}
    days = {"reported_on": TODAY, "decide_by": day(7), "closed_on": None}
    return {"sender": who.party, "recipient": "police-310115", **words, **days}


def objection(_: Principal) -> dict[str, Any]:
    words = {"coordinate": "Merchant.name", "fact": "M", "statement": "s", "status": "OPEN"}
    return {"fact_provider": "data-center", "filed_on": TODAY, "due_on": day(9), **words}


SENT = (
    *(Sent("bank-a", "custody_account", account), Sent("bank-a", "guarantee", guarantee)),
    *(Sent("insurer", "guarantee", guarantee), Sent("platform", "link", link)),
    *(Sent("platform", "card_report", report), Sent("platform", "rating", rating)),
    *(Sent("platform", "review_summary", review), Sent("association", "rating", rating)),
    *(Sent("association", "warning", warning), Sent("council", "complaint", ticket)),
    *(Sent("council", "warning", warning), Sent("hotline", "complaint", ticket)),
    *(Sent("enforcement-pudong", "penalty", penalty), Sent("merchant", "objection", objection)),
    *(Sent("enforcement-pudong", "inspection", inspection),),
    *(Sent("enforcement-pudong", "referral", referral),),
)
ONE_EACH = frozenset({"link"})  # a merchant has one: what is sent follows on what is there
COUNTED = {  # what is made of such rows, or hangs on them
    "complaint": {"ComplaintSummary"},
    "card_report": {"ReportingQuality"},
    "custody_account": {"CustodyBalance"},
}


def with_row(sent: Sent, number: int) -> tuple[Rows, dict[str, Any]]:
    """The world with one row more, as intake leaves it: sent by the party, not confirmed."""
    rows, who = world().copied(), parties()[sent.party]
    if sent.table in ONE_EACH:
        rows[sent.table] = [r for r in rows[sent.table] if r["merchant_id"] != key(number)]
    more = {"provider": who.party, "source": f"src-{who.party}", **sent.columns(who)}
    rows.fact(sent.table, key(number), f"new/{sent.party}", **more)
    new = rows[sent.table][-1]
    missing = {column.name: None for column in STORED[sent.table].columns}
    return rows, missing | new | {"recorded_at": NOW - timedelta(hours=1)}


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sent=st.sampled_from(SENT), number=st.integers(1, COUNT))
def test_no_scope_opens_for_what_one_sends(sent: Sent, number: int) -> None:
    policy, who = compiled(shipped()), parties()[sent.party]
    rows, new = with_row(sent, number)
    before, after = Judge(policy, FactsOf(world())), Judge(policy, FactsOf(rows))
    for kind, row in _about(key(number), new["node_id"]):
        for families in {policy.families.get(name, ()) for name in policy.names.types[kind]}:
            known = before.scopes(families, kind, row, who)
            assert after.scopes(families, kind, row, who) == known, (kind, families)


def _about(merchant: int, new: str) -> Iterator[tuple[str, Any]]:
    """All rows about a merchant but the new one."""
    for table, kind in TYPES.items():
        if table in {"officer", "guarantee_claim", *ONE_EACH}:
            continue
        for row in world().current(table):
            if row.get("merchant_id") == merchant and row["node_id"] != new:
                yield kind, row


@pytest.mark.slow
@pytest.mark.parametrize("sent", SENT, ids=lambda sent: f"{sent.party}-{sent.table}")
def test_the_hub_opens_nothing_for_what_one_sends(world_hub: WorldHub, sent: Sent) -> None:
    """All that is asked of other types is answered as before, for any of its merchants."""
    who = world_hub.parties[sent.party]
    asked = list(_elsewhere(world_hub, who, sent.table))
    before = {probe.name: world_hub.ask_raw(probe.document, who) for probe in asked}
    for number in (6, 14, 19, 28, 31):
        _, new = with_row(sent, number)
        world_hub.write(lambda connection, new=new: _write(connection, sent.table, new))
    assert len(asked) > ENOUGH
    changed = [p.name for p in asked if world_hub.ask_raw(p.document, who) != before[p.name]]
    assert changed == []


def _elsewhere(hub: WorldHub, who: Principal, table: str) -> Iterator[Probe]:
    """Probes of other types than the one that is sent, and than the figures that count it."""
    kinds = {TYPES[table], "AccessRecord"} | COUNTED.get(table, set())
    for probe in probes(hub.sight(who).schema):
        if probe.kind not in kinds:
            yield probe


def _write(connection: Any, table: str, new: dict[str, Any]) -> None:
    stored = STORED[table]
    current = (stored.c.merchant_id == new["merchant_id"], stored.c.superseded_at.is_(None))
    if table in ONE_EACH:
        closed = update(stored).where(*current)
        connection.execute(closed.values(superseded_at=new["recorded_at"]))
    connection.execute(insert(stored).values(**new))
