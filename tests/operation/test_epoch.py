"""Law 9: rights are at once. A statement of another policy or register gives no row."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref

import pytest
from sqlalchemy import Connection, select, update

from authz.grant import Grant
from authz.policy import Policy
from authz.store import StoredPolicy, shipped, successor
from hub import clock
from hub.codes import Codes, load
from hub.errors import UnavailableError
from hub.operation import Asked, Request
from hub.plans import Prepared
from hub.policies import TableRows
from hub.rights import View
from hub.tables.credit import rating
from hub.tables.policy import rights_epoch
from tests.operation.conftest import SmallHub, principal

pytestmark = pytest.mark.anyio

PHONE = '{ merchant(uscc: "91310115MA1K00015K") { name contactPhone } }'


def without_contact(text: str) -> str:
    lines = [
        line for line in text.split("\n") if not line.startswith("p, DISTRICT_COMMERCE, CONTACT")
    ]
    assert len(lines) < len(text.split("\n"))
    return "\n".join(lines)


async def test_after_a_revocation_nothing_serves_by_the_old_right(small_hub: SmallHub) -> None:
    who = principal("district-commerce-310113")
    before = await small_hub.ask(PHONE, who)
    assert before["data"]["merchant"]["contactPhone"] == "02112345678"
    await small_hub.apply(without_contact(shipped()))
    after = await small_hub.ask(PHONE, who)
    assert after["status"] == 400
    assert "data" not in after


async def test_a_moved_register_asks_again_who_is_calling(small_hub: SmallHub) -> None:
    who = principal("district-commerce-310113")
    await small_hub.ask(PHONE, who)
    await small_hub.database.run(lambda c: c.execute(update(rights_epoch).values(register=2)))
    asked: list[int] = []

    async def again() -> object:
        asked.append(1)
        return principal("district-commerce-310113").__class__(
            **{
                **{f: getattr(who, f) for f in who.__dataclass_fields__},
                "epoch": 2,
                "district": "310104",
            }
        )

    answer = await small_hub.operations.answer(Request(PHONE, again=again), who)  # type: ignore[arg-type]
    assert asked == [1]
    assert b'"contactPhone":null' in answer.body


async def test_a_caller_who_cannot_be_asked_again_gets_a_retryable_refusal(
    small_hub: SmallHub,
) -> None:
    await small_hub.database.run(lambda c: c.execute(update(rights_epoch).values(register=2)))
    with pytest.raises(UnavailableError):
        await small_hub.operations.answer(Request(PHONE), principal("district-commerce-310113"))


RATE = """
mutation { publishRating(input: {idempotencyKey: "late", merchant: "91310115MA1K00015K",
  grade: B, method: "2026"}) { errors { code } } }
"""


async def test_an_act_does_not_slip_past_a_revocation(small_hub: SmallHub) -> None:
    who = principal("association-beauty", industries=("2017:8040",))
    await small_hub.ask("{ me { subject } }", who)
    text = shipped().split("\n")
    kept = [line for line in text if not line.startswith("p, ASSOCIATION, Mutation.publishRating")]
    assert len(kept) < len(text)
    await small_hub.apply("\n".join(kept))
    answer = await small_hub.ask(RATE, who)
    assert answer["status"] == 400
    stored = await small_hub.database.run(lambda c: c.execute(select(rating)).all())
    assert stored == []


async def test_a_future_moment_of_knowledge_is_refused(small_hub: SmallHub) -> None:
    document = (
        """query($t: DateTime!) { merchant(uscc: "91310115MA1K00015K", asOf: $t) { name } }"""
    )
    who = principal("city-commerce")
    late = await small_hub.ask(document, who, {"t": "2026-11-20T12:00:01+08:00"})
    assert late["errors"][0]["extensions"]["code"] == "AS_OF_FUTURE"
    past = await small_hub.ask(document, who, {"t": "2026-11-20T12:00:00+08:00"})
    assert past["data"]["merchant"]["name"]


async def test_a_new_policy_is_compiled_once_and_beside_the_loop(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many requests find theirs gone, and with no transaction open meanwhile."""
    who = principal("district-commerce-310113")
    store, made = small_hub.rights.store, []
    plain = store._compiler

    def compiler(text: str, version: str) -> Policy:
        made.append((version, threading.current_thread() is threading.main_thread()))
        return plain(text, version)

    await small_hub.ask(PHONE, who)
    stored = successor(without_contact(shipped()), await small_hub.database.run(_in_force))
    await small_hub.database.run(lambda c: TableRows(c, clock.now()).put_in_force(stored, "x"))
    monkeypatch.setattr(store, "_compiler", compiler)
    answers = await asyncio.gather(*(small_hub.ask(PHONE, who) for _ in range(12)))
    assert {answer["status"] for answer in answers} == {400}
    assert made == [(stored.version, False)]


