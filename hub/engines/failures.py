"""What PostgreSQL and its driver raise, and what it means for who asked.

In: an error. Out: a refusal of ours where asking again may help (DEADLINE, DATABASE_UNAVAILABLE);
else the error as it was, such as a value that the statement cannot take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from hub.engines.seats import unreachable
from hub.engines.turns import late

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

RETRIED = frozenset({"40001", "40P01"})  # serialization failure, deadlock
# connection lost, shutting down, out of room, read-only: the work may succeed another time
TRANSIENT_CLASSES = ("08", "53", "57P", "58", "25006", "55P03")
AWAY = ("08", "57P")  # connection lost, shutting down or starting


def passing(state: str) -> bool:
    """Whether an SQLSTATE may be another the next time."""
    return state.startswith((*TRANSIENT_CLASSES, *RETRIED))


def lost(error: DBAPIError) -> bool:
    """Whether the connection is gone."""
    return error.connection_invalidated or isinstance(error.orig, OSError)


class _SaidPlainly:
    """What the driver raises inside, as a refusal of ours where asking again may help."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None:
            return
        if isinstance(error, asyncpg.QueryCanceledError):
            raise late() from None
        if isinstance(error, OSError | asyncpg.InterfaceError | asyncpg.PostgresError):
            state = str(getattr(error, "sqlstate", None) or "")
            if not state or passing(state):
                raise unreachable() from error


_PLAINLY = _SaidPlainly()


def said_plainly() -> _SaidPlainly:
    """A block that the driver may fail in; every read stands in one, so it is made once."""
    return _PLAINLY
