"""Order, repetition, hostile text: intake against a model (T73, T75, T80, T81)."""

from __future__ import annotations

import io
import itertools
import json
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st

from hub.domain.identifiers import hash63
from hub.domain.text import is_safe_text
from hub.ingest.batch import receive
from hub.ingest.context import OPERATOR, Sender
from hub.tables.intake import quarantined_row
from hub.tables.merchant import merchant, revenue
from tests.ingest.world import NOW, OPERATOR_PARTY, SECRET, Intake, code

few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
worlds = itertools.count(100)

# (which merchant, year, amount or withdrawn)
row = st.tuples(
    st.integers(0, 1), st.sampled_from([2020, 2021]), st.sampled_from(["1.00", "2.00", ""])
)
batches = st.lists(st.lists(row, min_size=1, max_size=6), min_size=1, max_size=5)


def send(hub: Intake, kind: str, text: str, key: str, form: str = "csv") -> Any:
    return hub.receive(kind, text, Sender(OPERATOR_PARTY, OPERATOR), key=key, form=form)


def model(known: dict[tuple[str, int], str], rows: list[Any], names: list[str]) -> dict[str, int]:
    """What one batch does to the facts, and its receipt."""
    said: dict[tuple[str, int], list[str]] = {}
    for which, year, amount in rows:
        said.setdefault((names[which], year), []).append(amount)
    counts = {"accepted": 0, "unchanged": 0, "quarantined": 0}
    for key, amounts in said.items():
        if len(set(amounts)) > 1:
            counts["quarantined"] += len(amounts)
            continue
        counts["unchanged"] += len(amounts) - 1
        changed = known.get(key, "") != amounts[0]
        counts["accepted" if changed else "unchanged"] += 1
        if amounts[0]:
            known[key] = amounts[0]
        else:
            known.pop(key, None)
    return counts


@few
@given(batches)
def test_batches_do_what_the_model_says_and_twice_is_once(
    small: Intake, sent: list[list[Any]]
) -> None:
    number = next(worlds)
    names = [code(number * 2), code(number * 2 + 1)]
    small.operator("merchants", "uscc,name\n" + "".join(f"{name},店\n" for name in names))
    known: dict[tuple[str, int], str] = {}
    for index, rows in enumerate(sent):
        text = "uscc,year,main_business_revenue,withdrawn_on\n"
        for which, year, amount in rows:
            text += f"{names[which]},{year},{amount},{'' if amount else '2022-03-01'}\n"
        key = f"{number}-{index}"
        first = send(small, "revenues", text, key)
        expected = model(known, rows, names)
        told = first.receipt.as_dict()
        assert {name: told[name] for name in expected} == expected
        again = send(small, "revenues", text, key)
        assert again.stored
        assert again.receipt == first.receipt
    ids = {hash63(name): name for name in names}
    found = {
        (ids[each["merchant_id"]], each["year"]): f"{each['main_business_revenue'] / 100:.2f}"
        for each in small.rows(revenue)
        if each["merchant_id"] in ids
    }
    assert found == known


@few
@given(st.permutations(range(6)), st.lists(st.integers(1, 5), max_size=3))
def test_the_order_of_arrival_does_not_matter(
    small: Intake, order: list[int], cuts: list[int]
) -> None:
    number = next(worlds)
    name = code(number * 2)
    small.operator("merchants", f"uscc,name\n{name},店\n")
    rows = [f"{name},{2015 + each},{each}.00\n" for each in order]
    bounds = [0, *sorted(set(cuts)), len(rows)]
    for start, end in itertools.pairwise(bounds):
        text = "uscc,year,main_business_revenue\n" + "".join(rows[start:end])
        assert small.operator("revenues", text).accepted == end - start
    mine = [each for each in small.rows(revenue) if each["merchant_id"] == hash63(name)]
    assert sorted((each["year"], each["main_business_revenue"]) for each in mine) == [
        (2015 + each, each * 100) for each in range(6)
    ]


