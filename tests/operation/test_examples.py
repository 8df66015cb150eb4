"""The operations of docs/examples fit the schema of the party that each names."""

from __future__ import annotations

from pathlib import Path

import pytest

from authz.principal import PUBLIC
from tests.operation.conftest import SmallHub, principal

pytestmark = pytest.mark.anyio

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.graphql"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.mark.parametrize(
    "text", [path.read_text(encoding="utf-8") for path in EXAMPLES], ids=lambda _: "example"
)
async def test_an_example_is_answered(small_hub: SmallHub, text: str) -> None:
    code = text.partition("\n")[0].removeprefix("# party: ")
    answer = await small_hub.ask(text, PUBLIC if code == "public" else principal(code))
    assert "errors" not in answer, answer
    assert answer["data"]
