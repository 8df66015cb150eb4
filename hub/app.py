"""The composition of a hub: every part made once and given to those that need it.

In: `Settings`. Out: a `Hub`, and from it the ASGI application. Refuses to start on a database that
is not at the newest revision, a policy that is missing or cannot be expressed, a schema field
without a binding (or a binding without a field), a demo key outside demo mode, and keys or a JWKS
that are not what they should be.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub import ahead, clock
from hub.acts import Acts
from hub.ahead import Ahead
from hub.arena import one_arena
from hub.codes import load as load_codes
from hub.database import Database, open_database, run_blocking
from hub.errors import HubError
from hub.http.metrics import Metrics
from hub.http.routes import Application
from hub.http.service import Service
from hub.judge.judge import Judge
from hub.jwks import OutsideKeys
from hub.keys import instance_secret, signing_keys
from hub.lasting import lasting
from hub.operation import Operations
from hub.plans import Plans
from hub.policies import TableRows, own_store
from hub.proof.record import NOBODY, Reading, Stream
from hub.proof.recorder import Recorder
from hub.register import EPOCH, Register
from hub.revision import is_current
from hub.rights import RightsInForce
from hub.settings import Settings
from hub.tables.party import calendar_day, horizon
from hub.tokens import OwnKeys, Verifier
from hub.upkeep import Round, Upkeep
from resolvers.registry import REGISTRY, check
from schema.build import build_schema, sdl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from authz.guard import Guard
    from authz.principal import Principal


TURN = 0.001  # seconds after which a thread that works lets the loop go on; Python's own are five


@dataclass(frozen=True)
class Hub:
    """A running hub, without its edge."""

    settings: Settings
    secret: bytes
    database: Database
    rights: RightsInForce
    register: Register
    operations: Operations
    judge: Judge
    ahead: Ahead

    async def close(self) -> None:
        """Let go of the database."""
        await self.judge.end()
        await self.database.close()

    async def callers_schema(self, principal: Principal) -> str:
        """The SDL as a caller sees it."""
        return sdl(self.rights.sight(principal).schema)

    async def guard(self) -> Guard:
        """Casbin under the policy that is in force at this moment."""
        await self.rights.refresh(self.database)
        return await self.rights.guard()

    async def turned_away(self, caller: Principal) -> None:
        """Make it durable that a caller was refused at the door."""
        version = self.rights.store.current().version
        reading = Reading(caller, "", "", version, (), clock.now())
        await self.operations.recorder.record(reading, "REFUSED", NOBODY)


def build_hub(settings: Settings) -> Hub:
    """All parts of a hub, checked. Raises HubError with what keeps it from starting."""
    secret = instance_secret(settings.keys_dir)
    full = build_schema()
    unbound = check(REGISTRY, full)
    if unbound:
        raise HubError("UNBOUND", 503, f"Schema and bindings differ: {'; '.join(unbound)}")
    rights = RightsInForce(full, REGISTRY, own_store())
    with ThreadPoolExecutor(1) as apart:  # a server makes its application inside its loop
        apart.submit(
            run_blocking, settings.database_url, lambda each: _begin(each, rights)
        ).result()
    database = open_database(
        settings.database_url, readers=settings.readers, deadline=settings.deadline
    )
    plans = Plans(database.dialect)
    recorder = Recorder(database, Stream(secret))
    acts = Acts(database, rights, plans, recorder, secret)
    judge = Judge(database, rights, plans.dialect, settings.judge_every)
    operations = Operations(settings, database, rights, plans, recorder, acts, judge)
    return Hub(
        settings=settings,
        secret=secret,
        database=database,
        rights=rights,
        register=Register(database, demo_mode=settings.mode == "demo"),
        operations=operations,
        judge=judge,
        ahead=Ahead(database, rights, operations),
    )


def _begin(connection: Connection, rights: RightsInForce) -> None:
    if not is_current(connection):
        raise HubError(
            "DATABASE_NOT_MIGRATED",
            503,
            "The database is not at the newest revision; run `hub migrate`.",
        )
    rights.codes = load_codes(connection)
    rights.store.refresh(TableRows(connection, clock.now()))


def verifier(settings: Settings) -> Verifier:
    """What tokens are checked by: the outside issuer's keys where one is named, else our own."""
    if settings.jwks:
        if not settings.jwks_issuer:
            raise HubError("JWKS_ISSUER", 503, "HUB_JWKS needs HUB_JWKS_ISSUER beside it.")
        keys = OutsideKeys(settings.jwks)
        return Verifier(keys, issuer=settings.jwks_issuer, audience=settings.audience)
    own = signing_keys(settings.keys_dir, demo_mode=settings.mode == "demo")
    return Verifier(OwnKeys(own), issuer=settings.issuer, audience=settings.audience)


def asgi(settings: Settings) -> Application:
    """The application over a hub of its own, which it closes when the server stops."""
    found = verifier(settings)
    one_arena()
    sys.setswitchinterval(TURN)
    with lasting():
        hub = build_hub(settings)
    upkeep = Upkeep(hub.database, hub.secret)
    announced = Round("announced policies", hub.ahead.look, ahead.SECONDS)
    hub.operations.recorder.stream.told = upkeep.recorded

    def opening() -> None:
        upkeep.begin()
        announced.begin()

    async def closing() -> None:
        await announced.end()
        await upkeep.end()
        await hub.close()

    service = Service(
        settings=settings,
        secret=hub.secret,
        database=hub.database,
        operations=hub.operations,
        register=hub.register,
        verifier=found,
        guard=hub.guard,
        sdl=hub.callers_schema,
        checks=partial(readiness, hub),
        taken_in=upkeep.wake,
        turned_away=hub.turned_away,
        metrics=figures(hub.judge),
    )
    return Application(service, opening=opening, closing=closing)


def figures(judge: Judge) -> Metrics:
    """The figures of this process, those of the judge among them."""
    return Metrics(
        {
            "reads_judged": (
                "Reads that stock Casbin judged again after they were answered.",
                lambda: judge.judged,
            ),
            "rights_differences": (
                "Coordinates on which SQL and stock Casbin parted; any is an alarm.",
                lambda: judge.differences,
            ),
        }
    )


async def readiness(hub: Hub) -> Mapping[str, str | None]:
    """By name what is ready (None) and what is not, in plain words."""
    found: dict[str, str | None] = {"database": None, "policy": None, "calendar": None}
    try:
        await hub.database.read(EPOCH)
        found["calendar"] = _calendar(await hub.database.run(_known_until))
    except HubError as error:
        found["database"] = error.message
    try:
        hub.rights.store.current()
    except HubError as error:
        found["policy"] = error.message
    return found


def _known_until(connection: Connection) -> date | None:
    return connection.execute(
        select(horizon.c.known_until).where(horizon.c.register == calendar_day.name)
    ).scalar()


def _calendar(known_until: date | None) -> str | None:
    if known_until is None or known_until < clock.today():
        return "the working days of today are not known; import calendar-days"
    return None


def from_environment() -> Application:
    """The application by the settings of this process: what each of several workers begins with."""
    settings = Settings.from_environment(os.environ, dotenv=Path(".env"))
    clock.set_clock(settings.now)
    return asgi(settings)
