"""Lint, rights and tables: what people read of a policy."""

from __future__ import annotations

from authz.compile import compile_policy
from authz.explain import Right, rights
from authz.lint import Finding, lint
from authz.matrix import actions, visibility
from authz.policy import Policy
from tests.authz.small import small_schema
from tests.authz.test_refusals import GOOD

SMALL = small_schema()


def findings(text: str, kind: str, before: str | None = None) -> list[Finding]:
    policy = compile_policy(text, "2", SMALL)
    old = compile_policy(before, "1", SMALL) if before is not None else None
    return [finding for finding in lint(policy, old) if finding.kind == kind]


def test_shadowed_is_the_row_that_others_cover() -> None:
    text = GOOD + "p, COURT, OPEN, read, lease, plain, g\np, COURT, LEDGER, read, all, plain, g\n"
    assert [found.line for found in findings(text, "shadowed")] == [9, 10]
    assert findings(GOOD, "shadowed") == []


def test_a_scope_that_asks_for_the_family_does_not_cover_another() -> None:
    grouped = GOOD + "g2, Clue.text, CONTACT\np, COURT, CONTACT, read, lease, plain, g\n"
    assert findings(grouped + "p, COURT, LEDGER, read, addressed, plain, g\n", "shadowed") == []


def test_dead_are_repetitions_empty_families_and_unclaimed_fields() -> None:
    found = findings(GOOD + "g, BANK, EVERYONE\n", "dead")
    assert [one.line for one in found if one.line] == [2, 10]
    messages = {one.message for one in found}
    assert "Merchant.issuer is in no family, so nobody sees it" in messages
    assert "the row stands twice" in messages


def test_widening_names_party_and_coordinate() -> None:
    wider = GOOD.replace("read, lease", "read, all")
    found = {one.message for one in findings(wider, "widening", GOOD)}
    assert found == {f"COURT gains on Clue.{field}" for field in ("id", "merchant", "text")}
    assert findings(GOOD, "widening", wider) == []
    act = GOOD + "p, BANK, Mutation.send, act, self, plain, g\n"
    assert [one.message for one in findings(act, "widening", GOOD)] == [
        "BANK gains on Mutation.send"
    ]


def test_a_weaker_mask_is_a_widening() -> None:
    row = "p, BANK, Merchant.contactPhone, read, all, {}, g\n"
    masked, plain = GOOD + row.format("last4"), GOOD + row.format("plain")
    assert [one.message for one in findings(plain, "widening", masked)] == [
        "BANK gains on Merchant.contactPhone"
    ]
    assert findings(masked, "widening", plain) == []


def test_rights_list_reads_acts_and_figures(policy: Policy) -> None:
    grant = policy.grant(["ASSOCIATION"])
    listed = rights(policy, grant)
    assert Right("Merchant.registeredAddress", "PUBLIC", "read", "all", "street") in listed
    assert Right("Mutation.publishRating", "PUBLISHED", "act", "own_industry", None) in listed
    assert (
        Right("Query.statistics", "STATISTICS", "aggregate", "own_industry", "min_group:5")
        in listed
    )
    assert list(listed) == sorted(listed, key=lambda right: right.coordinate)
    assert not any("Connection." in right.coordinate for right in listed)
    assert {right.family for right in listed} <= set(policy.names.families)


def test_rights_of_one_type(policy: Policy) -> None:
    listed = rights(policy, policy.grant(["CITY_COMMERCE"]), "Query")
    assert {right.coordinate.split(".")[0] for right in listed} == {"Query"}
    assert "Query.merchants.asOf" in {right.coordinate for right in listed}
    assert rights(policy, policy.grant(["CITY_COMMERCE"]), "Nothing") == ()


def test_the_tables_name_every_party_and_every_coordinate(policy: Policy) -> None:
    seen = visibility(policy)
    assert seen[0] == ["coordinate", "families", *policy.names.kinds]
    inner = {name for name in policy.names.coordinates if "Connection." not in name}
    assert {row[0] for row in seen[1:]} >= {name for name in inner if "Edge." not in name}
    cells = {row[0]: dict(zip(seen[0], row, strict=True)) for row in seen}
    assert cells["Merchant.issuer"]["DISTRICT_COMMERCE"] == "own_district | all:reported_hidden"
    done = {row[1]: row for row in actions(policy)}
    assert set(policy.names.mutations) <= done.keys()
