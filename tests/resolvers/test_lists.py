# ruff: noqa: E501  # an operation stands on one line
"""Pages, cursors, orders and filters at their edges, and that both databases agree on them."""

from __future__ import annotations

from typing import Any

import pytest

from authz.principal import PUBLIC
from tests.resolvers.test_statement import asked
from tests.slow.callers import BANK, CALLERS, CITY, DISTRICT, HOTLINE
from tests.slow.chance import BETWEEN, NAMES
from tests.slow.served import Served

PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
ORDERS = (
    *("USCC", "NAME", "ESTABLISHED_ON", "PREPAID_BALANCE", "SHORTFALL", "RISK", "RISK_SINCE"),
    *("LAST_REPORTED_FOR", "COMPLAINTS"),
)

# ---------------------------------------------------------------- pages


def pages(served: Served, who: Any, arguments: str, *, back: bool) -> list[str]:
    """All ids of a list, read three at a time in one direction."""
    found: list[str] = []
    cursor = None
    for _ in range(12):
        size, way = ("last: 3", "before") if back else ("first: 3", "after")
        document = f"query($c: String) {{ merchants({size}, {way}: $c, {arguments}) {{ edges {{ cursor }} {PAGE} totalCount }} }}"
        page = asked(served, document, who, c=cursor)["merchants"]
        ids = [edge["cursor"] for edge in page["edges"]]
        found = [*ids, *found] if back else [*found, *ids]
        info = page["pageInfo"]
        assert (info["startCursor"], info["endCursor"]) == (ids[0], ids[-1])
        assert info["hasNextPage" if back else "hasPreviousPage"] is (cursor is not None)
        if not info["hasPreviousPage" if back else "hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        cursor = info["startCursor" if back else "endCursor"]
    raise AssertionError("pages without end")


@pytest.mark.parametrize("order", ORDERS)
def test_pages_neither_repeat_nor_skip(served: Served, order: str) -> None:
    """Ties and absent values included, forwards and backwards, in both directions."""
    for who in (CITY, DISTRICT):
        for direction in ("ASC", "DESC"):
            arguments = f"orderBy: [{{ field: {order}, direction: {direction} }}]"
            whole = asked(
                served, f"{{ merchants(first: 14, {arguments}) {{ nodes {{ id }} }} }}", who
            )
            ids = [node["id"] for node in whole["merchants"]["nodes"]]
            assert pages(served, who, arguments, back=False) == ids
            assert pages(served, who, arguments, back=True) == ids


def test_pages_of_a_past_moment(served: Served) -> None:
    arguments = f'orderBy: [{{ field: NAME }}], asOf: "{BETWEEN[0].isoformat()}"'
    ids = pages(served, CITY, arguments, back=False)
    assert ids == pages(served, CITY, arguments, back=True)
    assert all("~" in each for each in ids)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: -1", "PAGE_SIZE"),
        ("first: 1001", "PAGE_TOO_LARGE"),
        ("last: 1001", "PAGE_TOO_LARGE"),
        ("first: 1, last: 1", "PAGE_TWICE"),
        ("first: null", "PAGE_WITHOUT_SIZE"),
    ],
)
def test_sizes_that_are_refused(served: Served, arguments: str, code: str) -> None:
    assert served.refusal(f"{{ merchants({arguments}) {{ totalCount }} }}", CITY) == code
    nested = f"{{ merchants(first: 1) {{ nodes {{ outlets({arguments}) {{ totalCount }} }} }} }}"
    assert served.refusal(nested, CITY) == code


@pytest.mark.parametrize("size", [5000, 5000.0, -1])
def test_sizes_in_variables_are_refused(served: Served, size: float) -> None:
    document = "query($n: Int) { merchants(first: $n) { totalCount } }"
    assert asked(served, document, n=2.0)["merchants"]["totalCount"] > 2  # remembered as fine
    assert served.refusal(document, CITY, {"n": size}) in ("PAGE_TOO_LARGE", "PAGE_SIZE")
    assert (
        served.refusal("query($n: Int = 5000) { merchants(first: $n) { totalCount } }", CITY)
        == "PAGE_TOO_LARGE"
    )


