"""Values of an input, read as the tables keep them.

In: an act's input by GraphQL names. Out: trimmed text, enum names, whole millionths. Refused:
INCOMPLETE for demanded text that is blank; INVALID for text that is too long or holds NUL, lone
surrogates or bidirectional controls, and for numbers that are not finite or finer than a millionth.
"""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from hub.commands.act import refuse
from hub.domain.money import parse_fraction6
from hub.domain.text import is_safe_text
from hub.domain.vocabulary import UserErrorCode
from hub.errors import DomainError

if TYPE_CHECKING:
    from hub.commands.act import Input

LINE, TEXT = 1_000, 10_000


def optional_text(
    given: Input, name: str, limit: int = TEXT, at: tuple[str, ...] = ()
) -> str | None:
    """Trimmed text, None when there is none; `at` is where `given` stands in the input."""
    text = str(given.get(name) or "").strip()
    if len(text) > limit or not is_safe_text(text):
        message = f"文字过长或含不可见控制符 (longer than {limit} characters, or unsafe)"
        refuse(UserErrorCode.INVALID, message, *at, name)
    return text or None


def text(given: Input, name: str, limit: int = LINE, at: tuple[str, ...] = ()) -> str:
    """Trimmed text that must be there."""
    found = optional_text(given, name, limit, at)
    if found is None:
        refuse(UserErrorCode.INCOMPLETE, "此项必须填写 (this must be written)", *at, name)
    return found


def word(value: Any) -> str:
    """The name of an enum value."""
    return value.name if isinstance(value, Enum) else str(value)


def millionths(number: float | None, *field: str) -> int | None:
    """A Float as whole millionths, never rounded."""
    if number is None:
        return None
    try:
        return parse_fraction6(format(Decimal(repr(number)), "f"))
    except DomainError as error:
        refuse(UserErrorCode.INVALID, error.message, *field)
