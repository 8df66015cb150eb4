"""What cannot be expressed is refused when it is loaded, with the line and never the value."""

from __future__ import annotations

import pytest

from authz.compile import compile_policy
from hub.errors import PolicyError
from tests.authz.small import small_schema

SMALL = small_schema()
GOOD = """\
g, COURT, EVERYONE
g, BANK, EVERYONE
g, PUBLIC, EVERYONE
g2, Clue, LEDGER
g2, Merchant.contactPhone, CONTACT
g2, Merchant.contactPhone, OPEN/masked
g2, Merchant.name, OPEN
p, EVERYONE, OPEN, read, all, plain, ground
p, COURT, LEDGER, read, lease, plain, ground
"""


def refusal(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        compile_policy(text, "1", SMALL)
    return caught.value


def test_the_ground_of_these_cases_compiles() -> None:
    policy = compile_policy(GOOD, "1", SMALL)
    assert policy.grant(["COURT"]).allows("Clue.text")
    assert not policy.grant(["BANK"]).allows("Clue.text")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param("p, COURT, LEDGER, read, lease, plain", "POLICY_ARITY", id="too-few"),
        pytest.param("p, COURT, LEDGER, read, all, plain, g, deny", "POLICY_ARITY", id="effect"),
        pytest.param("g, COURT", "POLICY_ARITY", id="half-a-link"),
        pytest.param("p2, COURT, LEDGER, read, all, plain, g", "POLICY_SYNTAX", id="other-kind"),
        pytest.param("COURT, LEDGER, read, all, plain, g", "POLICY_SYNTAX", id="no-kind"),
        pytest.param("p, COURT, LEDGER, write, all, plain, g", "POLICY_WORD", id="action"),
        pytest.param("p, COURT, LEDGER, read, own_street, plain, g", "POLICY_WORD", id="scope"),
        pytest.param("p, COURT, LEDGER, read, all, last5, g", "POLICY_WORD", id="mask"),
        pytest.param("p, COURT, LEDGER, read, all, hidden, g", "POLICY_WORD", id="hidden"),
        pytest.param("p, COURT, LEDGER, read, all, Plain, g", "POLICY_WORD", id="case"),
        pytest.param("p, JUDGE, LEDGER, read, all, plain, g", "POLICY_NAME", id="role"),
        pytest.param("g, COURT, JUDGE", "POLICY_NAME", id="inherited-role"),
        pytest.param("p, COURT, LEDGERS, read, all, plain, g", "POLICY_NAME", id="family"),
        pytest.param("p, COURT, Clue.texts, read, all, plain, g", "POLICY_NAME", id="field"),
        pytest.param("p, COURT, OPEN/other, read, all, plain, g", "POLICY_NAME", id="part"),
        pytest.param("g2, Clue.texts, LEDGER", "POLICY_NAME", id="member"),
        pytest.param("g2, Clue.text, LEDGERS", "POLICY_NAME", id="group"),
        pytest.param("g2, Mutation.send, LEDGER", "POLICY_NAME", id="an-act-is-not-read"),
        pytest.param("p, COURT, Mutation.send, read, all, plain, g", "POLICY_NAME", id="read-act"),
        pytest.param("p, COURT, LEDGER, act, all, plain, g", "POLICY_NAME", id="act-on-family"),
        pytest.param("p, COURT, intake/gossip, send, all, plain, g", "POLICY_NAME", id="kind"),
        pytest.param("p, COURT, Query.*, read, all, plain, g", "POLICY_SYNTAX", id="wildcard"),
        pytest.param("p, COURT, LEDGER, read, own_facts, plain, g", "POLICY_SCOPE", id="act-scope"),
        pytest.param("p, COURT, Mutation.send, act, lease, plain, g", "POLICY_SCOPE", id="lease"),
        pytest.param("p, COURT, Mutation.send, act, all, last4, g", "POLICY_WORD", id="act-mask"),
        pytest.param("p, COURT, LEDGER, read, all, last4, g", "POLICY_MASK", id="bad-mask"),
        pytest.param("p, COURT, Merchant, read, all, name1, g", "POLICY_FAMILY", id="no-family"),
        pytest.param(
            "p, COURT, Merchant.contactPhone, read, lease, plain, g",
            "POLICY_FAMILY",
            id="which-family",
        ),
        pytest.param("g, EVERYONE, COURT", "POLICY_ROLES", id="everyone-inherits"),
        pytest.param("g, A, B\ng, B, A\ng, COURT, A", "POLICY_ROLES", id="circle"),
        pytest.param("g, COURT, COURT", "POLICY_ROLES", id="self"),
        pytest.param(
            "p, COURT, Merchant.contactPhone, read, all, last4, g\n"
            "p, BANK, Merchant.contactPhone, read, all, phone3+4, g",
            "POLICY_MASKS_CLASH",
            id="two-partial-masks",
        ),
        pytest.param("p, COURT, OPEN, aggregate, all, round:5, g", "POLICY_WORD", id="limits"),
        pytest.param("p, COURT, OPEN, aggregate, all, min_group:0, g", "POLICY_WORD", id="zero"),
        pytest.param(
            "p, COURT, OPEN, aggregate, all, min_group:5 dims:STREET, g", "POLICY_WORD", id="dims"
        ),
        pytest.param(
            "p, COURT, OPEN, aggregate, all, round:5 min_group:5, g", "POLICY_WORD", id="order"
        ),
        pytest.param(
            "p, COURT, OPEN, aggregate, all, min_group:5 min_group:1, g", "POLICY_WORD", id="twice"
        ),
    ],
)
def test_refused(row: str, code: str) -> None:
    error = refusal(GOOD + row + "\n")
    assert error.code == code
    assert error.status == 422
    assert error.message.startswith("line ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("p, COURT, LEDGER, read, all, plain, a\x00b", id="nul"),
        pytest.param("p, COURT, LEDGER, read, all, plain, g\rp, BANK, LEDGER", id="carriage"),
        pytest.param("p, COURT, LEDGER, read, all, plain, g\u2028p, BANK", id="separator"),
        pytest.param("p, COURT\u200b, LEDGER, read, all, plain, g", id="zero-width"),
        pytest.param("p, COURT, LEDGER, read, all, plain, \u202eg", id="bidi"),
        pytest.param('p, "COURT", LEDGER, read, all, plain, g', id="quotes"),
        pytest.param('p, COURT, LEDGER, read, all, plain, "g"', id="quoted-ground"),
        pytest.param("p, COURT, LEDGER, read, all, plain, REG 5)", id="bracket-closes"),
        pytest.param("p, COURT, LEDGER, read, all, plain, REG (5", id="bracket-opens"),
        pytest.param("p, COURT, LEDGER, read, all, plain,", id="no-ground"),
        pytest.param("p, __import__('os'), LEDGER, read, all, plain, g", id="call"),
        pytest.param("p, COURT, LEDGER, read, all || true, plain, g", id="expression"),
        pytest.param("p, ＣＯＵＲＴ, LEDGER, read, all, plain, g", id="full-width"),
    ],
)
def test_nothing_is_smuggled_in_by_signs(text: str) -> None:
    """T47: no line holds two rows, no value is read as anything but a name."""
    error = refusal(GOOD + text + "\n")
    assert error.code == "POLICY_SYNTAX"
    assert error.message.startswith("line 10:")


