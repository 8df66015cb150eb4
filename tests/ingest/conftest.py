"""A hub for each test: empty, or with the register and three merchants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from authz.compile import compile_policy
from authz.guard import Guard
from authz.store import shipped
from schema.build import planned_schema
from tests.ingest.world import MERCHANTS, PARTIES, Intake


@pytest.fixture(scope="session")
def guard() -> Guard:
    return Guard(compile_policy(shipped(), "shipped", planned_schema()))


@pytest.fixture
def empty(database_url: str, guard: Guard) -> Iterator[Intake]:
    """Both engines; code lists only."""
    intake = Intake(database_url, guard)
    yield intake
    intake.close()


@pytest.fixture
def hub(empty: Intake) -> Intake:
    """Both engines; parties and merchants are there."""
    assert empty.operator("parties", PARTIES).quarantined == 0
    assert empty.operator("merchants", MERCHANTS).accepted == 3
    return empty


@pytest.fixture
def small(sqlite_url: str, guard: Guard) -> Iterator[Intake]:
    """The embedded database alone, for what does not hang on the engine."""
    intake = Intake(sqlite_url, guard)
    yield intake
    intake.close()
