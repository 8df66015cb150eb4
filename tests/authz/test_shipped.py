"""What the shipped policy says, in the words of the contract."""

from __future__ import annotations

from pathlib import Path

import casbin
import pytest
from graphql import GraphQLObjectType, GraphQLSchema

from authz.enforcer import MODEL
from authz.grant import Rule
from authz.lint import lint
from authz.policy import Policy
from authz.store import SHIPPED, shipped
from authz.vocabulary import INTAKE, SCOPES, Action, scopes_of
from tests.authz.golden import tables


def test_the_golden_tables_are_fresh(policy: Policy) -> None:
    for path, text in tables(policy).items():
        assert path.read_text(encoding="utf-8") == text, "run python -m tests.authz.golden"


def test_stock_casbin_reads_the_same_file(policy: Policy) -> None:
    enforcer = casbin.Enforcer(str(MODEL), str(SHIPPED))
    ours = {kind: [list(row.values) for row in policy.rows if row.kind == kind] for kind in "pg"}
    assert enforcer.get_policy() == ours["p"]
    assert enforcer.get_grouping_policy() == ours["g"]
    grouped = [list(row.values) for row in policy.rows if row.kind == "g2"]
    assert enforcer.get_named_grouping_policy("g2") == grouped


def test_every_root_field_is_reachable(policy: Policy, planned: GraphQLSchema) -> None:
    grants = [policy.grant([kind]) for kind in policy.names.kinds]
    roots = [planned.query_type, planned.mutation_type, planned.subscription_type]
    names = [
        f"{root.name}.{field}"
        for root in roots
        if isinstance(root, GraphQLObjectType)
        for field in root.fields
    ]
    assert len(names) > 30
    assert [name for name in names if not any(grant.allows(name) for grant in grants)] == []


def test_every_coordinate_is_in_a_family_and_somebody_sees_it(policy: Policy) -> None:
    assert policy.unclaimed == ()
    grants = [policy.grant([kind]) for kind in policy.names.kinds]
    assert [name for name in policy.families if not any(g.allows(name) for g in grants)] == []


def test_every_moment_asked_for_needs_a_right(policy: Policy) -> None:
    past = {name for name in policy.names.arguments if name.endswith(".asOf")}
    assert past == {"Query.merchant.asOf", "Query.merchants.asOf", "Query.caseAccess.asOf"}
    for name in past:
        assert policy.families_of(name) == ("HISTORY",)
        assert not policy.grant(["PUBLIC"]).allows(name)


def test_every_kind_of_intake_has_a_sender(policy: Policy) -> None:
    sent = {name for kind in policy.names.kinds for name in policy.grant([kind]).sends}
    assert {f"intake/{kind}" for kind in INTAKE} - sent == set()


def test_every_scope_word_is_used(policy: Policy) -> None:
    used = {entry.scope for entries in policy.entries.values() for entry in entries}
    assert used == SCOPES.keys()
    assert set(scopes_of(Action.READ)) == {
        rule.scope for kind in policy.names.kinds for rules in policy.grant([kind]).rules.values()
        for rule in rules
    }  # fmt: skip


def test_lint_has_nothing_to_say_but_what_is_meant(policy: Policy) -> None:
    assert {finding.message for finding in lint(policy)} == {
        "META is open to all",
        "PUBLIC is open to all",
        "CUSTODYSTATUS is open to all",
    }


