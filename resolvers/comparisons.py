"""What a cell is compared with: given values as bound parameters of tests.

In: how a filter compares, and its given values. Out: a test of a column, sargable where the
database has an index for it; equality is exact, `contains` and `startsWith` are of folded text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resolvers.json_sql import every

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from resolvers.binding import Compare
    from resolvers.rows import Condition
    from resolvers.sights import Test
    from resolvers.values import Binds

ORDERED = {
    "eq": lambda column, value: column == value,
    "gte": lambda column, value: column >= value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "lt": lambda column, value: column < value,
}


class Comparisons:
    """Tests of one statement."""

    def __init__(
        self,
        binds: Binds,
        expansions: Mapping[str, Callable[[Sequence[str]], Sequence[str]]],
        fold: Callable[[str], str],
    ) -> None:
        self._binds = binds
        self._expansions = expansions
        self._fold = fold

    def of(self, field: Compare, given: Any) -> Test:
        """The test of a comparison of one cell with what was given."""
        match field.how:
            case "boolean":
                return lambda column: column.is_(bool(given))
            case "equal":
                return self.exact({"eq": given})
            case "since":
                return self.between({"gte": given}, None)
            case _:
                return self._among(field, given)

    def _among(self, field: Compare, given: Any) -> Test:
        widen = self._expansions[field.expand] if field.expand else None
        one = given.one and (widen is None or field.renames)
        return lambda column: self._binds.argument_among(column, given, column.type, widen, one=one)

    def between(self, given: Mapping[str, Any], kind: Any) -> Test:
        """Every bound is kept; `kind` is the type of the values where the column has none."""
        return lambda column: every(
            [
                ORDERED[name](column, self._binds.argument(value, kind or column.type))
                for name, value in given.items()
                if name in ORDERED
            ]
        )

    def exact(self, given: Mapping[str, Any]) -> Test:
        """The very text, or one of several."""

        def test(column: ColumnElement[Any]) -> Condition:
            kind = column.type
            parts = [column == self._binds.argument(given["eq"], kind)] if "eq" in given else []
            if "in" in given:
                among = given["in"]
                parts.append(self._binds.argument_among(column, among, kind, one=among.one))
            return every(parts)

        return test

    def folded(self, given: Mapping[str, Any]) -> Test:
        """A part or the beginning of a folded text."""
        ways = {
            "contains": self._binds.dialect.contains,
            "startsWith": self._binds.dialect.starts_with,
        }
        return lambda column: every(
            [
                ways[name](column, self._binds.argument(value, column.type, self._fold))
                for name, value in given.items()
            ]
        )
