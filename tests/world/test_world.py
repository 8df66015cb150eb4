"""The world itself: the same in every run, current where it must be, and answered by a hub."""

from __future__ import annotations

from collections import Counter

from hub.tables.catalogue import TABLES
from tests.world.build import world
from tests.world.firms import uscc
from tests.world.hub import WorldHub, world_hub

__all__ = ["world_hub"]

NEVER = {  # made by the hub, by migrations or by intake alone
    *("district", "district_alias", "industry", "violation", "calendar_day", "threshold"),
    *("horizon", "policy_version", "rights_epoch", "locator", "staged_chunk", "recompute"),
    *("idempotency_key", "access_counter", "correction_notice", "data_version"),
}
PROMISED = {  # the contract's type is not null where the column may be
    *("custody_assessment.rule_version", "referral.decide_by", "risk_status.rule_version"),
}


def test_every_table_has_rows() -> None:
    assert set(world()) == set(TABLES) - NEVER


def test_a_fact_has_at_most_one_current_version() -> None:
    for name, rows in world().items():
        if TABLES[name].info["versioned"]:
            keys = [(row.get("merchant_id"), row["fact_id"]) for row in world().current(name)]
            assert max(Counter(keys).values()) == 1, name
            assert all(set(row) <= set(TABLES[name].c.keys()) for row in rows), name


def test_every_nullable_column_is_null_somewhere() -> None:
    never = [
        f"{name}.{column.name}"
        for name, rows in world().items()
        for column in TABLES[name].columns
        if column.nullable
        and f"{name}.{column.name}" not in PROMISED
        and all(row.get(column.name) is not None for row in rows)
    ]
    assert never == []


def test_a_hub_answers_from_it(world_hub: WorldHub) -> None:
    document = "query($u: Uscc!) { merchant(uscc: $u) { name district { code } } }"
    found = world_hub.ask(document, world_hub.parties["public"], {"u": uscc(1)})
    assert found["data"] == {"merchant": {"name": "Ａ店（浦东）", "district": {"code": "310101"}}}
