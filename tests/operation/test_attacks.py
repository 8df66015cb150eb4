"""Attacks on the way of a request: what must be refused in good order, on both databases alike."""

from __future__ import annotations

import gc
import time
import weakref
from typing import Any

import pytest
from sqlalchemy import select

from hub.cache import Cache
from hub.documents import PARSED, ROOM as PARSED_ROOM, Documents
from hub.domain.identifiers import fact_key, hash63, node_id
from hub.operation import ROOM, Request
from hub.tables.proof import access_record
from tests.operation.conftest import SALON, SECRET, SmallHub, principal

pytestmark = pytest.mark.anyio

CITY = principal("city-commerce")
SALON_ID = node_id("M", hash63(SALON), fact_key(SECRET, "Merchant", (SALON,)))
NODE = "query ($id: ID!) { node(id: $id) { id } }"


async def code(hub: SmallHub, document: str, **more: object) -> str:
    answer = await hub.ask(document, **more)  # type: ignore[arg-type]
    assert answer["status"] == 400, answer
    return str(answer["errors"][0]["extensions"]["code"])


async def test_an_id_of_nothing_readable_is_null(small_hub: SmallHub) -> None:
    for letter in ("", "~", "?", "Z", "é", "a", "b"):
        found = await small_hub.ask(NODE, variables={"id": letter + SALON_ID[1:]})
        assert found["data"] == {"node": None}, letter


async def test_a_bent_moment_in_an_id_finds_nothing(small_hub: SmallHub) -> None:
    for moment in ("~-5", "~-zzzzzzzzzzzzzzzzzzzz", "~" + "z" * 5000, "~0", "~é"):
        for who in (CITY, principal("association-beauty")):
            found = await small_hub.ask(NODE, who, {"id": SALON_ID + moment})
            assert found["data"] == {"node": None}


async def test_ids_with_and_without_a_moment_share_no_plan(small_hub: SmallHub) -> None:
    assert (await small_hub.ask(NODE, CITY, {"id": SALON_ID + "~0"}))["data"] == {"node": None}
    for bare in (SALON_ID, SALON_ID + "~"):
        found = await small_hub.ask(NODE, CITY, {"id": bare})
        assert found["data"] == {"node": {"id": SALON_ID}}


async def test_before_the_first_record_nothing_was_known(small_hub: SmallHub) -> None:
    for moment in ("1969-12-31T23:59:59Z", "0001-01-02T00:00:00+08:00"):
        document = f'{{ merchant(uscc: "{SALON}", asOf: "{moment}") {{ id }} }}'
        assert (await small_hub.ask(document, CITY))["data"] == {"merchant": None}


async def test_a_moment_to_come_or_outside_of_time_is_refused(small_hub: SmallHub) -> None:
    document = '{{ merchant(uscc: "{}", asOf: "{}") {{ id }} }}'
    for moment, expected in (
        ("2999-01-01T00:00:00Z", "AS_OF_FUTURE"),
        ("9999-12-31T23:59:59-23:59", "INVALID"),
        ("0001-01-01T00:00:00+08:00", "INVALID"),
    ):
        assert await code(small_hub, document.format(SALON, moment), who=CITY) == expected


async def test_null_where_a_default_stood_is_refused(small_hub: SmallHub) -> None:
    for kind, default, field in (
        ("Uscc", f'"{SALON}"', "merchant(uscc: $v) { name }"),
        ("ID", '"M"', "node(id: $v) { id }"),
        ("String", '"x"', "merchants(where: {district: [$v]}) { totalCount }"),
        ("MerchantOrderField", "NAME", "merchants(orderBy: [{field: $v}]) { totalCount }"),
    ):
        document = f"query ($v: {kind} = {default}) {{ {field} }}"
        assert await code(small_hub, document, variables={"v": None}) == "VARIABLE"


async def test_response_keys_of_any_name_are_only_names(small_hub: SmallHub) -> None:
    names = ("r", "_n", "_", "node_id", "merchant_2", "_a_own_district", "select", "answer")
    keys = " ".join(f"{name}: uscc" for name in names)
    found = await small_hub.ask(f"{{ r: merchants(first: 1) {{ r: nodes {{ {keys} }} }} }}")
    row = found["data"]["r"]["r"][0]
    assert list(row) == list(names)
    assert len(set(row.values())) == 1


