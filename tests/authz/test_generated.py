"""Generated policies and role graphs: whatever compiles says what stock Casbin says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from authz.compile import compile_policy
from authz.enforcer import stock_enforcer
from authz.vocabulary import SCOPES, Action, scopes_of
from hub.errors import PolicyError
from tests.authz.oracle import OTHERS, Flags, Oracle, flagged, key_of
from tests.authz.small import FIELDS, KINDS, policy_texts, small_schema

SMALL = small_schema()
FAMILIES = ("META", "OPEN", "CONTACT", "LEDGER")
KEYS = sorted(
    {key_of(scope, family) for scope in scopes_of(Action.READ) for family in FAMILIES}
    | {(scope, "") for scope in SCOPES if SCOPES[scope].by_family}
)
flag_vectors = st.fixed_dictionaries({key: st.booleans() for key in KEYS}).map(
    lambda flags: {**flags, OTHERS: False}
)


@pytest.mark.slow
def test_whatever_compiles_agrees_with_casbin(figures: Callable[..., None]) -> None:
    count: Counter[str] = Counter()

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(text=policy_texts(), flags=flag_vectors)
    def run(text: str, flags: Flags) -> None:
        try:
            policy = compile_policy(text, "generated", SMALL)
        except PolicyError:
            count["refused"] += 1
            return
        count["policies"] += 1
        for kind in KINDS:
            oracle, grant = Oracle(policy, (kind,)), policy.grant([kind])
            for name in (*FIELDS, "ClueConnection.totalCount"):
                count[oracle.compare(grant, name, flags)] += 1
            assert oracle.differences == []
            count["decisions"] += oracle.decisions

    run()
    figures(**count)
    assert count["policies"] >= 50, "most of what is generated must compile"
    assert min(count["plain"], count["hidden"], count["phone3+4"] + count["last4"]) > 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=policy_texts(), flags=flag_vectors)
def test_one_partys_rows_decide_like_all_rows(text: str, flags: Flags) -> None:
    """The oracle may load only one party's rows: the whole policy decides no differently."""
    try:
        policy = compile_policy(text, "generated", SMALL)
    except PolicyError:
        return
    whole = stock_enforcer(policy, flagged)
    for kind in KINDS:
        part = Oracle(policy, (kind,))
        for name in FIELDS:
            expected = whole.enforce(kind, name, "read", "plain", flags)
            assert part.ask(name, Action.READ, "plain", flags) == expected


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=policy_texts(), seed=st.randoms(use_true_random=False))
def test_equal_rights_share_a_fingerprint(text: str, seed: object) -> None:
    """Neither the order of rows nor the version is part of the rights."""
    lines = text.split("\n")
    try:
        one = compile_policy(text, "1", SMALL)
    except PolicyError:
        return
    two = compile_policy("\n".join(sorted(lines)), "2", SMALL)
    for kind in KINDS:
        assert one.grant([kind]).fingerprint == two.grant([kind]).fingerprint
        assert one.grant([kind]).rules == two.grant([kind]).rules
