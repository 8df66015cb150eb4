"""What a large policy costs: loading, compiling, grants, memory, and a request under it.

In: `python -m bench.policy [--rules N] [--roles N]`. Out: one JSON object. The policy is the
shipped one with so many rows more, spread over roles that inherit a party kind's; equal arguments
give equal text. `load_compile`: from text to a snapshot that can be put in force, checked against
this hub's schema and SQL. `grants_per_second`: role sets compiled after a change. `request_us`: how
a request finds its rights, under the shipped policy and under this one. `pause_ms`: the longest
that an event loop which does nothing else stood still while a version was compiled in a thread.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
import tracemalloc
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from authz.enforcer import stock_enforcer
from authz.principal import Principal
from authz.rows import parse
from authz.store import MemoryRows, shipped
from hub.policies import own_store
from hub.rights import RightsInForce
from resolvers.registry import REGISTRY
from schema.build import planned_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from authz.policy import Policy

MB, MS, US = 1e6, 1e3, 1e6
RULES, ROLES = 10_000, 300
ASKED = 20_000  # times that a request's rights are looked up


def policy_text(rules: int, roles: int) -> str:
    """The shipped policy, `roles` more roles, and rows for them until there are `rules`."""
    rows, chance = parse(shipped()), Random(roles)  # noqa: S311 -- rows, not secrets
    kinds = sorted({row.values[0] for row in rows if row.kind == "g"})
    read = [row for row in rows if row.kind == "p" and row.values[2] == "read"]
    lines = [f"g, role-{n}, {kinds[n % len(kinds)]}" for n in range(roles)]
    wanted = rules - sum(row.kind == "p" for row in rows)
    added: dict[str, None] = {}
    while len(added) < wanted:
        values = chance.choice(read).values[1:]
        added[", ".join(("p", f"role-{chance.randrange(roles)}", *values))] = None
    return "\n".join((shipped(), *lines, *added)) + "\n"


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """CPU seconds of the quickest of some runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def in_force(text: str) -> RightsInForce:
    store = own_store()
    store.apply(MemoryRows(), text, "bench")
    return RightsInForce(planned_schema(), REGISTRY, store)


def request_us(rights: RightsInForce) -> float:
    """How long a request looks for rights that are there."""
    caller = Principal(party="x", kind="COURT", subject="s", roles=("COURT",))
    rights.sight(caller)
    return seconds(lambda: [rights.sight(caller) for _ in range(ASKED)]) / ASKED * US


async def pause_ms(text: str) -> float:
    """The longest pause of the loop while a policy is compiled in a thread."""
    store, longest = own_store(), 0.0
    compiling = asyncio.ensure_future(asyncio.to_thread(store.check, text))
    while not compiling.done():
        start = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - start)
    return longest * MS


def memory_mb(text: str) -> tuple[float, float]:
    """What the snapshot holds, and the same with the grant of every role and stock Casbin."""
    store = own_store()
    tracemalloc.start()
    try:
        policy = store.check(text)
        alone = tracemalloc.get_traced_memory()[0]
        kept: list[Any] = [policy.grant((role,)) for role in sorted(policy.above)]
        kept.append(stock_enforcer(policy))
        return alone / MB, tracemalloc.get_traced_memory()[0] / MB
    finally:
        tracemalloc.stop()


def grants_per_second(make: Callable[[], Policy]) -> float:
    policy = make()
    roles = sorted(policy.above)
    start = time.process_time()
    for role in roles:
        policy.grant((role,))
    return len(roles) / (time.process_time() - start)


def measured(rules: int, roles: int) -> dict[str, Any]:
    """Everything that one process can tell of such a policy."""
    text, store = policy_text(rules, roles), own_store()
    policy = store.check(text)
    alone, whole = memory_mb(text)
    return {
        "rules": sum(row.kind == "p" for row in policy.rows),
        "roles": len(policy.above),
        "load_compile_s": round(seconds(lambda: store.check(text)), 3),
        "enforcer_s": round(seconds(lambda: stock_enforcer(policy)), 3),
        "grants_per_second": round(grants_per_second(lambda: store.check(text))),
        "memory_mb": {"policy": round(alone, 1), "with_grants_and_casbin": round(whole, 1)},
        "request_us": {
            "shipped": round(request_us(in_force(shipped())), 3),
            "large": round(request_us(in_force(text)), 3),
        },
        "pause_ms": round(asyncio.run(pause_ms(text)), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.policy", description=__doc__)
    parser.add_argument("--rules", type=int, default=RULES)
    parser.add_argument("--roles", type=int, default=ROLES)
    given = parser.parse_args()
    sys.stdout.write(orjson.dumps(measured(given.rules, given.roles)).decode() + "\n")


if __name__ == "__main__":
    main()
