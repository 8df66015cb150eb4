"""Policy versions in the database, and the compiler that checks them against this hub.

In: policy texts; a connection. Out: `TableRows`, the two verbs behind `authz.store.PolicyStore`,
and `compiler`, which refuses what this hub's schema or SQL cannot express. Putting a version in
force moves `rights_epoch.policy` in the same transaction, so that every statement compiled for the
one before finds it gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import desc, insert, select, update

from authz.compile import compile_policy
from authz.store import PolicyStore, StoredPolicy
from hub.tables.policy import policy_version, rights_epoch
from resolvers.registry import REGISTRY
from resolvers.scopes import judges, masks
from schema.build import planned_schema

if TYPE_CHECKING:
    from datetime import datetime

    from graphql import GraphQLSchema
    from sqlalchemy import Connection


class TableRows:
    """Versions as rows; the one named by `rights_epoch` is in force."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def in_force(self) -> StoredPolicy | None:
        named = select(rights_epoch.c.policy).scalar_subquery()
        row = self._connection.execute(
            select(policy_version).where(policy_version.c.version == named)
        ).one_or_none()
        return None if row is None else _stored(row)

    def find(self, version: str) -> StoredPolicy | None:
        """Any version that ever was in force."""
        row = self._connection.execute(
            select(policy_version).where(policy_version.c.version == version)
        ).one_or_none()
        return None if row is None else _stored(row)

    def history(self) -> list[tuple[str, str, datetime]]:
        """(version, who, when) of every version, the newest first."""
        columns = policy_version.c
        rows = self._connection.execute(
            select(columns.version, columns.applied_by, columns.applied_at).order_by(
                desc(columns.sequence)
            )
        )
        return [(row.version, row.applied_by, row.applied_at) for row in rows]

    def put_in_force(self, stored: StoredPolicy, applied_by: str) -> None:
        self._connection.execute(
            insert(policy_version).values(
                version=stored.version,
                sequence=stored.sequence,
                body=stored.body,
                digest=stored.digest,
                applied_by=applied_by,
                applied_at=self._now,
            )
        )
        self._connection.execute(update(rights_epoch).values(policy=stored.version))


def _stored(row: object) -> StoredPolicy:
    names = ("version", "sequence", "body", "digest")
    return StoredPolicy(*(getattr(row, name) for name in names))


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
