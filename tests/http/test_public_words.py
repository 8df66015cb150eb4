"""Signs and words of the public pages: each case, and none missing. No database."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from hub.domain import vocabulary as words
from hub.domain.reasons import all_reasons
from hub.settings import Settings, SettingsError
from hub.web import badge, wording
from hub.web.badge import BLACK, CEASED, GREEN, NO_CARDS, NO_CODE, RED, YELLOW, Badge
from hub.web.choices import DISTRICTS, TRADES
from hub.web.door import door, origin
from hub.web.rendering import templates


def risk(code: str | None, *, alert: bool = False) -> dict[str, Any]:
    return {"code": code, "alert": alert}


@pytest.mark.parametrize(
    ("issuer", "given", "expected"),
    [
        ("CONFIRMED", risk("GREEN"), GREEN),
        ("CONFIRMED", risk("YELLOW"), YELLOW),
        ("CONFIRMED", risk("RED"), RED),
        ("CONFIRMED", risk("BLACK", alert=True), BLACK),
        ("CONFIRMED", risk(None, alert=True), badge.ALERT),
        ("CONFIRMED", risk(None), NO_CODE),
        ("CONFIRMED", None, NO_CODE),
        ("CEASED", risk(None), CEASED),
        ("CEASED", risk("RED"), RED),
        ("NOT_KNOWN", None, NO_CARDS),
        ("NOT_KNOWN", risk(None), NO_CARDS),
        ("NOT_KNOWN", risk("GREEN"), NO_CARDS),
        ("NOT_KNOWN", risk(None, alert=True), NO_CARDS),
        ("NOT_KNOWN", risk("BLACK"), BLACK),
        ("REPORTED", risk("GREEN"), NO_CARDS),
    ],
)
def test_the_sign_of_a_merchant(issuer: str, given: dict[str, Any] | None, expected: Badge) -> None:
    assert badge.badge({"issuer": issuer, "risk": given}) is expected


def test_each_sign_has_a_shape_and_a_word_of_its_own() -> None:
    macro = templates().get_template("shapes.html").module.shape  # type: ignore[attr-defined]
    drawn = {str(macro(each.sign)).replace(each.sign, "") for each in badge.EXPLAINED}
    assert len(drawn) == len({each.word for each in badge.EXPLAINED}) == len(badge.EXPLAINED)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (wording.STATUS, words.OperatingStatus),
        (wording.OUTLET_STATUS, words.OutletStatus),
        (wording.LINK_STATUS, words.LinkStatus),
        (wording.ISSUER, words.IssuerStatus),
        (wording.LISTING, words.ListingKind),
        (wording.GROUND, words.ListingGround),
        (wording.GRADE, words.RatingGrade),
        (wording.STANDARD, words.WarningStandard),
        (wording.MEASURES, words.CustodyVerdict),
    ],
)
def test_no_word_is_missing(table: dict[str, Any], kind: type[StrEnum]) -> None:
    assert {member.value for member in kind} <= set(table)
    assert all(table.values())


def test_every_public_reason_is_cited_in_full() -> None:
    public = {each.public_code for each in all_reasons().values()} - {""}
    for code in public:
        found = all_reasons()[code]
        assert wording.in_two_languages(found.text) == (found.chinese, found.english)
        said = wording.cited(found.rule)
        assert not any(short in said for short in ("REG", "PLAN", "IM-", "Art", "I-", "C-")), said


def test_rules_and_days_are_said_in_chinese() -> None:
    rule = "REG Art. 10 15(1); I-10; PLAN 信用监管三; C-12"
    assert wording.cited(rule) == (
        "《上海市单用途预付消费卡管理规定》第10条、第15条第1款；沪商秩序〔2022〕7号 信用监管三"
    )
    assert wording.in_two_languages("只有中文") == ("只有中文", "")
    assert wording.day("2026-01-09") == "2026年1月9日"
    assert wording.day(None) == "—"


def test_what_a_search_is_narrowed_by() -> None:
    assert len(DISTRICTS) == 16
    codes = [code for trade in TRADES.values() for code in trade.industries]
    assert len(codes) == len(set(codes)) > len(TRADES)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="::1", port=9), "http://[::1]:9"),
        (Settings(host="0.0.0.0"), None),
        (Settings(host="::"), None),
        (Settings(mode="production", host="hub.example"), None),
        (Settings(mode="production", public_url="https://hub.example"), "https://hub.example"),
    ],
)
def test_where_the_public_reaches_the_hub(settings: Settings, expected: str | None) -> None:
    assert origin(settings) == expected
    found = door(settings, "91310113DEM000000E")
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.address == f"{expected}/m/91310113DEM000000E"
        assert "http" not in found.image
        assert found.image.startswith("<svg ")


@pytest.mark.parametrize(
    "given",
    [
        "hub.example",
        "ftp://hub",
        "https://hub/path",
        "https://a@b",
        "https://hub?x",
        'https://h"<b>',
    ],
)
def test_an_address_for_the_public_is_a_plain_origin(given: str) -> None:
    with pytest.raises(SettingsError, match="HUB_PUBLIC_URL"):
        Settings.from_environment({"HUB_PUBLIC_URL": given})
    good = Settings.from_environment({"HUB_PUBLIC_URL": "https://hub.example:8443/"})
    assert good.public_url == "https://hub.example:8443"
