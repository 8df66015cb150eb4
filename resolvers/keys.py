"""The keys and moments of an operation as bound values, each bound once however often it is used.

In: the binds of a statement. Out: by value a bind; with a moment the suffix that ids of that moment
carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ColumnElement, String

from hub.tables.base import Instant

if TYPE_CHECKING:
    from resolvers.binding import Key
    from resolvers.plan import Value
    from resolvers.rows import Source
    from resolvers.values import Binds

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


class Keys:
    """What picks rows by value in one statement."""

    def __init__(self, binds: Binds) -> None:
        self._binds = binds
        self._keys: dict[tuple[str, int], ColumnElement[Any]] = {}
        self._moments: dict[int, ColumnElement[Any]] = {}

    def of_row(self, key: Key, value: Value, source: Source) -> ColumnElement[Any]:
        """The bound value that picks a single row; one bind, however often it is used."""
        known = (key.column, id(value))
        if known not in self._keys:
            kind = source.row[key.column].type if key.column in source.row.columns else BigInteger()
            self._keys[known] = self._binds.argument(value, kind, key.read)
        return self._keys[known]

    def of_anchor(self, key: Key, value: Value) -> ColumnElement[Any]:
        """The anchor's key as a bound value, shared by every alias of the statement."""
        known = (key.column, id(value))
        if known not in self._keys:
            self._keys[known] = self._binds.argument(value, BigInteger(), key.read)
        return self._keys[known]

    def moment(self, value: Value) -> ColumnElement[Any]:
        """A moment of knowledge, and beside it the suffix that ids of that moment carry."""
        bound = self._binds.argument(value, Instant())
        self._moments[id(bound)] = self._binds.argument(value, String(), _suffix)
        return bound

    def suffix(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        return self._moments[id(moment)]


def _suffix(moment: Any) -> str:
    """A moment as it stands in an id: `~` and its microseconds in base 36; none before 1970."""
    number, digits = max(0, round(moment.timestamp() * 1_000_000)), ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return f"~{digits or BASE36[0]}"
