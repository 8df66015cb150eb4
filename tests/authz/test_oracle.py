"""Stock Casbin against the compiled grant: no difference, on every vector and every coordinate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

from authz.grant import Grant, Rule
from authz.policy import Policy
from authz.vocabulary import ALL, HIDDEN, MASKS, PLAIN, SCOPES, Action, scopes_of
from tests.authz.oracle import OTHERS, Oracle, keys_of, vectors

Figures = Callable[..., None]
NOTHING, EVERYTHING = {OTHERS: False}, {OTHERS: True}


def distinct(grant: Grant, names: list[str]) -> dict[tuple[Rule, ...], str]:
    """One coordinate for each set of rules, the empty set too."""
    return {grant.rules_for(name): name for name in reversed(names)}


@pytest.mark.slow
def test_every_vector_of_scope_flags(policy: Policy, figures: Figures) -> None:
    names = sorted((*policy.names.coordinates, *policy.families))
    decisions, cells, differences = 0, 0, []
    shown: Counter[str] = Counter()
    divides: Counter[str] = Counter()
    for kind in policy.names.kinds:
        grant, oracle = policy.grant([kind]), Oracle(policy, (kind,))
        for rules, name in distinct(grant, names).items():
            keys = keys_of(rules)
            seen = {
                frozenset(flags.items()): oracle.compare(grant, name, flags)
                for flags in vectors(keys)
            }
            shown.update(seen.values())
            for flags, mask in seen.items():
                for key in keys:
                    other = frozenset({*flags - {(key, True), (key, False)}, (key, True)})
                    divides[key[0]] += seen[other] != mask
            cells += len(seen)
        decisions += oracle.decisions
        differences += oracle.differences
    figures(vectors=cells, decisions=decisions, differences=len(differences), **shown)
    assert differences == []
    granted = {scope for scope in scopes_of(Action.READ) if scope != ALL}
    assert {scope for scope in granted if not divides[scope]} == set(), "no case divides on these"
    masks = {PLAIN, HIDDEN, *MASKS}
    assert {mask for mask in masks if not shown[mask]} == set(), "never shown"


@pytest.mark.slow
def test_every_coordinate_for_every_party(policy: Policy, figures: Figures) -> None:
    names = sorted({*policy.names.coordinates, *policy.families})
    differences, decisions = [], 0
    for kind in policy.names.kinds:
        grant, oracle = policy.grant([kind]), Oracle(policy, (kind,))
        for name in names:
            oracle.compare(grant, name, EVERYTHING)
            if grant.rules_for(name):
                oracle.compare(grant, name, NOTHING)
        differences += oracle.differences
        decisions += oracle.decisions
    figures(coordinates=len(names), decisions=decisions, differences=len(differences))
    assert differences == []
    assert decisions > len(names) * len(policy.names.kinds)


def test_acts_and_intake(policy: Policy, figures: Figures) -> None:
    differences, decisions = [], 0
    for kind in policy.names.kinds:
        grant, oracle = policy.grant([kind]), Oracle(policy, (kind,))
        for mutation in sorted(policy.names.mutations):
            oracle.compare_words(grant.acts, mutation, Action.ACT)
        for name in sorted(policy.names.intake):
            oracle.compare_words(grant.sends, name, Action.SEND)
            oracle.compare_words(grant.confirms, name, Action.CONFIRM)
        differences += oracle.differences
        decisions += oracle.decisions
    figures(decisions=decisions, differences=len(differences))
    assert differences == []


def test_figures(policy: Policy, figures: Figures) -> None:
    """Each limit that the policy knows, under each scope alone."""
    limits = {
        entry.mask
        for entries in policy.entries.values()
        for entry in entries
        if entry.action is Action.AGGREGATE
    }
    names = ["Query.statistics", "Query.anomalies", "StatisticsRow.merchants", "Merchant.name"]
    decided = 0
    for kind in policy.names.kinds:
        grant, oracle = policy.grant([kind]), Oracle(policy, (kind,))
        for name in names:
            held = {(one.scope, one.limits) for one in grant.aggregates.get(name, ())}
            for limit in limits:
                for scope in scopes_of(Action.AGGREGATE):
                    family = "STATISTICS" if SCOPES[scope].by_family else ""
                    flags = {(scope, family): True, OTHERS: False}
                    expected = (scope, limit) in held or (ALL, limit) in held
                    assert oracle.ask(name, Action.AGGREGATE, limit, flags) == expected
        decided += oracle.decisions
    figures(decisions=decided, limits=len(limits))


@pytest.mark.parametrize(
    "roles",
    [
        ("ASSOCIATION", "BASE_PLATFORM", "STEWARD"),
        ("DISTRICT_COMMERCE", "MERCHANT", "POLICE"),
        ("BANK", "COURT", "FINANCIAL_REGULATOR"),
    ],
)
def test_roles_that_one_caller_holds_together(policy: Policy, roles: tuple[str, ...]) -> None:
    """A cell is shown iff one single rule shows it: no rows of one role's with another's
    columns (T30)."""
    grant, oracle = policy.grant(roles), Oracle(policy, roles)
    for name in distinct(grant, sorted(policy.families)).values():
        for flags in vectors(keys_of(grant.rules_for(name))):
            oracle.compare(grant, name, flags)
    assert oracle.differences == []
    assert oracle.decisions > 50


def widened(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, scope=ALL) for rule in rules)


def unmasked(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, mask=PLAIN) for rule in rules)


def dropped(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return rules[1:]


def refamilied(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, family="CASES") for rule in rules)


@pytest.mark.parametrize(
    ("kind", "name", "fault"),
    [
        ("DISTRICT_COMMERCE", "Merchant.contactPhone", widened),
        ("DISTRICT_COMMERCE", "Merchant.issuer", unmasked),
        ("BASE_PLATFORM", "Merchant.contactPhone", unmasked),
        ("COURT", "Complaint.text", dropped),
        ("POLICE", "Merchant.shareholders", refamilied),
    ],
)
def test_a_planted_fault_is_found(
    policy: Policy, kind: str, name: str, fault: Callable[[tuple[Rule, ...]], tuple[Rule, ...]]
) -> None:
    grant, oracle = policy.grant([kind]), Oracle(policy, (kind,))
    rules = grant.rules_for(name)
    wrong = replace(grant, rules=MappingProxyType({**grant.rules, name: fault(rules)}))
    for flags in vectors(keys_of((*rules, *wrong.rules_for(name)))):
        oracle.compare(wrong, name, flags)
    assert oracle.differences