def test_an_empty_page(served: Served) -> None:
    page = asked(
        served,
        f"{{ merchants(first: 0) {{ nodes {{ id }} edges {{ cursor }} totalCount {PAGE} }} }}",
    )["merchants"]
    assert page["nodes"] == page["edges"] == []
    assert page["totalCount"] > 0
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


def test_a_page_larger_than_its_list(served: Served) -> None:
    for size in ("first: 1000", "last: 1000"):
        page = asked(served, f"{{ merchants({size}) {{ nodes {{ id }} totalCount {PAGE} }} }}")[
            "merchants"
        ]
        assert len(page["nodes"]) == page["totalCount"]
        assert not page["pageInfo"]["hasNextPage"]
        assert not page["pageInfo"]["hasPreviousPage"]


def test_cursors_that_stand_at_no_row_that_is_seen_are_one_error(served: Served) -> None:
    """Made up, of another type, bent, withheld, still being staged: byte for byte the same."""
    rows = served.tables.rows
    own = served.slow(HOTLINE).links
    seen = {item.row["node_id"] for item in own.all_of("Complaint", None) if own.alone(item)}
    unseen = next(
        row["node_id"] for row in served.tables.at("complaint") if row["node_id"] not in seen
    )
    staging = next(row["node_id"] for row in rows["batch"] if row["state"] == "STAGING")
    document = "query($c: String) { complaints(first: 1, after: $c) { totalCount } }"
    cursors = (
        "",
        "X",
        "X" * 27,
        rows["merchant"][0]["node_id"],
        unseen,
        "🎉",
        "XAAAAAAAAAAAAAAAAAAAAAAAAA~1",
    )
    answers = [served.ask(document, HOTLINE, {"c": cursor}) for cursor in cursors]
    answers.append(
        served.ask(
            "query($c: String) { batches(first: 1, before: $c) { totalCount } }",
            CITY,
            {"c": staging},
        )
    )
    assert answers[0]["errors"][0]["extensions"]["code"] == "CURSOR_UNKNOWN"
    assert [answer for answer in answers if answer != answers[0]] == []
    assert "data" in served.ask(document, HOTLINE, {"c": min(seen)})


def test_a_cursor_of_another_list_of_the_type_is_a_place(served: Served) -> None:
    """It names a row that the caller sees; which list it was read from does not matter."""
    outlet, *others = served.tables.at("outlet")
    elsewhere = next(row for row in others if row["merchant_id"] != outlet["merchant_id"])
    second, *_ = served.tables.of("merchant", elsewhere["merchant_id"])
    cursor = outlet["node_id"]
    document = "query($u: Uscc!, $c: String) { merchant(uscc: $u) { outlets(first: 9, after: $c) { nodes { id } } } }"
    asked(served, document, u=second["uscc"], c=cursor)


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize(
    "name",
    [
        "uscc",
        "kind",
        "status",
        "issuer",
        "district",
        "industry",
        "riskCode",
        "linkStatus",
        "rated",
        "listedAs",
    ],
)
def test_an_empty_list_matches_nothing(served: Served, name: str) -> None:
    document = f"{{ merchants(first: 3, where: {{ {name}: [] }}) {{ totalCount }} not: merchants(first: 1, where: {{ not: {{ {name}: [] }} }}) {{ totalCount }} all: merchants(first: 1) {{ totalCount }} }}"
    found = asked(served, document)
    assert found["merchants"]["totalCount"] == 0
    assert found["not"] == found["all"]


