"""The demo world into a database: all of it once, and later the days since.

In: a writing connection on a migrated database, how many merchants, seed, day, the instance's
secret. Out: `Loaded`. The same merchants, seed, day and secret give the same rows, byte for byte;
nothing of it depends on the clock. A world that is there is not made again: a later day adds the
days between, an earlier or equal one nothing. Refused (ValueError): no merchants, too early a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from authz.principal import Principal
from hub.clock import start_of
from hub.demo import figures, firms, funds, parties
from hub.demo.chance import Chance
from hub.demo.world import Firm, World
from hub.demo.writer import HUB, Writer
from hub.ingest.context import Sender, load_context
from hub.tables.party import district, industry, party
from hub.tables.policy import rights_epoch

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    from hub.ingest.context import Context

BEFORE_ALL = 1_300  # days ago: the registers


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: merchants made, days added to a world that was there."""

    merchants: int
    days: int


def load(
    connection: Connection,
    *,
    merchants: int = 1_000,
    seed: int = 7,
    day: date,
    secret: bytes,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Make the world of a day, or bring the one that is there up to it.

    `progress` is called with the number of merchants done so far.
    """
    if merchants < 1:
        raise ValueError("a world has at least one merchant")
    if _is_there(connection):
        return Loaded(0, 0)
    context = _context(connection, day, secret)
    world = _world(connection, context, seed, day)
    _registers(connection, context, world)
    writer = Writer(connection, _context(connection, day, secret), day)
    for index in range(1, merchants + 1):
        firm = firms.make(world, index)
        _tell(world, firm, writer)
        writer.rest()
        if progress is not None:
            progress(index)
    writer.close()
    figures.of_the_past(connection, world, secret)
    figures.of_today(connection, day, secret)
    return Loaded(merchants, 0)


def _is_there(connection: Connection) -> bool:
    known = select(party.c.code).where(party.c.code == "platform-base")
    return connection.execute(known).first() is not None


def _context(connection: Connection, day: date, secret: bytes) -> Context:
    operator = Principal(party=HUB, kind="STEWARD", subject="demo", roles=("STEWARD",))
    sender = Sender(operator, HUB)
    return load_context(connection, sender=sender, received_at=start_of(day), secret=secret)


def _world(connection: Connection, context: Context, seed: int, day: date) -> World:
    names = connection.execute(select(district.c.code, district.c.name).order_by(district.c.code))
    trades = connection.execute(select(industry.c.edition, industry.c.code, industry.c.regulator))
    return World(
        Chance(seed),
        day,
        {row.code: row.name for row in names},
        {f"{row.edition}:{row.code}": row.regulator for row in trades},
        context.thresholds,
        context.calendar,
    )


def _registers(connection: Connection, context: Context, world: World) -> None:
    """Parties, officers, sources, institutions; and every process reads its register anew."""
    rows = connection.execute(select(industry).order_by(industry.c.edition, industry.c.code)).all()
    known = tuple(
        parties.IndustryRow(
            f"{row.edition}:{row.code}",
            f"{row.edition}:{row.parent}" if row.parent else None,
            row.regulator,
        )
        for row in rows
    )
    found = parties.entries(world.districts, known, SHOWCASE, SHOWCASE_NAME)
    writer = Writer(connection, context, world.day)
    for statement in parties.statements(found, world.ago(BEFORE_ALL)):
        writer.say(statement)
    writer.close()
    world.names = {entry.code: entry.name for entry in found}
    connection.execute(update(rights_epoch).values(register=rights_epoch.c.register + 1))


def _tell(world: World, firm: Firm, writer: Writer) -> None:
    for statement in firms.standing(world, firm):
        writer.say(statement)
    if firm.linked:
        for statement in funds.money(world, firm):
            writer.say(statement)


SHOWCASE = "91310113DEM06666X8"
SHOWCASE_NAME = "上海演示美人云杉美容美发有限公司（1号）"
