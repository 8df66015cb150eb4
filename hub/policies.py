"""Policy versions in the database, and the compiler that checks them against this hub.

In: policy texts; a connection. Out: `TableRows`, the verbs behind `authz.store.PolicyStore`, and a
store that refuses what this hub's schema or SQL cannot express. Putting a version in force moves
`rights_epoch.policy` in the same transaction, so that every statement compiled for the one before
finds it gone. A version beyond the one that is named there is announced, and nothing more.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, desc, insert, not_, select, update

from authz.compile import compile_policy
from authz.store import PolicyStore, StoredPolicy
from hub.tables.policy import policy_version, rights_epoch
from resolvers.registry import REGISTRY
from resolvers.scopes import judges, masks
from schema.build import planned_schema

if TYPE_CHECKING:
    from datetime import datetime

    from graphql import GraphQLSchema
    from sqlalchemy import ColumnElement, Connection

_columns = policy_version.c
_epoch = select(rights_epoch.c.policy).scalar_subquery()
_named = _columns.version == _epoch
_last = policy_version.alias("last").c
_reached = select(_last.sequence).where(_last.version == _epoch).scalar_subquery()
_ever = _columns.sequence <= _reached
_beyond = _columns.sequence > _reached
# One row or none, no parameters: the same on both databases.
IN_FORCE = str(select(_columns.version, _columns.digest).where(_named))
STANDING = str(
    select(rights_epoch.c.policy, select(_columns.version).where(_beyond).scalar_subquery())
)


class TableRows:
    """Versions as rows; the one named by `rights_epoch` is in force, one beyond it is announced."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def in_force(self) -> StoredPolicy | None:
        return self._one(_named)

    def announced(self) -> StoredPolicy | None:
        return self._one(_beyond)

    def find(self, version: str) -> StoredPolicy | None:
        """Any version that ever was in force."""
        return self._one(_ever, _columns.version == version)

    def history(self) -> list[tuple[str, str, datetime]]:
        """(version, who, when) of every version that was in force, the newest first."""
        rows = self._connection.execute(
            select(_columns.version, _columns.applied_by, _columns.applied_at)
            .where(_ever)
            .order_by(desc(_columns.sequence))
        )
        return [(row.version, row.applied_by, row.applied_at) for row in rows]

    def announce(self, stored: StoredPolicy, announced_by: str) -> None:
        row = asdict(stored) | self._by(announced_by)
        self._connection.execute(delete(policy_version).where(_beyond))
        self._connection.execute(insert(policy_version).values(row))

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None:
        """A text that was announced is not written again: other writers wait for small rows."""
        run, made = self._connection.execute, self._by(applied_by)
        same = and_(_columns.version == stored.version, _columns.digest == stored.digest)
        run(delete(policy_version).where(_beyond, not_(same)))
        if not run(update(policy_version).where(_beyond).values(made)).rowcount:
            run(insert(policy_version).values(asdict(stored) | made))
        run(update(rights_epoch).values(policy=stored.version))

    def _by(self, who: str) -> dict[str, Any]:
        return {"applied_by": who, "applied_at": self._now}

    def _one(self, *where: ColumnElement[bool]) -> StoredPolicy | None:
        chosen = select(*(_columns[each.name] for each in fields(StoredPolicy))).where(*where)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else StoredPolicy(*row)


def policy_store(schema: GraphQLSchema) -> PolicyStore:
    """A store that takes only what `schema` names and the statements of this hub can express."""
    return PolicyStore(
        lambda text, version: compile_policy(
            text,
            version,
            schema,
            evaluable=lambda coordinate, scope: judges(REGISTRY, coordinate, scope),
            maskable=lambda coordinate, mask: masks(REGISTRY, coordinate, mask),
        )
    )


def own_store() -> PolicyStore:
    """The store of this hub: what its schema does not plan or its SQL cannot say is refused."""
    return policy_store(planned_schema())
