"""The budget: linear in the document, and not to be slipped past by fragments or variables."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql.validation.rules import overlapping_fields_can_be_merged

from hub import clock, limits
from hub.commands import evaluate_institution
from hub.domain.evaluation import measures
from tests.operation.conftest import SmallHub, principal

pytestmark = pytest.mark.anyio


async def code(hub: SmallHub, document: str, **more: object) -> str:
    answer = await hub.ask(document, **more)  # type: ignore[arg-type]
    assert answer["status"] == 400, answer
    return str(answer["errors"][0]["extensions"]["code"])


async def test_a_page_over_the_callers_size_is_refused_not_cut(small_hub: SmallHub) -> None:
    assert await code(small_hub, "{ merchants(first: 101) { totalCount } }") == "PAGE_TOO_LARGE"
    who = principal("city-commerce")
    assert (
        await code(small_hub, "{ merchants(first: 1001) { totalCount } }", who=who)
        == "PAGE_TOO_LARGE"
    )
    fine = await small_hub.ask("{ merchants(first: 1000) { totalCount } }", who)
    assert fine["data"]["merchants"]["totalCount"] == 3


@pytest.mark.parametrize("size", ["-1", "2147483647", "99999999999999999999"])
async def test_absurd_sizes_are_refused(small_hub: SmallHub, size: str) -> None:
    document = f"{{ merchants(first: {size}) {{ totalCount }} }}"
    assert await code(small_hub, document) in {"PAGE_TOO_LARGE", "PAGE_SIZE", "INVALID"}


async def test_a_size_in_a_variable_or_its_default_counts(small_hub: SmallHub) -> None:
    document = "query($n: Int = 5000) { merchants(first: $n) { totalCount } }"
    assert await code(small_hub, document) == "PAGE_TOO_LARGE"
    given = "query($n: Int!) { merchants(first: $n) { totalCount } }"
    assert await code(small_hub, given, variables={"n": 5000}) == "PAGE_TOO_LARGE"


async def test_too_many_values_are_refused(small_hub: SmallHub) -> None:
    nested = "{ merchants(first: 100) { nodes { outlets(first: 100) { nodes { name } } } } }"
    assert await code(small_hub, nested) == "TOO_MUCH"


async def test_lists_that_the_hub_keeps_short_cost_no_more_than_they_hold(
    small_hub: SmallHub,
) -> None:
    asked = "{ institutions { name evaluations { year grade facts { measure value } } } }"
    assert "errors" not in await small_hub.ask(asked, principal("city-commerce"))
    assert limits.SHORT_LISTS["InstitutionEvaluation.facts"] == len(measures())
    years = clock.today().year - evaluate_institution.YEARS.start + 1
    assert years <= limits.SHORT_LISTS["Institution.evaluations"]


async def test_depth_and_aliases_are_bounded(small_hub: SmallHub) -> None:
    deep = "outlets { nodes { merchant { " * 5 + "name" + " } } }" * 5
    assert await code(small_hub, f"{{ merchants {{ nodes {{ {deep} }} }} }}") == "TOO_MUCH"
    many = " ".join(f"a{n}: name" for n in range(31))
    assert (
        await code(small_hub, f"{{ merchants(first: 1) {{ nodes {{ {many} }} }} }}") == "TOO_MUCH"
    )


async def test_doubling_fragments_cost_linear_time(small_hub: SmallHub) -> None:
    levels = 40
    parts = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    document = "{ ...F0 } " + " ".join(parts) + f" fragment F{levels} on Query {{ __typename }}"
    began = time.process_time()
    assert await code(small_hub, document) == "TOO_MUCH"
    assert time.process_time() - began < 1


LOOK = "custody { verdict } risk { code } district { name }"
LEAVES = "uscc name status brand establishedOn issuer"
ASK = "query Q($uscc: Uscc!) { %s }"
BOMBS = {
    "inline": ASK % ("merchant(uscc: $uscc) { %s }" % (f"... on Merchant {{ {LOOK} }} " * 18)),
    "leaves": ASK % ("merchant(uscc: $uscc) { %s }" % (f"{LEAVES} " * 119)),
    "fragments": ASK
    % ("merchant(uscc: $uscc) { %s }" % (f"... on Merchant {{ {LEAVES} }} " * 119)),
    "arguments": ASK % "".join(f'merchant(uscc: "{n:018}") {{ name }} ' for n in range(200)),
    "cross": ASK % (f"merchant(uscc: $uscc) {{ {LOOK} }} " * 14),
    "names": ASK % ("merchant(uscc: $uscc) { %s }" % ("name " * 3_000)),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_fields_that_would_merge_are_compared_a_bounded_number_of_times(
    small_hub: SmallHub, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    compared = []
    inner = overlapping_fields_can_be_merged.find_conflict

    def counted(*given: Any) -> Any:
        compared.append(1)
        return inner(*given)

    monkeypatch.setattr(overlapping_fields_can_be_merged, "find_conflict", counted)
    await small_hub.ask(bomb, variables={"uscc": "91310115MA1K000016"})
    assert len(compared) <= limits.PAIRS


async def test_one_response_key_stands_a_bounded_number_of_times(small_hub: SmallHub) -> None:
    asked = "{ merchants(first: 1) { nodes { %s } } }"
    assert "errors" not in await small_hub.ask(asked % ("name " * limits.REPEATS))
    assert await code(small_hub, asked % ("name " * (limits.REPEATS + 1))) == "TOO_MUCH"


async def test_too_many_tokens_are_refused_before_anything_else(small_hub: SmallHub) -> None:
    document = "{ merchants { nodes { " + "name " * 5000 + "} } }"
    assert await code(small_hub, document) == "SYNTAX"


async def test_two_operations_need_a_name(small_hub: SmallHub) -> None:
    document = "query A { __typename } query B { __typename }"
    assert await code(small_hub, document) == "OPERATION_NAME_NEEDED"