async def test_merged_fields_bring_each_fragment_once(small_hub: SmallHub) -> None:
    """Twelve equal fields a level: merged they are one, however deep they are nested."""
    levels = 4
    spread = [
        f"fragment F{n} on Merchant {{ {f'latestRating {{ ...G{n} }} ' * 12} }}"
        f" fragment G{n} on Rating {{ {f'merchant {{ ...F{n + 1} }} ' * 12} }}"
        for n in range(levels)
    ]
    last = f"fragment F{levels} on Merchant {{ uscc }}"
    document = "{ merchants(first: 0) { nodes { ...F0 } } } " + " ".join([*spread, last])
    began = time.process_time()
    await small_hub.ask(document)
    assert time.process_time() - began < 2


async def test_every_refusal_has_its_record(small_hub: SmallHub) -> None:
    document = 'query ($v: ID = "M") { node(id: $v) { id } }'
    await code(small_hub, document, who=CITY, variables={"v": None})
    outcomes = await small_hub.database.run(
        lambda connection: connection.execute(select(access_record.c.outcome)).scalars().all()
    )
    assert outcomes == ["REFUSED"]


async def test_what_one_statement_may_hold_is_bounded(small_hub: SmallHub) -> None:
    """Wide filters, long orders, fans of links: refused before anything is made of them."""
    filtered = "query ($w: MerchantFilter) { merchants(where: $w) { totalCount } }"
    ordered = "query ($o: [MerchantOrder!]) { merchants(orderBy: $o) { totalCount } }"
    used = " ".join(f"a{n}: merchants(where: $w) {{ totalCount }}" for n in range(20))
    literal = "{search: 'ab'} ".replace("'", '"') * 200
    links = (
        "latestRating { %s }",
        "ratings { nodes { %s } }",
        "risk { id } listings { nodes { %s } }",
    )
    fan = "".join(
        f" fragment F{n} on Merchant {{ "
        + " ".join(link % f"merchant {{ ...F{n + 1} }}" for link in links)
        + " }"
        for n in range(4)
    )
    began = time.process_time()
    for document, variables in (
        (filtered, {"w": {"or": [{"riskCode": ["RED"]}] * 2000}}),
        (filtered, {"w": {"and": [{}] * 2000}}),
        (f"query ($w: MerchantFilter) {{ {used} }}", {"w": {"or": [{"mallType": True}] * 5}}),
        (ordered, {"o": [{"field": "RISK"}] * 300}),
        (f"{{ merchants(where: {{or: [{literal}]}}) {{ totalCount }} }}", {}),
        (
            f'{{ merchant(uscc: "{SALON}") {{ ...F0 }} }}{fan} fragment F4 on Merchant {{ uscc }}',
            {},
        ),
        ("{ merchants(first: 1) { nodes { " + "district { name } " * 900 + "} } }", {}),
        ("{ merchants(first: 1) { nodes { " + "...{ district { name } } " * 500 + "} } }", {}),
        (f"{{ merchants(first: 1) {{ {'a' * 64}: totalCount }} }}", {}),
    ):
        assert await code(small_hub, document, variables=variables) == "TOO_MUCH", document[:80]
    assert time.process_time() - began < 2


async def test_texts_that_no_database_holds_are_refused(small_hub: SmallHub) -> None:
    asked = "query ($v: String!) { merchants(where: {name: {eq: $v}}) { totalCount } }"
    for text in ("a\0b", "a\ud800b"):
        assert await code(small_hub, asked, variables={"v": text}) == "TEXT_UNSAFE"
    for where in ('{name: {eq: "a\\u0000b"}}', '{search: "a\\u{0}b"}', '{district: ["\\u0000"]}'):
        document = f"{{ merchants(where: {where}) {{ totalCount }} }}"
        assert await code(small_hub, document) == "TEXT_UNSAFE"
    for document in (
        '{ node(id: "M\\u0000") { id } }',
        '{ merchants(after: "\\u0000") { totalCount } }',
    ):
        assert await code(small_hub, document) == "TEXT_UNSAFE"


