"""A version that is announced is ready when it is put in force, and serves nobody before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from authz.store import MemoryRows, StoredPolicy, shipped, successor
from hub.ahead import Ahead
from hub.errors import PolicyError
from hub.operation import Operations, Request
from hub.policies import TableRows, policy_store
from hub.rights import RightsInForce
from resolvers.registry import REGISTRY
from schema.build import planned_schema
from tests.operation.conftest import NOW, SALON, SmallHub, principal
from tests.operation.test_epoch import PHONE, without_contact

if TYPE_CHECKING:
    from collections.abc import Callable

    from authz.policy import Policy

pytestmark = pytest.mark.anyio

WHO = principal("district-commerce-310113")
NAMES = "query($uscc: Uscc!) { merchant(uscc: $uscc) { name } }"
GIVEN = {"uscc": SALON}
NARROW = without_contact(shipped())
OTHER = f"{shipped()}\n# as it was, said anew\n"


async def announced(hub: SmallHub, text: str) -> StoredPolicy:
    store = policy_store(planned_schema())
    made = await hub.database.run(lambda c: store.announce(TableRows(c, NOW), text, "steward-1"))
    assert made is not None
    return made


def ahead(hub: SmallHub) -> Ahead:
    return Ahead(hub.database, hub.rights, hub.operations)


async def versions(hub: SmallHub) -> list[str]:
    rows = await hub.database.run(lambda c: TableRows(c, NOW).history())
    return [version for version, _, _ in rows]


def made_by(hub: SmallHub, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled, viewed and planned from now on."""
    made: list[str] = []

    def told(owner: object, name: str) -> None:
        plain: Callable[..., Any] = getattr(owner, name)

        def work(*given: Any, **more: Any) -> Any:
            made.append(name)
            return plain(*given, **more)

        monkeypatch.setattr(owner, name, work)

    told(hub.rights.store, "_compiler")
    told(hub.rights, "_view")
    told(hub.operations, "_read")
    told(hub.operations.plans, "_make")
    return made


async def test_what_is_announced_serves_nobody(small_hub: SmallHub) -> None:
    before = await small_hub.ask(PHONE, WHO)
    stored = await announced(small_hub, NARROW)
    await ahead(small_hub).look()
    assert small_hub.rights.store.expects
    await small_hub.rights.refresh(small_hub.database)
    after = await small_hub.ask(PHONE, WHO)
    assert after == before
    assert stored.version not in await versions(small_hub)
    assert await small_hub.database.run(lambda c: TableRows(c, NOW).find(stored.version)) is None


