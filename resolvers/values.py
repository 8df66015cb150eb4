"""The bound values of a statement: the caller's, the day's, and those of the arguments.

Nothing of a request is ever written into SQL text. A `Bound` remembers under which name a value is
bound and how it is read from a request; `Binds` is what bindings see of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, bindparam

if TYPE_CHECKING:
    from sqlalchemy import CTE, Select

    from resolvers.json_sql import Dialect
    from resolvers.plan import Value

Transform = Callable[[Any], Any]


@dataclass(frozen=True)
class Bound:
    """One argument bound under a name; `transform` runs on the value before it is bound."""

    name: str
    value: Value
    transform: Transform | None = None


class Binds:
    """Caller values by attribute (`binds.party`), fresh aliases, and bound arguments."""

    def __init__(self, dialect: Dialect, kinds: Mapping[str, Any]) -> None:
        self.dialect = dialect
        self._kinds = kinds
        self._callers: dict[str, ColumnElement[Any]] = {}
        self._aliases = 0
        self.bound: list[Bound] = []
        self.listed: set[str] = set()  # caller values that are lists
        self.shared: dict[str, CTE] = {}  # what a statement finds out once for all its rows

    def __getattr__(self, name: str) -> ColumnElement[Any]:
        if name.startswith("_") or name not in self._kinds:
            raise AttributeError(name)
        if name not in self._callers:
            self._callers[name] = bindparam(name, type_=self._kinds[name])
        return self._callers[name]

    def among(self, column: ColumnElement[Any], name: str, kind: Any) -> ColumnElement[bool]:
        """The column is one of the caller's listed values (`name` is a bound list)."""
        self.listed.add(name)
        return self.dialect.among(column, name, kind)

    def with_shared(self, rows: Select[Any], *more: CTE) -> Select[Any]:
        """A whole select with what its conditions share, and what else stands before it."""
        for cte in (*self.shared.values(), *more):
            rows = rows.add_cte(cte)
        return rows

    def alias(self, hint: str) -> str:
        """A fresh alias; equal operations get equal aliases."""
        self._aliases += 1
        return f"{hint.lower()[:40]}_{self._aliases}"

    def argument(
        self, value: Value, kind: Any, transform: Transform | None = None
    ) -> ColumnElement[Any]:
        """Bind a scalar argument."""
        return bindparam(self._bind(value, transform), type_=kind)

    def argument_among(
        self,
        column: ColumnElement[Any],
        value: Value,
        kind: Any,
        transform: Transform | None = None,
        *,
        one: bool = False,
    ) -> ColumnElement[bool]:
        """The column is one of a list argument; of `one` value, the same without a list.

        An index serves an equality in its own order, and a list only in the list's.
        """

        def changed(given: Any) -> Any:
            return transform(given) if transform is not None else given

        def listed(given: Any) -> Any:
            return self.dialect.list_value(changed(given))

        if one:
            only = self._bind(value, lambda given: changed(given)[0])
            return column == bindparam(only, type_=kind)
        return self.dialect.among(column, self._bind(value, listed), kind)

    def _bind(self, value: Value, transform: Transform | None) -> str:
        name = f"v{len(self.bound)}"
        self.bound.append(Bound(name, value, transform))
        return name
