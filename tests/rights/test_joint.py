"""A joint read tells each caller what a read of his own tells him, and records it as his."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import orjson
import pytest
from sqlalchemy import select

from authz.principal import Principal
from hub.clock import set_clock
from hub.engines.joint import POINTS
from hub.operation import Asked, Request
from hub.proof.record import Reading
from hub.tables.proof import access_record
from hub.values import CallerValues, proof_values
from resolvers.joint import COMMON, Joint
from tests.engines import Engines
from tests.rights.probes import point
from tests.world.firms import uscc
from tests.world.ground import NOW
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


@pytest.fixture(autouse=True)
def _at_the_time_of_the_world() -> None:
    set_clock(NOW)


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


def _jointly(
    hub: WorldHub, questions: list[Question], planted: str = ""
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The rows of all, and the node ids of their records.

    A value that is `planted` is given to the next in line.
    """
    given, records = [], []
    for each in questions:
        values = each.values(hub)
        records.append(values.get("proof_node_id", ""))
        given.append(each.prepared.compiled.values(each.asked.variables, values))
    first, database = questions[0], cast("Any", hub.database)
    joint = cast("Joint", hub.operations.plans.joint(first.prepared, first.asked))
    columns = joint.columns(given)
    assert columns is not None
    several = columns[len(joint.common) :]
    for place, column in zip(joint.places, several, strict=True):
        if first.prepared.compiled.layout[place] == planted:
            column.append(column.pop(0))

    async def read() -> Any:
        party, place = await database._stacks["point"].take()
        try:
            return await database._for_many(place, joint.sql, columns)
        finally:
            database._stacks["point"].back(party, place)

    rows = {row[0]: tuple(row[1:]) for row in hub.run(read())}
    return [rows[number] for number in range(1, len(questions) + 1)], records


@pytest.fixture(scope="module")
def groups(hub: WorldHub) -> list[tuple[str, list[Question]]]:
    """Questions of one statement each, as they might be asked at once."""
    return list(_groups(hub))


def _groups(hub: WorldHub) -> Iterator[tuple[str, list[Question]]]:
    shuffled = random.Random(7)
    for sql, questions in _questions(hub).items():
        if hub.operations.plans.joint(questions[0].prepared, questions[0].asked) is None:
            continue
        shuffled.shuffle(questions)
        for start in range(0, len(questions), POINTS.most):
            yield sql, questions[start : start + POINTS.most]


def test_a_joint_read_tells_each_caller_what_his_own_would(
    hub: WorldHub, groups: list[tuple[str, list[Question]]], figures: Callable[..., None]
) -> None:
    compared, apart = 0, 0
    for sql, group in groups:
        own = [_alone(hub, sql, each) for each in group]
        rows, records = _jointly(hub, group)
        assert rows == own
        _recorded(hub, group, rows, records)
        compared += len(group)
        apart += len(set(own)) > 1
    figures(joint_answers=compared, groups_that_differ_within=apart)
    assert compared > 1_000
    assert apart > 50


@pytest.mark.parametrize("planted", ["merchant", "district", "party", "subject", "record"])
def test_a_value_that_is_anothers_is_found(
    hub: WorldHub, groups: list[tuple[str, list[Question]]], planted: str
) -> None:
    name = {"merchant": "v0", "record": "proof_node_id"}.get(planted, planted)
    for sql, group in groups:
        if name not in group[0].prepared.compiled.layout:
            continue
        own = [_alone(hub, sql, each) for each in group]
        rows, records = _jointly(hub, group, name)
        if rows != own:
            return
        try:
            _recorded(hub, group, rows, records)
        except AssertionError:
            return
    pytest.fail("nobody saw it")


@pytest.mark.parametrize("name", sorted(COMMON))
def test_who_differs_in_what_is_common_is_not_read_with_others(
    hub: WorldHub, groups: list[tuple[str, list[Question]]], name: str
) -> None:
    seen = 0
    for _, (first, *_) in groups:
        joint = cast("Joint", hub.operations.plans.joint(first.prepared, first.asked))
        compiled = first.prepared.compiled
        own = compiled.values(first.asked.variables, first.values(hub))
        for place in joint.common:
            if compiled.layout[place] == name:
                other = [*own[:place], object(), *own[place + 1 :]]
                assert joint.columns([own, own]) is not None
                assert joint.columns([own, other]) is None
                seen += 1
    assert seen


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
