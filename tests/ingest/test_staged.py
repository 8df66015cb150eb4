"""Staged rows: stored and read again as they were, and told apart in passes over their keys."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hub.ingest import twice
from hub.ingest.kinds import KINDS
from hub.ingest.rows import CellError
from hub.ingest.staged import READY, WITHDRAWN, Chunks, Row, Staged, clear, packed
from hub.ingest.twice import Twice
from tests.ingest.world import Intake

BATCH = 77


def row(line: int, fact: int, balance: int = 1, outcome: str = READY) -> Row:
    return Staged(line, outcome, fact_id=fact, values=(date(2022, 3, 1), 5, balance, 3, True))


def test_a_chunk_comes_back_with_its_types(empty: Intake) -> None:
    kind = KINDS["clues"]
    values = dict.fromkeys(kind.stored)
    values |= {"sent_at": datetime(2022, 3, 1, 2, 3, 4, 567_891, tzinfo=UTC), "status": "SENT"}
    values |= {"accept_by": date(2022, 3, 9), "evidence": "证据"}
    whole: Row = Staged(
        9, READY, packed({"a": "甲", "b": ["x", "y"]}), 2**63 - 1, 2**63 - 2, "k\x1f1",
        tuple(values.values()), given=kind.bits(("sent_at",)), repairs=("B", "3"),
    )  # fmt: skip
    refused: Row = Staged(10, "DATE", packed({}), field="day", message="无法识别")
    empty.transact(lambda c: Chunks(c, BATCH, kind).put(0, [whole, refused]))
    found = empty.transact(lambda c: Chunks(c, BATCH, kind).rows(0))
    assert [each.values for each in found] == [whole.values, None]
    assert found[0].cells == {"a": "甲", "b": ["x", "y"]}
    assert (found[0].merchant_id, found[0].fact_id) == (2**63 - 1, 2**63 - 2)
    assert (found[0].repairs, kind.places(found[0].given)) == (("B", "3"), ["sent_at"])
    assert (found[1].outcome, found[1].field, found[1].message) == ("DATE", "day", "无法识别")
    assert empty.transact(lambda c: list(Chunks(c, BATCH, kind).facts())) == [[2**63 - 2]]


@pytest.mark.parametrize("held", [1, 3, 250_000])
def test_rows_of_one_fact_are_found_in_any_number_of_passes(
    small: Intake, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(twice, "PASS", held)
    first = [row(1, 10), row(2, 20), row(3, 30, 1), row(4, 40), row(5, 50, outcome="DATE")]
    second = [row(6, 10), row(7, 30, 2), row(8, 40, outcome=WITHDRAWN), row(9, 50), row(10, 60)]
    kind = KINDS["card-reports"]

    def work(connection: object) -> dict[int, object]:
        chunks = Chunks(connection, BATCH, kind)  # type: ignore[arg-type] # a connection
        chunks.put(0, first)
        chunks.put(5, second)
        found = Twice(chunks)
        clear(connection, BATCH)  # type: ignore[arg-type] # a connection
        told: dict[int, object] = {}
        for each in (*first, *second):
            try:
                told[each.line] = found.stands(each, "reported_for")
            except CellError as error:
                told[each.line] = error.code
        return told

    told = small.transact(work)
    assert {line for line, found in told.items() if found == "KEY_TWICE"} == {3, 4, 7, 8}
    assert {line for line, found in told.items() if found is False} == {6}
