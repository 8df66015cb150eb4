"""What holds by the form of a statement: one plan for shown and hidden, no value in its text.

Nothing is measured here. That a hidden row takes no other way than one that is not there follows
from both being asked by the same text, run once (`tests/resolvers/test_statement.py` counts).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

from hub.plans import Prepared
from tests.world.firms import uscc
from tests.world.hub import WorldHub
from tests.world.parties import CASES

ASKED = """query ($u: Uscc!) { merchant(uscc: $u) { contactPhone withheld
  complaints(first: 3) { totalCount nodes { text } } custody { held } risk { light } } }"""
CANARY = "canary31415"
GIVEN = """query ($u: Uscc!, $t: String!, $d: [String!], $c: CaseNumber!) {
  merchants(first: 3, where: {name: {contains: $t}, district: $d, search: $t}) { totalCount }
  merchant(uscc: $u) { contactPhone complaints(first: 1) { totalCount } }
  caseAccess(caseNumber: $c) { status } }"""


def prepared(hub: WorldHub) -> list[Prepared]:
    return list(hub.operations.plans._prepared._values.values())


def test_shown_hidden_and_absent_are_asked_by_one_text(world_hub: WorldHub) -> None:
    """T17: what a caller may not see is decided where the rows are found, by no second question."""
    who = world_hub.parties["pudong"]
    world_hub.forget()
    told = []
    for code in (*(uscc(number) for number in range(1, 9)), "91310115MA1K00015K"):
        merchant = world_hub.ask(ASKED, who, {"u": code})["data"]["merchant"]
        told.append(None if merchant is None else merchant["contactPhone"] is not None)
    assert set(told) == {True, False, None}
    assert len(prepared(world_hub)) == 1


def test_callers_take_turns_and_each_gets_its_own(world_hub: WorldHub) -> None:
    """T32: whoever asked before, the answer is that of a hub that nobody has asked yet."""
    names = ("public", "pudong", "bank-a", "city")
    alone: dict[str, Any] = {}
    for name in names:
        world_hub.forget()
        alone[name] = world_hub.ask_raw(PHONES, world_hub.parties[name])
    assert len(set(alone.values())) == len(names)
    for order in permutations(names):
        world_hub.forget()
        for name in order:
            assert world_hub.ask_raw(PHONES, world_hub.parties[name]) == alone[name], order


PHONES = "{ merchants(first: 40) { nodes { legalRepresentative withheld issuer } } }"


def test_no_value_of_a_request_stands_in_a_text(world_hub: WorldHub) -> None:
    """T34: neither the caller's own values nor the arguments; constants of ours only."""
    police = world_hub.parties["police-open"]
    who = replace(police, party=CANARY, subject=CANARY, district=CANARY, case_number=CANARY)
    given = {"u": uscc(1), "t": CANARY, "d": [CANARY], "c": CASES["open"]}
    world_hub.forget()
    answer = world_hub.ask(GIVEN, who, given)
    assert answer["data"]["merchants"] == {"totalCount": 0}
    texts = [each.compiled.sql for each in prepared(world_hub) if each.compiled is not None]
    assert texts
    for value in (CANARY, uscc(1), CASES["open"]):
        assert all(value not in text for text in texts)
