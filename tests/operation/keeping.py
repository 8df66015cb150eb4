"""Two hubs over the hostile world in one database: one keeps answers, the other never does.

`Keeping.differs` asks both the same and tells how their answers differ. `Writers` writes, in
another connection as another process would, by every way that there is: files of every kind, acts,
derivation, publication, a policy, the register, cases, corrections of any table.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema
from sqlalchemy import Connection, Table, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from typing_extensions import override

from authz.principal import Principal
from authz.store import shipped
from hub import clock
from hub.acts import Acts
from hub.clock import day_of
from hub.database import open_database
from hub.derive.published import publish
from hub.derive.run import recompute
from hub.errors import HubError
from hub.ingest.batch import Options, receive
from hub.ingest.context import OPERATOR, Sender
from hub.kept import Kept, KeptAnswers, Key, Row
from hub.lane import Lane
from hub.operation import Operations, Request
from hub.plans import Plans
from hub.policies import TableRows, policy_store
from hub.proof.record import Stream
from hub.proof.recorder import Recorder
from hub.settings import Settings
from hub.tables.catalogue import TABLES
from hub.tables.policy import rights_epoch
from hub.tables.proof import GROWING
from schema.build import planned_schema
from tests.ingest.hostile import FILES
from tests.ingest.world import OPERATOR_PARTY, SECRET
from tests.rights.policies import generated
from tests.slow.generate import Generator
from tests.world.build import world
from tests.world.ground import BETWEEN, NOW, TYPES
from tests.world.hub import ROOMY, WorldHub
from tests.world.parties import CASES

ROOT = Path(__file__).parents[2]
OWN = 3  # times each
OTHERS = ("city", "pudong", "police-open", "court-open", "court-last", "bank-a", "merchant")
TABLES_OF = {kind: name for name, kind in TYPES.items()}
LOOK_UP = (ROOT / "bench" / "operations" / "D.graphql").read_text("utf-8")
PAGE = (ROOT / "hub" / "web" / "documents" / "merchant.graphql").read_text("utf-8")
PUBLISHED = """{ merchants(first: 60) { nodes { uscc listings { nodes { kind listedOn } }
  ratings { nodes { grade publishedOn } } warnings { nodes { title } } } } }"""
PUBLISH = """
mutation ($key: String!, $u: Uscc!, $grade: RatingGrade!) {
  publishRating(input: {idempotencyKey: $key, merchant: $u, grade: $grade, method: "2022"}) {
    errors { code } } }
"""
END = """
mutation ($key: String!, $id: ID!) {
  endCaseAccess(input: {idempotencyKey: $key, id: $id, reason: "x"}) { errors { code } } }
