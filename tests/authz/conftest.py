"""The shipped policy, compiled once against everything that the hub's schema plans to serve."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from graphql import GraphQLSchema

from authz.compile import compile_policy
from authz.policy import Policy
from authz.store import shipped
from schema.build import planned_schema


@pytest.fixture(scope="session")
def planned() -> GraphQLSchema:
    return planned_schema()


@pytest.fixture(scope="session")
def policy(planned: GraphQLSchema) -> Policy:
    return compile_policy(shipped(), "shipped", planned)


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Prints what a proof compared, past the capture of output."""

    def show(**numbers: int) -> None:
        with capsys.disabled():
            print("\n  " + " · ".join(f"{name} {n:,}" for name, n in numbers.items()))  # noqa: T201  # figures are asked for

    return show
