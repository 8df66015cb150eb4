"""Reasons: complete in both tongues, cited, without an amount or a name, coarse for the public."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from hub.domain.reasons import all_reasons, public_reasons, reason, regulator_reasons
from hub.domain.violations import VIOLATIONS, violation
from hub.errors import DomainError

MIGRATED = Path(__file__).parents[2] / "migrations" / "data" / "violations.csv"


@pytest.mark.parametrize("code", all_reasons())
def test_each_reason_is_complete_and_carries_no_amount(code: str) -> None:
    one = reason(code)
    assert re.search(r"[\u4e00-\u9fff]", one.chinese)
    assert re.search(r"[a-z]{3}", one.english)
    assert one.rule
    assert not re.search(r"\d{3,}|万|元|%|％|\{", one.chinese)
    assert one.text == f"{one.chinese} ({one.english})"


def test_public_codes_speak_for_themselves() -> None:
    for one in all_reasons().values():
        if one.public_code:
            assert reason(one.public_code).public_code == one.public_code


def test_the_public_reads_less_and_each_thing_once() -> None:
    codes = ("COVER_LAPSING", "COMPLAINTS_OVER", "LISTING_GROUND_PRESENT", "SHORTFALL")
    assert [one.code for one in public_reasons(codes)] == ["RISK_SIGNAL", "MEASURES_INSUFFICIENT"]
    assert [one.code for one in regulator_reasons(codes)] == list(codes)
    public = {one.public_code for one in all_reasons().values()}
    assert not public & {"COMPLAINTS_OVER", "COVER_LAPSING", "NEAR_STANDARD", "CORRECTION_OVERDUE"}


def test_violations_are_those_of_the_register() -> None:
    with MIGRATED.open(encoding="utf-8", newline="") as lines:
        rows = {(row["code"], row["name"], row["legal_basis"]) for row in csv.DictReader(lines)}
    assert rows == {(one.code, one.name, one.legal_basis) for one in VIOLATIONS}
    assert violation("CUSTODY_DEFICIENT").legal_basis == "REG Art. 15(1); Art. 26(2)"
    with pytest.raises(DomainError) as caught:
        violation("NO_SUCH")
    assert caught.value.code == "VIOLATION"
