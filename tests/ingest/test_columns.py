"""A chunk read column by column gives the very rows that it gives row by row."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hub.ingest.context import OPERATOR, Context, Sender, load_context
from hub.ingest.kinds import KINDS
from hub.ingest.mapping import PLAIN
from hub.ingest.reader import read
from hub.ingest.rows import AMOUNT, WHOLE, CellError
from hub.ingest.stage import Stage
from tests.ingest.world import NOW, OPERATOR_PARTY, PARTIES, SECRET, A, B, Intake

CELLS = {
    "uscc": [A, B, A.lower(), f" {A}", "９１310115MA1K00001", "x", "", " "],
    "reported_for": ["2022-03-01", "2022-02-28", "2999-01-01", "2022-02-30", "２０２２-03-01", ""],
    "day": ["2022-03-01", "2022-3-1", "2999-01-01", ""],
    "bank": ["bank-a", "bank-b", "nobody", "", "bank a"],
    "account_number": ["1", "2", "１", " 1", "", "a\tb"],
    "year": ["2021", "1899", "20 21", "2021.0", ""],
}
FIGURES = ["1.00", "0.5", "007", "-1", "1e3", "9" * 14 + ".99", "１２.００", " 3.10", "", "9" * 20]
KIND_NAMES = ("card-reports", "custody-balances", "revenues")


@pytest.fixture(scope="module")
def context(request: pytest.FixtureRequest, guard: Any) -> Any:
    engines = request.getfixturevalue("engines")
    hub = Intake(engines.fresh("sqlite"), guard)
    hub.operator("parties", PARTIES)
    sender = Sender(OPERATOR_PARTY, OPERATOR)
    found = hub.transact(
        lambda each: load_context(each, sender=sender, received_at=NOW, secret=SECRET)
    )
    hub.close()
    return found


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    kind = KINDS[draw(st.sampled_from(KIND_NAMES))]
    names = draw(st.permutations([column.name for column in kind.columns]))
    cells = st.tuples(*(st.sampled_from(CELLS.get(name, FIGURES)) for name in names))
    rows = draw(st.lists(cells, min_size=1, max_size=12))
    lines = [",".join(names), *(",".join(row) for row in rows)]
    broken = draw(st.sampled_from(["", "a,b\n", '"x"y,z\n', "\n"]))
    return kind.name, "\n".join(lines) + "\n" + broken


def both(context: Context, kind: str, text: str) -> tuple[list[Any], list[Any]]:
    raws = list(read(io.BytesIO(text.encode()), "utf-8", "csv"))
    by_columns = Stage(KINDS[kind], PLAIN, context)
    by_rows = Stage(KINDS[kind], PLAIN, context, one_header=False)
    return (
        [_shown(row) for row in by_columns.rows(raws)],
        [_shown(row) for row in by_rows.rows(raws)],
    )


def _shown(row: Any) -> dict[str, Any]:
    return {**msgspec.structs.asdict(row), "raw": row.cells}


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files())
def test_columns_and_rows_give_the_same(context: Context, file: tuple[str, str]) -> None:
    by_columns, by_rows = both(context, *file)
    assert by_columns == by_rows


def test_well_rows_are_not_read_one_by_one(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the one row that is refused, so that the whole file is not slow for it."""
    alone: list[int] = []
    plain = Stage._row
    monkeypatch.setattr(Stage, "_row", lambda s, raw: (alone.append(raw.line), plain(s, raw))[1])
    text = "uscc,reported_for,prepaid_total,prepaid_balance,cards_issued\n"
    text += "".join(f"{A},2022-02-{day:02d},1.00,1.00,1\n" for day in range(1, 20))
    text += f"{A},2022-02-20,1.00,1.00,many\n"
    raws = list(read(io.BytesIO(text.encode()), "utf-8", "csv"))
    outcomes = [row.outcome for row in Stage(KINDS["card-reports"], PLAIN, context).rows(raws)]
    assert outcomes == ["READY"] * 19 + ["INTEGER"]
    assert alone == [21]


@pytest.mark.parametrize("converter", [AMOUNT, WHOLE])
@given(cells=st.lists(st.text(st.sampled_from("0123456789.-+e １\n"), max_size=18), min_size=1))
def test_the_usual_form_is_read_as_any_other(converter: Any, cells: list[str]) -> None:
    for cell, usual in zip(cells, converter.usual(cells), strict=True):
        try:
            assert usual is None or converter.read(cell) == usual
        except CellError as error:
            pytest.fail(f"{error.code}: the usual form is refused")


@pytest.mark.parametrize(
    ("converter", "cells", "values"),
    [
        (AMOUNT, ["1.00", "many", "007.10", "", "1.0", "12"], [100, None, 710, None, None, None]),
        (WHOLE, ["0", "12", "1.00", "-1", "007"], [0, 12, None, None, 7]),
        (WHOLE, ["1", "2\n3"], [None, None]),
    ],
)
def test_only_the_usual_form_is_read_at_once(
    converter: Any, cells: list[str], values: list[int | None]
) -> None:
    assert converter.usual(cells) == values
