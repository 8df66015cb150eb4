"""The demo world into a database: all of it once, and later the days since.

In: a writing connection on a migrated database, how many merchants, seed, day, the instance's
secret. Out: `Loaded`. The same merchants, seed, day and secret give the same rows, byte for byte;
nothing of it depends on the clock. A world that is there is not made again: a later day adds the
days between, an earlier or equal one nothing. Refused (ValueError): no merchants, too early a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from authz.principal import Principal
from hub.clock import start_of
from hub.demo import (
    cases,
    complaints,
    credit,
    days,
    enforcement,
    extras,
    figures,
    filings,
    firms,
    funds,
    parties,
    showcase,
    supervision,
)
from hub.demo.chance import Chance
from hub.demo.world import Part, World
from hub.demo.writer import HUB, Writer
from hub.ingest.context import Sender, load_context
from hub.tables.merchant import merchant
from hub.tables.party import district, industry
from hub.tables.policy import rights_epoch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from hub.demo.parties import Entry
    from hub.demo.statement import Said
    from hub.demo.world import Firm
    from hub.ingest.context import Context

BEFORE_ALL = 1_300  # days ago: the registers
FED = 90  # days ago: since then every source keeps its rhythm, longer than figures look back
SUSPECTS = frozenset((Part.SHORT, Part.BLACK, Part.GONE))  # whom the cases name
CASE_SUBJECTS = 6


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
    context = _context(connection, day, secret)
    if _is_there(connection):
        added = days.add(connection, context, day)
        if added:
            figures.of_today(connection, day, secret)
        return Loaded(0, added)
    world, entries = _world(connection, context, seed, day)
    _registers(connection, context, world, entries)
    known = {entry.code: entry.kind for entry in entries}
    writer = Writer(connection, replace(context, parties={**context.parties, **known}), day)
    _tell_all(world, writer, merchants, progress)
    writer.close()
    figures.of_the_past(connection, world, secret)
    figures.of_today(connection, day, secret)
    return Loaded(merchants, 0)


def _is_there(connection: Connection) -> bool:
    known = select(merchant.c.merchant_id).where(merchant.c.uscc == showcase.SHOWCASE)
    return connection.execute(known).first() is not None


def _context(connection: Connection, day: date, secret: bytes) -> Context:
    operator = Principal(party=HUB, kind="STEWARD", subject="demo", roles=("STEWARD",))
    sender = Sender(operator, HUB)
    return load_context(connection, sender=sender, received_at=start_of(day), secret=secret)


def _world(
    connection: Connection, context: Context, seed: int, day: date
) -> tuple[World, tuple[Entry, ...]]:
    named = connection.execute(select(district.c.code, district.c.name).order_by(district.c.code))
    trades = connection.execute(
        select(industry).order_by(industry.c.edition, industry.c.code)
    ).all()
    rows = tuple(
        parties.IndustryRow(
            f"{row.edition}:{row.code}",
            f"{row.edition}:{row.parent}" if row.parent else None,
            row.regulator,
        )
        for row in trades
    )
    districts = {row.code: row.name for row in named}
    entries = parties.entries(districts, rows, showcase.SHOWCASE, showcase.NAME)
    regulators = {row.key: row.regulator for row in rows}
    names = {entry.code: entry.name for entry in entries}
    rules = (context.thresholds, context.calendar)
    return World(Chance(seed), day, districts, regulators, *rules, names), entries


def _registers(
    connection: Connection, context: Context, world: World, entries: tuple[Entry, ...]
) -> None:
    """Parties, officers, sources, institutions that nobody registered before.

    Every process reads its register anew.
    """
    writer = Writer(connection, context, world.day)
    fresh = [entry for entry in entries if entry.code not in context.parties]
    for statement in parties.statements(fresh, world.ago(BEFORE_ALL)):
        writer.say(statement)
    writer.close()
    connection.execute(update(rights_epoch).values(register=rights_epoch.c.register + 1))


def _tell_all(
    world: World, writer: Writer, merchants: int, progress: Callable[[int], None] | None
) -> None:
    first = showcase.firm(world)
    _tell(world, first, showcase.story(world, first), writer)
    subjects, linked = [first.uscc], 1
    for index in range(1, merchants):
        firm = firms.make(world, index)
        _tell(world, firm, _story(world, firm, writer.context.secret), writer)
        linked += firm.linked
        if firm.part in SUSPECTS and len(subjects) < CASE_SUBJECTS:
            subjects.append(firm.uscc)
        writer.rest()
        if progress is not None:
            progress(index + 1)
    writer.receipts.keep_rhythm(parties.rhythms(first.uscc), world.ago(FED), world.day)
    writer.say(credit.general_warning(world))
    cases.cases(world, writer, subjects)
    supervision.draws(world, writer, linked)
    extras.evaluations(world, writer)
    extras.quarantine(world, writer)


def _tell(world: World, firm: Firm, story: Iterator[Said], writer: Writer) -> None:
    for statement in story:
        node = writer.say(statement)
        extras.object_to(world, firm, statement, node, writer)


def _story(world: World, firm: Firm, secret: bytes) -> Iterator[Said]:
    if firm.own_system:
        entry = parties.Entry(firm.party, "MERCHANT", firm.name)
        yield from parties.registered(entry, firm.recorded)
    yield from firms.standing(world, firm)
    if firm.linked:
        yield from funds.money(world, firm)
        yield from filings.filings(world, firm)
    yield from filings.payments(world, firm)
    yield from credit.credit(world, firm)
    yield from complaints.complaints(world, firm)
    yield from supervision.supervision(world, firm, secret)
    yield from enforcement.enforcement(world, firm)
