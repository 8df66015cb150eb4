"""A policy's text as rows, in Casbin's CSV form.

Comes in: text. Goes out: `Row`s with their line number, in the order of the file. Casbin itself
loads a row of the wrong length, an unknown kind of row or a stray bracket without a word and
fails, or lets through, later; here each is a `PolicyError` that names the line and never the
value: wrong arity, unknown row kind, control characters, quotes, brackets that do not pair, a
comma in a ground, names of other than plain characters.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NoReturn

from hub.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = 20_000  # lines that are remembered as read
ARITY = {"p": 6, "g": 2, "g2": 2}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_LIMITS = re.compile(r"[A-Za-z0-9_+: ]+")
_COLUMNS = {"p": (_NAME, _NAME, _NAME, _NAME, _LIMITS, None), "g": (_NAME, _NAME)}
_COLUMNS["g2"] = _COLUMNS["g"]


@dataclass(frozen=True, slots=True)
class Row:
    """One policy row: `kind` is p, g or g2; `line` counts from 1, 0 for a row that was derived."""

    line: int
    kind: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        return ", ".join((self.kind, *self.values))


def refuse(code: str, row: Row | int, message: str) -> NoReturn:
    """Refuse the whole policy because of one row."""
    line = row if isinstance(row, int) else row.line
    raise PolicyError(code, f"line {line}: {message}")


def parse(text: str) -> tuple[Row, ...]:
    """The rows of a policy text; blank lines and lines that begin with # say nothing."""
    return tuple(_rows(text))


def _rows(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.isprintable():
            refuse("POLICY_SYNTAX", number, "a control or invisible character")
        if line.strip() and not line.startswith("#"):
            yield _row(number, line)


def _row(number: int, line: str) -> Row:
    try:
        kind, values = _read(line)
    except PolicyError as error:
        refuse(error.code, number, error.message)
    return Row(number, kind, values)


@lru_cache(maxsize=KEPT)
def _read(line: str) -> tuple[str, tuple[str, ...]]:
    """Kind and values of a line. Most lines of a new version stood in the one before."""
    kind, *values = (value.strip() for value in line.split(","))
    if kind not in ARITY:
        raise PolicyError("POLICY_SYNTAX", "a row begins with p, g or g2")
    if len(values) != ARITY[kind]:
        raise PolicyError(
            "POLICY_ARITY", f"a {kind} row has {ARITY[kind]} values, no more, no less"
        )
    for position, (value, form) in enumerate(zip(values, _COLUMNS[kind], strict=True), start=1):
        if form is not None and form.fullmatch(value) is None:
            raise PolicyError("POLICY_SYNTAX", f"value {position} is not a name")
        if form is None and not _plain_text(value):
            raise PolicyError(
                "POLICY_SYNTAX", "the ground is missing, quoted, or its brackets differ"
            )
    return kind, tuple(values)


def _plain_text(value: str) -> bool:
    """Text that Casbin's own reader of CSV leaves whole."""
    depth = 0
    for sign in value:
        depth += (sign in "([") - (sign in ")]")
        if depth < 0:
            return False
    return bool(value) and depth == 0 and '"' not in value


def digest(text: str) -> str:
    """64 hex digits that name a policy text."""
    return hashlib.sha256(text.encode()).hexdigest()
