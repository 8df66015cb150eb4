"""A statement as text for one database, and how its values are laid out.

In: a `Statement`. Out: SQL in the driver's own parameter style, prepared once and run many times;
`values` reads the arguments from the variables of a request and the caller's values by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Dialect as Engine, Executable
    from sqlalchemy.sql.compiler import SQLCompiler

    from resolvers.json_sql import Dialect
    from resolvers.members import Question
    from resolvers.statement import Statement
    from resolvers.values import Bound

Processor = Callable[[Any], Any]
Take = Callable[[Mapping[str, Any]], Any]
Lay = Callable[[list[Any]], tuple[Any, ...]]
DAYS = 8  # remembered as text: most statements know one, today


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

    def _laid(self, names: Sequence[str]) -> Lay:
        """From the value of each name once to the parameters by position."""
        return together([names.index(name) for name in self.layout])

    def _taken(self, name: str) -> Take:
        """How one parameter is taken from values by name."""
        return _then(itemgetter(name), self.processors.get(name))

    @cached_property
    def _row(self) -> tuple[tuple[Take, ...], Lay]:
        return tuple(map(self._taken, self.names)), self._laid(self.names)

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters, in the order of the SQL; each value is processed once."""
        takes, lay = self._row
        return lay([take(values) for take in takes])


@dataclass(frozen=True)
class Compiled(Text):
    """One statement, ready to be bound and run."""

    bound: tuple[Bound, ...]
    cursors: int
    questions: tuple[Question, ...]

    def values(self, variables: Mapping[str, Any], caller: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters of one request, in the order of the SQL."""
        arguments, callers, processed, lay = self._parts
        found = [take(variables) for take in arguments]
        found += callers(caller)
        for place, process in processed:
            found[place] = process(found[place])
        return lay(found)

    @cached_property
    def _parts(self) -> tuple[tuple[Take, ...], Take, tuple[tuple[int, Processor], ...], Lay]:
        """How each argument is taken, and the caller's values; which of these are processed."""
        own = {each.name: each for each in self.bound}
        names = [*own, *(name for name in self.names if name not in own)]
        arguments = (
            _then(_then(each.value.read, each.transform), self.processors.get(name))
            for name, each in own.items()
        )
        callers = names[len(own) :]
        processed = (
            (place, self.processors[name])
            for place, name in enumerate(callers, len(own))
            if name in self.processors
        )
        return tuple(arguments), together(callers), tuple(processed), self._laid(names)


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


def compiled_by(statement: Executable | ColumnElement[Any], engine: Engine) -> SQLCompiler:
    """What SQLAlchemy makes of a statement, or of a part of one."""
    whole: Any = statement
    made: SQLCompiler = whole.compile(dialect=engine)
    return made


def _processors(compiled: SQLCompiler) -> dict[str, Processor]:
    """How SQLAlchemy's types hand a Python value to the driver."""
    made: dict[str, Any] = dict(compiled._bind_processors)  # noqa: SLF001 # no public way to it
    return {
        name: lru_cache(DAYS)(each) if isinstance(compiled.binds[name].type, Date) else each
        for name, each in made.items()
        if callable(each)
    }


def together(keys: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Takes these of a row, or of values by name, as a tuple, however few they are."""
    return itemgetter(*keys) if len(keys) > 1 else lambda given: tuple([given[k] for k in keys])


def _then(first: Take, second: Processor | None) -> Take:
    return first if second is None else lambda given: second(first(given))