"""


class Forgetful(KeptAnswers):
    """Keeps nothing."""

    @override
    def find(self, key: Key) -> Kept | None:
        return None

    @override
    def offer(self, key: Key, row: Row) -> None:
        return


class Keeping(WorldHub):
    """The two hubs; `given` counts the answers that were given once more, `stale` those not."""

    def __init__(self, url: str) -> None:
        self.given = self.stale = 0
        super().__init__(url)

    @override
    def _operations(self) -> Operations:
        self.plain = self._made()
        self.plain._kept = Forgetful(self.plain.recorder)
        return self._counted(self._made())

    def _made(self) -> Operations:
        plans, recorder = Plans(self.database.dialect), Recorder(self.database, Stream(b"k" * 32))
        settings = Settings(database_url=self.url, max_values=ROOMY, max_values_public=ROOMY)
        acts = Acts(self.database, self.rights, plans, recorder, SECRET)
        made = Operations(settings, self.database, self.rights, plans, recorder, acts)
        made.unseen = Lane(rest=0)  # nobody else waits for this process
        return made

    def _counted(self, made: Operations) -> Operations:
        again = made.recorder.record_again

        async def counted(*of: Any) -> bool:
            stands = await again(*of)
            self.given, self.stale = self.given + stands, self.stale + (not stands)
            return stands

        made.recorder.record_again = counted  # type: ignore[assignment,method-assign]
        return made

    def differs(self, document: str, who: Principal, variables: Mapping[str, Any]) -> str:
        """How the two answer differently, or nothing; the one that keeps is asked first."""
        request = Request(document, None, dict(variables))
        both = [self._answer(each, request, who) for each in (self.operations, self.plain)]
        return "" if both[0] == both[1] else f"{document} {variables}: {both[0]!r} {both[1]!r}"

    def _answer(self, hub: Operations, request: Request, who: Principal) -> tuple[int, bytes]:
        found = self.run(hub.answer(request, who))
        return found.status, found.body


Question = tuple[str, dict[str, Any]]


def questions(schema: GraphQLSchema, seed: int, many: int) -> list[Question]:
    """What a caller with that schema may ask, made by chance, and a few of our own."""
    rows, dice = world(), random.Random(seed)
    codes = sorted({row["uscc"] for row in rows["merchant"]})

    def ids(kind: str, _: bool) -> list[str]:
        return [row["node_id"] for row in rows.get(TABLES_OF.get(kind, ""), ())]

    made = Generator(schema, ids, codes, (BETWEEN,), seed)
    made.days = tuple(str(day_of(NOW) - timedelta(days=age)) for age in (0, 1, 30))
    asked = [made.operation() for _ in range(many)]
    return asked + [
        (each, {"uscc": dice.choice(codes)}) for each in (LOOK_UP, PAGE) for _ in "123456"
    ]


@dataclass
class Writers:
    """Ways to write; `done` counts what each has written."""

    hub: Keeping
    dice: random.Random
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.elsewhere = self.hub.run(_open(self.hub.url))
        self._files = iter([each for each in FILES if not each.refused] * 9)
        self._number = 0

    def close(self) -> None:
        self.hub.run(self.elsewhere.close())

    def once(self) -> None:
        """One of the ways, by lot."""
        ways = (self.file, self.act, self.figures, self.statement, self.policy, self.register)
        way = self.dice.choice((*ways, *[self.correction] * 6, *[self.day] * 2, self.case))
        before = self._version()
        way()
        self.done[way.__name__] += self._version() != before

    def _version(self) -> int:
        return int(self._run(lambda each: each.scalar(select(TABLES["data_version"].c.version))))

    def _run(self, work: Callable[[Connection], Any]) -> Any:
        return self.hub.run(self.elsewhere.run(work))

    def file(self) -> None:
        """A file of some kind."""
        sent, self._number = next(self._files), self._number + 1
        sender = Sender(OPERATOR_PARTY, OPERATOR)
        receive(
            self._run, io.BytesIO(sent.raw), kind=sent.kind, sender=sender,
            key=f"file-{self._number}", secret=SECRET, guard=None, options=Options(), now=clock.now,
        )  # fmt: skip

    def act(self) -> None:
        """Through the hub that keeps answers."""
        self._number += 1
        uscc = self.dice.choice(world()["merchant"])["uscc"]
        given = {"key": f"act-{self._number}", "u": uscc, "grade": self.dice.choice("ABCD")}
        self._mutation(PUBLISH, "association", given)

    def _mutation(self, document: str, name: str, given: dict[str, Any]) -> None:
        request = Request(document, None, given, allow_mutation=True)
        self.hub.run(self.hub.operations.answer(request, self.hub.parties[name]))

    def figures(self) -> None:
        self._run(lambda each: recompute(each, day=None, now=clock.now(), secret=SECRET))

    def statement(self) -> None:
        self._run(lambda each: publish(each, clock.today() - timedelta(days=1), now=clock.now()))

    def policy(self) -> None:
        text = self.dice.choice((shipped(), generated(self.dice.randrange(5))))
        store = policy_store(planned_schema())
        self._run(lambda each: store.prepare(TableRows(each, clock.now()), text, "steward-2"))

    def register(self) -> None:
        """The register moves, and those who ask are asked again who they are."""
        moved = update(rights_epoch).values(register=rights_epoch.c.register + 1)
        self._run(lambda each: each.execute(moved))
        epoch = self._run(lambda each: each.scalar(select(rights_epoch.c.register)))
        self.hub.parties = {
            name: replace(each, epoch=epoch) for name, each in self.hub.parties.items()
        }

    def case(self) -> None:
        """A case is ended by its court, or closed and opened by hand."""
        rows = [row for row in world()["case_access"] if row["case_number"] == CASES["open"]]
        self._number += 1
        self._mutation(END, "court-open", {"key": f"{self._number}", "id": rows[0]["node_id"]})
        access = TABLES["case_access"]
        number = CASES[self.dice.choice(("open", "narrow", "ended"))]
        status = self.dice.choice(("OPEN", "ENDED"))
        moved = update(access).where(access.c.case_number == number).values(status=status)
        self._run(lambda each: each.execute(moved))

    def day(self) -> None:
        """A day goes by, or some."""
        clock.set_clock(clock.now() + timedelta(days=self.dice.choice((1, 1, 30))))
        self.done["day"] += 1

    def correction(self) -> None:
        """A cell of any table takes the value that another row has."""
        names = sorted(name for name in TABLES if name not in {*GROWING, "data_version"})
        table = TABLES[self.dice.choice([name for name in names if name in world()])]
        try:
            self._run(lambda each: self._corrected(each, table))
        except (IntegrityError, HubError):
            self.done["refused"] += 1

    def _corrected(self, connection: Connection, table: Table) -> None:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        if not rows:
            return
        row, other = self.dice.choice(rows), self.dice.choice(rows)
        keys = list(table.primary_key.columns)
        this = and_(*(each == row[each.name] for each in keys))
        fixed = {each.name for each in keys} | {"node_id", "fact_id", "superseded_at", "provider"}
        name = self.dice.choice([each.name for each in table.c if each.name not in fixed] or [""])
        if "superseded_at" not in table.c or row["superseded_at"] is not None:
            if name:
                connection.execute(update(table).where(this).values({name: other[name]}))
            return
        connection.execute(update(table).where(this).values(superseded_at=_now()))
        if self.dice.random() < 0.8 and name:
            new = {**row, "recorded_at": _now(), name: other[name]}
            connection.execute(insert(table).values(**new))


def _now() -> datetime:
    clock.set_clock(clock.now() + timedelta(milliseconds=1))
    return clock.now()


async def _open(url: str) -> Any:
    return open_database(url, deadline=120.0)
