"""The SQL flag of each scope word is its Python predicate: on every row, for every caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from authz.predicates import holds
from authz.principal import Principal
from hub.clock import set_clock
from resolvers.binding import TypeBinding
from resolvers.registry import REGISTRY
from tests.rights.facts import TABLES, FactsOf
from tests.rights.flags import Flags, keys, row_key, words
from tests.world.build import world
from tests.world.firms import key as merchant_key
from tests.world.ground import NOW
from tests.world.hub import WorldHub

JUDGED = tuple(
    binding
    for binding in REGISTRY.types.values()
    if binding.table is not None and binding.name in TABLES and words(binding)
)
# What the hub itself makes is nobody's own.
NOBODYS = {("RiskStatus", "own_records"), ("CustodyAssessment", "own_records")}
MIGRATED = 2  # rows of a register that every hub begins with
Seen = Counter[tuple[str, str, bool]]  # (type, word, truth)


def _compare(flags: Flags, facts: FactsOf, binding: TypeBinding, caller: Principal) -> Seen:
    """Every current row, word and family; returns how often each word said yes and no."""
    seen: Seen = Counter()
    found = flags.of(binding, caller)
    by_key = keys(binding, flags.hub.sight(caller).rights)
    judged = 0
    for row in facts.current(binding.name):
        name = tuple(row[column] for column in row_key(binding))
        if name not in found:
            continue  # rows of a merchant that is gone
        judged += 1
        given = facts.of(binding.name, row, caller)
        for (word, family), key in by_key.items():
            truth = any(holds(word, family, one) for one in given)
            sql = found[name][key]
            assert sql in {True, False}, f"{binding.name}.{word} is not two-valued"
            assert bool(sql) == truth, (
                f"{word} for {family or '-'} on {binding.name} {row['node_id']}: "
                f"SQL {bool(sql)}, predicate {truth}, caller {caller.party}"
            )
            seen[binding.name, word, truth] += 1
    assert judged >= len(found) - MIGRATED, f"{binding.name}: rows were left out"
    return seen


@pytest.mark.slow
def test_nothing_equals_nothing(database_url: str) -> None:
    """A caller without district, institution or case is not at home where a row has none."""
    rows = world().copied()
    for table, column in (
        *(("merchant", "district"), ("outlet", "district"), ("custody_account", "bank")),
        *(("guarantee", "issuer"), ("case_access", "case_number"), ("link", "platform")),
    ):
        for row in rows[table]:
            row[column] = ""
    for number, row in enumerate(rows["case_access"]):
        row["paper"] = str(number)
    hub = WorldHub(database_url, rows)
    flags, facts = Flags(hub), FactsOf(rows)
    merchant = REGISTRY.types[REGISTRY.anchor]
    for name in ("nowhere", "city", "police", "bank-a", "public"):
        caller = hub.parties[name]
        assert _compare(flags, facts, merchant, caller)
        bare = replace(caller, institution=None, district=None, case_number=None)
        found = _compare(flags, facts, merchant, bare)
        assert not found["Merchant", "own_district", True]
        assert not found["Merchant", "own_clients", True]
    hub.close()


@pytest.mark.slow
def test_flags_are_their_predicates(world_hub: WorldHub, figures: Callable[..., None]) -> None:
    flags, facts = Flags(world_hub), FactsOf(world())
    seen: Seen = Counter()
    for binding in JUDGED:
        for caller in world_hub.parties.values():
            seen += _compare(flags, facts, binding, caller)
    figures(types=len(JUDGED), callers=len(world_hub.parties), flags=seen.total())
    anchor = REGISTRY.types[REGISTRY.anchor]
    judged = [(anchor.name, word) for word in words(anchor)]
    judged += [(binding.name, word) for binding in JUDGED for word in binding.scopes]
    idle = {
        (name, word)
        for name, word in judged
        if not all(seen[name, word, truth] for truth in (True, False))
    }
    assert sorted(idle - NOBODYS) == [], "a case no longer divides anything"


@pytest.mark.slow
@pytest.mark.parametrize("party", ["police-open", "court-period"])
def test_one_merchant_is_judged_as_it_is_among_many(world_hub: WorldHub, party: str) -> None:
    """A case that is narrowed to one merchant opens what it opens of it anyway, and no other's."""
    set_clock(NOW)
    flags, caller = Flags(world_hub), world_hub.parties[party]
    seen: Seen = Counter()
    for binding in (one for one in JUDGED if "merchant_id" in row_key(one)):
        among = flags.of(binding, caller)
        for only in map(merchant_key, (1, 2, 4)):  # subjects of some case
            for name, found in flags.of(binding, caller, only).items():
                for key, truth in found.items():
                    narrowed = key[0] == "lease" and name[0] != only
                    assert bool(truth) == (bool(among[name][key]) and not narrowed), (name, key)
                    seen[binding.name, key[0], bool(truth)] += 1
    assert all(seen["Merchant", "lease", truth] for truth in (True, False))
    assert seen["CardReport", "lease", True] or party != "court-period"
