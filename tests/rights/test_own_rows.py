"""No row that a party sends opens anything to that party but the row itself.

What it names itself in (bank, issuer, platform, publisher, sender) counts only once the merchant or
its regulator has confirmed it. Judged by every scope on every row, and asked of the hub.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from operator import le
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import insert, update

from authz.predicates import holds
from authz.principal import Principal
from authz.store import shipped
from authz.vocabulary import Action
from hub.ingest.kinds import KINDS
from hub.tables.catalogue import TABLES as STORED
from tests.rights.facts import FactsOf, Row
from tests.rights.judge import Judge
from tests.rights.policies import compiled
from tests.rights.probes import Probe, probes
from tests.world.build import world
from tests.world.firms import COUNT, key
from tests.world.ground import NOW, TODAY, TYPES, Rows
from tests.world.hub import WorldHub
from tests.world.parties import parties


@dataclass(frozen=True)
class Sent:
    """A kind of record that a kind of party may send, about merchants in a scope."""

    role: str
    kind: str
    scope: str

    @property
    def party(self) -> str:
        return SENDERS[self.role]

    @property
    def table(self) -> str:
        return str(KINDS[self.kind].table.name)


ENOUGH = 10
SENDERS = {
    "DATA_CENTER": "data-center",
    "CITY_COMMERCE": "city",
    "DISTRICT_COMMERCE": "pudong",
    "INDUSTRY_REGULATOR": "sport-pudong",
    "ENFORCEMENT": "enforcement-pudong",
    "COURT": "court-open",
    "HOTLINE": "hotline",
    "CONSUMER_COUNCIL": "council",
    "BASE_PLATFORM": "platform",
    "ASSOCIATION": "association",
    "MERCHANT": "merchant",
    "BANK": "bank-a",
    "INSURER": "insurer",
}
# The registers say who is who, and the merchant where it is: who sends them sees by them no more.
REGISTERS = frozenset({"STEWARD"})
WHOLE = "merchants"
NAMING = (  # columns in which a row may name its sender, each as much as it can
    *("bank", "issuer", "platform", "publisher", "channel", "party", "sender", "recipient"),
    *("decided_by", "authority_party"),
)


def _sent() -> Iterator[Sent]:
    policy = compiled(shipped())
    for role, entries in policy.entries.items():
        for entry in entries:
            if entry.action is Action.SEND and role not in REGISTERS:
                name = entry.row.values[1].split("/")[1]
                if name != WHOLE:
                    yield Sent(role, name, entry.row.values[3])


SENT = tuple(dict.fromkeys(_sent()))
FEW = 5
VERSION = frozenset(
    {
        *("fact_id", "node_id", "merchant_id", "recorded_at", "superseded_at", "source"),
        *("provider",),
    }
)
NAMES_ITSELF = frozenset({"own_decisions", "own_channel", "names_institution", "names_caller"})
ONE_EACH = frozenset({"link"})  # a merchant has one: what is sent follows on what is there
COUNTED = {  # what is made of such rows, or hangs on them
    "complaint": {"ComplaintSummary"},
    "card_report": {"ReportingQuality"},
    "custody_account": {"CustodyBalance"},
    "custody_balance": {"CustodyAccount"},
    "guarantee_claim": {"Guarantee"},
    "link": {"ReportingQuality"},
}


def with_row(sent: Sent, number: int) -> tuple[Rows, dict[str, Any]]:
    """The world with one row more, as intake leaves it: sent by the party, not confirmed."""
    rows, who = world().copied(), parties()[sent.party]
    like = next(row for row in world().current(sent.table) if _telling(row))
    own = {name: value for name, value in like.items() if name not in VERSION}
    own |= {name: who.party for name in NAMING if name in own}
    own |= {name: None for name in ("confirmed_on", "confirmed_by") if name in own}
    own |= {"district": who.district} if sent.kind == "outlets" and who.district else {}
    if sent.table in ONE_EACH:
        rows[sent.table] = [r for r in rows[sent.table] if r["merchant_id"] != key(number)]
    more = {**own, "provider": who.party, "source": f"src-{who.party}"}
    rows.fact(sent.table, key(number), f"new/{sent.party}", **more)
    new = rows[sent.table][-1]
    missing = {column.name: None for column in STORED[sent.table].columns}
    return rows, missing | new | {"recorded_at": NOW - timedelta(hours=1)}


def _telling(row: Row) -> bool:
    """A row that would open most: running, linked, open."""
    return row.get("status") in {None, "SENT", "LINKED", "OPEN", "RECEIVED"}


def admitted(sent: Sent) -> list[int]:
    """The merchants about whom the party may send such a row, before it has sent any."""
    facts, who = FactsOf(world()), parties()[sent.party]
    if sent.scope in NAMES_ITSELF:
        return list(range(1, COUNT + 1))
    base = {"caller": who, "today": TODAY, "type": "Merchant"}
    return [n for n in range(1, COUNT + 1) if holds(sent.scope, "", base | facts.about(key(n)))]


REPLACED = frozenset({"links"})  # a merchant has one: a new one ends what the confirmed one opened


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sent=st.sampled_from(SENT), given_number=st.integers(0, COUNT))
def test_no_scope_opens_for_what_one_sends(sent: Sent, given_number: int) -> None:
    policy, who, may = compiled(shipped()), parties()[sent.party], admitted(sent)
    number = may[given_number % len(may)]
    rows, new = with_row(sent, number)
    before, after = Judge(policy, FactsOf(world())), Judge(policy, FactsOf(rows))
    for kind, row in _about(key(number), new["node_id"]):
        for families in {policy.families.get(name, ()) for name in policy.names.types[kind]}:
            known = before.scopes(families, kind, row, who)
            now = after.scopes(families, kind, row, who)
            ended = sent.kind in REPLACED and all(map(le, now, known))
            assert now == known or ended, (kind, families)


def test_who_sends_merchants_sees_all_of_them_anyway() -> None:
    """A merchant's district and trade decide rights: not those of who says what they are."""
    policy = compiled(shipped())
    sending = {
        role
        for role, entries in policy.entries.items()
        for entry in entries
        if entry.action is Action.SEND and entry.row.values[1] == f"intake/{WHOLE}"
    }
    assert sending == {"CITY_COMMERCE", "DATA_CENTER"}
    scopes = {
        entry.row.values[3]
        for role in sending
        for entry in policy.entries[role]
        if entry.action is Action.READ
    }
    assert scopes <= {"all", "own_records"}


def test_every_kind_is_sent_by_everybody_who_may() -> None:
    assert {sent.kind for sent in SENT} | {WHOLE} == {
        name for name, kind in KINDS.items() if "merchant_id" in kind.table.c
    }
    assert len(SENT) > len(SENDERS)


def _about(merchant: int, new: str) -> Iterator[tuple[str, Any]]:
    """All rows about a merchant but the new one."""
    for table, kind in TYPES.items():
        if table in {"officer", "guarantee_claim", *ONE_EACH}:
            continue
        for row in world().current(table):
            if row.get("merchant_id") == merchant and row["node_id"] != new:
                yield kind, row


@pytest.mark.slow
@pytest.mark.parametrize("sent", SENT, ids=lambda sent: f"{sent.party}-{sent.kind}")
def test_the_hub_opens_nothing_for_what_one_sends(world_hub: WorldHub, sent: Sent) -> None:
    """All that is asked of other types is answered as before, for any of its merchants."""
    who = world_hub.parties[sent.party]
    asked = list(_elsewhere(world_hub, who, sent.table))
    before = {probe.name: world_hub.ask_raw(probe.document, who) for probe in asked}
    for number in admitted(sent)[::-1][:FEW]:
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
