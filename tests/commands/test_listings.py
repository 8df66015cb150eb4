"""The list of seriously dishonest subjects: who lists whom, on what ground, and who removes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from authz.principal import Principal
from hub.domain.identifiers import hash63
from hub.tables.credit import listing
from hub.tables.enforcement import penalty
from hub.tables.intake import recompute
from tests.commands.world import (
    BANK,
    BAOSHAN,
    BARE,
    CITY,
    GYM,
    MARKET,
    NOBODY,
    SALON,
    TODAY,
    XUHUI,
    Desk,
    caller,
    put,
    put_merchant,
    uscc_of,
)

OTHER: dict[str, Any] = {
    "ground": "OTHER",
    "groundText": "多次侵害消费者合法权益",
    "reference": "宝商严〔2022〕1号",
    "listedOn": TODAY,
}
PUDONG_SPORT = caller(
    "regulator-sport-310115", "INDUSTRY_REGULATOR", district="310115", industries=("2017:8930",)
)
ALL_SPORT = caller("regulator-sport", "INDUSTRY_REGULATOR", industries=("2017:8930",))


def penalise(desk: Desk, *days: date, violation: str = "CUSTODY_DEFICIENT", **more: Any) -> None:
    row = {"authority": "x", "authority_folded": "x", "kind": "罚款", "penalty_class": "ordinary"}
    for number, day in enumerate(days):
        values = {**row, "decision_number": str(number), "decided_on": day, **more}
        desk.transact(
            lambda each, values=values: put(
                *(each, penalty, "p"), merchant_id=hash63(SALON), violation=violation, **values
            )
        )


def test_the_district_lists(desk: Desk) -> None:
    done = desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **OTHER)
    row = desk.row(listing, done.fact_id)
    assert (row["kind"], row["ground"], row["listed_on"]) == ("SERIOUS_DISHONESTY", "OTHER", TODAY)
    assert (row["decided_by"], row["provider"]) == (BAOSHAN.party, BAOSHAN.party)
    assert (row["removed_on"], row["visible_until"]) == (None, None)
    assert [each["merchant_id"] for each in desk.rows_of(recompute)] == [hash63(SALON)]


@pytest.mark.parametrize(
    ("who", "uscc", "code"),
    [
        (XUHUI, SALON, "NOT_ALLOWED"),
        (XUHUI, BARE, "NOT_ALLOWED"),  # a district that is only read from the code
        (BAOSHAN, GYM, "NOT_ALLOWED"),
        (CITY, SALON, "NOT_ALLOWED"),
        (BANK, SALON, "NOT_ALLOWED"),
        (ALL_SPORT, GYM, "NOT_ALLOWED"),  # a regulator without a district
        (BAOSHAN, NOBODY, "NOT_FOUND"),
    ],
)
def test_nobody_else_lists(desk: Desk, who: Principal, uscc: str, code: str) -> None:
    refused = desk.refused(who, "addSeriousDishonestyListing", merchant=uscc, **OTHER)
    assert refused == (code, ("merchant",))
    assert desk.rows(listing) == []
    assert desk.rows_of(recompute) == []


def test_the_trade_regulator_of_the_district_lists(desk: Desk) -> None:
    desk.done(PUDONG_SPORT, "addSeriousDishonestyListing", merchant=GYM, **OTHER)


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"groundText": None}, "INCOMPLETE", "groundText"),
        ({"reference": " "}, "INCOMPLETE", "reference"),
        ({"listedOn": TODAY + timedelta(days=1)}, "INVALID", "listedOn"),
        ({"ground": "TWO_PENALTIES"}, "INCOMPLETE", "ground"),
        ({"ground": "CLOSED_WITHOUT_ARRANGEMENT"}, "INCOMPLETE", "ground"),
        ({"ground": "CRIMINAL_CONVICTION"}, "INCOMPLETE", "ground"),
        (
            {"ground": "CRIMINAL_CONVICTION", "groundText": "见（2022）沪0115民初1号"},
            *("INCOMPLETE", "ground"),
        ),
    ],
)
def test_a_ground_must_be_shown(desk: Desk, changed: dict[str, Any], code: str, field: str) -> None:
    given = {**OTHER, **changed}
    refused = desk.refused(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **given)
    assert refused == (code, (field,))


def test_two_penalties_within_a_year(desk: Desk) -> None:
    given = {**OTHER, "ground": "TWO_PENALTIES", "groundText": None}
    penalise(desk, date(2021, 5, 1), violation="REFUND_DELAYED")  # not under REG
    penalise(desk, date(2021, 5, 2), revoked_on=date(2021, 6, 1))
    penalise(desk, date(2022, 5, 1))
    refused = desk.refused(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **given)
    assert refused[0] == "INCOMPLETE"
    penalise(desk, date(2021, 5, 1))  # the same date next year is still within
    desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **given)


def test_a_conviction_names_its_judgment(desk: Desk) -> None:
    given = {
        **OTHER,
        "ground": "CRIMINAL_CONVICTION",
        "groundText": "经 (2022)沪0113刑初55号 判决",
    }
    desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **given)


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        ("UNREACHABLE", None, "done"),
        ("CLOSED", None, "INCOMPLETE"),  # closing alone is no ground (C-11)
        ("CLOSED", "未作安排，多次上门及电话均无法联系", "done"),
        ("OPERATING", "未作安排", "INCOMPLETE"),
    ],
)
def test_closed_without_arrangement(desk: Desk, status: str, said: str | None, code: str) -> None:
    firm = uscc_of("91310113MA1GKCHUT")
    desk.transact(lambda each: put_merchant(each, firm, "310113", status=status))
    given = {**OTHER, "ground": "CLOSED_WITHOUT_ARRANGEMENT", "groundText": said}
    if code == "done":
        desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=firm, **given)
    else:
        refused = desk.refused(BAOSHAN, "addSeriousDishonestyListing", merchant=firm, **given)
        assert refused[0] == code


def test_nobody_is_listed_twice(desk: Desk) -> None:
    made = desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **OTHER)
    second = {**OTHER, "reference": "宝商严〔2022〕2号"}
    again = desk.refused(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **second)
    assert again == ("WRONG_STATE", ("merchant",))
    off = {"id": made.node_id, "reason": "修复完成", "removedOn": TODAY}
    assert desk.done(BAOSHAN, "removeListing", **off) == made
    row = desk.row(listing, made.fact_id)
    assert (row["removed_on"], row["removal_reason"]) == (TODAY, "修复完成")
    assert desk.refused(BAOSHAN, "removeListing", **off) == ("WRONG_STATE", ("id",))
    same = desk.refused(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **OTHER)
    assert same == ("CONFLICT", ("reference",))
    desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **second)


def test_removal_has_its_order_and_its_maker(desk: Desk) -> None:
    yesterday = TODAY - timedelta(days=1)
    given = {**OTHER, "listedOn": yesterday}
    made = desk.done(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **given)
    off = {"id": made.node_id, "reason": "x", "removedOn": TODAY}
    for who in (XUHUI, CITY, MARKET, PUDONG_SPORT):
        assert desk.refused(who, "removeListing", **off) == ("NOT_FOUND", ("id",))
    assert desk.refused(BAOSHAN, "removeListing", **{**off, "reason": ""})[0] == "INCOMPLETE"
    for day in (yesterday - timedelta(days=1), TODAY + timedelta(days=1)):
        refused = desk.refused(BAOSHAN, "removeListing", **{**off, "removedOn": day})
        assert refused == ("INVALID", ("removedOn",))
    for strange in ("L" * 27, "", "R" + made.node_id[1:]):
        assert desk.refused(BAOSHAN, "removeListing", **{**off, "id": strange})[0] == "NOT_FOUND"
    desk.done(BAOSHAN, "removeListing", **{**off, "removedOn": yesterday})
