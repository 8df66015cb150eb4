"""What is announced is made ready before it is in force, so that nobody waits for it then.

In: the versions that the database names. Out: memories filled beside the loop: the policy that is
announced, the views of the callers seen, and, where their rights will be others, what they asked
lately, read and planned under those. All but the policy is kept by the rights themselves, whatever
the version, and nobody is served by the policy before `rights_epoch` names it. A version that is
never put in force is forgotten with its announcement; one that was not announced is taken when it
is noticed. Raises PolicyError where this hub cannot express what is announced, once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from authz.principal import PUBLIC, Principal
from hub.clock import now
from hub.codes import load
from hub.errors import HubError
from hub.operation import Asked
from hub.policies import STANDING, TableRows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from authz.store import StoredPolicy
    from hub.codes import Codes
    from hub.database import Database
    from hub.known import Known
    from hub.operation import Operations
    from hub.plans import Prepared
    from hub.rights import RightsInForce, Sight, View

SECONDS = 1.0  # between two looks
READY = 64  # operations of one view, the ones asked last
OTHER = Principal(party="", kind="", subject="", roles=())


class Ahead:
    """Looks for what is announced, and makes it ready once."""

    def __init__(self, database: Database, rights: RightsInForce, operations: Operations) -> None:
        self._database = database
        self._rights = rights
        self._operations = operations
        self._in_force: str | None = None
        self._announced: str | None = None

    async def look(self) -> None:
        """Take what was put in force since the last look; make ready what was announced."""
        in_force, announced = await self._database.read(STANDING) or (None, None)
        if in_force != self._in_force:
            self._in_force = in_force
            await self._rights.refresh(self._database)
        if announced != self._announced:
            self._announced = announced
            self._rights.store.expect(None)
            if announced is not None:
                await self._expect()

    async def _expect(self) -> None:
        self._rights.codes, stored = await self._database.run(_read)
        policy = await asyncio.to_thread(self._rights.store.expect, stored)
        if policy is None:  # it is announced no more
            return
        for roles, sight in reversed(self._rights.seen()):
            coming = await self._rights.ahead(policy, roles)
            if coming.view.key != sight.view.key:
                await self._plan(sight.view, coming)

    async def _plan(self, before: View, coming: Sight) -> None:
        """In the lane of what was never asked: known documents do not stand back for it."""
        known, plans = self._operations.known, self._operations.plans
        lately = [each for each in reversed(known.items()) if each[1].view.key == before.key]
        for (text, name, _), old in lately[:READY]:
            key = (text, name, coming.view.key)
            if old.errors or key in known:
                continue
            async with self._operations.unseen.turn():
                made, like = await asyncio.to_thread(self._under, old, coming, plans.of(old))
            known.put(key, made)
            for each in like:
                plans.keep(*each)

    def _under(
        self, old: Known, coming: Sight, plans: list[tuple[bool, Prepared]]
    ) -> tuple[Known, list[tuple[Any, Prepared]]]:
        """An operation under rights to come, and what was planned for it, planned anew."""
        made = old.under(coming.view)
        found: list[tuple[Any, Prepared]] = []
        for public, plan in plans:
            asked = None if made.errors else _again(made, coming, plan, PUBLIC if public else OTHER)
            if asked is not None:
                with suppress(HubError):  # what is refused under these rights is refused when asked
                    found.append(self._operations.plans.ready(asked, self._rights.codes))
        return made, found


def _again(known: Known, sight: Sight, plan: Prepared, who: Principal) -> Asked | None:
    """What was asked before, as if it were asked again; None where its variables do not fit."""
    values = None if plan.given is None else known.variables.read(plan.given)
    if not isinstance(values, dict):
        return None
    return Asked(known, who, values | known.lifted.values, sight, plan.given or {})


def _read(connection: Connection) -> tuple[Codes, StoredPolicy | None]:
    return load(connection), TableRows(connection, now()).announced()
