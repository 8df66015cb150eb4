"""A joint read tells each caller what a read of his own tells him, and records it as his."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from authz.principal import Principal
from hub.engines.joint import POINTS
from hub.operation import Asked, Request
from hub.proof.record import Reading
from hub.tables.proof import access_record
from hub.values import CallerValues, proof_values
from tests.engines import Engines
from tests.rights.probes import point
from tests.world.firms import uscc
from tests.world.hub import WorldHub

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
FIRMS = range(8)


@dataclass(frozen=True)
class Question:
    """What one caller asks of one merchant."""

    caller: Principal
    asked: Asked
    prepared: Any
    reading: Reading

    def values(self, hub: WorldHub) -> dict[str, Any]:
        caller = CallerValues(self.caller, self.asked.sight, self.reading.at)
        caller.update(proof_values(self.reading, hub.operations.recorder.stream))
        return caller


@pytest.fixture(scope="module")
def hub(engines: Engines) -> Iterator[WorldHub]:
    url = engines.fresh("postgresql")
    made = WorldHub(url)
    yield made
    made.close()
    engines.drop(url)


def _question(hub: WorldHub, caller: Principal, document: str, firm: int) -> Question:
    request = Request(document, None, {"uscc": uscc(firm)})
    sight, operations = hub.sight(caller), hub.operations
    asked = operations.read(request, caller, sight)
    assert isinstance(asked, Asked), asked
    prepared = operations.plans.prepare(asked, hub.rights.codes)
    return Question(caller, asked, prepared, operations.reading(request, caller, sight, prepared))


def _questions(hub: WorldHub) -> dict[str, list[Question]]:
    """All questions about single merchants, by the statement that answers them."""
    found = defaultdict(list)
    for caller in hub.parties.values():
        for document in point(hub.sight(caller).schema):
            if "accessLedger" in document:  # which these reads make longer
                continue
            for firm in FIRMS:
                question = _question(hub, caller, document, firm)
                if question.prepared.compiled is not None:
                    found[question.prepared.compiled.sql].append(question)
    return found


def _alone(hub: WorldHub, sql: str, question: Question) -> tuple[Any, ...]:
    compiled = question.prepared.compiled
    values = compiled.values(question.asked.variables, question.values(hub))
    row = hub.run(hub.database.read(sql, values))
    assert row is not None
    return row


def _jointly(hub: WorldHub, questions: list[Question]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The rows of all, and the node ids of their records."""
    given, records = [], []
    for each in questions:
        values = each.values(hub)
        records.append(values.get("proof_node_id", ""))
        given.append(each.prepared.compiled.values(each.asked.variables, values))
    joint = hub.operations.plans.joint(questions[0].prepared, questions[0].asked)
    database: Any = hub.database

    async def read() -> Any:
        party, place = await database._stacks["point"].take()
        try:
            return await database._for_many(place, joint.sql, joint.columns(given))
        finally:
            database._stacks["point"].back(party, place)

    rows = {row[0]: tuple(row[1:]) for row in hub.run(read())}
    return [rows[number] for number in range(1, len(questions) + 1)], records


def test_a_joint_read_tells_each_caller_what_his_own_would(
    hub: WorldHub, figures: Callable[..., None]
) -> None:
    shuffled, compared, apart = random.Random(7), 0, 0
    without = 0
    for sql, questions in _questions(hub).items():
        if hub.operations.plans.joint(questions[0].prepared, questions[0].asked) is None:
            without += 1
            continue
        shuffled.shuffle(questions)
        for start in range(0, len(questions), POINTS.most):
            group = questions[start : start + POINTS.most]
            own = [_alone(hub, sql, each) for each in group]
            rows, records = _jointly(hub, group)
            assert rows == own
            _recorded(hub, group, rows, records)
            compared += len(group)
            apart += len(set(own)) > 1
    figures(joint_answers=compared, groups_that_differ_within=apart, lists_bound=without)
    assert compared > 1_000
    assert apart > 50


def _recorded(hub: WorldHub, group: list[Question], rows: list[Any], records: list[str]) -> None:
    columns = access_record.c[
        "node_id", "party", "subject", "case_number", "merchant_ids", "sealed"
    ]
    found = hub.write(
        lambda c: {
            row[0]: tuple(row[1:])
            for row in c.execute(select(*columns).where(access_record.c.node_id.in_(records)))
        }
    )
    for question, row, record in zip(group, rows, records, strict=True):
        if question.reading.public:
            continue
        who = question.caller
        assert found[record][:3] == (who.party, who.subject or None, who.case_number)
        assert found[record][3] == ([] if row[2] is None else orjson.loads(row[2]))
        assert found[record][4] == bool(row[3])
