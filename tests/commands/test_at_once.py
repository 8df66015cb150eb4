"""Several at the same moment: one is done, the others find it done."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from authz.guard import Guard
from authz.policy import Policy
from authz.principal import Principal
from hub.commands.act import Done, Outcome
from hub.commands.catalogue import COMMANDS
from hub.database import Database
from tests.commands.test_cases import PAPER
from tests.commands.test_listings import OTHER
from tests.commands.world import BAOSHAN, COURT, SALON, STEWARD, Desk, make_world

pytestmark = pytest.mark.anyio
CALLERS = 6


class Crowd:
    """Six calls of one act at once, each with its own key."""

    def __init__(self, database: Database, guard: Guard, policy: Policy) -> None:
        self.database = database
        self.desk = Desk(None, guard, policy, COMMANDS.__getitem__)

    async def call(self, who: Principal, name: str, **given: Any) -> list[Outcome]:
        async def one(place: int) -> Outcome:
            keyed = {**given, "idempotencyKey": f"{name}-{place}"}
            act = self.desk.frame(who)
            return await self.database.run(lambda each: COMMANDS[name](each, act, keyed))

        return list(await asyncio.gather(*(one(place) for place in range(CALLERS))))


@pytest.fixture
async def crowd(database: Database, guard: Guard, policy: Policy) -> Crowd:
    await database.run(make_world)
    return Crowd(database, guard, policy)


def told(answers: list[Outcome]) -> dict[str, int]:
    return dict(
        Counter("done" if isinstance(each, Done) else each.errors[0].code.value for each in answers)
    )


async def test_one_request_one_verification_one_end(crowd: Crowd) -> None:
    asked = await crowd.call(COURT, "requestCaseAccess", **PAPER)
    assert told(asked) == {"done": 1, "CONFLICT": CALLERS - 1}
    (done,) = [each for each in asked if isinstance(each, Done)]
    verified = await crowd.call(STEWARD, "verifyCaseAccess", id=done.node_id, outcome="OPENED")
    assert told(verified) == {"done": 1, "WRONG_STATE": CALLERS - 1}
    ended = await crowd.call(COURT, "endCaseAccess", id=done.node_id, reason="结案")
    assert told(ended) == {"done": 1, "WRONG_STATE": CALLERS - 1}


async def test_one_entry_on_the_list(crowd: Crowd) -> None:
    listed = await crowd.call(BAOSHAN, "addSeriousDishonestyListing", merchant=SALON, **OTHER)
    assert told(listed) == {"done": 1, "WRONG_STATE": CALLERS - 1}