async def test_a_record_holds_no_operation_name_that_is_none(small_hub: SmallHub) -> None:
    request = Request("{ __typename }", "a\0b\n{}", {})
    answer = await small_hub.operations.answer(request, CITY)
    assert answer.status == 400
    names = await small_hub.database.run(
        lambda connection: connection.execute(select(access_record.c.operation)).scalars().all()
    )
    assert names == [""]


CANARY = "SECRETCANARY"


async def test_no_refusal_repeats_a_value(small_hub: SmallHub) -> None:
    """T70, T71: neither values nor names that a client made up come back."""
    where = "query ($v: MerchantFilter) { merchants(where: $v) { totalCount } }"
    given: list[tuple[str, object]] = [
        ("query ($v: Int) { merchants(first: $v) { totalCount } }", CANARY),
        ("query ($v: Uscc!) { merchant(uscc: $v) { name } }", CANARY),
        ("query ($v: ID!) { node(id: $v) { id } }", {CANARY: 1}),
        ("query ($v: [MerchantOrder!]) { merchants(orderBy: $v) { totalCount } }", [CANARY]),
        (
            "query ($v: [MerchantOrder!]) { merchants(orderBy: $v) { totalCount } }",
            [{"field": CANARY}],
        ),
        *((where, value) for value in (CANARY, {CANARY: 1}, {"name": CANARY})),
        (where, {"name": {CANARY: 1}}),
        (where, {"name": {"eq": [CANARY]}}),
        (where, {"riskCode": [CANARY]}),
        (where, {"riskCode": [f"it's '{CANARY}' does not"]}),
        (where, {"establishedOn": {"gt": CANARY}}),
    ]
    literals = (
        f"{{riskCode: [{CANARY}]}}",
        f'{{riskCode: ["{CANARY}"]}}',
        f'"{CANARY}"',
        f"{{name: {{eq: {CANARY}}}}}",
        f'{{establishedOn: {{gt: "{CANARY}"}}}}',
        f'{{search: ["{CANARY}"]}}',
    )
    given += [(f"{{ merchants(where: {each}) {{ totalCount }} }}", None) for each in literals]
    for document, value in given:
        answer = await small_hub.ask(document, variables={"v": value})
        assert answer["status"] == 400
        assert CANARY not in str(answer), answer


async def test_a_total_is_a_read_of_those_it_counts(small_hub: SmallHub) -> None:
    """An empty page with a total tells of a merchant as much as its row would."""
    asked = "query ($u: [Uscc!]) { merchants(where: {uscc: $u}, first: 0) { totalCount } }"
    tickets = "{ complaints(where: {status: [RECEIVED]}, first: 0) { totalCount } }"
    for document, variables, named in ((asked, {"u": [SALON]}, 1), (tickets, {}, 3)):
        await small_hub.ask(document, CITY, variables)
        rows = await small_hub.database.run(
            lambda connection: (
                connection.execute(
                    select(access_record.c.merchants).order_by(access_record.c.record_id.desc())
                )
                .scalars()
                .all()
            )
        )
        assert rows[0] == named


def test_long_documents_do_not_fill_the_memory() -> None:
    documents = Documents(4_000)
    blank = " " * (PARSED_ROOM // PARSED // 10)
    for number in range(20):
        documents.parse(f"{{ merchants(first: 1) {{ a{number}: totalCount{blank} }} }}")
    assert documents._parsed.bytes <= PARSED_ROOM
    assert 0 < len(documents._parsed) < 20


async def test_long_questions_do_not_fill_the_memory(small_hub: SmallHub) -> None:
    blank, known = " " * (ROOM // PARSED // 10), small_hub.operations.known
    for number in range(12):
        await small_hub.ask(f"{{ a{number}: __typename {blank} }}", CITY)
    assert known.bytes <= ROOM
    assert 0 < len(known) < 12


async def test_forms_of_one_question_do_not_fill_the_memory(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many plans one document has, those that are remembered are counted together."""
    monkeypatch.setattr(small_hub.operations.plans, "_prepared", Cache[Any, Any](1))
    question = "query ($on: Boolean!) { merchants { totalCount nodes @include(if: $on) { uscc } } }"
    made = []
    for on in (True, False):
        await small_hub.ask(question, CITY, {"on": on})
        made += map(weakref.ref, small_hub.operations.plans._prepared._values.values())
    gc.collect()
    assert [each() is None for each in made] == [True, False]
