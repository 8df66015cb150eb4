"""Who gets what for a case: domain.md 7.6 by number, and the days on which a lease holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from hub.tables.case import case_access
from tests.world.cases import ACCESSES
from tests.world.firms import uscc
from tests.world.ground import NOW, TODAY
from tests.world.hub import WorldHub
from tests.world.parties import CASES

PROFILE = """query($u: Uscc!) { merchant(uscc: $u) {
  name contactPhone withheld complaints(first: 3) { totalCount } latestCardReport { prepaidBalance }
  risk { code light } } }"""
PHONE = "query($u: Uscc!) { merchant(uscc: $u) { contactPhone } }"
REQUIRED = "query($u: Uscc!) { merchant(uscc: $u) { custody { required } } }"


def _merchant(hub: WorldHub, who: str, number: int, document: str = PROFILE) -> dict[str, Any]:
    found = hub.ask(document, hub.parties[who], {"u": uscc(number)})
    merchant: dict[str, Any] = found["data"]["merchant"]
    return merchant


def _on(offset: int) -> datetime:
    return NOW + timedelta(days=offset)


# -- domain.md 7.6 ------------------------------------------------------------------------------


def test_case_102_an_association_gets_no_daily_balance(world_hub: WorldHub) -> None:
    asked = "{ merchants(first: 1) { nodes { latestCardReport { prepaidBalance } } } }"
    status, body = world_hub.ask_raw(asked, world_hub.parties["association"])
    assert status == 400
    assert b'"data"' not in body


def test_case_103_the_police_without_a_case_get_the_public_tier(world_hub: WorldHub) -> None:
    found = _merchant(world_hub, "police", 4)
    assert found["name"]
    assert found["risk"]["code"]
    assert found["contactPhone"] is None
    assert found["complaints"] is None
    assert found["latestCardReport"] is None
    assert found["risk"]["light"] is None
    assert {"CONTACT", "COMPLAINTS", "CARDS", "RISKDETAIL"} <= set(found["withheld"])


def test_case_103_with_a_case_they_get_what_the_paper_names(world_hub: WorldHub) -> None:
    found = _merchant(world_hub, "police-open", 4)  # CONTACT, CREDIT, RISKDETAIL
    assert found["contactPhone"] == "13800000004"
    assert found["risk"]["light"] is not None
    assert found["complaints"] is None
    assert found["latestCardReport"] is None
    other = _merchant(world_hub, "police-open", 2)  # no subject of it
    assert other["contactPhone"] is None


def test_a_case_opens_its_subject_alone_beside_another_merchant(world_hub: WorldHub) -> None:
    fields = ", ".join(
        f'm{number}: merchant(uscc: "{uscc(number)}") {{ contactPhone }}' for number in (2, 4)
    )
    found = world_hub.ask(f"{{ {fields} }}", world_hub.parties["police-open"])["data"]
    assert found["m4"]["contactPhone"] == "13800000004"
    assert found["m2"]["contactPhone"] is None


def test_case_105_nobody_searches_by_the_number_of_an_identity_card(world_hub: WorldHub) -> None:
    where = 'where: {legalRepresentativeIdNumber: {eq: "310101199001010001"}}'
    for who in world_hub.parties.values():
        status, body = world_hub.ask_raw(
            f"{{ merchants(first: 1, {where}) {{ totalCount }} }}", who
        )
        assert status == 400
        assert b"1990" not in body, "a refusal repeats nothing private"


def test_case_106_no_card_of_a_consumer_is_kept(world_hub: WorldHub) -> None:
    asked = '{ card(number: "1", secret: "2") { balance } }'
    for who in world_hub.parties.values():
        assert world_hub.ask_raw(asked, who)[0] == 400


def test_case_107_a_bank_reads_what_its_own_client_has_to_hold(world_hub: WorldHub) -> None:
    own = _merchant(world_hub, "bank-a", 1, REQUIRED)
    assert own["custody"]["required"] is not None
    unconfirmed = _merchant(world_hub, "bank-a", 2, REQUIRED)
    assert unconfirmed["custody"]["required"] is None
    others = _merchant(world_hub, "bank-b", 1, REQUIRED)
    assert others["custody"]["required"] is None


# -- from the day it opens to the day it closes ----------------------------------------------------


@pytest.mark.parametrize(("offset", "shown"), [(-11, False), (-10, True), (30, True), (31, False)])
def test_a_lease_holds_from_its_first_day_to_its_last(
    world_hub: WorldHub, offset: int, shown: bool
) -> None:
    opens, closes = ACCESSES["open"]["opens_on"], ACCESSES["open"]["closes_on"]
    assert (opens - TODAY, closes - TODAY) == (timedelta(-10), timedelta(30))
    who = world_hub.parties["court-open"]
    found = world_hub.ask(PHONE, who, {"u": uscc(2)}, _on(offset))
    assert (found["data"]["merchant"]["contactPhone"] is not None) == shown


def test_a_day_begins_in_shanghai(world_hub: WorldHub) -> None:
    """The access closes with the Shanghai day, not with the day of UTC."""
    who = world_hub.parties["court-last"]
    end = datetime(2022, 9, 15, 15, 59, 59, 999_999, tzinfo=NOW.tzinfo)
    begin = datetime(2022, 9, 14, 16, 0, tzinfo=NOW.tzinfo)
    micro = timedelta(microseconds=1)
    for moment, shown in ((begin - micro, False), (begin, True), (end, True), (end + micro, False)):
        found = world_hub.ask(PHONE, who, {"u": uscc(1)}, moment)
        assert (found["data"]["merchant"]["contactPhone"] is not None) == shown, moment


@pytest.mark.parametrize("name", [name for name in CASES if name not in {"open", "period"}])
def test_nothing_is_read_under_another_case_number(world_hub: WorldHub, name: str) -> None:
    who = replace(world_hub.parties["court-open"], case_number=CASES[name])
    assert _ask_phone(world_hub, who, 2) is None  # subject of `open` and of `period` only


def _ask_phone(hub: WorldHub, who: Any, number: int) -> Any:
    return hub.ask(PHONE, who, {"u": uscc(number)})["data"]["merchant"]["contactPhone"]


@pytest.mark.parametrize(
    "change",
    [
        *({"subject": "officer-9"}, {"subject": "Officer-1"}, {"party": "police-310115"}),
        *({"case_number": None}, {"case_number": ""}, {"case_number": "%"}),
        *({"case_number": f"{CASES['open']} or 1=1"}, {"case_number": CASES["open"][:-1]}),
    ],
    ids=str,
)
def test_nobody_else_reads_under_the_lease(world_hub: WorldHub, change: dict[str, Any]) -> None:
    who = world_hub.parties["court-open"]
    assert _ask_phone(world_hub, who, 2) is not None
    assert _ask_phone(world_hub, replace(who, **change), 2) is None


def test_a_period_bounds_every_dated_row(world_hub: WorldHub) -> None:
    asked = """query($u: Uscc!) { merchant(uscc: $u) {
      cardReports(first: 9) { nodes { reportedFor } } complaints(first: 9) { nodes { receivedOn } }
      custodyHistory(first: 9) { nodes { assessedFor required } } } }"""
    found = _merchant(world_hub, "court-period", 1, asked)
    since, until = ACCESSES["period"]["period_from"], ACCESSES["period"]["period_until"]
    days = [each["reportedFor"] for each in found["cardReports"]["nodes"]]
    days += [each["receivedOn"] for each in found["complaints"]["nodes"]]
    assert days
    assert all(since.isoformat() <= one <= until.isoformat() for one in days)
    for each in found["custodyHistory"]["nodes"]:
        inside = since.isoformat() <= each["assessedFor"] <= until.isoformat()
        assert (each["required"] is not None) == inside


def test_the_end_of_a_case_ends_everything_at_once(world_hub: WorldHub) -> None:
    who = world_hub.parties["procuratorate-case"]
    assert _ask_phone(world_hub, who, 5) is not None
    ended = update(case_access).where(case_access.c.authority == who.party)
    world_hub.write(lambda connection: connection.execute(ended.values(status="ENDED")))
    assert _ask_phone(world_hub, who, 5) is None
    node = world_hub.ask("{ merchants(first: 50) { nodes { id contactPhone } } }", who)
    assert all(each["contactPhone"] is None for each in node["data"]["merchants"]["nodes"])


PERIOD = """query($u: Uscc!, $since: Date, $until: Date) { merchant(uscc: $u) {
  custodyAccounts { balance balanceOn balances(first: 9) { nodes { day } } }
  guarantees { claimsPaid } payments(first: 9) { nodes { period } } complaintSummary { total }
  reporting { since } inside: reporting(since: $since, until: $until) { since until receivedDays }
  wayToGreen { code } risk { since } contactPhone shareholders { holder }
  annualRevenues { year } } }"""


def test_a_period_bounds_what_is_worked_out_too(world_hub: WorldHub) -> None:
    """No figure is made of days outside; what has no day at all is the subject itself."""
    since, until = (ACCESSES["period"][name] for name in ("period_from", "period_until"))
    days = {"u": uscc(1), "since": since.isoformat(), "until": until.isoformat()}
    answer = world_hub.ask(PERIOD, world_hub.parties["court-period"], days)
    assert "errors" not in answer, answer
    found = answer["data"]["merchant"]
    whole = world_hub.ask(PERIOD, world_hub.parties["city"], days)["data"]["merchant"]
    (account,), (known,) = found["custodyAccounts"], whole["custodyAccounts"]
    assert (known["balanceOn"], account["balanceOn"]) == ("2022-09-15", "2022-08-06")
    assert account["balance"] != known["balance"]
    assert [each["day"] for each in account["balances"]["nodes"]] == ["2022-08-06"]
    assert [each["claimsPaid"] for each in whole["guarantees"]] == ["2.02"]
    assert [each["claimsPaid"] for each in found["guarantees"]] == ["1.00"]
    assert [each["period"] for each in found["payments"]["nodes"]] == ["2022-07"]
    assert (found["complaintSummary"], found["reporting"]) == (None, None)
    assert found["inside"] == whole["inside"]
    assert found["annualRevenues"] == []
    assert found["contactPhone"] == whole["contactPhone"]
    assert found["shareholders"] == whole["shareholders"]
    outside = {**days, "until": (until + timedelta(days=1)).isoformat()}
    again = world_hub.ask(PERIOD, world_hub.parties["court-period"], outside)
    assert again["data"]["merchant"]["inside"] is None


def test_without_a_period_a_lease_opens_every_figure(world_hub: WorldHub) -> None:
    days = {"u": uscc(1), "since": "2022-01-01", "until": "2022-09-14"}
    found, whole = (
        world_hub.ask(PERIOD, world_hub.parties[who], days)["data"]["merchant"]
        for who in ("court-open", "city")
    )
    assert found == whole


def test_a_bounded_count_tells_nothing_of_the_order(world_hub: WorldHub) -> None:
    """Who sorts by complaints sorts by what is withheld as if it were absent."""
    asked = """{ merchants(first: 40, orderBy: [{field: COMPLAINTS, direction: DESC}]) {
      nodes { complaintSummary { total } } } }"""
    who = world_hub.parties["court-period"]
    nodes = world_hub.ask(asked, who)["data"]["merchants"]["nodes"]
    assert all(node["complaintSummary"] is None for node in nodes)
