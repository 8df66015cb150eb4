"""The calculator: keys and forms of the contract, the worked example, refusals by field."""

from __future__ import annotations

import json
from datetime import date

import pytest

from hub.domain.calculator import run
from hub.domain.thresholds import (
    ThresholdRow,
    Thresholds,
    shipped_rows,
    shipped_thresholds,
)
from hub.errors import DomainError

CUSTODY = {
    "day": "2022-03-01",
    "balance": "300000.00",
    "revenue": "5000000.00",
    "established_on": "2018-01-01",
    "mall_type": False,
    "listed": False,
    "linked": True,
    "guarantees": [
        {
            "kind": "PERFORMANCE_GUARANTEE_INSURANCE",
            "cover_amount": "50000.00",
            "claims_paid": "0.00",
            "valid_from": "2022-01-01",
            "valid_until": "2022-12-31",
        }
    ],
    "held": "60000.00",
    "industry": "8040",
}
RISK = {
    "day": "2022-03-01",
    "issuer": "CONFIRMED",
    "must_link": True,
    "linked": True,
    "listed": False,
    "removed_on": None,
    "custody": CUSTODY,
    "missing_report_days": 0,
    "guarantee_lapses_in_days": None,
    "abnormal_list": False,
    "judgment_defaulter": False,
    "serious_illegality": False,
    "complaints_90d": 0,
    "operating_status": "OPERATING",
    "penalties": [],
}


def test_the_worked_example_of_the_rules() -> None:
    answer = run("custody", CUSTODY)
    grounds = [(ground["code"], ground["rule"]) for ground in answer.pop("reasons")]
    assert answer == {
        "standard": "GENERAL",
        "special_standard": "1000000.00",
        "ratio": 0.4,
        "required": "120000.00",
        "covered": "50000.00",
        "cash_due": "70000.00",
        "held": "60000.00",
        "shortfall": "10000.00",
        "releasable": "0.00",
        "funding_due_on": "2022-03-08",
        "verdict": "SHORTFALL",
        "provisional": False,
        "rule_version": shipped_thresholds().rule_version,
        "balance": "300000.00",
    }
    assert ("ABOVE_GENERAL_STANDARD", "IM-2019 Art. 11(2)") in grounds
    assert [code for code, _ in grounds][-1] == "SHORTFALL"


def test_answers_are_json() -> None:
    for rule, case in (("custody", CUSTODY), ("risk", RISK), ("due", DUE), ("light", LIGHT)):
        answer = run(rule, case)
        assert json.loads(json.dumps(answer)) == answer


def test_unknown_is_null() -> None:
    answer = run("custody", {"day": "2022-03-01", "linked": False, "balance": None})
    assert answer["verdict"] == "UNKNOWN"
    assert answer["required"] is answer["ratio"] is answer["held"] is None


def test_the_national_figure_is_shown_beside() -> None:
    case = CUSTODY | {"national_issuer": "BRAND", "quarter_balance": "150000.00"}
    answer = run("custody", case)
    assert answer["national_required"] == "60000.00"
    assert answer["required"] == "120000.00"


def test_risk_takes_custody_as_case_or_as_answer() -> None:
    answer = run("custody", CUSTODY)
    without_balance = {name: value for name, value in answer.items() if name != "balance"}
    for custody in (CUSTODY, answer, without_balance):
        found = run("risk", RISK | {"custody": custody})
        assert (found["code"], found["alert"], found["uncertain"]) == ("RED", False, False)
        assert found["reasons"] == [{"code": "SHORTFALL", "rule": "REG Art. 15(1); I-10"}]
        assert found["listing_grounds"] == []


def test_a_provisional_answer_goes_through_without_its_balance() -> None:
    for held, code in (("69999.99", "RED"), ("70000.00", "GREEN")):
        answer = run("custody", CUSTODY | {"revenue": None, "held": held})
        assert answer["provisional"]
        answer.pop("balance")
        assert run("risk", RISK | {"custody": answer})["code"] == code


def test_risk_of_the_unlinked() -> None:
    found = run("risk", RISK | {"linked": False, "custody": None})
    assert (found["code"], found["alert"], found["uncertain"]) == (None, True, True)


def test_risk_tells_grounds() -> None:
    case = RISK | {"penalties": ["2021-09-01", "2022-02-01"], "operating_status": "UNREACHABLE"}
    grounds = run("risk", case)["listing_grounds"]
    assert grounds == ["CLOSED_WITHOUT_ARRANGEMENT", "TWO_PENALTIES"]


LIGHT = {
    "at": "2022-04-01T00:00:00+08:00",
    "orders": [{"issued_on": "2022-03-01", "due_on": "2022-03-31", "extended_to": None}],
    "violation_without_order": False,
}


