"""The public pages in a real browser: each kind of page, on a phone and a desk, light and dark.

Screenshots lie in the temporary folder of the run, to be looked at.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from hub.demo.showcase import SHOWCASE
from tests.browser.chromium import NAMES
from tests.serving import Command, served

HERE = Path(__file__).parent
WIDTHS = (360, 1280)
MOST_BYTES = 100_000
HARD, BRACKETS, NOWHERE = "91310115MA1K000016", "91310115MA1K00015K", "91310104MA1FP1239E"
NAMES_OF_ALL_KINDS = (
    "uscc,name,brand,district,industry,industry_edition\n"
    f"{HARD},{'上海极长名称' * 12}{'x' * 90}有限公司,💇‍♀️🌸💅,310115,8040,2017\n"
    f"{BRACKETS},（（上海））<b>美发</b>［总店］,（🌸）,310115,8040,2017\n"
)
FIND = """{
  green: merchants(where: {riskCode: [GREEN]}, first: 1) { nodes { uscc } }
  yellow: merchants(where: {riskCode: [YELLOW]}, first: 1) { nodes { uscc } }
  black: merchants(where: {riskCode: [BLACK]}, first: 1) { nodes { uscc } }
  alert: merchants(where: {alert: true, not: {riskCode: [BLACK]}}, first: 1) { nodes { uscc } }
  none: merchants(where: {issuer: [NOT_KNOWN]}, first: 1) { nodes { uscc } }
}"""
SIGNS = {
    "green": "绿码",
    "yellow": "黄码",
    "red": "红码",
    "black": "黑码",
    "alert": "警示灯",
    "none": "无发卡记录",
}
PLANTED = "data:text/html,<p style='width:3000px'>x<img src='http://127.0.0.1:1/x.png'></p>"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hub")
    command = Command(folder / "var")
    command.done("demo", "--merchants", "200")
    rows = folder / "names.csv"
    rows.write_text(NAMES_OF_ALL_KINDS, "utf-8")
    command.done("import", "merchants", str(rows))
    with served(command) as found:
        yield found


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("screenshots")


def driven(**wanted: Any) -> dict[str, Any]:
    """What Node.js reports of the pages."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert program is not None, "no Chromium on this machine"
    order = {"program": program, "sandbox": os.getuid() != 0, "widths": WIDTHS, **wanted}
    answer = subprocess.run(
        ["node", HERE / "pages.mjs", json.dumps(order)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def merchants(address: str) -> dict[str, str]:
    """The page of one merchant for each sign."""
    with urllib.request.urlopen(f"{address}/graphql?query={quote(FIND)}", timeout=30) as answer:
        data = json.load(answer)["data"]
    codes = {name: found["nodes"][0]["uscc"] for name, found in data.items()}
    return {name: f"{address}/m/{code}" for name, code in {**codes, "red": SHOWCASE}.items()}


def test_each_page_is_sound(address: str, shots: Path) -> None:
    signs = merchants(address)
    others = {
        "home": f"{address}/",
        "results": f"{address}/?q=" + quote("演示"),
        "hard-results": f"{address}/?q=" + quote("上海"),
        "empty": f"{address}/?q=" + quote("没有这家"),
        "refused": f"{address}/?q=" + quote("美"),
        "hard": f"{address}/m/{HARD}",
        "brackets": f"{address}/m/{BRACKETS}",
        "unknown": f"{address}/m/{NOWHERE}",
        "malformed": f"{address}/m/<script>",
    }
    wrong = {"unknown": 404, "malformed": 400, "refused": 400}
    looks = driven(pages={**signs, **others}, shots=str(shots))["looks"]
    assert len(looks) == 2 * len(WIDTHS) * len({**signs, **others})
    for look in looks:
        where = (look["page"], look["width"], look["scheme"])
        assert (where, look["status"]) == (where, wrong.get(look["page"], 200))
        assert (where, look["axe"], look["faults"], look["over"]) == (where, [], [], [])
        assert [url for url in look["asked"] if not url.startswith(f"{address}/")] == []
        assert look["asked"][1:], "the style sheet is asked for"
        assert look["bytes"] < MOST_BYTES
        if look["page"] in SIGNS:
            assert look["sign"].startswith(SIGNS[look["page"]])


def test_it_works_without_javascript_by_keyboard_and_on_paper(address: str) -> None:
    walk = driven(pages={}, walk={"from": f"{address}/", "text": "云杉美容美发有限公司"})["walk"]
    assert walk["first"].startswith("跳到正文")
    assert walk["results"] >= 1
    assert walk["address"].startswith(f"{address}/m/")
    assert walk["sign"].strip()
    assert walk["paper"]["qr"] > 300
    assert not walk["paper"]["top"]


def test_planted_faults_are_found() -> None:
    for look in driven(pages={"planted": PLANTED})["looks"]:
        assert {rule.partition(":")[0] for rule in look["axe"]} >= {"image-alt", "html-has-lang"}
        assert look["over"]
        assert "http://127.0.0.1:1/x.png" in look["asked"]
        assert look["faults"]
