"""One statement for many sets of values at once: a read that several ask at the same time.

In: what is read for each, and a select of all that was read. Out: a `Joint`: SQL whose parameters
are columns, one of each value, and whose rows begin with the number, from one, of whose they are.
Each set of values is a row of `TOLD`, from which the read is made beside it; what the read finds
stands in the same row, so that no answer can meet another's values. The record is made of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, ColumnElement
from sqlalchemy.ext.compiler import compiles

from resolvers.compiled import compiled_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Dialect as Engine, Executable
    from sqlalchemy.types import TypeEngine

    from resolvers.compiled import Text

TOLD = "told"  # a set of values, and what is told of its answer
ANSWER = "answer"
EACH = "each$"  # stands where the answers are selected from


class Columns(ColumnElement[Any]):
    """All columns of an alias."""

    inherit_cache = False

    def __init__(self, alias: str) -> None:
        self.alias = alias


@compiles(Columns)
def _compile_columns(element: Columns, compiler: Any, **_: Any) -> str:
    return f"{compiler.preparer.quote(element.alias)}.*"


@dataclass(frozen=True)
class Joint:
    """`places` says of each column where its values stand among the parameters of one."""

    sql: str
    places: tuple[int, ...]

    def columns(self, asked: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """The parameters, from those of each."""
        columns = list(zip(*asked, strict=True))
        return [list(columns[place]) for place in self.places]


def compile_joint(read: Executable, whole: Executable, engine: Engine, one: Text) -> Joint | None:
    """The joint form of the statement whose own text is `one`.

    None where a value is a list: it cannot stand in a column.
    """
    inner, outer = compiled_by(read, engine), compiled_by(whole, engine)
    kinds = {name: bind.type for each in (inner, outer) for name, bind in each.binds.items()}
    if any(isinstance(kind, ARRAY) for kind in kinds.values()):
        return None
    sql = str(outer).replace(EACH, _each(kinds, str(inner), engine))
    return Joint(sql, tuple(map(one.layout.index, kinds)))


def _each(kinds: Mapping[str, TypeEngine[Any]], read: str, engine: Engine) -> str:
    """Each set of values, numbered, and the read beside it."""
    printed = engine.type_compiler_instance.process
    columns = [f"${at}::{printed(ARRAY(kind))}" for at, kind in enumerate(kinds.values(), 1)]
    values = ", ".join(
        f'({column})[place.number] AS "{name}"' for name, column in zip(kinds, columns, strict=True)
    )
    return (
        f"generate_subscripts({columns[0]}, 1) AS place(number)"
        f" CROSS JOIN LATERAL (SELECT place.number, {values}) AS {TOLD}"
        f" CROSS JOIN LATERAL ({read}) AS {ANSWER}"
    )
