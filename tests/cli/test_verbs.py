"""The verbs one by one: exit status, one line on stderr, JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query

from hub.cli.main import VERBS
from hub.ingest.kinds import KINDS
from tests.serving import Command

USCC = "91310115MA1K000016"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Command:
    command = Command(tmp_path_factory.mktemp("verbs") / "var")
    command.done("init", "--steward", "张三", "--steward", "李四")
    return command


def lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(tmp_path: Path, verb: str) -> None:
    answer = Command(tmp_path).run(verb, "--help")
    assert answer.status == 0
    assert answer.out.startswith(f"Usage: hub {verb}")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("token",),
        ("token", "--party", "bank-a", "--subject", "li", "--ttl", "1 hour"),
        ("token", "--party", "bank-a", "--subject", "li", "--ttl", "40d"),
        ("rules", "nonsense"),
        ("import", "merchants"),
        ("import", "merchants", "nowhere.csv"),
        ("init", "--steward", "one"),
        ("init", "--steward", "one", "--steward", "one"),
        ("query", "--party", "public", "--variables", "[]", "-"),
        ("serve", "--port", "70000"),
        ("demo", "--day", "yesterday"),
    ],
)
def test_wrong_usage_is_status_2_and_one_line(hub: Command, arguments: tuple[str, ...]) -> None:
    answer = hub.run(*arguments)
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.startswith("hub: ")
    assert answer.err.count("\n") == 1


def test_an_unknown_setting_is_wrong_usage(tmp_path: Path) -> None:
    answer = Command(tmp_path, {"HUB_NONSENSE": "secret-value"}).run("migrate")
    assert (answer.status, answer.out) == (2, "")
    assert "HUB_NONSENSE" in answer.err
    assert "secret-value" not in answer.err


def test_refusals_are_status_1_and_one_line(tmp_path: Path) -> None:
    empty = Command(tmp_path / "var")
    for arguments, code in (
        (("token", "--party", "bank-a", "--subject", "li"), "KEYS_MISSING"),
        (("serve",), "KEYS_MISSING"),
        (("kinds", "nonsense"), "KIND_UNKNOWN"),
        (("import", "nonsense", __file__), "KIND_UNKNOWN"),
    ):
        answer = empty.run(*arguments)
        assert answer.status == 1
        assert answer.err.startswith(f"hub: {code}: ")
        assert answer.err.count("\n") == 1
    assert empty.run("doctor").status == 1


def test_the_entry_point_is_the_same_program(hub: Command) -> None:
    answer = hub.spawn("kinds", "links", "--json")
    assert answer.returncode == 0
    assert json.loads(answer.stdout)["key"] == ["uscc"]
    refused = hub.spawn("nonsense")
    assert (refused.returncode, refused.stdout) == (2, "")


def test_kinds_name_every_column(hub: Command) -> None:
    (found,) = lines(hub.done("kinds", "--json"))
    assert {each["kind"] for each in found} == set(KINDS)
    assert "merchants" in hub.done("kinds")
    assert "legal_representative_id_number" in hub.done("kinds", "merchants")


def test_a_token_is_alone_on_stdout(hub: Command) -> None:
    text = hub.done("token", "--party", "steward-1", "--subject", "张三", "--ttl", "15m")
    assert text.count(".") == 2
    assert text.count("\n") == 1
    (found,) = lines(hub.done("token", "--party", "x", "--subject", "y", "--json"))
    assert found.keys() == {"token", "expires"}
    outside = Command(hub.folder, {"HUB_JWKS": "https://id.example.org/jwks"})
    assert outside.run("token", "--party", "x", "--subject", "y").err.startswith(
        "hub: ISSUER_OUTSIDE"
    )


def test_rules_answer_line_by_line(hub: Command) -> None:
    good = {"rule": "quarterly_filing", "from": "2022-03-31"}
    given = "\n".join([json.dumps(good), "", "{", "[]", json.dumps({"rule": "x"})])
    for more in ((), ("--database",)):
        answer = hub.run("rules", "due", *more, given=given)
        assert answer.status == 1
        found = lines(answer.out)
        assert [set(line) for line in found[1:]] == [{"error"}] * 3
        assert {"due", "basis", "provisional"} <= found[0].keys()
    assert hub.run("rules", "due", given=json.dumps(good)).status == 0


def test_rules_go_by_the_register_where_asked(hub: Command, tmp_path: Path) -> None:
    sent = tmp_path / "thresholds.csv"
    row = "due.link_mark,,,,2022-01-01,9,某条 · 演示"
    sent.write_text(f"parameter,industry,size,zone,valid_from,value,basis\n{row}\n")
    hub.done("import", "thresholds", str(sent))
    case = json.dumps({"rule": "link_mark", "from": "2022-01-21"})
    for more, due in (((), "2022-01-28"), (("--database",), "2022-02-08")):
        (answer,) = lines(hub.run("rules", "due", *more, given=case).out)
        assert answer["due"] == due


def test_a_query_prints_json_and_tells_errors(hub: Command) -> None:
    good = hub.run("query", "--party", "public", "-", given="{ me { roles } }")
    assert good.status == 0
    assert json.loads(good.out)["data"] == {"me": {"roles": ["PUBLIC"]}}
    bad = hub.run("query", "--party", "public", "-", given="{ nonsense }")
    assert bad.status == 1
    assert "data" not in json.loads(bad.out)
    unknown = hub.run("query", "--party", "bank-z", "-", given="{ me { roles } }")
    assert (unknown.status, unknown.out) == (1, "")
    assert unknown.err.startswith("hub: PARTY_UNKNOWN")


def test_the_tools_own_introspection_is_answered(hub: Command) -> None:
    whole = get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    answer = hub.run("query", "--party", "public", "-", given=whole)
    assert answer.status == 0
    assert json.loads(answer.out)["data"]["__schema"]["queryType"]["name"] == "Query"
    nested = "fields { type { " * 6 + "name" + " } }" * 6
    refused = hub.run("query", "--party", "public", "-", given=f"{{__schema{{types{{{nested}}}}}}}")
    assert refused.status == 1


def test_the_schema_is_smaller_for_a_party(hub: Command) -> None:
    whole, public = hub.done("schema"), hub.done("schema", "--party", "public")
    assert "legalRepresentativeIdNumber" in whole
    assert "legalRepresentativeIdNumber" not in public
    assert "type Merchant" in public


def test_a_policy_is_checked_compared_and_applied(hub: Command, tmp_path: Path) -> None:
    body = hub.done("policy", "show")
    file, broken = tmp_path / "policy.csv", tmp_path / "broken.csv"
    lines_of = body.splitlines(keepends=True)
    rated = next(n for n, line in enumerate(lines_of) if "publishRating" in line)
    file.write_text("".join(lines_of[:rated] + lines_of[rated + 1 :]))
    broken.write_text(body + "p, PUBLIC, Merchant.nonsense, read, all, plain\n")
    refused = hub.run("policy", "check", str(broken))
    assert refused.status == 1
    assert refused.err.startswith("hub: POLICY_")
    assert hub.run("policy", "apply", str(broken)).status == 1
    assert hub.done("policy", "show") == body
    changed = hub.run("policy", "diff", str(file))
    assert changed.status == 1
    assert "publishRating" in changed.out
    (applied,) = lines(hub.done("policy", "apply", str(file), "--by", "张三", "--json"))
    assert applied["version"].startswith("2-")
    assert hub.run("policy", "apply", str(file), "--lead", "-1").status == 2
    assert hub.run("policy", "diff", str(file)).status == 0
    (history,) = lines(hub.done("policy", "show", "--history", "--json"))
    assert [row["applied_by"] for row in history] == ["张三", "张三 + 李四"]
    first = hub.done("policy", "show", "--version", history[1]["version"])
    assert first == body
    assert hub.done("policy", "matrix").startswith("coordinate,")
    assert hub.done("policy", "matrix", "--acts").startswith("action,")


def test_files_come_in_once_and_again(hub: Command, tmp_path: Path) -> None:
    file, repair = tmp_path / "merchants.csv", tmp_path / "repair.csv"
    head = "uscc,name,industry,industry_edition\n"
    file.write_text(head + f"{USCC},甲美容,8040,2017\n{USCC[:-1]}0,乙,8040,2017\n", "utf-8")
    dry = hub.run("import", "merchants", str(file), "--dry-run", "--json")
    assert (dry.status, lines(dry.out)[0]["accepted"]) == (1, 1)
    first = hub.run("import", "merchants", str(file), "--repair", str(repair), "--json")
    (receipt,) = lines(first.out)
    assert (first.status, receipt["accepted"], receipt["codes"]) == (1, 1, {"USCC_CHECK_DIGIT": 1})
    assert "USCC_CHECK_DIGIT" in repair.read_text("utf-8-sig")
    (again,) = lines(hub.run("import", "merchants", str(file), "--json").out)
    assert (again["accepted"], again["unchanged"]) == (0, 1)
    strict = hub.run("import", "merchants", str(file), "--max-errors", "0")
    assert strict.err.startswith("hub: TOO_MANY_ERRORS")
    assert hub.run("import", "merchants", str(file), "--source", "x").status == 1
    table = hub.run("import", "merchants", str(file))
    assert "merchants.csv" in table.out


def test_a_workbook_comes_in_like_a_table(hub: Command, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    refused = hub.run("import", "merchants", str(broken))
    assert refused.err.startswith("hub: WORKBOOK: ")


NEED_A_DATABASE = (
    ("import", "parties", "p.csv"),
    ("query", "--party", "steward-1", "q.graphql"),
    ("explain", "--party", "steward-1", "q.graphql"),
    ("schema", "--party", "steward-1"),
    ("policy", "show"),
    ("policy", "matrix"),
    ("policy", "diff", "policy.csv"),
    ("policy", "apply", "policy.csv"),
    ("recompute",),
    ("serve", "--port", "1"),
)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("sqlite+aiosqlite:///empty.db", "DATABASE_NOT_MIGRATED"),
        ("postgresql+asyncpg://x:y@127.0.0.1:1/z", "DATABASE_UNAVAILABLE"),
    ],
    ids=["not migrated", "away"],
)
def test_a_database_that_is_not_ready_is_one_line(hub: Command, url: str, code: str) -> None:
    for name in ("p.csv", "q.graphql"):
        (hub.folder / name).write_text("{ me { subject } }", "utf-8")
    (hub.folder / "policy.csv").write_text(hub.done("policy", "show"), "utf-8")
    other = Command(hub.folder, {"HUB_DATABASE_URL": url})
    for arguments in NEED_A_DATABASE:
        ended = other.run(*arguments)
        assert (arguments, ended.status, ended.out) == (arguments, 1, "")
        assert ended.err.startswith(f"hub: {code}: ")
        assert ended.err.count("\n") == 1