async def test_nothing_is_made_when_it_is_put_in_force(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the policy, nor the view of rights that change, nor the plan of what was asked."""
    for document, given in ((PHONE, {}), (NAMES, GIVEN)):
        assert (await small_hub.ask(document, WHO, given))["status"] == 200
    old = small_hub.rights.sight(WHO).view
    stored = await announced(small_hub, NARROW)
    await ahead(small_hub).look()
    made = made_by(small_hub, monkeypatch)
    await small_hub.apply(NARROW)
    found = await small_hub.ask(NAMES, WHO, GIVEN)
    assert found["extensions"]["access"]["policyVersion"] == stored.version
    assert small_hub.rights.sight(WHO).view.key != old.key
    assert made == []
    assert (await small_hub.ask(PHONE, WHO))["status"] == 400


async def test_it_is_taken_where_nobody_asks(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = ahead(small_hub)
    stored = await announced(small_hub, NARROW)
    await watch.look()
    made = made_by(small_hub, monkeypatch)
    await small_hub.apply(NARROW)
    await watch.look()
    assert small_hub.rights.store.current().version == stored.version
    assert not small_hub.rights.store.expects
    assert made == []


async def test_what_is_never_put_in_force_is_forgotten(small_hub: SmallHub) -> None:
    """Another version comes instead, which nobody announced."""
    await small_hub.ask(PHONE, WHO)
    watch, narrow = ahead(small_hub), await announced(small_hub, NARROW)
    await watch.look()
    await small_hub.apply(OTHER)
    found = await small_hub.ask(PHONE, WHO)
    assert found["data"]["merchant"]["contactPhone"]
    current = found["extensions"]["access"]["policyVersion"]
    assert current != narrow.version
    assert await versions(small_hub) == [current, successor(shipped(), None).version]
    await watch.look()
    assert not small_hub.rights.store.expects


async def test_the_last_announced_is_expected_and_any_may_come(small_hub: SmallHub) -> None:
    watch = ahead(small_hub)
    for text in (NARROW, OTHER):
        await announced(small_hub, text)
        await watch.look()
    await small_hub.apply(NARROW)  # the one before the last
    assert (await small_hub.ask(PHONE, WHO))["status"] == 400
    await watch.look()
    await announced(small_hub, OTHER)
    await watch.look()
    await small_hub.apply(OTHER)
    await watch.look()
    assert (await small_hub.ask(PHONE, WHO))["status"] == 200


async def test_what_was_not_announced_is_noticed_too(small_hub: SmallHub) -> None:
    """A wider policy opens what was refused, without a statement that finds its gate shut."""
    await small_hub.apply(NARROW)
    assert (await small_hub.ask(NAMES, WHO, GIVEN))["status"] == 200
    watch = ahead(small_hub)
    await watch.look()
    await small_hub.apply(OTHER)
    assert (await small_hub.ask(PHONE, WHO))["status"] == 400
    await watch.look()
    assert (await small_hub.ask(PHONE, WHO))["status"] == 200


async def test_a_process_that_starts_in_between_follows(small_hub: SmallHub) -> None:
    await announced(small_hub, NARROW)
    rights = RightsInForce(small_hub.rights.full, REGISTRY, policy_store(planned_schema()))
    await rights.refresh(small_hub.database)
    first = small_hub.operations
    late = Operations(
        first.settings, small_hub.database, rights, first.plans, first.recorder, first.acts
    )
    watch = Ahead(small_hub.database, rights, late)
    assert (await late.answer(Request(PHONE), WHO)).status == 200
    await watch.look()
    assert (await late.answer(Request(PHONE), WHO)).status == 200
    await small_hub.apply(NARROW)
    assert (await late.answer(Request(PHONE), WHO)).status == 400


async def test_it_is_taken_under_the_name_that_it_gets(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another was put in force meanwhile: the text is the one expected, the number is not."""
    await small_hub.ask(NAMES, WHO, GIVEN)
    watch, named = ahead(small_hub), await announced(small_hub, NARROW)
    await watch.look()
    await small_hub.database.run(_put(OTHER))
    await small_hub.database.run(_put(NARROW))
    made = made_by(small_hub, monkeypatch)
    found = await small_hub.ask(NAMES, WHO, GIVEN)
    version = found["extensions"]["access"]["policyVersion"]
    assert version == (await versions(small_hub))[0] != named.version
    assert small_hub.rights.sight(WHO).grant.policy_version == version
    assert made == []


def _put(text: str) -> Callable[[Any], Policy]:
    return lambda c: policy_store(planned_schema()).prepare(TableRows(c, NOW), text, "steward-2")


async def test_what_cannot_be_expressed_is_said_once_and_changes_nothing(
    small_hub: SmallHub,
) -> None:
    await small_hub.ask(PHONE, WHO)
    stored = successor(f"{shipped()}\np, PUBLIC, Merchant.later, read, all, plain, g\n", None)
    before = await small_hub.database.run(lambda c: TableRows(c, NOW).in_force())
    stored = successor(stored.body, before)
    await small_hub.database.run(lambda c: TableRows(c, NOW).announce(stored, "steward-1"))
    watch = ahead(small_hub)
    with pytest.raises(PolicyError):
        await watch.look()
    await watch.look()
    assert not small_hub.rights.store.expects
    assert (await small_hub.ask(PHONE, WHO))["status"] == 200


async def test_a_plan_made_ahead_is_the_plan_that_would_be_made(small_hub: SmallHub) -> None:
    """The statement under rights to come, made of what was asked before, differs in nothing."""
    await small_hub.ask(NAMES, WHO, GIVEN)
    await announced(small_hub, NARROW)
    await ahead(small_hub).look()
    await small_hub.apply(NARROW)
    await small_hub.ask(NAMES, WHO, GIVEN)
    asked = small_hub.operations.read(Request(NAMES, None, GIVEN), WHO, small_hub.rights.sight(WHO))
    plans, codes = small_hub.operations.plans, small_hub.rights.codes
    kept, (_, anew) = plans.remembered(asked, codes), plans.ready(asked, codes)  # type: ignore[arg-type]
    assert kept is not None
    assert kept.compiled is not None
    assert kept.compiled.sql == anew.compiled.sql  # type: ignore[union-attr]
    assert kept.compiled.names == anew.compiled.names  # type: ignore[union-attr]


def test_nothing_is_announced_where_nothing_is_in_force() -> None:
    store = policy_store(planned_schema())
    assert store.announce(MemoryRows(), shipped(), "steward-1") is None
