"""Validation leaves out rules that have nothing to judge, and finds what all of them find."""

from __future__ import annotations

import pytest
from graphql import specified_rules, validate

from hub.documents import MARKED, Documents, check
from hub.rights import View
from schema.build import build_schema

VIEW = View("full", build_schema())
WRONG = (
    "{ nowhere }",
    "query($unused: Int) { me { subject } }",
    "{ me { subject @nowhere } }",
    "{ me { subject @skip(if: true) @skip(if: true) } }",
    "{ me @skip { subject } }",
    "{ me { ...Nowhere } }",
    "{ me { ... on Merchant { name } } }",
    "{ me { ... on Uscc { name } } }",
    "{ me { ...Other } } fragment Other on Merchant { name }",
    "{ me { ...One } } fragment One on Caller { subject } fragment One on Caller { party }",
    "{ me { ...One } } fragment One on Caller { ...Two } fragment Two on Caller { ...One }",
    "{ me { subject } } fragment Unused on Caller { subject }",
    "{ me { subject } } fragment Unused on Nowhere { subject }",
    "{ me { subject } } { me { subject } }",
)
FINE = (
    "{ me { subject } }",
    "query($y: Boolean!) { me { subject @skip(if: $y) ...A } } fragment A on Caller { subject }",
    '{ merchants(where: { name: { contains: "... @ fragment" } }, first: 1) { totalCount } }',
)


@pytest.mark.parametrize("text", [*WRONG, *FINE])
def test_the_same_is_found_as_by_all_rules(text: str) -> None:
    document = Documents(1_000).parse(text)
    every = validate(VIEW.schema, document.node, specified_rules, hide_suggestions=True)
    found = check(document, VIEW)
    assert [each.formatted for each in found] == [each.formatted for each in every]
    assert bool(found) == (text in WRONG)


def test_what_is_left_out_is_part_of_the_whole() -> None:
    assert {rule for rules in MARKED.values() for rule in rules} < set(specified_rules)
