"""A policy is built aside, checked, and swapped at once; what fails leaves the old one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authz.compile import compile_policy
from authz.policy import Policy
from authz.store import MemoryRows, PolicyStore, successor
from hub.errors import PolicyError, UnavailableError
from tests.authz.small import small_schema
from tests.authz.test_refusals import GOOD

SMALL = small_schema()
WIDER = GOOD + "p, BANK, LEDGER, read, all, plain, ground\n"


def compiled(text: str, version: str) -> Policy:
    return compile_policy(text, version, SMALL)


@pytest.fixture
def store() -> PolicyStore:
    return PolicyStore(compiled)


def test_nothing_is_served_before_a_policy_is_in_force(store: PolicyStore) -> None:
    for ask in (store.current, lambda: store.refresh(MemoryRows())):
        with pytest.raises(UnavailableError) as caught:
            ask()
        assert caught.value.code == "POLICY_OUT_OF_SERVICE"


def test_a_policy_that_fails_leaves_the_old_one(store: PolicyStore) -> None:
    rows = MemoryRows()
    first = store.apply(rows, GOOD, "steward-1")
    with pytest.raises(PolicyError):
        store.apply(rows, GOOD + "p, COURT, LEDGER, read, everything, plain, g\n", "steward-1")
    assert store.current() is first
    assert [stored.version for stored in rows.versions] == [first.version]


def test_a_request_keeps_the_snapshot_that_it_began_with(store: PolicyStore) -> None:
    rows = MemoryRows()
    begun = store.apply(rows, GOOD, "steward-1")
    later = store.apply(rows, WIDER, "steward-2")
    assert store.current() is later
    assert not begun.grant(["BANK"]).allows("Clue.text")
    assert later.grant(["BANK"]).allows("Clue.text")


def test_another_process_follows(store: PolicyStore) -> None:
    rows, other = MemoryRows(), PolicyStore(compiled)
    store.apply(rows, GOOD, "steward-1")
    seen = other.refresh(rows)
    assert seen.version == store.current().version
    assert other.refresh(rows) is seen
    store.apply(rows, WIDER, "steward-1")
    assert other.refresh(rows).version == store.current().version != seen.version


def test_versions_are_numbered_and_name_their_text() -> None:
    first = successor(GOOD, None)
    second = successor(GOOD, first)
    assert (first.sequence, second.sequence) == (1, 2)
    assert (
        first.version.removeprefix("1-") == second.version.removeprefix("2-") == first.digest[:12]
    )


def test_prepared_is_not_yet_served(store: PolicyStore) -> None:
    rows = MemoryRows()
    first = store.apply(rows, GOOD, "steward-1")
    second = store.prepare(rows, WIDER, "steward-1")
    assert store.current() is first
    store.swap(second)
    assert store.current() is second


def test_what_was_checked_before_is_put_in_force_under_its_own_version(store: PolicyStore) -> None:
    rows = MemoryRows()
    store.apply(rows, GOOD, "steward-1")
    checked = store.check(WIDER)
    assert checked.grant(["BANK"]).policy_version == checked.version
    put = store.put(rows, WIDER, checked, "steward-2")
    assert put.version == rows.versions[-1].version == put.grant(["BANK"]).policy_version
    assert put.grant(["BANK"]).rules == checked.grant(["BANK"]).rules


def test_what_is_expected_is_served_when_it_is_taken(store: PolicyStore) -> None:
    rows = MemoryRows()
    first = store.apply(rows, GOOD, "steward-1")
    stored = store.announce(rows, WIDER, "steward-1")
    assert stored == rows.announced()
    expected = store.expect(stored)
    assert expected is not None
    assert store.current() is first is store.refresh(rows)
    assert not store.take_expected("2-x", successor(GOOD, None).digest)
    assert store.current() is first
    assert store.take_expected(expected.version, successor(WIDER, None).digest)
    assert store.current() is expected


def test_what_is_put_in_force_ends_what_was_announced(store: PolicyStore) -> None:
    rows = MemoryRows()
    store.apply(rows, GOOD, "steward-1")
    store.expect(store.announce(rows, WIDER, "steward-1"))
    store.apply(rows, GOOD, "steward-2")
    assert rows.announced() is None
    assert store.expect(rows.announced()) is None
    assert not store.expects


def test_an_announced_text_that_was_changed_is_refused(store: PolicyStore) -> None:
    rows = MemoryRows()
    store.apply(rows, GOOD, "steward-1")
    with pytest.raises(PolicyError):
        store.expect(replace(successor(WIDER, rows.in_force()), body=GOOD))
    assert not store.expects


def test_grants_keep_their_rights_under_another_version(store: PolicyStore) -> None:
    checked = store.check(WIDER)
    before = checked.grant(["BANK"])
    after = checked.under("9-x").grant(["BANK"])
    assert (after.policy_version, after.fingerprint) == ("9-x", before.fingerprint)
    assert after.rules == before.rules


def test_a_candidate_is_checked_without_being_kept(store: PolicyStore) -> None:
    assert store.check(GOOD).version.startswith("candidate-")
    with pytest.raises(UnavailableError):
        store.current()


def test_a_stored_text_that_was_changed_is_refused(store: PolicyStore) -> None:
    rows = MemoryRows()
    rows.versions.append(replace(successor(GOOD, None), body=WIDER))
    with pytest.raises(PolicyError) as caught:
        store.refresh(rows)
    assert caught.value.code == "POLICY_DIGEST"


def test_a_version_taken_out_of_service_serves_nobody(store: PolicyStore) -> None:
    rows = MemoryRows()
    wrong = store.apply(rows, WIDER, "steward-1")
    store.withdraw(wrong.version)
    for ask in (store.current, lambda: store.refresh(rows)):
        with pytest.raises(UnavailableError):
            ask()
    assert store.apply(rows, GOOD, "steward-1") is store.current()
