"""Masked forms of a value, as SQL that is total and tells nothing but what the mask shows.

A value no longer than what the mask shows plus three is `***`; the number of stars is constant.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func

from resolvers.binding import Cell, Cut, Made, Mask, Row, Stored

HIDDEN = "***"
SLACK = 3


def form(cell: Cell, mask: str, row: Row) -> ColumnElement[Any]:
    """The cell in the form of a partial mask."""
    return _form(cell.masks[mask], cell, row)


def _form(mask: Mask, cell: Cell, row: Row) -> ColumnElement[Any]:
    match mask:
        case Stored(column):
            return row[column]
        case Made(make):
            return make(row)
        case Cut(left, right, stars):
            return _cut(cell.value(row), left, right, stars)


def _cut(value: ColumnElement[Any], left: int, right: int, stars: str) -> ColumnElement[Any]:
    size = func.length(value)
    ends = func.substr(value, 1, left).concat(stars).concat(func.substr(value, size - right + 1))
    return case((value.is_(None), None), (size <= left + right + SLACK, HIDDEN), else_=ends)
