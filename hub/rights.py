"""What is in force: the policy, the code lists, and each grant's own schema.

In: the policy store and the database. Out: a `Sight` for a caller: its grant, the schema shaped to
that grant, the grant seen through the bindings. Equal rights share one sight, and one `View` under
every version that gives them. `refresh` takes what the database says is in force; a request keeps
the sight it began with until its statement's gate says that it is old.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authz.explain import rights as explain_rights
from authz.guard import Guard
from hub.cache import Cache
from hub.clock import now
from hub.codes import Codes, load
from hub.errors import UnavailableError
from hub.policies import IN_FORCE, TableRows
from resolvers.scopes import Rights
from resolvers.ties import ties
from schema.view import Guarded, caller_schema

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphql import GraphQLSchema
    from sqlalchemy import Connection

    from authz.grant import Grant
    from authz.policy import Policy
    from authz.principal import Principal
    from authz.store import PolicyStore, StoredPolicy
    from hub.database import Database
    from resolvers.binding import Registry

SIGHTS = 48  # each takes four hundred kilobytes
# Types that belong to every caller's schema; what leads to them decides.
STRUCTURE = ("Mutation", "UserError")
STRUCTURAL_ENDINGS = ("Connection", "Edge", "Payload")


@dataclass(frozen=True, eq=False)
class View:
    """What equal rights let a caller name, whatever the version; plans are remembered by `key`."""

    key: str
    schema: GraphQLSchema


@dataclass(frozen=True, eq=False)
class Sight:
    """One set of rights under one version, as plan and statement need it; `key` tells it apart."""

    grant: Grant
    view: View
    rights: Rights
    policy: Policy
    key: str

    @property
    def schema(self) -> GraphQLSchema:
        """The caller's own."""
        return self.view.schema


class RightsInForce:
    """The snapshot of one process."""

    def __init__(self, full: GraphQLSchema, registry: Registry, store: PolicyStore) -> None:
        self.full = full
        self.registry = registry
        self.store = store
        self.codes = Codes({}, {})
        self._ties = ties(registry)
        self._views: Cache[str, View] = Cache(SIGHTS)
        self._sights: Cache[str, Sight] = Cache(SIGHTS)
        self._by_roles: Cache[tuple[str, ...], Sight] = Cache(SIGHTS)
        self._seen_under: Policy | None = None
        self._taking = asyncio.Lock()
        self._begun = self._taken = 0  # how many readings, and the last that was taken whole
        self._viewing = asyncio.Lock()
        self._guards: dict[str, Guard] = {}

    async def refresh(self, database: Database) -> None:
        """Take the policy and the code lists that the database has now.

        A new policy is compiled beside the one in service, in a thread: neither the loop nor a
        transaction waits for it. Requests that find theirs gone while one of them reads share the
        next reading.
        """

        def read(connection: Connection) -> tuple[Codes, StoredPolicy | None]:
            return load(connection), TableRows(connection, now()).in_force()

        begun = self._begun
        async with self._taking:
            if self._taken > begun:
                return  # what was read since is what this one asks for
            self._begun += 1
            if not await self._is_expected(database):
                self.codes, stored = await database.run(read)
                await asyncio.to_thread(self.store.take, stored)
            self._taken = self._begun

    async def _is_expected(self, database: Database) -> bool:
        """Whether the version in force was announced before, and is taken as it lies ready."""
        row = await database.read(IN_FORCE) if self.store.expects else None
        return row is not None and self.store.take_expected(*row)

    def seen(self) -> list[tuple[tuple[str, ...], Sight]]:
        """The roles that were asked under lately, with their sights, the latest last."""
        return self._by_roles.items()

    async def ahead(self, policy: Policy, roles: tuple[str, ...]) -> Sight:
        """What roles will use once a policy is in force. Nobody is given it: see `sight`."""
        return self._make(policy, await self._viewed(policy, roles))

    async def guard(self) -> Guard:
        """Casbin under the policy in service, made once a version."""
        policy = self.store.current()
        async with self._taking:
            if policy.version not in self._guards:
                self._guards = {policy.version: await asyncio.to_thread(Guard, policy)}
            return self._guards[policy.version]

    def at_once(self, principal: Principal) -> Sight | None:
        """The sight of a caller with roles that were asked under before, if it is in service."""
        try:
            return self._seen(self.store.current(), principal.roles)
        except UnavailableError:
            return None

    def _seen(self, policy: Policy, roles: tuple[str, ...]) -> Sight | None:
        known = self._by_roles.get(roles)
        return known if known is not None and known.policy is policy else None

    async def sight_in_service(self, database: Database, principal: Principal) -> Sight:
        """The same, a new one made beside the loop.

        Where the version was taken out of service, by one put in force since.
        """
        try:
            policy = self.store.current()
        except UnavailableError:
            await self.refresh(database)
            policy = self.store.current()
        if self._seen(policy, principal.roles) is None:
            await self._viewed(policy, principal.roles)
        return self.sight(principal)

    async def _viewed(self, policy: Policy, roles: tuple[str, ...]) -> Grant:
        """A grant whose view is remembered, both made beside the loop."""
        async with self._viewing:
            grant = await asyncio.to_thread(policy.grant, roles)
            if self._views.get(self._key(grant)) is None:
                view = await asyncio.to_thread(self._view, grant)
                self._views.put(view.key, view)
        return grant

    def sight(self, principal: Principal) -> Sight:
        """What a caller may use; made once for equal rights."""
        policy = self.store.current()
        known = self._seen(policy, principal.roles)
        if known is not None:
            return known
        if policy is not self._seen_under:  # nobody sees by an older one again
            self._sights.clear()
            self._by_roles.clear()
            self._seen_under = policy
        grant = policy.grant(principal.roles)
        found = self._sights.get_or_make(grant.fingerprint, lambda: self._make(policy, grant))
        return self._by_roles.put(principal.roles, found)

    def keeps(self, view: View) -> bool:
        """Whether a view is remembered: callers with these rights come to it again."""
        return view.key in self._views

    def _key(self, grant: Grant) -> str:
        """Equal for equal rights, until a version was taken out of service: then all is new."""
        return f"{grant.fingerprint}/{self.store.withdrawn}"

    def _make(self, policy: Policy, grant: Grant) -> Sight:
        view = self._views.get_or_make(self._key(grant), lambda: self._view(grant))
        key = f"{policy.version}/{view.key}"
        return Sight(grant, view, Rights(self.registry, grant), policy, key)

    def _view(self, grant: Grant) -> View:
        def visible(type_name: str, field: str) -> bool:
            if type_name == "Mutation":
                return grant.allows(f"{type_name}.{field}")
            if type_name in STRUCTURE or type_name.endswith(STRUCTURAL_ENDINGS):
                return True
            return grant.allows(f"{type_name}.{field}")

        rights = Rights(self.registry, grant)
        words: dict[str, Collection[str]] = {}
        for root in self.registry.roots.values():
            words |= root.offers(rights) if root.offers is not None else {}
        schema = caller_schema(self.full, Guarded(visible, self._ties, words))
        return View(self._key(grant), schema)


def rights_document(sight: Sight) -> list[dict[str, str | None]]:
    """`me.rights` as plain rows."""
    return [
        {
            "coordinate": right.coordinate,
            "family": right.family,
            "action": right.action,
            "scope": right.scope,
            "mask": right.mask,
        }
        for right in explain_rights(sight.policy, sight.grant)
    ]
