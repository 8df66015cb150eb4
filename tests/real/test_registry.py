"""A real company register through intake: every row is accounted for, however it is sent.

Needs the files of `make real DATA=…`; run apart from `make test`.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from stdnum.cn import uscc as official

from hub.database import run_blocking
from hub.ingest.receipt import Receipt
from hub.tables.intake import batch, quarantined_row, staged_chunk
from hub.tables.merchant import link, merchant, search_entry, search_gram
from tests.real.sender import send

DATA = Path(os.environ.get("REAL_DATA", "../shared/data")) / "sh_enterprises"
REGISTRY = DATA / "registry_2019.csv"
CODE, DISTRICT = "统一社会信用代码", "地区"
OUTSIDE = "310000"  # registered with the city: no district in the code

pytestmark = pytest.mark.slow


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def state(url: str) -> list[tuple[Any, ...]]:
    """What the hub knows of merchants, without instants and batches."""
    names = [each.name for each in merchant.c if each.name not in {"recorded_at", "batch_id"}]
    chosen = select(*(merchant.c[name] for name in names)).order_by(merchant.c.uscc)
    return [tuple(row) for row in run_blocking(url, lambda c: c.execute(chosen).all())]


def accounted(receipt: Receipt, rows: int) -> bool:
    parts = receipt.accepted + receipt.unchanged + receipt.quarantined
    return receipt.rows == rows == parts and sum(receipt.codes.values()) == receipt.quarantined


def lost(rows: list[dict[str, str]]) -> set[str]:
    """Codes of rows whose district nobody can tell: none stated, none in the code."""
    return {row[CODE] for row in rows if row[DISTRICT] == "N/A" and row[CODE][2:8] == OUTSIDE}


def test_the_register_goes_in_and_stays(database_url: str) -> None:
    rows = rows_of(REGISTRY)
    key = rows_of(DATA / "registry_key.csv")
    valid = {row[CODE] for row in key if row["uscc_valid_after_upper"] == "1"}
    receipt = send(database_url, REGISTRY, key="first").receipt
    assert accounted(receipt, len(rows))
    assert set(receipt.codes) <= {"DISTRICT_UNKNOWN"}
    known = {row[2] for row in state_codes(database_url)}
    assert known == ({row[CODE] for row in rows} & valid) - lost(rows)

    again = send(database_url, REGISTRY, key="again").receipt
    assert accounted(again, len(rows))
    assert (again.accepted, again.unchanged) == (0, receipt.accepted)

    entries = select(search_entry.c.text)
    found = run_blocking(database_url, lambda c: list(c.scalars(entries)))
    kept = (row["企业名称"] for row in rows if row[CODE] not in lost(rows))
    beauty = [name for name in kept if "美容" in name]
    assert sum("美容" in text for text in found) == len(beauty) > 0
    gram = select(func.count()).where(search_gram.c.gram == "美容")
    assert run_blocking(database_url, lambda c: c.scalar(gram)) == len(beauty)
    links = select(func.count()).select_from(link)
    assert run_blocking(database_url, lambda c: c.scalar(links)) == receipt.accepted


def state_codes(url: str) -> list[tuple[Any, ...]]:
    chosen = select(merchant.c.merchant_id, merchant.c.name, merchant.c.uscc).where(
        merchant.c.superseded_at.is_(None)
    )
    return [tuple(row) for row in run_blocking(url, lambda c: c.execute(chosen).all())]


def test_a_copy_in_gb18030_is_the_same(database_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(REGISTRY.read_text(encoding="utf-8").encode("gb18030"))
    first = send(database_url, copy, key="gb18030").receipt
    second = send(database_url, REGISTRY, key="utf-8").receipt
    assert first.digest != second.digest
    assert (second.accepted, second.unchanged) == (0, first.accepted)


def test_rows_with_something_wrong(database_url: str) -> None:
    rows = rows_of(DATA / "registry_dirty.csv")
    receipt = send(database_url, DATA / "registry_dirty.csv", key="dirty").receipt
    assert accounted(receipt, len(rows))
    expected: Counter[str] = Counter()
    for row in rows:
        if len(row[CODE]) != 18:
            expected["USCC_LENGTH"] += 1
        elif not official.is_valid(row[CODE].upper()):
            expected["USCC_CHECK_DIGIT"] += 1
        elif row[DISTRICT].startswith("200(") or row[CODE] in lost(rows):
            expected["DISTRICT_UNKNOWN"] += 1
    assert receipt.codes == dict(expected)
    waiting = run_blocking(database_url, lambda c: c.execute(select(quarantined_row)).all())
    for row in waiting:
        assert row.line > 1
        assert not any(cell and cell in row.message for cell in row.content["row"].values())
    assert any(row.uscc != row.uscc.lower() for row in _codes(database_url))


def _codes(url: str) -> list[Any]:
    return list(run_blocking(url, lambda c: c.execute(select(merchant.c.uscc)).all()))


def test_the_consumer_facing_companies_of_other_years(database_url: str) -> None:
    file = DATA / "registry_consumer_1999_2006_2009.csv"
    receipt = send(database_url, file, key="consumer").receipt
    assert accounted(receipt, len(rows_of(file)))
    assert set(receipt.codes) <= {"DISTRICT_UNKNOWN"}


@pytest.mark.parametrize("after", [0, 2, 7])
def test_killed_in_the_middle_and_run_again(database_url: str, after: int) -> None:
    """SIGKILL after so many chunks were staged; then the same file with the same key."""
    command = [sys.executable, "-m", "tests.real.sender", database_url, str(REGISTRY), "killed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(after)]
        process.send_signal(signal.SIGKILL)
    assert all(said)
    assert process.returncode == -signal.SIGKILL
    assert state(database_url) == []

    finished = send(database_url, REGISTRY, key="killed").receipt
    assert accounted(finished, len(rows_of(REGISTRY)))
    assert (finished.unchanged, finished.quarantined) == (0, 3)
    assert send(database_url, REGISTRY, key="whole").receipt.unchanged == finished.accepted
    left = select(func.count()).select_from(staged_chunk)
    assert run_blocking(database_url, lambda c: c.scalar(left)) == 0
    states = run_blocking(database_url, lambda c: c.execute(select(batch.c.state)).scalars().all())
    assert set(states) == {"VISIBLE"}