def test_joined_filters_without_parts(served: Served) -> None:
    """`and: []` asks nothing, `or: []` matches nothing."""
    found = asked(
        served,
        "{ a: merchants(first: 1, where: { and: [] }) { totalCount } o: merchants(first: 1, where: { or: [] }) { totalCount } n: merchants(first: 1, where: { not: {} }) { totalCount } }",
    )
    assert found["a"]["totalCount"] > 0
    assert found["o"]["totalCount"] == found["n"]["totalCount"] == 0


NULLS: tuple[dict[str, Any], ...] = (
    {"riskCode": None},
    {"name": {"eq": None}},
    {"not": None},
    {"and": [{"shortfall": {"isNull": None}}]},
    {"establishedOn": {"gte": None}},
    {"mine": None},
)


@pytest.mark.parametrize("where", NULLS)
def test_a_null_in_a_filter_is_refused(served: Served, where: dict[str, Any]) -> None:
    document = "query($w: MerchantFilter) { merchants(first: 1, where: $w) { totalCount } }"
    assert served.refusal(document, CITY, {"w": where}) == "NULL_IN_FILTER"
    assert asked(served, document, w=None) == asked(served, document)


def test_a_null_in_a_literal_filter_is_refused(served: Served) -> None:
    for where in (
        "{ riskCode: null }",
        "{ name: { contains: null } }",
        "{ or: [{ alert: null }] }",
    ):
        assert (
            served.refusal(f"{{ merchants(first: 1, where: {where}) {{ totalCount }} }}", CITY)
            == "NULL_IN_FILTER"
        )


@pytest.mark.parametrize(
    "name", ["shortfall", "prepaidBalance", "lastReportedFor", "establishedOn", "riskSince"]
)
def test_what_is_withheld_counts_as_absent(served: Served, name: str) -> None:
    """`isNull: true` is "no value that you see", and its negation is the rest."""
    document = f"{{ all: merchants(first: 1) {{ totalCount }} none: merchants(first: 14, where: {{ {name}: {{ isNull: true }} }}) {{ totalCount nodes {{ id }} }} some: merchants(first: 14, where: {{ {name}: {{ isNull: false }} }}) {{ totalCount nodes {{ id }} }} not: merchants(first: 14, where: {{ not: {{ {name}: {{ isNull: true }} }} }}) {{ nodes {{ id }} totalCount }} }}"
    counted = []
    for who in (CITY, DISTRICT):
        found = asked(served, document, who)
        assert (
            found["none"]["totalCount"] + found["some"]["totalCount"] == found["all"]["totalCount"]
        )
        assert found["not"]["nodes"] == found["some"]["nodes"]
        counted.append(found["none"]["totalCount"])
    if name in ("shortfall", "prepaidBalance", "lastReportedFor"):
        assert counted[0] < counted[1], "the district sees no fewer values than the city"


def test_a_money_filter_is_exact_to_the_fen(served: Served) -> None:
    amounts = {row["prepaid_balance"] for row in served.tables.at("card_report")}
    assert max(amounts) == 8_999_999_999_999_999
    document = "query($m: Money) { merchants(first: 14, where: { prepaidBalance: { gte: $m } }) { nodes { latestCardReport { prepaidBalance } } } }"
    found = asked(served, document, m="89999999999999.99")["merchants"]["nodes"]
    assert {node["latestCardReport"]["prepaidBalance"] for node in found} == {"89999999999999.99"}
    assert served.refusal(document, CITY, {"m": "1.005"}) == "VARIABLE"


