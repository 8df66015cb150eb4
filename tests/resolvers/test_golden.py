"""Golden cases: what an operation answers, by which plan and by which SQL, on both databases.

`make snapshots` writes them; the review reads the difference. What the statements must never hold
is judged over all of them: rules 7, 11 and 12 of a database that may be distributed one day.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from hub.plans import Plans
from hub.tables.catalogue import TABLES
from resolvers.json_sqlite import SQLite
from tests.resolvers.golden import FOLDER, HEADER, Case, cases, laid_out
from tests.slow.served import Served

CASES = cases()
WRITTEN = {"sqlite.sql", "postgresql.sql", "plan.txt", "response.json"}
REFUSED = {"error.json"}
SHARDED = {name for name, table in TABLES.items() if table.info["placement"] == "shard"}
STATEMENTS = sorted(FOLDER.glob("*/*.sql"))
ONE_MERCHANT = [path for path in STATEMENTS if path.parent.name.startswith(("shop-", "masked-"))]
CLOCKS = re.compile(
    r"\bnow\(|current_(?:time|date)|clock_timestamp|localtime|random\(|nextval|uuid|'now'",
    re.IGNORECASE,
)
FROM = re.compile(r"\b(?:FROM|JOIN) (\w+) AS (\w+)")
KEY = re.compile(r"\b(\w+)\.merchant_id = (\S+?)(?=[\s)]|$)")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_as_written(served: Served, case: Case) -> None:
    files = dict(case.written(served))
    for name, text in files.items():
        known = (case.folder / name).read_text(encoding="utf-8")
        if name.endswith(".sql") and not known.startswith(HEADER):
            continue  # another minor version of SQLAlchemy may write it otherwise
        assert text == known, f"{case.name}/{name}: if this is meant, run `make snapshots`"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_one_statement(served: Served, case: Case) -> None:
    with served.statements() as seen:
        served.ask(case.operation, case.caller, case.variables)
    told = str((case.folder / "error.json").exists() and _error(case))
    early = any(code in told for code in ("INVALID", "STATISTICS_FIXED"))
    assert len(seen) == (0 if early else 1)


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_a_library_that_forgets_json_is_told_again(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = Plans("sqlite")
    plans.dialect = SQLite(keeps=False)
    monkeypatch.setattr(served.operations, "plans", plans)
    for case in CASES:
        files = dict(case.written(served))
        for name in files.keys() & {"response.json", "error.json"}:
            assert files[name] == (case.folder / name).read_text(encoding="utf-8"), case.name
    ran = [each.compiled.sql for each in plans._prepared._values.values() if each.compiled]
    assert len(ran) >= 10
    assert all("json((SELECT" in sql for sql in ran)


def _error(case: Case) -> str:
    return (case.folder / "error.json").read_text(encoding="utf-8")


def test_every_file_belongs_to_a_case() -> None:
    assert len(CASES) >= 12
    for case in CASES:
        names = {path.name for path in case.folder.iterdir()} - {"operation.graphql"}
        assert names in (WRITTEN, REFUSED), case.name
    assert [path.name for path in FOLDER.iterdir() if not path.is_dir()] == []


def test_sql_is_laid_out_without_a_change() -> None:
    """Only white space differs, and none inside a string."""
    sql = "SELECT f('a (b\n c)', (SELECT \"x (\"\nFROM t)) FROM (SELECT 1\nWHERE a IN (1, 2)) AS s"
    lines = laid_out(sql)
    assert re.sub(r"\s+", "", lines) == re.sub(r"\s+", "", sql)
    assert "'a (b\n c)'" in lines
    assert lines.splitlines()[1:3] == [" c)', (", '  SELECT "x ("']


# ---------------------------------------------------------------- what no statement may hold


@pytest.mark.parametrize("path", ONE_MERCHANT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shard_alias_of_one_merchant_carries_its_key(path: object) -> None:
    """Rule 7: `alias.merchant_id = <the bound key>`, or equal to an alias of which that is true."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert unkeyed(text) == set()


def unkeyed(text: str) -> set[str]:
    """Aliases of shard tables, somewhere in the statement, without a way to the bound key."""
    used = Counter(alias for table, alias in FROM.findall(text) if table in SHARDED)
    said: dict[str, list[str]] = {}
    for alias, value in KEY.findall(text):
        said.setdefault(alias, []).append(value.rstrip(","))
    bound = {value for values in said.values() for value in values if re.match(r"\?|\$\d", value)}
    assert len({value.partition("::")[0] for value in bound}) == 1, bound
    keyed = {alias for alias, values in said.items() if bound & set(values)}
    while True:
        found = {
            alias
            for alias, values in said.items()
            if any(value.removesuffix(".merchant_id") in keyed for value in values)
        }
        if found <= keyed:
            break
        keyed |= found
    short = {alias for alias, times in used.items() if len(said.get(alias, ())) < times}
    return (set(used) - keyed) | short


def test_an_alias_without_the_key_is_found() -> None:
    good = (
        "FROM merchant AS m WHERE m.merchant_id = $1::BIGINT AND EXISTS "
        "(SELECT 1 FROM outlet AS o WHERE o.merchant_id = m.merchant_id)"
    )
    assert unkeyed(good) == set()
    assert unkeyed(good.replace("o.merchant_id = m.merchant_id", "o.fact_id = m.fact_id")) == {"o"}
    assert unkeyed(good + " UNION SELECT 1 FROM outlet AS o WHERE true") == {"o"}


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_statement_reads_a_clock_or_negates_a_list(path: object) -> None:
    """Rules 11 and 12: instants and ids are bound; `not exists`, never `not in (select …)`."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert CLOCKS.findall(text) == []
    assert re.findall(r"NOT IN \(\s*SELECT", text) == []


def test_a_clock_is_found() -> None:
    for sql in ("select now()", "where d < CURRENT_DATE", "datetime('now')", "gen_random_uuid()"):
        assert CLOCKS.search(sql)


def test_no_value_of_a_request_stands_in_a_statement() -> None:
    """Whatever the caller says or is, is bound."""
    for case in CASES:
        values = [value for value in case.variables.values() if isinstance(value, str)]
        values += [case.caller.party, case.caller.case_number or "", case.caller.district or ""]
        for path in case.folder.glob("*.sql"):
            sql, _, _ = path.read_text(encoding="utf-8").rpartition("\n-- bound")
            assert [value for value in values if value and f"'{value}'" in sql] == []
