"""The shipped policy with its guard, and a desk at which parties act on a small world."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from authz.compile import compile_policy
from authz.guard import Guard
from authz.policy import Policy
from authz.store import shipped
from hub.commands.act import Outcome
from hub.commands.catalogue import COMMANDS
from schema.build import planned_schema
from tests.commands.world import Desk, make_world
from tests.conftest import Transact


@pytest.fixture(scope="session")
def policy() -> Policy:
    return compile_policy(shipped(), "shipped", planned_schema())


@pytest.fixture(scope="session")
def guard(policy: Policy) -> Guard:
    return Guard(policy)


@pytest.fixture
def desk(transact: Transact[Any], guard: Guard, policy: Policy) -> Desk:
    def work(connection: Connection, name: str, *rest: Any) -> Outcome:
        return COMMANDS[name](connection, *rest)

    transact(make_world)
    return Desk(transact, guard, policy, work)
