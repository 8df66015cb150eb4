"""The operations of docs/examples: one a kind of party, answered as the slow executor does."""

from __future__ import annotations

from pathlib import Path

import pytest

from authz.principal import Principal
from schema.enums import PartyKind
from tests.resolvers.test_slow import compare
from tests.slow.callers import CALLERS
from tests.slow.served import Served

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.graphql"))
KINDS = {
    "public": "PUBLIC",
    "city-commerce": "CITY_COMMERCE",
    "district-commerce": "DISTRICT_COMMERCE",
    "regulator": "INDUSTRY_REGULATOR",
    "market-supervision": "ENFORCEMENT",
    "financial-regulator": "FINANCIAL_REGULATOR",
    "police": "POLICE",
    "procuratorate": "PROCURATORATE",
    "court": "COURT",
    "association": "ASSOCIATION",
    "platform-base": "BASE_PLATFORM",
    "consumer-council": "CONSUMER_COUNCIL",
    "hotline": "HOTLINE",
    "bank": "BANK",
    "insurer": "INSURER",
    "data-center": "DATA_CENTER",
    "merchant": "MERCHANT",
    "auditor": "AUDITOR",
    "steward": "STEWARD",
}


def kind_of(path: Path) -> str:
    """The kind of the party that an example names in its first line."""
    code = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# party: ")
    return next(kind for prefix, kind in KINDS.items() if code.startswith(prefix))


def caller(kind: str) -> Principal:
    return next(each for each in CALLERS.values() if each.roles == (kind,))


def test_every_kind_of_party_has_an_example() -> None:
    assert {kind_of(path) for path in EXAMPLES} == set(KINDS.values())
    assert set(KINDS.values()) == {kind.name for kind in PartyKind}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_what_it_is_for(path: Path) -> None:
    first, second, third, *_ = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# party: ")
    assert second.startswith("# ")
    assert third.startswith("query ")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_answered(served: Served, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert compare(served, caller(kind_of(path)), text, {}) in ("answered", "moments")
