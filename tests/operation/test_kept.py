"""Kept answers: what is given once more is what would be read now, and it is recorded the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, select, update

import hub.kept
import hub.operation
import hub.proof.recorder
from authz.principal import PUBLIC
from authz.store import shipped
from hub import clock
from hub.database import open_database
from hub.engines import moving
from hub.errors import UnavailableError
from hub.kept import KeptAnswers, Key
from hub.operation import Request
from hub.tables.merchant import merchant
from hub.tables.proof import GROWING, access_counter
from hub.tables.version import data_version
from tests import test_house
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.operation.conftest import SALON, SmallHub, principal
from tests.operation.keeping import LOOK_UP, OTHERS, PUBLISHED, Keeping, Writers, questions
from tests.world.build import world

ROUNDS, MANY, OFTEN = 60, 30, 3
STRAYS, KNOWN = 0.6, 0.9  # how often another question is asked, and one of a few
Patch = Callable[[pytest.MonkeyPatch], None]


def made(engine: str, engines: Engines) -> Iterator[Keeping]:
    url = engines.fresh(engine)
    hub = Keeping(url)
    yield hub
    hub.close()
    clock.set_clock(None)
    engines.drop(url)


@pytest.fixture(params=ENGINES)
def keeping(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Keeping]:
    yield from made(request.param, engines)


@pytest.fixture
def embedded(engines: Engines) -> Iterator[Keeping]:
    yield from made("sqlite", engines)


def interleaved(hub: Keeping, seed: int, callers: tuple[str, ...]) -> tuple[str, Writers]:
    """Read and write by chance; the first difference, or nothing, and what was written."""
    dice, writers = random.Random(seed), Writers(hub, random.Random(seed))
    asked = questions(hub.sight(hub.parties["public"]).schema, seed, MANY)
    known = [asked[int(MANY * dice.random() ** 2)] for _ in range(6)] + asked[-7:]
    try:
        document, variables = known[0]
        for _ in range(ROUNDS):
            if dice.random() < STRAYS:
                document, variables = dice.choice(known if dice.random() < KNOWN else asked)
            for name in (*callers * OFTEN, dice.choice(OTHERS)):
                found = hub.differs(document, hub.parties[name], variables)
                if found:
                    return found, writers
            if dice.random() < 0.6:
                writers.once()
    finally:
        writers.close()
    return "", writers


def with_wider(hub: Keeping) -> None:
    """Somebody whom the hub serves as the public, and who holds more."""
    wider = replace(hub.parties["public"], roles=("CITY_COMMERCE", "PUBLIC"))
    hub.parties["wider"] = wider


@pytest.mark.slow
def test_whoever_writes_whatever_answers_are_those_of_a_hub_that_keeps_none(
    keeping: Keeping,
) -> None:
    """The writer is another process, and the one that keeps writes too."""
    with_wider(keeping)
    found, writers = interleaved(keeping, 1, ("public", "wider"))
    assert found == ""
    assert keeping.given > ROUNDS
    assert keeping.stale > 10
    assert sum(way != "refused" for way in writers.done) >= 7, writers.done


def _without(*names: str) -> Patch:
    """A key that lacks the values of these names."""

    def key_of(sight: Any, compiled: Any, parameters: Sequence[Any]) -> Key:
        sight_key, sql, _ = hub.kept.key_of(sight, compiled, parameters)
        named = zip(compiled.layout, parameters, strict=True)
        kept = [repr(v) for n, v in named if n not in names and not n.startswith("proof_")]
        return sight_key, sql, tuple(kept)

    return lambda patch: patch.setattr(hub.operation, "key_of", key_of)


def _values_alone(patch: pytest.MonkeyPatch) -> None:
    def key_of(*of: Any) -> Key:
        return "", "", hub.kept.key_of(*of)[2]

    patch.setattr(hub.operation, "key_of", key_of)


def _by_rights_of_nobody(patch: pytest.MonkeyPatch) -> None:
    """Equal questions of unequal rights are one; the text that rights make is left out."""

    def key_of(_: Any, compiled: Any, parameters: Sequence[Any]) -> Key:
        named = zip(compiled.layout, parameters, strict=True)
        arguments = tuple(repr(v) for n, v in named if re.fullmatch(r"v\d+", n))
        return "", str(compiled.questions), arguments

    patch.setattr(hub.operation, "key_of", key_of)


def _always_stands(patch: pytest.MonkeyPatch) -> None:
    class Repeat(hub.proof.recorder.Repeat):
        stands = property(lambda _: True, lambda *_: None)  # type: ignore[assignment]

        def __init__(self, count: Any, version: int) -> None:
            self.count, self.version = count, version

    patch.setattr(hub.proof.recorder, "Repeat", Repeat)


def _forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(moving, "MOVE", "UPDATE data_version SET version = version")


FAULTS: dict[str, Patch] = {
    "the key lacks the day": _without("today", "readable_since"),
    "the key lacks the arguments": _without(*(f"v{number}" for number in range(40))),
    "the key lacks the statement": _values_alone,
    "the key lacks the rights": _by_rights_of_nobody,
    "the version is not looked at": _always_stands,
    "a writer does not move the version": _forgets,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
def test_each_way_to_get_it_wrong_is_found(
    embedded: Keeping, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_wider(embedded)
    FAULTS[name](monkeypatch)
    embedded.operations = embedded._operations()
    assert any(finds(embedded, seed) for seed in range(4))


def finds(hub: Keeping, seed: int) -> bool:
    """Whether answers differ; one that is not even an answer to the question does."""
    try:
        return any(midnight(hub)) or bool(interleaved(hub, seed, ("public", "wider"))[0])
    except (ValueError, IndexError):  # a row of another statement says less, or says it elsewhere
        return True


def look_up(hub: Keeping) -> Callable[[], str]:
    """Ask both hubs for one merchant, as the public."""
    first = next(row for row in world()["merchant"] if row["superseded_at"] is None)
    return partial(hub.differs, LOOK_UP, hub.parties["public"], {"uscc": first["uscc"]})


def test_no_grant_meets_another(keeping: Keeping) -> None:
    with_wider(keeping)
    for document, variables in questions(keeping.sight(keeping.parties["public"]).schema, 5, 12):
        for name in ("public", "wider") * 3:
            assert keeping.differs(document, keeping.parties[name], variables) == ""
    assert keeping.given >= 24


def test_a_write_after_the_row_was_read_is_seen(keeping: Keeping) -> None:
    """Between a reading and its keeping somebody else writes."""
    ask, other = look_up(keeping), keeping.run(_opened(keeping.url))
    assert ask() == ""
    read = keeping.database.read
    renamed = update(merchant).values(name="改名")

    async def disturbed(*of: Any, **more: Any) -> Any:
        row = await read(*of, **more)
        await other.run(lambda connection: connection.execute(renamed))
        return row

    keeping.database.read = disturbed  # type: ignore[method-assign]
    request = Request(LOOK_UP, None, {"uscc": world()["merchant"][0]["uscc"]})
    before = keeping.run(keeping.operations.answer(request, keeping.parties["public"]))
    keeping.database.read = read  # type: ignore[method-assign]
    assert len(keeping.operations._kept._kept) == 1
    after = keeping.run(keeping.operations.answer(request, keeping.parties["public"]))
    assert "改名".encode() not in before.body
    assert "改名".encode() in after.body
    keeping.run(other.close())


async def _opened(url: str) -> Any:
    return open_database(url)


def midnight(hub: Keeping) -> list[str]:
    """How answers differ before a day begins and after; some facts are published that day."""
    ask = partial(hub.differs, PUBLISHED, hub.parties["public"], {})
    before = [ask() for _ in range(3)]
    clock.set_clock(clock.now() + timedelta(days=1))
    return [*before, ask()]


def test_a_day_that_begins_is_another_question(keeping: Keeping) -> None:
    assert midnight(keeping) == [""] * 4
    assert keeping.given == 1


@pytest.mark.anyio
async def test_what_is_given_once_more_is_counted_as_what_is_read(small_hub: SmallHub) -> None:
    """Two documents of two digests: one is asked again and again, the other a new one each time."""
    look, operations = '{ merchant(uscc: "%s") { name } }', small_hub.operations
    for _ in range(5):
        await small_hub.ask(look % SALON)
    assert len(operations._kept._kept) == 1
    operations._kept._kept.clear()
    counters = await small_hub.database.run(lambda c: list(c.execute(select(access_counter))))
    assert [counter.answers for counter in counters] == [5]
    for _ in range(5):
        operations._kept._kept.clear()
        await small_hub.ask(look % SALON + " ")
    found = await small_hub.database.run(lambda c: list(c.execute(select(access_counter))))
    assert len({counter.operation_digest for counter in found}) == 2
    assert len({(c.minute, c.outcome, c.merchant_id, c.day, c.answers) for c in found}) == 1


@pytest.mark.anyio
async def test_no_count_no_answer(small_hub: SmallHub) -> None:
    look = f'{{ merchant(uscc: "{SALON}") {{ name }} }}'
    for _ in range(3):
        await small_hub.ask(look)
    assert len(small_hub.operations._kept._kept) == 1
    await small_hub.database.run(lambda c: c.exec_driver_sql("drop table access_counter"))
    with pytest.raises(UnavailableError):
        await small_hub.ask(look)


@pytest.mark.anyio
async def test_where_there_is_no_version_nothing_is_kept(small_hub: SmallHub) -> None:
    await small_hub.database.run(lambda c: c.execute(delete(data_version)))
    for _ in range(4):
        await small_hub.ask(f'{{ merchant(uscc: "{SALON}") {{ name }} }}')
    assert len(small_hub.operations._kept._kept) == 0


NOT_KEPT = {
    "who is no citizen": '{ merchant(uscc: "91310115MA1K00015K") { name } }',
    "the moment": "{ sources { late } }",
    "what reading writes": "{ merchants(first: 1) { nodes { accessLedger { totalCount } } } }",
    "a page after a row": '{ merchants(first: 1, after: "MAAAA") { nodes { name } } }',
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", NOT_KEPT)
async def test_some_answers_are_never_kept(small_hub: SmallHub, name: str) -> None:
    opened = ("INTAKE", "LEDGER")
    await small_hub.apply(
        "\n".join([shipped(), *(f"p, PUBLIC, {each}, read, all, plain, test" for each in opened)])
    )
    await small_hub.rights.refresh(small_hub.database)
    who = principal("city-commerce") if name == "who is no citizen" else PUBLIC
    told = [await small_hub.ask(NOT_KEPT[name], who) for _ in range(4)]
    assert "data" in told[0] or name == "a page after a row", told[0]
    assert len(small_hub.operations._kept._kept) == 0


@pytest.mark.anyio
async def test_only_what_is_asked_again_is_kept_and_only_so_much(small_hub: SmallHub) -> None:
    kept = small_hub.operations._kept
    for number in range(30):
        await small_hub.ask(f"{{ a{number}: merchants(first: 1) {{ nodes {{ name }} }} }}")
    assert len(kept._kept) == 0
    many = KeptAnswers(small_hub.operations.recorder)
    for number in range(hub.kept.NUMBER * 3):
        offered(many, (number,), b"x" * 60_000)
    assert 0 < len(many._kept) < hub.kept.NUMBER
    assert many._kept.bytes <= hub.kept.ROOM
    large = ("x" * hub.kept.LARGEST,)
    offered(many, large, b"")
    assert ("", "", large) not in many._kept
    for number in range(hub.kept.LATELY * 2 + 2):
        many._wanted(("", "", (number,)))
    assert not many._wanted(("", "", (0,)))
    assert many._wanted(("", "", (hub.kept.LATELY * 2 + 1,)))


def offered(kept: KeptAnswers, values: tuple[Any, ...], body: bytes) -> None:
    for _ in range(2):
        kept.offer(("", "", values), (body, "", "[]", 0, 1))


def test_what_reading_writes_is_named(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written past the data version is read by no answer that is kept."""
    written: set[str] = set()
    database, read, append = keeping.database, keeping.database.read, keeping.database.append

    async def seen(sql: str, *more: Any, **named: Any) -> Any:
        written.update(re.findall(r"INSERT INTO (\w+)", sql))
        return await read(sql, *more, **named)

    async def appended(batches: Any) -> None:
        rows = batches(0) if callable(batches) else batches
        written.update(name for sql, _ in rows for name in re.findall(r"INSERT INTO (\w+)", sql))
        await append(batches)

    monkeypatch.setattr(database, "read", seen)
    monkeypatch.setattr(database, "append", appended)
    ask = look_up(keeping)
    assert [ask() for _ in range(3)] == ["", "", ""]
    for name in ("city", "merchant"):
        keeping.differs("{ merchants(first: 9) { nodes { name } } }", keeping.parties[name], {})
        keeping.differs("{ nothing }", keeping.parties[name], {})
    assert "access_record" in written
    assert "access_counter" in written
    assert written <= GROWING


def test_no_answer_reads_the_counters() -> None:
    """What reading is counted in stands in the text of every statement of PostgreSQL."""
    texts = {path: path.read_text("utf-8") for path in test_house.files("resolvers")}
    assert [path for path, text in texts.items() if access_counter.name in text] == []
