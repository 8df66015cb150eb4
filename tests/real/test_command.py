"""The register through the command itself: a new hub, two files, one question answered."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.sender import MAPS
from tests.real.test_registry import CODE, DISTRICT, REGISTRY

pytestmark = pytest.mark.slow

HUB = Path(sys.executable).with_name("hub")
QUESTION = (
    '{ merchants(where: {district: ["310113"], search: "美容"}, first: 100) { nodes { uscc } } }'
)


def test_import_and_ask(tmp_path: Path) -> None:
    environment = {**os.environ, "HUB_DATA_DIR": str(tmp_path / "var"), "HUB_MODE": "production"}
    environment.pop("HUB_DATABASE_URL", None)

    def hub(*arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [str(HUB), *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stderr
        return done.stdout

    (tmp_path / "parties.csv").write_text(
        "code,kind,name\ncity-commerce,CITY_COMMERCE,市商务委\n", encoding="utf-8"
    )
    (tmp_path / "officers.csv").write_text(
        "party,subject,name,badge\ncity-commerce,li,李,1\n", encoding="utf-8"
    )
    (tmp_path / "question.graphql").write_text(QUESTION, encoding="utf-8")
    hub("migrate")
    hub("init", "--steward", "甲", "--steward", "乙")
    hub("import", "parties", str(tmp_path / "parties.csv"))
    hub("import", "officers", str(tmp_path / "officers.csv"))
    mapping = ("--map", str(MAPS / "registry.toml"), "--json")
    first = json.loads(hub("import", "merchants", str(REGISTRY), *mapping, status=1))
    assert first["accepted"] + first["quarantined"] == first["rows"]
    again = json.loads(hub("import", "merchants", str(REGISTRY), *mapping, status=1))
    assert (again["accepted"], again["unchanged"]) == (0, first["accepted"])

    asked = ("--party", "city-commerce", "--subject", "li", "--purpose", "抽查")
    answer = json.loads(hub("query", *asked, str(tmp_path / "question.graphql")))
    with REGISTRY.open(encoding="utf-8", newline="") as lines:
        expected = {
            row[CODE]
            for row in csv.DictReader(lines)
            if row[DISTRICT] == "宝山" and "美容" in row["企业名称"]
        }
    assert {each["uscc"] for each in answer["data"]["merchants"]["nodes"]} == expected != set()