FIXED = [
    "上海（有限合伙）",
    "＝cmd|' /C calc'!A0",
    "=1+1",
    "+86",
    "-1",
    "@SUM(A1)",
    "'quoted'",
    '"quoted"',
    "𠮷野家",
    "👩‍👩‍👧‍👦店",
    "e\u0301" * 60,
    "a\tb",
    "两\n行",
    "%_\\",
    "Robert'); DROP TABLE merchant;--",
    "<script>alert(1)</script>",
    "\x1b[31m红",
    "\ue000私",
    "ﬁ ﬂ",
    "İıẞß",
    "\u3000空\u3000",
    "NULL",
    "null",
    "1e999",
    "9" * 190,
    "{}",
    "[]",
    "true",
    "\ufeff名",
    "\u200b零宽",
    "a\x00b",
    "a\u202eb",
    "\ud800",
]
hostile = st.lists(
    st.text(st.characters(codec=None, categories=None), max_size=30), min_size=1, max_size=40
)


def _expected(name: str) -> bool:
    return is_safe_text(name) and bool(name.strip()) and len(name.strip()) <= 200


def _names(hub: Intake, names: list[str]) -> None:
    number = next(worlds)
    made = {code(number * 100 + place): name for place, name in enumerate(names)}
    lines = [json.dumps({"uscc": uscc, "name": name}) for uscc, name in made.items()]
    receipt = send(hub, "merchants", "\n".join(lines), f"names-{number}", "ndjson").receipt
    well = {uscc: name.strip() for uscc, name in made.items() if _expected(name)}
    assert receipt.rows == len(names)
    assert receipt.accepted == len(well)
    found = {each["uscc"]: each["name"] for each in hub.rows(merchant)}
    assert {uscc: found.get(uscc) for uscc in well} == well
    assert set(receipt.codes) <= {"TEXT_UNSAFE", "REQUIRED", "TEXT_LENGTH"}
    for each in hub.rows(quarantined_row):
        json.dumps(each["content"]["row"]).encode()


def test_hostile_names_are_kept_as_written_or_refused(hub: Intake) -> None:
    _names(hub, FIXED)


@few
@given(hostile)
def test_any_text_is_kept_as_written_or_refused(small: Intake, names: list[str]) -> None:
    _names(small, names)


@few
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_accounted_for(small: Intake, raw: bytes) -> None:
    from hub.errors import IntakeError

    for head in (b"", b"uscc,name\n", b'{"uscc": "1"}\n'):
        for form in ("csv", "ndjson"):
            try:
                receipt = send(small, "merchants", head + raw, f"{next(worlds)}", form).receipt
            except IntakeError:
                continue
            counted = receipt.accepted + receipt.unchanged + receipt.quarantined
            assert counted == receipt.rows


def test_huge_and_odd_figures(hub: Intake) -> None:
    head = "uscc,name,registered_capital\n"
    figures = ["9" * 400, "1e308", "NaN", "Infinity", "-0.01", "0x10", "1_000", "١٢٣", "1 000"]
    rows = "".join(f"{code(900 + n)},店,{each}\n" for n, each in enumerate(figures))
    assert hub.operator("merchants", head + rows).quarantined == len(figures)
    wide = f"{head}{code(950)},店,１２３.４５\n{code(951)},店,90000000000000.00\n"
    assert hub.operator("merchants", wide).accepted == 2
    assert hub.row(merchant, code(950))["registered_capital"] == 12_345


def test_a_resumed_batch_with_chunks_of_another_size(small: Intake) -> None:
    """Staged by a process with smaller chunks, finished by one with larger ones."""
    from hub.ingest import batch

    text = "uscc,name\n" + "".join(f"{code(n)},店{n}\n" for n in range(30))
    calls = itertools.count()

    def transact(work: Any) -> Any:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return small.transact(work)

    usual, batch.CHUNK = batch.CHUNK, 7
    try:
        receive(
            transact,
            io.BytesIO(text.encode()),
            kind="merchants",
            sender=Sender(OPERATOR_PARTY, OPERATOR),
            key="k",
            secret=SECRET,
            guard=None,
            now=lambda: NOW,
        )
    except KeyboardInterrupt:
        pass
    finally:
        batch.CHUNK = usual
    assert send(small, "merchants", text, "k").receipt.accepted == 30