TEXTS = (
    "%",
    "_",
    "100%",
    "a_b",
    "A_B",
    "ａ＿ｂ",
    "ＡＢＣ",
    "abc健",
    "🎉",
    "STRASSE",
    "straße",
    "\\",
    "'",
    '"',
    " ",
    "美丽 一",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_matched_as_texts(served: Served, text: str) -> None:
    """No sign is a pattern; full-width letters and case do not matter to contains, and do to eq."""
    document = "query($t: String!) { contains: merchants(first: 14, where: { name: { contains: $t } }) { nodes { name } } starts: merchants(first: 14, where: { name: { startsWith: $t } }) { nodes { name } } eq: merchants(first: 14, where: { name: { eq: $t } }) { nodes { name } } in: merchants(first: 14, where: { name: { in: [$t] } }) { nodes { name } } }"
    found = asked(served, document, t=text)
    assert found["eq"] == found["in"]
    assert all(node["name"] == text for node in found["eq"]["nodes"])


def test_texts_that_are_patterns_elsewhere(served: Served) -> None:
    document = "query($t: String!) { merchants(first: 14, where: { name: { contains: $t } }) { nodes { name } } }"
    found = {
        t: {n["name"] for n in asked(served, document, t=t)["merchants"]["nodes"]}
        for t in ("%", "_", "abc")
    }
    assert found["%"] == {"100%好店"} & _names(served)
    assert found["_"] == {"a_b"} & _names(served)
    assert found["abc"] == {"ＡＢＣ健身", "abc健身"} & _names(served)


def _names(served: Served) -> set[str]:
    names = {row["name"] for row in served.tables.at("merchant")}
    assert names <= set(NAMES)
    return names


def test_a_search_across_a_space(served: Served) -> None:
    """The end of one word and the beginning of the next are found together."""
    document = "query($s: String) { merchants(first: 14, where: { search: $s }) { nodes { name brand outlets(first: 5) { nodes { name address } } } } }"
    for text in ("丽 一", "美丽 一店", "一", "b", "健身", "ＡＢＣ"):
        assert asked(served, document, s=text)["merchants"]["nodes"], text
    assert served.refusal(document, CITY, {"s": "  "}) == "SEARCH_EMPTY"


def test_an_order_reads_the_row_that_is_shown(served: Served) -> None:
    """Two ratings of one day: the filter and the order mean the one that `latestRating` shows."""
    for grade in "ABCDE":
        document = f"{{ merchants(first: 14, where: {{ rated: [{grade}] }}) {{ nodes {{ latestRating {{ grade }} }} }} }}"
        found = asked(served, document)["merchants"]["nodes"]
        assert {node["latestRating"]["grade"] for node in found} <= {grade}


def test_old_codes_and_names_of_districts(served: Served) -> None:
    document = "query($d: [String!]) { merchants(first: 14, where: { district: $d }) { nodes { uscc district { code } } } }"
    assert asked(served, document, d=["宝山"]) == asked(served, document, d=["310113"])
    assert asked(served, document, d=["宝山", "310113"]) == asked(served, document, d=["310113"])
    assert asked(served, document, d=["宝山"])["merchants"]["nodes"]


def test_an_industry_means_all_below_it_in_both_editions(served: Served) -> None:
    document = "query($i: [String!]) { merchants(first: 14, where: { industry: $i }) { nodes { industry { code edition } } } }"
    section = {
        (n["industry"]["code"], n["industry"]["edition"])
        for n in asked(served, document, i=["O"])["merchants"]["nodes"]
    }
    assert {edition for _, edition in section} == {2011, 2017}
    assert {code for code, _ in section} <= {"8051", "7950", "7940"}


@pytest.mark.parametrize("name", CALLERS)
def test_a_page_of_the_public_is_smaller(served: Served, name: str) -> None:
    who = CALLERS[name]
    document = "{ merchants(first: 101) { totalCount } }"
    if who is PUBLIC:
        assert served.refusal(document, who) == "PAGE_TOO_LARGE"
    else:
        assert asked(served, document, who)["merchants"]["totalCount"] > 0


def test_filters_of_nested_lists(served: Served) -> None:
    document = "{ merchants(first: 14) { nodes { complaints(first: 3, where: { overdue: true }) { totalCount nodes { overdue } } } } }"
    for who in (CITY, DISTRICT, HOTLINE):
        for node in asked(served, document, who)["merchants"]["nodes"]:
            assert all(each["overdue"] for each in (node["complaints"] or {"nodes": []})["nodes"])
    assert served.ask(document, BANK)["errors"]
