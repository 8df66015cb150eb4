"""A batch comes once, whole, in any of its encodings, and goes on where it was killed (T80-T82)."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hub.database import run_blocking
from hub.errors import IntakeError, UnavailableError
from hub.ingest import batch as batches, finish
from hub.ingest.batch import Options, receive
from hub.ingest.context import OPERATOR, Sender
from hub.ingest.quarantine import repair_file
from hub.ingest.staged import Chunks, discard
from hub.tables.intake import batch, quarantined_row, staged_chunk
from hub.tables.merchant import merchant
from tests.ingest.world import NOW, OPERATOR_PARTY, SECRET, A, B, Intake, code

NAMES = "uscc,name,district\n" + "".join(f"{code(n)},上海{n}号美容店,宝山\n" for n in range(40))


def state(hub: Intake) -> list[tuple[Any, ...]]:
    """The merchants as they are, without the instants."""
    rows = hub.rows(merchant)
    left_out = {"recorded_at", "batch_id"}
    return sorted(tuple(v for k, v in row.items() if k not in left_out) for row in rows)


def test_the_same_key_and_bytes_give_the_stored_receipt(empty: Intake) -> None:
    sender = Sender(OPERATOR_PARTY, OPERATOR)
    first = empty.receive("merchants", NAMES, sender, key="k")
    again = empty.receive("merchants", NAMES, sender, key="k")
    assert (first.stored, again.stored) == (False, True)
    assert first.receipt == again.receipt
    assert first.receipt.as_dict().keys() == {
        *("batch", "kind", "source", "rows", "accepted", "unchanged", "quarantined"),
        *("digest", "status", "codes"),
    }
    with pytest.raises(IntakeError) as refused:
        empty.receive("merchants", NAMES + f"{code(99)},新店,宝山\n", sender, key="k")
    assert (refused.value.code, refused.value.status) == ("IDEMPOTENCY_CONFLICT", 409)
    assert len(empty.rows(merchant)) == 40
    assert empty.operator("merchants", NAMES, key="other").unchanged == 40


def test_a_file_without_rows_is_a_batch(empty: Intake) -> None:
    found = empty.operator("complaints", "channel,ticket,uscc,category,received_on\n")
    assert (found.rows, found.status) == (0, "ACCEPTED")
    [row] = empty.rows(batch)
    assert (row["kind"], row["state"], row["rows"]) == ("complaints", "VISIBLE", 0)


class KilledError(Exception):
    """The process ends between two transactions, or inside one."""


def dying(hub: Intake, after: int, *, inside: bool) -> Callable[[Any], Any]:
    """A `transact` that dies after so many transactions, inside the next or between."""
    left = [after]

    def transact(work: Any) -> Any:
        if left[0] == 0 and not inside:
            raise KilledError

        def stopped(connection: Any) -> Any:
            result = work(connection)
            if left[0] == 0:
                raise KilledError
            return result

        done = hub.transact(stopped)
        left[0] -= 1
        return done

    return transact


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("after", range(6))
def test_killed_anywhere_and_sent_again(
    small: Intake, monkeypatch: pytest.MonkeyPatch, after: int, inside: bool
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    arguments: dict[str, Any] = {
        "kind": "merchants",
        "sender": Sender(OPERATOR_PARTY, OPERATOR),
        "key": "k",
        "secret": SECRET,
        "guard": None,
        "now": lambda: NOW,
    }
    with pytest.raises(KilledError):
        receive(dying(small, after, inside=inside), io.BytesIO(NAMES.encode()), **arguments)
    assert small.rows(merchant) == []
    assert {row["state"] for row in small.rows(batch)} <= {"STAGING"}
    outcome = receive(small.transact, io.BytesIO(NAMES.encode()), **arguments)
    assert (outcome.receipt.accepted, outcome.stored) == (40, False)
    assert len(small.rows(merchant)) == 40
    assert small.rows(staged_chunk) == []


def test_staging_goes_on_where_it_stopped(small: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    sender = Sender(OPERATOR_PARTY, OPERATOR)
    with pytest.raises(KilledError):
        receive(
            dying(small, 3, inside=False),
            io.BytesIO(NAMES.encode()),
            kind="merchants",
            sender=sender,
            key="k",
            secret=SECRET,
            guard=None,
        )
    assert small.rows(batch)[0]["staged_rows"] == 20
    written: list[int] = []
    plain = Chunks.put
    monkeypatch.setattr(
        Chunks, "put", lambda c, first, rows: (written.append(len(rows)), plain(c, first, rows))
    )
    assert small.receive("merchants", NAMES, sender, key="k").receipt.accepted == 40
    assert sum(written) == 20


def test_begun_with_another_mapping_is_begun_again(
    small: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    body = io.BytesIO((NAMES.replace("name", "name,extra", 1).replace("店,", "店,x,")).encode())
    arguments: dict[str, Any] = {
        "kind": "merchants",
        "sender": Sender(OPERATOR_PARTY, OPERATOR),
        "key": "k",
        "secret": SECRET,
        "guard": None,
        "now": lambda: NOW,
    }
    with pytest.raises(IntakeError) as refused:
        receive(small.transact, body, **arguments)
    assert refused.value.code == "UNKNOWN_COLUMN"
    outcome = receive(small.transact, body, **arguments, options=Options(ignore_unknown=True))
    assert outcome.receipt.accepted == 40


@pytest.mark.parametrize("same_key", [True, False])
def test_two_writers_of_the_same_rows(empty: Intake, same_key: bool) -> None:
    def send(number: int) -> Any:
        return receive(
            lambda work: run_blocking(empty.url, work),
            io.BytesIO(NAMES.encode()),
            kind="merchants",
            sender=Sender(OPERATOR_PARTY, OPERATOR),
            key="k" if same_key else f"k{number}",
            secret=SECRET,
            guard=None,
        ).receipt

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(send, range(2))
    assert len(empty.rows(merchant)) == len(empty.rows(merchant, past=True)) == 40
    if same_key:
        assert one == two
        assert one.accepted == 40
    else:
        assert sorted((one.accepted, two.accepted)) == [0, 40]


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("gb18030"),
        lambda text: text.replace("\n", "\r\n").encode("gb18030"),
    ],
    ids=["utf-8", "utf-8 with BOM", "gb18030", "gb18030 with CRLF"],
)
def test_encodings_give_the_same(small: Intake, encode: Callable[[str], bytes]) -> None:
    assert small.operator("merchants", encode(NAMES)).accepted == 40
    assert small.operator("merchants", NAMES).unchanged == 40


def test_broken_utf8_is_never_read_as_gb18030(small: Intake) -> None:
    broken = NAMES.encode().replace("上海7号".encode(), b"\xe4\xb8 7")
    receipt = small.operator("merchants", broken)
    assert (receipt.accepted, receipt.codes) == (39, {"TEXT_UNSAFE": 1})


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (NAMES.encode("utf-16"), "ENCODING"),
        (b"uscc,name\n," + bytes(range(128, 256)) * 9, "ENCODING"),
        (b"uscc,name\n," + "汰".encode("gb18030") * 3, "ENCODING_AMBIGUOUS"),
        (b"", "NO_HEADER"),
        (b"uscc,uscc\n", "COLUMN_TWICE"),
        (b"uscc,name,nonsense\n", "UNKNOWN_COLUMN"),
        (b"uscc," + b"x" * 4_100_000, "LINE_TOO_LONG"),
    ],
    ids=[
        *("utf-16", "bytes", "both", "empty", "twice", "unknown", "long"),
    ],
)
def test_batches_refused_as_a_whole(small: Intake, raw: bytes, refusal: str) -> None:
    with pytest.raises(IntakeError) as refused:
        small.operator("merchants", raw)
    assert refused.value.code == refusal
    assert small.rows(batch) == []


def test_a_batch_too_large(small: Intake) -> None:
    with pytest.raises(IntakeError) as refused:
        small.operator("merchants", NAMES, max_bytes=100)
    assert refused.value.code == "BATCH_TOO_LARGE"


def test_ndjson_with_numbers_lists_and_nulls(hub: Intake) -> None:
    lines = [
        {"uscc": A, "year": 2021, "main_business_revenue": 1000000.5},
        {"uscc": B, "year": "2021", "main_business_revenue": "7.00", "withdrawn_on": None},
        {"uscc": A, "year": 2020, "main_business_revenue": True},
        {"uscc": A, "year": 2019, "main_business_revenue": {"a": 1}},
        {"uscc": A, "year": 2018, "main_business_revenue": 1, "other": 1},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    text += '\n{"uscc": "x", "uscc": "y"}\n{"uscc": NaN}\n[1]\nnonsense\n\n'
    receipt = hub.operator("revenues", text, form="ndjson")
    assert (receipt.rows, receipt.accepted) == (9, 2)
    assert receipt.codes == {"MONEY": 1, "CELL_TYPE": 1, "UNKNOWN_COLUMN": 1, "ROW_MALFORMED": 4}
    inspection = {
        "party": "regulator-sport",
        "reference": "1",
        "uscc": B,
        "inspectors": ["甲", "乙"],
    }
    receipt = hub.operator("inspections", json.dumps(inspection), form="ndjson")
    assert receipt.accepted == 1


def test_malformed_rows_are_refused_alone(small: Intake) -> None:
    text = (
        "uscc,name,district\n"
        f'{A},"甲""店",宝山\n'
        f'{code(5)},"未"闭,宝山\n'
        f"{code(6)},少一格\n"
        f'{B},"两行\n名称",宝山\n'
        f"{code(7)},空\x00字,宝山\n"
        f"{code(8)},倒\u202e序,宝山\n"
    )
    receipt = small.operator("merchants", text)
    assert receipt.accepted == 2
    assert receipt.codes == {"ROW_MALFORMED": 1, "CELLS": 1, "TEXT_UNSAFE": 2}
    assert [row["line"] for row in small.rows(quarantined_row)] == [3, 4, 7, 8]


def test_the_repair_file_and_its_way_back(hub: Intake) -> None:
    bad = f"uscc,code,name,district,opened_on\n{A},1,=1+1,浦东,昨天\n{B[:-1]}I,2,店,宝山,\n"
    receipt = hub.operator("outlets", bad)
    assert (receipt.status, receipt.quarantined) == ("REFUSED", 2)
    text = hub.transact(lambda c: repair_file(c, receipt.batch, party=None)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["line"], row["_code"], row["field"]) for row in rows] == [
        ("2", "DATE", "opened_on"),
        ("3", "USCC_ALPHABET", "uscc"),
    ]
    assert rows[0]["name"] == "'=1+1"
    repaired = text.replace("昨天", "2022-01-01").replace(f"{B[:-1]}I", B)
    assert hub.operator("outlets", repaired).accepted == 2
    assert all(row["resolved_at"] is not None for row in hub.rows(quarantined_row))
    empty = hub.transact(lambda c: repair_file(c, receipt.batch, party=None)).decode("utf-8-sig")
    assert len(empty.splitlines()) == 1


def test_a_well_row_of_the_same_key_resolves_what_waited(hub: Intake) -> None:
    head = "uscc,year,main_business_revenue\n"
    hub.operator("revenues", f"{head}{A},2021,x\n{B},2021,x\n")
    hub.operator("revenues", f"{head}{A},2021,5\n")
    waiting = [row["line"] for row in hub.rows(quarantined_row) if row["resolved_at"] is None]
    assert waiting == [3]


def test_the_repair_file_is_its_sender_s_own(hub: Intake) -> None:
    receipt = hub.operator("revenues", f"uscc,year,main_business_revenue\n{A},2021,x\n")
    assert hub.transact(lambda c: repair_file(c, receipt.batch, party="operator"))
    with pytest.raises(IntakeError) as refused:
        hub.transact(lambda c: repair_file(c, receipt.batch, party="bank-a"))
    assert refused.value.status == 404


def test_a_batch_that_was_given_up_meanwhile(small: Intake) -> None:
    """The last transaction of a batch that another process took back."""

    def transact(work: Any) -> Any:
        result = small.transact(work)
        if result == "STAGING":
            small.transact(lambda c: discard(c, small.rows(batch)[0]["batch_id"]))
        return result

    with pytest.raises((UnavailableError, RuntimeError)):
        receive(
            transact,
            io.BytesIO(NAMES.encode()),
            kind="merchants",
            sender=Sender(OPERATOR_PARTY, OPERATOR),
            key="k",
            secret=SECRET,
            guard=None,
        )
    assert small.rows(merchant) == []


def test_a_server_counts_a_large_batch(empty: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it goes on by plans that it made for an empty table."""
    counted = "select reltuples from pg_class where oid = 'merchant'::regclass"
    postgresql = empty.url.startswith("postgresql")
    found = []
    for turn, many in enumerate((41, 40, 40)):
        monkeypatch.setattr(finish, "MANY", many)
        empty.operator("merchants", NAMES.replace("美容店", f"美容店{turn}"))
        assert len(empty.rows(merchant)) == 40
        if postgresql:
            found.append(empty.transact(lambda each: each.exec_driver_sql(counted).scalar_one()))
    assert found in ([], [-1, 80, 80])  # the third batch makes the table half as long again