@pytest.mark.parametrize(
    ("kind", "name", "rules"),
    [
        ("PUBLIC", "Merchant.name", (("all", "plain", "PUBLIC"),)),
        ("PUBLIC", "Merchant.registeredAddress", (("all", "street", "PUBLIC"),)),
        ("PUBLIC", "Merchant.legalRepresentative", (("all", "name1", "PUBLIC"),)),
        ("PUBLIC", "Merchant.issuer", (("all", "reported_hidden", "PUBLIC"),)),
        ("PUBLIC", "Merchant.contactPhone", ()),
        ("PUBLIC", "Penalty.amount", (("published", "plain", "PUBLISHED"),)),
        ("PUBLIC", "Complaint.id", ()),
        ("PUBLIC", "ComplaintConnection.totalCount", (("all", "plain", "META"),)),
        (
            "DISTRICT_COMMERCE",
            "Merchant.registeredAddress",
            (("own_district", "plain", "CONTACT"), ("all", "street", "PUBLIC")),
        ),
        (
            "CITY_COMMERCE",
            "Merchant.legalRepresentativeIdNumber",
            (("all", "id1+1", "IDNUMBER"),),
        ),
        (
            "FINANCIAL_REGULATOR",
            "CustodyAccount.accountNumber",
            (("in_shortfall", "last4", "ACCOUNTS"),),
        ),
        ("FINANCIAL_REGULATOR", "CustodyAccount.bank", (("in_shortfall", "plain", "ACCOUNTS"),)),
        ("FINANCIAL_REGULATOR", "Complaint.text", ()),
        ("ASSOCIATION", "CardReport.prepaidBalance", ()),
        (
            "POLICE",
            "Merchant.contactPhone",
            (("addressed", "plain", "CONTACT"), ("lease", "plain", "CONTACT")),
        ),
        ("COURT", "CriminalReferral.status", ()),
        ("INSURER", "CustodyAssessment.required", (("own_clients", "plain", "CUSTODYNEED"),)),
        ("INSURER", "CustodyAssessment.shortfall", ()),
        ("BASE_PLATFORM", "Merchant.contactPhone", (("served", "phone3+4", "CONTACT"),)),
        ("MERCHANT", "CriminalReferral.id", ()),
        ("MERCHANT", "Clue.id", ()),
        ("MERCHANT", "Complaint.text", ()),
        ("MERCHANT", "Inspection.plannedOn", (("self_done", "plain", "ENFORCEMENT"),)),
        (
            "STEWARD",
            "CaseAccess.paper",
            (("all", "plain", "CASES"), ("all", "sealed_hidden", "CASES")),
        ),
        ("STEWARD", "CaseAccess.purpose", (("all", "sealed_hidden", "CASES"),)),
        ("AUDITOR", "AccessRecord.subject", (("all", "plain", "ACCESSLOG"),)),
    ],
)
def test_reads(
    policy: Policy, kind: str, name: str, rules: tuple[tuple[str, str, str], ...]
) -> None:
    assert policy.grant([kind]).rules_for(name) == tuple(Rule(*rule) for rule in rules)


def test_anomalies_only_where_single_groups_are_shown(policy: Policy) -> None:
    may = {kind for kind in policy.names.kinds if policy.grant([kind]).allows("Query.anomalies")}
    assert may == {"CITY_COMMERCE", "DISTRICT_COMMERCE", "INDUSTRY_REGULATOR"}
    public = policy.grant(["PUBLIC"]).aggregates["Query.statistics"]
    assert [(one.min_group, one.rounding, one.dimensions) for one in public] == [
        (5, 5, ("DISTRICT", "INDUSTRY", "RISK_CODE"))
    ]


def test_a_role_that_nobody_knows_has_what_everyone_has(policy: Policy) -> None:
    grant = policy.grant(["JUDGE"])
    assert grant.roles == ()
    assert grant.allows("Merchant.name")
    assert not grant.allows("Query.statistics")
    assert policy.grant(["JUDGE", "COURT"]) is policy.grant(["COURT"])


DOMAIN_WORDS = (
    *("merchant", "card", "custody", "complaint", "district", "industry", "court", "police"),
    *("bank", "insurer", "penalty", "rating", "clue", "lease", "commerce", "published"),
)


@pytest.mark.parametrize(
    "module", ["checks", "compile", "grant", "names", "policy", "rows", "store"]
)
def test_the_compiler_knows_no_domain(module: str) -> None:
    """Law 13: another hub could be built on it."""
    text = (Path(SHIPPED).parent / f"{module}.py").read_text(encoding="utf-8").lower()
    text = text.replace("query.merchant.asof", "")  # the one example of a pseudo-coordinate
    assert [word for word in DOMAIN_WORDS if word in text.replace("casbin", "")] == []


def test_the_shipped_text_has_a_ground_in_every_row() -> None:
    assert all(line.split(", ")[-1].strip() for line in shipped().split("\n") if line[:2] == "p,")