def test_a_message_never_repeats_the_value() -> None:
    error = refusal(GOOD + "p, COURT, SECRETNAME, read, all, plain, g\n")
    assert "SECRETNAME" not in error.message


def test_an_empty_policy_is_refused() -> None:
    assert refusal("").code == "POLICY_EMPTY"
    assert refusal("# nothing\n\ng, COURT, EVERYONE\n").code == "POLICY_EMPTY"


def test_every_kind_inherits_what_everyone_has() -> None:
    assert refusal(GOOD.replace("g, BANK, EVERYONE\n", "")).code == "POLICY_ROLES"


def test_a_chain_that_casbin_would_cut_is_refused() -> None:
    """Stock Casbin follows nine links; a longer way would be open here and closed there."""
    chain = [f"g, R{place}, R{place + 1}" for place in range(9)]
    long = GOOD + "\n".join([*chain, "g, COURT, R0", "g, R9, EVERYONE"])
    assert refusal(long).code == "POLICY_ROLES"
    short = GOOD + "\n".join([*chain[1:], "g, COURT, R1", "g, R9, EVERYONE"])
    rules = short + "\np, R9, Merchant.name, read, all, plain, ground"
    assert compile_policy(rules, "1", SMALL).grant(["COURT"]).allows("Merchant.name")


def test_the_engine_is_asked_for_scopes_and_masks() -> None:
    masked = GOOD + "p, COURT, Merchant.contactPhone, read, all, last4, g\n"
    asked: list[tuple[str, str]] = []

    def note(coordinate: str, word: str) -> bool:
        asked.append((coordinate, word))
        return True

    compile_policy(masked, "1", SMALL, evaluable=note, maskable=note)
    assert ("Clue.text", "lease") in asked
    assert ("Merchant.contactPhone", "last4") in asked
    assert all(word != "all" for _, word in asked)
    with pytest.raises(PolicyError) as scope:
        compile_policy(masked, "1", SMALL, evaluable=lambda _name, word: word != "lease")
    with pytest.raises(PolicyError) as mask:
        compile_policy(masked, "1", SMALL, maskable=lambda _name, _word: False)
    assert (scope.value.code, mask.value.code) == ("POLICY_SCOPE", "POLICY_MASK")


def test_a_schema_without_the_words_of_policy_is_refused() -> None:
    from graphql import build_schema

    with pytest.raises(PolicyError) as caught:
        compile_policy(GOOD, "1", build_schema("type Query { name: String }"))
    assert caught.value.code == "POLICY_SCHEMA"
