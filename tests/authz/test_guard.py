"""Acts, intake and confirmations are decided by stock Casbin, and remembered by the flags."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from authz.guard import REFUSED, Guard
from authz.policy import Policy
from authz.principal import PUBLIC, Principal
from authz.vocabulary import Action

DAY = date(2022, 6, 15)
ASSOCIATION = Principal(
    party="association-beauty",
    kind="ASSOCIATION",
    subject="a",
    roles=("ASSOCIATION",),
    industries=("2017:8040",),
)
BANK = Principal(party="bank-a", kind="BANK", subject="b", roles=("BANK",), institution="bank-a")
COUNCIL = Principal(
    party="consumer-council",
    kind="CONSUMER_COUNCIL",
    subject="c",
    roles=("CONSUMER_COUNCIL",),
    channels=("consumer-council",),
)
STEWARD = Principal(party="court-310115", kind="COURT", subject="s", roles=("COURT", "STEWARD"))


@pytest.fixture(scope="module")
def guard(policy: Policy) -> Guard:
    return Guard(policy)


def facts(caller: Principal, **row: Any) -> dict[str, Any]:
    return {"caller": caller, "today": DAY, **row}


def test_an_association_rates_its_own_trade(guard: Guard) -> None:
    mine = facts(ASSOCIATION, industries=("2017:8040", "2017:O"))
    decision = guard.act(ASSOCIATION, "Mutation.publishRating", mine)
    assert (decision.allowed, decision.scope, decision.ground) == (True, "own_industry", "REG 20")
    other = facts(ASSOCIATION, industries=("2017:8930", "2017:R"))
    assert guard.act(ASSOCIATION, "Mutation.publishRating", other) == REFUSED
    assert guard.act(ASSOCIATION, "Mutation.publishRating", facts(ASSOCIATION)) == REFUSED


def test_nobody_verifies_a_request_of_its_own_authority(guard: Guard) -> None:
    own = facts(STEWARD, authority="court-310115", sender="court-310115")
    foreign = facts(STEWARD, authority="police-310115", sender="police-310115")
    assert not guard.act(STEWARD, "Mutation.verifyCaseAccess", own).allowed
    assert guard.act(STEWARD, "Mutation.verifyCaseAccess", foreign).allowed


def test_the_public_does_nothing(guard: Guard, policy: Policy) -> None:
    for mutation in policy.names.mutations:
        assert not guard.ever(PUBLIC.roles, mutation, Action.ACT)


def test_an_unknown_act_is_refused(guard: Guard) -> None:
    assert guard.act(ASSOCIATION, "Mutation.publishGossip", facts(ASSOCIATION)) == REFUSED
    assert guard.send(BANK, "gossip", facts(BANK, issuer="bank-a")) == REFUSED


def test_a_bank_sends_what_names_it(guard: Guard) -> None:
    named, other = facts(BANK, issuer="bank-a"), facts(BANK, issuer="bank-b")
    assert guard.send(BANK, "custody-accounts", named).allowed
    assert not guard.send(BANK, "custody-accounts", other).allowed
    assert guard.send(BANK, "guarantees", named, "BANK_GUARANTEE").allowed
    assert not guard.send(BANK, "guarantees", named, "OTHER").allowed
    assert not guard.send(BANK, "card-reports", named).allowed


def test_no_sender_confirms_its_own_relation(guard: Guard) -> None:
    for kind in ("links", "custody-accounts", "guarantees"):
        assert not guard.confirm(BANK, kind, facts(BANK, issuer="bank-a")).allowed
        merchant = Principal(
            party="m", kind="MERCHANT", subject="", roles=("MERCHANT",), merchant_id=7
        )
        assert guard.confirm(merchant, kind, facts(merchant, merchant_id=7)).allowed
        assert not guard.confirm(merchant, kind, facts(merchant, merchant_id=8)).allowed


def test_a_kind_holds_its_subkinds_but_not_the_other_way(guard: Guard) -> None:
    assert guard.ever(["DISTRICT_COMMERCE"], "intake/listings/SERIOUS_DISHONESTY", Action.SEND)
    assert guard.ever(["DATA_CENTER"], "intake/listings/ABNORMAL_OPERATION", Action.SEND)
    assert not guard.ever(["DATA_CENTER"], "intake/listings/SERIOUS_DISHONESTY", Action.SEND)
    assert not guard.ever(["DATA_CENTER"], "intake/listings", Action.SEND)


def test_own_channel_is_a_channel_or_ones_own_warning(guard: Guard) -> None:
    assert guard.send(COUNCIL, "complaints", facts(COUNCIL, channel="consumer-council")).allowed
    assert not guard.send(COUNCIL, "complaints", facts(COUNCIL, channel="12345")).allowed
    assert guard.send(COUNCIL, "warnings", facts(COUNCIL, publisher="consumer-council")).allowed
    assert not guard.send(COUNCIL, "warnings", facts(COUNCIL, publisher="bank-a")).allowed


def test_a_decision_is_made_once_for_equal_flags(policy: Policy) -> None:
    guard = Guard(policy)
    asked: list[tuple[Any, ...]] = []
    stock = guard._enforcer.enforce_ex
    guard._enforcer.enforce_ex = lambda *request: (asked.append(request), stock(*request))[1]
    for sender in ("bank-a", "bank-a", "bank-b", "bank-c"):
        guard.send(BANK, "custody-accounts", facts(BANK, issuer=sender))
    assert len(asked) == 2, "named and not named are all there is to decide"
    assert [request[0] for request in asked] == ["BANK", "BANK"]


def test_another_role_is_another_decision(policy: Policy) -> None:
    guard = Guard(policy)
    flags = {"all": True}
    assert guard.decide(["STEWARD"], "intake/parties", Action.SEND, flags).allowed
    assert not guard.decide(["BANK"], "intake/parties", Action.SEND, flags).allowed
