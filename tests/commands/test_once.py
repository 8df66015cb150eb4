"""Idempotency keys: the first answer again, CONFLICT, and two at the same moment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection

from authz.guard import Guard
from authz.policy import Policy
from hub.commands.act import Done, Outcome, Refused
from hub.commands.catalogue import COMMANDS
from hub.commands.once import digest_of
from hub.database import Database
from hub.tables.credit import rating
from tests.commands.world import BEAUTY, NOBODY, PLATFORM, SALON, Desk, make_world

GOOD: dict[str, Any] = {"merchant": SALON, "grade": "A", "method": "甲"}


def test_the_same_key_is_the_first_answer_again(desk: Desk) -> None:
    first = desk.done(BEAUTY, "publishRating", idempotencyKey="k", **GOOD)
    assert desk.done(BEAUTY, "publishRating", idempotencyKey="k", comment=None, **GOOD) == first
    assert len(desk.rows(rating)) == 1
    other = {**GOOD, "grade": "E"}
    refused = desk.refused(BEAUTY, "publishRating", idempotencyKey="k", **other)
    assert refused == ("CONFLICT", ("idempotencyKey",))
    assert desk.done(BEAUTY, "publishRating", idempotencyKey="k", **GOOD) == first


def test_a_refusal_is_a_first_answer_too(desk: Desk) -> None:
    unknown = {**GOOD, "merchant": NOBODY}
    first = desk.act(BEAUTY, "publishRating", idempotencyKey="k", **unknown)
    assert isinstance(first, Refused)
    assert desk.act(BEAUTY, "publishRating", idempotencyKey="k", **unknown) == first
    assert desk.refused(BEAUTY, "publishRating", idempotencyKey="k", **GOOD)[0] == "CONFLICT"


def test_keys_belong_to_a_party_and_an_act(desk: Desk) -> None:
    one = desk.done(BEAUTY, "publishRating", idempotencyKey="k", **GOOD)
    two = desk.done(PLATFORM, "publishRating", idempotencyKey="k", **{**GOOD, "grade": "B"})
    assert one.fact_id != two.fact_id
    gone = desk.done(BEAUTY, "withdrawRating", idempotencyKey="k", id=one.node_id, reason="误")
    assert gone.fact_id == one.fact_id


@pytest.mark.parametrize("key", ["", "  ", "x" * 201, "a\nb"])
def test_a_key_out_of_form_is_refused(desk: Desk, key: str) -> None:
    refused = desk.refused(BEAUTY, "publishRating", idempotencyKey=key, **GOOD)
    assert refused == ("INVALID", ("idempotencyKey",))


def test_the_digest_sees_values_and_not_their_order() -> None:
    one = {"idempotencyKey": "a", "x": 1, "y": [{"p": None, "q": "2"}]}
    assert digest_of(one) == digest_of({"y": [{"q": "2"}], "x": 1, "idempotencyKey": "b"})
    assert digest_of(one) != digest_of({**one, "x": "1"})
    assert digest_of(one) != digest_of({**one, "y": []})


def test_nothing_of_an_act_that_fails_is_kept(desk: Desk) -> None:
    def broken(connection: Connection) -> None:
        frame = desk.frame(BEAUTY)
        COMMANDS["publishRating"](connection, frame, {"idempotencyKey": "k", **GOOD})
        raise RuntimeError("the machine stops")

    with pytest.raises(RuntimeError):
        desk.transact(broken)
    assert desk.rows(rating) == []
    desk.done(BEAUTY, "publishRating", idempotencyKey="k", **{**GOOD, "grade": "D"})


@pytest.mark.anyio
@pytest.mark.parametrize("same_key", [True, False])
async def test_two_at_the_same_moment(
    database: Database, guard: Guard, policy: Policy, same_key: bool
) -> None:
    await database.run(make_world)
    frame = Desk(None, guard, policy, COMMANDS.__getitem__).frame(BEAUTY)

    async def publish(place: int) -> Outcome:
        key = "k" if same_key else f"k{place}"
        given = {"idempotencyKey": key, **GOOD}
        return await database.run(lambda each: COMMANDS["publishRating"](each, frame, given))

    answers = await asyncio.gather(*(publish(place) for place in range(8)))
    assert all(isinstance(each, Done) for each in answers)
    assert len(set(answers)) == 1

    def count(connection: Connection) -> tuple[int, int]:
        rows = connection.execute(rating.select()).all()
        return len(rows), sum(row.superseded_at is None for row in rows)

    assert await database.run(count) == ((1, 1) if same_key else (8, 1))
