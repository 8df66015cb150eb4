"""Statistics beside stock Casbin: who counts, which measure of it, and what may be asked at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from authz.principal import PUBLIC, Principal
from authz.store import shipped
from authz.vocabulary import PLAIN, Action
from hub.domain.vocabulary import Dimension
from resolvers.gathering import Gathering
from resolvers.parts import camel
from resolvers.statistics import NEEDS
from tests.authz.oracle import OTHERS
from tests.rights.facts import FactsOf
from tests.rights.judge import Judge, _keys
from tests.rights.policies import compiled
from tests.world.build import world
from tests.world.hub import WorldHub

# A bank that is granted single figures of all merchants, and reads them of its clients only.
ODD = shipped() + "p, BANK, STATISTICS, aggregate, all, min_group:1, a test\n"
FREE = ("city", "pudong", "huangpu", "nowhere", "culture", "sport-pudong", "no-trade")
FIXED = {"DISTRICT", "INDUSTRY", "RISK_CODE"}
AMOUNTS = {"prepaid_total", "prepaid_balance", "cards_issued", "required", "held", "shortfall"}
COUNTED = [name for name in NEEDS if name not in AMOUNTS]
ANOMALIES = "{ anomalies(subject: MERCHANT) { key measure merchant { uscc } } }"
DOCUMENT = (
    "query($uscc: [Uscc!]) { statistics(by: [], where: {uscc: $uscc}) { "
    + " ".join(camel(name) for name in NEEDS)
    + " } }"
)


@pytest.fixture(scope="module")
def odd_hub(module_database_url: str) -> Iterator[WorldHub]:
    hub = WorldHub(module_database_url, policy=ODD)
    yield hub
    hub.close()


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge(compiled(ODD), FactsOf(world()))


def counts(judge: Judge, row: Mapping[str, Any], caller: Principal) -> bool:
    """Whether stock Casbin admits the merchant to the caller's own figures."""
    families = ("STATISTICS",)
    vector = judge.scopes(families, "Merchant", row, caller)
    flags = {**dict(zip(_keys(families), vector, strict=True)), OTHERS: False}
    oracle = judge._oracle(caller.roles)
    return oracle.ask("Query.statistics", Action.AGGREGATE, "min_group:1", flags)


def differences(hub: WorldHub, judge: Judge, names: tuple[str, ...]) -> tuple[list[str], int]:
    """Merchants and measures that are counted otherwise than Casbin says; how many are."""
    found, counted = [], 0
    for name in names:
        caller = hub.parties[name]
        for row in world().current("merchant"):
            answer = hub.ask(DOCUMENT, caller, {"uscc": [row["uscc"]]})
            (total,) = answer["data"]["statistics"]
            there = counts(judge, row, caller)
            if total["merchants"] != int(there):
                found.append(f"{name}: {row['uscc']} counts {total['merchants']}")
            for measure in COUNTED[1:]:
                needs = NEEDS[measure]
                read = all(judge.mask(each, "Merchant", row, caller) == PLAIN for each in needs)
                counted += there and read
                if (total[camel(measure)] is not None) != (there and read):
                    found.append(f"{name}: {measure} of {row['uscc']} is {total[camel(measure)]}")
    return found, counted


@pytest.mark.slow
def test_each_merchant_counts_where_casbin_says(
    odd_hub: WorldHub, judge: Judge, figures: Callable[..., None]
) -> None:
    names = (*FREE, "bank-a") if odd_hub.database.dialect == "sqlite" else ("pudong", "bank-a")
    found, counted = differences(odd_hub, judge, names)
    figures(callers=len(names), decisions=judge.decisions, counted=counted)
    assert found == []
    assert counted > 100


@pytest.mark.slow
def test_a_measure_that_is_counted_anywhere_is_found(
    odd_hub: WorldHub, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gathering, "readable", lambda *_: [])
    odd_hub.forget()
    found, _ = differences(odd_hub, judge, ("bank-a",))
    monkeypatch.undo()
    odd_hub.forget()
    assert found


@pytest.mark.slow
def test_anomalies_of_merchants_are_those_that_casbin_shows(
    odd_hub: WorldHub, judge: Judge, figures: Callable[..., None]
) -> None:
    merchants = {row["merchant_id"]: row for row in world().current("merchant")}
    stored = [row for row in world()["anomaly"] if row["superseded_at"] is None]
    shown = hidden = 0
    for name in (*FREE, "bank-a"):
        caller = odd_hub.parties[name]
        if "anomalies" not in odd_hub.sight(caller).schema.query_type.fields:  # type: ignore[union-attr]
            continue
        answer = odd_hub.ask(ANOMALIES, caller)["data"]["anomalies"]
        expected = {
            (row["key"], row["measure"])
            for row in stored
            if (one := merchants.get(row["merchant_id"])) is not None
            and counts(judge, one, caller)
            and all(
                judge.mask(each, "Merchant", one, caller) == PLAIN for each in NEEDS[row["measure"]]
            )
        }
        assert {(row["key"], row["measure"]) for row in answer} == expected, name
        assert all(row["merchant"]["uscc"] == row["key"] for row in answer)
        shown, hidden = shown + len(expected), hidden + len(stored) - len(expected)
    figures(shown=shown, hidden=hidden)
    assert shown > 10
    assert hidden > 10


