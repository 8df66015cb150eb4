"""A statement as text for one database, and how its values are laid out.

In: a `Statement`. Out: SQL in the driver's own parameter style, prepared once and run many times;
`values` reads the arguments from the variables of a request and the caller's values by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Executable
    from sqlalchemy.sql.compiler import SQLCompiler

    from resolvers.json_sql import Dialect
    from resolvers.statement import Question, Statement
    from resolvers.values import Bound

Processor = Callable[[Any], Any]


@dataclass(frozen=True)
class Compiled:
    """One statement, ready to be bound and run."""

    sql: str
    layout: tuple[str, ...]  # parameter names by position
    processors: Mapping[str, Processor]
    bound: tuple[Bound, ...]
    listed: Mapping[str, Processor]
    cursors: int
    questions: tuple[Question, ...]

    def values(self, variables: Mapping[str, Any], caller: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters of one request, in the order of the SQL."""
        given: dict[str, Any] = {}
        for bound in self.bound:
            value = bound.value.read(variables)
            given[bound.name] = bound.transform(value) if bound.transform else value
        return tuple(self._value(name, given, caller) for name in self.layout)

    def _value(self, name: str, given: Mapping[str, Any], caller: Mapping[str, Any]) -> Any:
        value = given[name] if name in given else caller[name]
        if name in self.listed:
            return self.listed[name](value)
        processor = self.processors.get(name)
        return value if processor is None else processor(value)


def compile_statement(
    statement: Statement, dialect: Dialect, whole: Executable | None = None
) -> Compiled:
    """The SQL text of a statement; `whole` stands for its select when that is wrapped."""
    select: Any = statement.select if whole is None else whole
    compiled: SQLCompiler = select.compile(dialect=dialect.engine)
    return Compiled(
        str(compiled),
        tuple(compiled.positiontup or ()),
        _processors(compiled),
        statement.bound,
        dict.fromkeys(statement.listed, dialect.list_value),
        statement.cursors,
        statement.questions,
    )


def _processors(compiled: SQLCompiler) -> dict[str, Processor]:
    """How SQLAlchemy's types hand a Python value to the driver."""
    made: dict[str, Any] = dict(compiled._bind_processors)  # noqa: SLF001 # no public way to it
    return {name: processor for name, processor in made.items() if callable(processor)}