async def test_who_waits_while_another_reads_shares_the_next_reading(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the one under way: it may have begun before what made this one ask."""
    reads: list[int] = []
    monkeypatch.setattr("hub.rights.load", lambda c: reads.append(1) or load(c))
    await asyncio.gather(*(small_hub.rights.refresh(small_hub.database) for _ in range(12)))
    assert len(reads) == 2


def _in_force(connection: Connection) -> StoredPolicy | None:
    return TableRows(connection, clock.now()).in_force()


async def test_one_guard_for_each_version(small_hub: SmallHub) -> None:
    first, again = await asyncio.gather(small_hub.rights.guard(), small_hub.rights.guard())
    assert first is again
    await small_hub.apply(without_contact(shipped()))
    await small_hub.rights.refresh(small_hub.database)
    assert await small_hub.rights.guard() is not first


async def test_what_was_seen_by_an_older_policy_is_let_go(small_hub: SmallHub) -> None:
    who = principal("district-commerce-310113")
    await small_hub.ask(PHONE, who)
    old = weakref.ref(small_hub.rights.sight(who))
    await small_hub.apply(without_contact(shipped()))
    gc.collect()
    assert old() is not None
    await small_hub.ask("{ me { subject } }", who)
    await small_hub.ask('{ merchant(uscc: "91310115MA1K00015K") { name } }', who)
    gc.collect()
    assert old() is None


async def test_a_view_is_made_beside_the_loop(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bool] = []
    plain = small_hub.rights._view

    def view(grant: Grant) -> View:
        made.append(threading.current_thread() is threading.main_thread())
        return plain(grant)

    monkeypatch.setattr(small_hub.rights, "_view", view)
    who = principal("district-commerce-310113")
    await asyncio.gather(*(small_hub.ask(PHONE, who) for _ in range(12)))
    assert made == [False]


async def test_equal_rights_keep_their_plans_under_a_new_version(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change for others makes nobody's documents unseen; the answer names the new version."""
    who, other = principal("city-commerce"), principal("district-commerce-310113")
    before = [await small_hub.ask(PHONE, each) for each in (who, other)]
    planned: list[str] = []
    plans, plain = small_hub.operations.plans, small_hub.operations.plans._make

    def make(asked: Asked, codes: Codes) -> Prepared:
        planned.append(asked.principal.party)
        return plain(asked, codes)

    monkeypatch.setattr(plans, "_make", make)
    await small_hub.apply(f"{without_contact(shipped())}\n# for others\n")
    after = await small_hub.ask(PHONE, who)
    assert after["data"] == before[0]["data"]
    versions = [each["extensions"]["access"]["policyVersion"] for each in (before[0], after)]
    assert versions[0] != versions[1] == small_hub.rights.store.current().version
    assert planned == []
    assert (await small_hub.ask(PHONE, other))["status"] == 400
    name = '{ merchant(uscc: "91310115MA1K00015K") { name } }'
    assert (await small_hub.ask(name, other))["data"]
    assert planned == [other.party]


async def test_a_moved_register_keeps_the_plans(small_hub: SmallHub) -> None:
    codes = small_hub.rights.codes
    await small_hub.database.run(lambda c: c.execute(update(rights_epoch).values(register=2)))
    await small_hub.rights.refresh(small_hub.database)
    assert small_hub.rights.codes is codes