@pytest.mark.parametrize(
    ("name", "subject", "keys"),
    [
        ("city", "DISTRICT", ["310101", "310115"]),
        ("pudong", "DISTRICT", ["310115"]),
        ("huangpu", "DISTRICT", ["310101"]),
        ("nowhere", "DISTRICT", []),
        ("city", "INDUSTRY", ["2017:8930"]),
        ("culture", "INDUSTRY", ["2017:8930"]),
        ("sport-pudong", "INDUSTRY", []),  # a trade of one district is not the whole trade
        ("no-trade", "INDUSTRY", []),
        ("city", "SYSTEM", ["OWN"]),
    ],
)
def test_anomalies_of_groups_are_shown_where_a_scope_holds_the_group(
    odd_hub: WorldHub, name: str, subject: str, keys: list[str]
) -> None:
    asked = ANOMALIES.replace("MERCHANT", subject)
    answer = odd_hub.ask(asked, odd_hub.parties[name])["data"]["anomalies"]
    assert [row["key"] for row in answer] == keys
    assert all(row["merchant"] is None for row in answer)


def test_a_hidden_dimension_is_a_made_up_one(odd_hub: WorldHub) -> None:
    for word in ("LIGHT", "SYSTEM", "COMPLAINT_CATEGORY"):
        made_up = "Q" * len(word)
        one, two = (
            odd_hub.ask_raw(f"{{ statistics(by: [{each}]) {{ merchants }} }}", PUBLIC)
            for each in (word, made_up)
        )
        assert one == (two[0], two[1].replace(made_up.encode(), word.encode()))


def test_dimensions_are_those_that_a_grant_leaves(odd_hub: WorldHub) -> None:
    def words(name: str) -> set[str]:
        kind: Any = odd_hub.sight(odd_hub.parties[name]).schema.type_map["Dimension"]
        return set(kind.values)

    for name in ("public", "association", "financial", "police", "council", "enforcement-pudong"):
        assert words(name) == FIXED
    for name in ("city", "pudong", "culture"):
        assert words(name) == set(Dimension)
    assert "LIGHT" not in words("bank-a")
    assert "LINK_STATUS" in words("bank-a")


def test_subjects_are_those_that_a_scope_holds(odd_hub: WorldHub) -> None:
    def words(name: str) -> set[str]:
        kind: Any = odd_hub.sight(odd_hub.parties[name]).schema.type_map["AnomalySubject"]
        return set(kind.values)

    assert words("city") == {"DISTRICT", "INDUSTRY", "SYSTEM", "MERCHANT"}
    assert words("pudong") == {"DISTRICT", "MERCHANT"}
    assert words("culture") == {"INDUSTRY", "MERCHANT"}


@pytest.mark.parametrize(
    ("name", "asked", "code"),
    [
        ("public", "by: [LIGHT]", "INVALID"),
        ("public", "by: [MADE_UP]", "INVALID"),
        ("public", "by: [DISTRICT], where: {search: \"美丽\"}", "STATISTICS_FIXED"),
        ("public", "by: [], where: {not: {district: [\"310115\"]}}", "STATISTICS_FIXED"),
        ("police", "by: [], where: {custodyVerdict: [SHORTFALL]}", "STATISTICS_FIXED"),
        ("public", "by: [DISTRICT, INDUSTRY, RISK_CODE]", "STATISTICS_TOO_FINE"),
        ("public", "by: [DISTRICT, INDUSTRY], where: {riskCode: [RED]}", "STATISTICS_TOO_FINE"),
        ("association", "by: [DISTRICT, RISK_CODE]", "STATISTICS_TOO_FINE"),
        ("enforcement-pudong", "by: [INDUSTRY, RISK_CODE]", "STATISTICS_TOO_FINE"),
        ("city", "by: [DISTRICT, DISTRICT]", "STATISTICS_DIMENSIONS"),
        ("city", "by: [DISTRICT, LIGHT, SYSTEM, ISSUER]", "STATISTICS_DIMENSIONS"),
        ("public", "by: [DISTRICT], where: {prepaidBalance: {gte: \"1.00\"}}", "INVALID"),
    ],
)  # fmt: skip
def test_cells_are_sliced_by_what_they_have(
    odd_hub: WorldHub, name: str, asked: str, code: str
) -> None:
    answer = odd_hub.ask(f"{{ statistics({asked}) {{ merchants }} }}", odd_hub.parties[name])
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == code


def test_who_may_not_ask_has_no_such_question(odd_hub: WorldHub) -> None:
    for name in ("merchant", "court-open", "auditor", "hotline"):
        answer = odd_hub.ask("{ statistics(by: []) { merchants } }", odd_hub.parties[name])
        made_up = odd_hub.ask("{ statistiqs(by: []) { merchants } }", odd_hub.parties[name])
        assert str(answer) == str(made_up).replace("statistiqs", "statistics")
