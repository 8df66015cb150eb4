"""`hub init` and four CSV files make a working hub without the demo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import Command, served

pytestmark = pytest.mark.slow
USCC = "91310115MA1K000016"
FILES = {
    "parties": "code,kind,name,district,industries\n"
    "city-commerce,CITY_COMMERCE,市商务委,,\n"
    "data-center,DATA_CENTER,市大数据中心,,\n"
    "district-commerce-310115,DISTRICT_COMMERCE,浦东新区商务委,310115,\n"
    "bank-a,BANK,甲银行,,\n",
    "officers": "party,subject,name,badge\n"
    "data-center,wang,王五,D-1\n"
    "district-commerce-310115,zhao,赵六,C-7\n",
    "sources": "code,name,party,kinds,cadence_days\n"
    "registry,登记数据,data-center,merchants;shareholders,1\n",
    "institutions": "code,kind,name\nbank-a,BANK,甲银行\n",
}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Command:
    folder = tmp_path_factory.mktemp("begin")
    command = Command(folder / "var", {"HUB_MODE": "production"})
    command.done("init", "--steward", "张三", "--steward", "李四")
    for kind, text in FILES.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        receipt = json.loads(command.done("import", kind, f"../{kind}.csv", "--json"))
        assert (receipt["accepted"], receipt["quarantined"]) == (text.count("\n") - 1, 0)
    return command


def token(hub: Command, party: str, subject: str) -> dict[str, str]:
    text = hub.done("token", "--party", party, "--subject", subject, "--purpose", "监管")
    return {"authorization": f"Bearer {text.strip()}"}


def ask(address: str, headers: dict[str, str], query: str) -> Any:
    return httpx.post(f"{address}/graphql", json={"query": query}, headers=headers).json()


def test_it_begins_once(hub: Command) -> None:
    again = hub.run("init", "--steward", "张三", "--steward", "李四")
    assert again.status == 1
    assert again.err.startswith("hub: ALREADY_MADE: ")
    assert again.err.count("\n") == 1
    examined = hub.run("doctor")
    assert examined.status == 0
    assert ("HUB_KEEPER" in examined.out, "HUB_PUBLIC_URL" in examined.out) == (True, True)


def test_a_batch_comes_in_and_an_officer_reads_it(hub: Command) -> None:
    rows = f"uscc,name,industry,industry_edition\n{USCC},上海某某美容有限公司,8051,2017\n"
    with served(hub) as address:
        sender = token(hub, "data-center", "wang")
        headers = {**sender, "content-type": "text/csv", "idempotency-key": "2026-03-02"}
        sent = httpx.post(f"{address}/ingest/merchants", content=rows, headers=headers)
        assert sent.status_code == 201, sent.text
        reader = token(hub, "district-commerce-310115", "zhao")
        query = f'{{ me {{ party {{ code }} }} merchant(uscc: "{USCC}") {{ name }} }}'
        answer = ask(address, reader, query)
        assert answer["data"]["me"]["party"]["code"] == "district-commerce-310115"
        assert answer["data"]["merchant"]["name"] == "上海某某美容有限公司"
        stranger = token(hub, "district-commerce-310115", "nobody")
        assert ask(address, stranger, query)["errors"][0]["extensions"]["code"] == "OFFICER_UNKNOWN"


def test_a_party_that_leaves_the_register_is_out_at_once(hub: Command, tmp_path: Path) -> None:
    reader = token(hub, "district-commerce-310115", "zhao")
    with served(hub) as address:
        assert "errors" not in ask(address, reader, "{ me { roles } }")
        file = tmp_path / "officers.csv"
        text = "party,subject,withdrawn_on\ndistrict-commerce-310115,zhao,2026-03-02\n"
        file.write_text(text, encoding="utf-8")
        hub.done("import", "officers", str(file), "--json")
        answer = ask(address, reader, "{ me { roles } }")
        assert answer["errors"][0]["extensions"]["code"] == "OFFICER_UNKNOWN"


def test_production_refuses_a_demo_key(tmp_path: Path) -> None:
    demo = Command(tmp_path / "var")
    demo.done("demo", "--merchants", "1")
    strict = Command(tmp_path / "var", {"HUB_MODE": "production"})
    for verb in (["serve", "--port", "0"], ["init", "--steward", "a", "--steward", "b"]):
        refused = strict.run(*verb)
        assert refused.status == 1
        assert refused.err.startswith("hub: KEYS_DEMO: ")
    assert strict.run("demo").err.startswith("hub: NOT_DEMO: ")
