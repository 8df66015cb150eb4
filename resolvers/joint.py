"""One statement for many sets of values at once: a read that several ask at the same time.

In: what is read for each, and a select of all that was read. Out: a `Joint`: SQL whose parameters
are columns, one of each value, and whose rows begin with the number, from one, of whose they are.
What all of them have in common, such as the day, is a parameter of its own; they are not read at
once where they differ in it. Each set of values is a row of `TOLD`, from which the read is made
beside it; what the read finds stands in the same row, so that no answer can meet another's values.
The record is made of that.
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
# Values of the moment, the policy and the text, which nearly all have who ask at one time.
COMMON = frozenset(
    {
        "today",
        "policy",
        "register",
        "proof_stream",
        "proof_minute",
        "proof_day",
        "proof_operation",
        "proof_operation_digest",
    }
)


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
    """Where among the parameters of one stand those that are `common`, and those of each column."""

    sql: str
    common: tuple[int, ...]
    places: tuple[int, ...]

    def columns(self, asked: Sequence[Sequence[Any]]) -> list[Any] | None:
        """The parameters, from those of each; None where they differ in what is common."""
        columns = list(zip(*asked, strict=True))
        common = [columns[place] for place in self.common]
        if any(values.count(values[0]) < len(values) for values in common):
            return None
        return [values[0] for values in common] + [list(columns[place]) for place in self.places]


def compile_joint(read: Executable, whole: Executable, engine: Engine, one: Text) -> Joint | None:
    """The joint form of the statement whose own text is `one`.

    None where a value is a list: it cannot stand in a column.
    """
    inner, outer = compiled_by(read, engine), compiled_by(whole, engine)
    kinds = {name: bind.type for each in (inner, outer) for name, bind in each.binds.items()}
    if any(isinstance(kind, ARRAY) for kind in kinds.values()):
        return None
    common = [name for name in kinds if name in COMMON]
    several = [name for name in kinds if name not in COMMON] or [common.pop()]
    each = _each({name: kinds[name] for name in (*common, *several)}, len(common), engine)
    sql = str(outer).replace(EACH, f"{each} CROSS JOIN LATERAL ({inner}) AS {ANSWER}")
    return Joint(sql, *(tuple(map(one.layout.index, names)) for names in (common, several)))


def _each(kinds: Mapping[str, TypeEngine[Any]], common: int, engine: Engine) -> str:
    """Each set of values, numbered; the first ones are `common` to all."""
    printed = engine.type_compiler_instance.process
    values = []
    for at, (name, kind) in enumerate(kinds.items(), 1):
        column = f"(${at}::{printed(ARRAY(kind))})[place.number]"
        values.append(f'{f"${at}::{printed(kind)}" if at <= common else column} AS "{name}"')
    first = f"${common + 1}::{printed(ARRAY(list(kinds.values())[common]))}"
    return (
        f"generate_subscripts({first}, 1) AS place(number)"
        f" CROSS JOIN LATERAL (SELECT place.number, {', '.join(values)}) AS {TOLD}"
    )
