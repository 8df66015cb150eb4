"""Values go in and come out equal, and sort equal, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import StatementError

from hub.tables.merchant import locator
from hub.tables.policy import policy_version
from hub.tables.proof import access_record
from tests.conftest import Transact

NOON = datetime(2022, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))


def record(number: int, **values: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        column.name: None if column.nullable else 0 for column in access_record.c
    }
    texts = ("node_id", "party", "operation", "operation_digest", "policy_version", "outcome")
    given = {"record_id": number, "at": NOON, "merchant_ids": [], "families": [], "sealed": False}
    return {**base, **dict.fromkeys(texts, str(number)), **given, **values}


def test_instants_documents_and_truth(transact: Transact[Any]) -> None:
    families = ["PUBLIC", "名", {"a": [1, None]}]
    rows = [
        record(1, at=NOON, families=families, sealed=True),
        record(2, at=datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), families=[]),
        record(3, at=datetime(1900, 1, 1, tzinfo=UTC), families={"b": 1, "a": 2}),
    ]

    def work(connection: Connection) -> list[Any]:
        connection.execute(insert(access_record), rows)
        chosen = select(access_record.c["at", "families", "sealed"])
        return list(connection.execute(chosen.order_by(access_record.c.record_id)))

    first, second, third = transact(work)
    assert tuple(first) == (NOON, families, True)
    assert first.at.tzinfo is not None
    assert second.at == datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert list(third.families) == ["b", "a"]


def test_the_time_of_day_of_no_offset_is_refused(transact: Transact[Any]) -> None:
    with pytest.raises(StatementError, match="offset"):
        transact(
            lambda connection: connection.execute(
                insert(access_record), record(1, at=NOON.replace(tzinfo=None))
            )
        )


def test_text_sorts_by_code_point(transact: Transact[Any]) -> None:
    words = ["b", "B", "a", "é", "张", "李", "ａ", "Z", "1", "_", "𠮷", "\ufffd"]

    def work(connection: Connection) -> list[str]:
        rows = [
            {"kind": "k", "natural_key": word, "merchant_id": 1, "fact_id": number}
            for number, word in enumerate(words)
        ]
        connection.execute(insert(locator), rows)
        return list(
            connection.scalars(select(locator.c.natural_key).order_by(locator.c.natural_key))
        )

    assert transact(work) == sorted(words)


def test_large_whole_numbers_are_exact(transact: Transact[Any]) -> None:
    def work(connection: Connection) -> Any:
        row = {
            "kind": "k",
            "natural_key": "n",
            "merchant_id": 2**63 - 1,
            "fact_id": 9007199254740993,
        }
        connection.execute(insert(locator), row)
        return tuple(connection.execute(select(locator.c["merchant_id", "fact_id"])).one())

    assert transact(work) == (2**63 - 1, 9007199254740993)


def test_documents_are_the_same_text_on_both(transact: Transact[Any]) -> None:
    """A JSON column is read as it lies, so both engines must keep the same characters."""

    def work(connection: Connection) -> Any:
        connection.execute(insert(access_record), record(1, families=["名", 1.5, None]))
        cast = "families::text" if connection.dialect.name == "postgresql" else "families"
        return connection.exec_driver_sql(f"select {cast} from access_record").scalar()

    assert transact(work) == '["名",1.5,null]'


def test_a_sequence_number_is_used_once(transact: Transact[Any]) -> None:
    row = {
        "version": "a",
        "sequence": 1,
        "body": "",
        "digest": "",
        "applied_by": "",
        "applied_at": NOON,
    }
    transact(lambda connection: connection.execute(insert(policy_version), row))
    with pytest.raises(Exception, match=r"(?i)unique"):
        transact(
            lambda connection: connection.execute(insert(policy_version), {**row, "version": "b"})
        )