def test_light() -> None:
    answer = run("light", LIGHT)
    assert (answer["light"], answer["priority_inspection"]) == ("RED", True)
    assert run("light", LIGHT | {"at": "2022-03-31T15:59:59Z"})["light"] == "YELLOW"
    assert run("light", LIGHT | {"orders": []})["light"] == "GREEN"


DUE = {"rule": "evaluation_period", "from": "2022-01-01"}


@pytest.mark.parametrize(
    ("case", "answer"),
    [
        (DUE, {"due": "2022-06-30", "since": "2021-07-01", "basis": "PLAN 资金监管三"}),
        (
            {"rule": "penalty_publication", "from": "2022-03-01", "basis": "SAMR"},
            {"due": "2022-03-29", "basis": "SAMR-PUB Art. 9"},
        ),
        (
            {
                "rule": "penalty_visible_until",
                "from": "2022-03-29",
                "basis": "SAMR",
                "class": "warning",
            },
            {"due": None, "basis": "SAMR-PUB Art. 2"},
        ),
        (
            {"rule": "complaint_consumer_council", "from": "2022-04-13", "extended": True},
            {"due": "2022-07-12", "basis": "CONS-SH Art. 56"},
        ),
        (
            {"rule": "objection", "from": "2022-01-21", "step": "mark"},
            {"due": "2022-01-24", "basis": "CREDIT Art. 36"},
        ),
    ],
)
def test_due(case: dict[str, object], answer: dict[str, object]) -> None:
    assert run("due", case) == answer | {"provisional": False}


def test_other_thresholds_change_the_answer_from_their_day() -> None:
    row = ThresholdRow("custody.general_ratio", "", "", "", date(2022, 3, 1), "0.50", "test")
    rules = Thresholds((*shipped_rows(), row))
    assert run("custody", CUSTODY, thresholds=rules)["required"] == "150000.00"
    before = CUSTODY | {"day": "2022-02-28"}
    assert run("custody", before, thresholds=rules)["required"] == "120000.00"


@pytest.mark.parametrize(
    ("rule", "change", "code", "field"),
    [
        ("custody", {"day": None}, "CASE_FIELD", "day"),
        ("custody", {"day": "yesterday"}, "CASE_FIELD", "day"),
        ("custody", {"linked": None}, "CASE_FIELD", "linked"),
        ("custody", {"mall_type": "perhaps"}, "CASE_FIELD", "mall_type"),
        ("custody", {"balance": 300000}, "MONEY", "balance"),
        ("custody", {"guarantees": {}}, "CASE_FIELD", "guarantees"),
        ("custody", {"guarantees": ["x"]}, "CASE_FIELD", "guarantees"),
        ("custody", {"guarantees": [{"kind": "GOLD"}]}, "CASE_FIELD", "kind"),
        ("custody", {"industry": 8040}, "CASE_FIELD", "industry"),
        ("risk", {"issuer": "MAYBE"}, "CASE_FIELD", "issuer"),
        ("risk", {"missing_report_days": "3"}, "CASE_FIELD", "missing_report_days"),
        ("risk", {"complaints_90d": True}, "CASE_FIELD", "complaints_90d"),
        ("risk", {"custody": []}, "CASE_FIELD", "custody"),
        ("risk", {"custody": {"verdict": "SHORTFALL", "ratio": "0.4"}}, "CASE_FIELD", "ratio"),
        ("risk", {"penalties": ["x"]}, "CASE_FIELD", "penalties"),
        ("light", {"at": "noon"}, "CASE_FIELD", "at"),
        ("due", {"from": ""}, "CASE_FIELD", "from"),
        ("due", {"from": "20220121"}, "CASE_FIELD", "from"),
        ("due", {"from": "9999-12-31"}, "CASE_FIELD", "from"),
        ("due", {"from": "0001-01-01"}, "CASE_FIELD", "from"),
    ],
)
def test_bad_fields_are_named_without_their_value(
    rule: str, change: dict[str, object], code: str, field: str
) -> None:
    good = {"custody": CUSTODY, "risk": RISK, "light": LIGHT, "due": DUE}[rule]
    with pytest.raises(DomainError) as caught:
        run(rule, good | change)
    assert (caught.value.code, caught.value.path) == (code, (field,))
    assert not any(str(value) in caught.value.message for value in change.values() if value)


def test_unknown_rules_are_refused() -> None:
    for rule, case, code in (("luck", {}, "RULE"), ("due", DUE | {"rule": "luck"}, "DUE")):
        with pytest.raises(DomainError) as caught:
            run(rule, case)
        assert caught.value.code == code
    with pytest.raises(DomainError):
        run("custody", [])
