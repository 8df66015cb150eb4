"""Cells printed as their GraphQL scalars: the text around a column is made once for all columns.

In: what makes the expression of a scalar from a value, and the database's engine. Out: a `Form`,
which gives the same around a column without building and compiling it again: an amount of SQLite
is a dozen expressions, and a profile has a dozen amounts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, column
from sqlalchemy.ext.compiler import compiles

from resolvers.compiled import compiled_by

if TYPE_CHECKING:
    from sqlalchemy import Dialect as Engine

Scalar = Callable[[ColumnElement[Any]], ColumnElement[Any]]

NAME = "gap$"  # no column of ours, and in no text that is printed
GAP: ColumnElement[Any] = column(NAME)


class Form:
    """One scalar in the words of one database, and how it is made of what is no column."""

    def __init__(self, make: Scalar, engine: Engine) -> None:
        made = make(GAP)
        self.make = make
        self.type = made.type
        self.text = str(compiled_by(made, engine))


class Printed(ColumnElement[Any]):
    """A column in a form."""

    inherit_cache = False

    def __init__(self, form: Form, value: ColumnElement[Any]) -> None:
        self.form = form
        self.value = value
        self.type = form.type


@compiles(Printed)
def _compile_printed(element: Printed, compiler: Any, **_: Any) -> str:
    return element.form.text.replace(NAME, compiler.process(element.value))
