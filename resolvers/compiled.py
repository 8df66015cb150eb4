"""A statement as text for one database, and how its values are laid out.

In: a `Statement`. Out: SQL in the driver's own parameter style, prepared once and run many times;
`values` reads the arguments from the variables of a request and the caller's values by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Dialect as Engine, Executable
    from sqlalchemy.sql.compiler import SQLCompiler

    from resolvers.json_sql import Dialect
    from resolvers.members import Question
    from resolvers.statement import Statement
    from resolvers.values import Bound

Processor = Callable[[Any], Any]


@dataclass(frozen=True)
class Text:
    """SQL in the driver's own parameter style, and how named values are laid out for it."""

    sql: str
    layout: tuple[str, ...]  # parameter names by position
    processors: Mapping[str, Processor]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Each parameter once."""
        return tuple(dict.fromkeys(self.layout))

    @cached_property
    def _laid_out(self) -> Callable[[list[Any]], tuple[Any, ...]]:
        """From each value once to the parameters by position."""
        at = {name: place for place, name in enumerate(self.names)}
        places = [at[name] for name in self.layout]
        return itemgetter(*places) if len(places) > 1 else tuple

    @cached_property
    def _steps(self) -> tuple[tuple[str, Processor | None], ...]:
        return tuple((name, self.processors.get(name)) for name in self.names)

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters, in the order of the SQL; each value is processed once."""
        found = [
            values[name] if process is None else process(values[name])
            for name, process in self._steps
        ]
        return self._laid_out(found)


@dataclass(frozen=True)
class Compiled(Text):
    """One statement, ready to be bound and run."""

    bound: tuple[Bound, ...]
    cursors: int
    questions: tuple[Question, ...]

    def values(self, variables: Mapping[str, Any], caller: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters of one request, in the order of the SQL."""
        given = {name: caller[name] for name in self._callers}
        for bound in self.bound:
            value = bound.value.read(variables)
            given[bound.name] = value if bound.transform is None else bound.transform(value)
        return self.row(given)

    @cached_property
    def _callers(self) -> tuple[str, ...]:
        own = {bound.name for bound in self.bound}
        return tuple(name for name in self.names if name not in own)


def compile_statement(
    statement: Statement, dialect: Dialect, whole: Executable | None = None
) -> Compiled:
    """The SQL text of a statement; `whole` stands for its select when that is wrapped."""
    select = statement.select if whole is None else whole
    text = laid_out(select, dialect.engine)
    listed = dict.fromkeys(statement.listed, dialect.list_value)
    return Compiled(
        text.sql,
        text.layout,
        {**text.processors, **listed},
        statement.bound,
        statement.cursors,
        statement.questions,
    )


def laid_out(statement: Executable, engine: Engine) -> Text:
    """Any statement as text for one database."""
    compiled = compiled_by(statement, engine)
    return Text(str(compiled), tuple(compiled.positiontup or ()), _processors(compiled))


def compiled_by(statement: Executable, engine: Engine) -> SQLCompiler:
    """What SQLAlchemy makes of a statement."""
    whole: Any = statement
    made: SQLCompiler = whole.compile(dialect=engine)
    return made


def _processors(compiled: SQLCompiler) -> dict[str, Processor]:
    """How SQLAlchemy's types hand a Python value to the driver."""
    made: dict[str, Any] = dict(compiled._bind_processors)  # noqa: SLF001 # no public way to it
    return {name: processor for name, processor in made.items() if callable(processor)}
