"""How a type says what it offers: descriptions, signatures, never a computed value.

In: English text with the Chinese term after it, or a method that is only a signature and a
docstring. Out: Strawberry fields, input fields, arguments and enums that carry the text.
Refused: a method without a docstring, two enum values with one text, and running any of it:
fields are read by one statement, so that `build` gives every field a resolver that raises.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import EnumMeta
from typing import Any, TypeVar

import strawberry
from strawberry import UNSET

_Enum = TypeVar("_Enum", bound=EnumMeta)


def planned(what: str | Callable[..., object]) -> Any:
    """Make a field of a text, or of a method that is a signature with a docstring."""
    if isinstance(what, str):
        return strawberry.field(description=what)
    text = inspect.getdoc(what)
    if not text:
        raise TypeError(f"{what.__qualname__} is a signature and needs a docstring")
    return strawberry.field(resolver=what, description=" ".join(text.split()))


def given(text: str, *, name: str | None = None, default: object = UNSET) -> Any:
    """A field of an input that may be left out; `default` prints in the SDL."""
    return strawberry.field(description=text, name=name, default=default)


def demanded(text: str) -> Any:
    """A field of an input that must be given."""
    return strawberry.field(description=text)


def said(text: str) -> object:
    """Describe an argument inside its `Annotated`."""
    return strawberry.argument(description=text)


def described(text: str) -> Callable[[_Enum], _Enum]:
    """Make a GraphQL enum of a class whose members are `NAME = "description"`."""

    def offer(enum: _Enum) -> _Enum:
        if len(enum.__members__) != len(list(enum)):
            raise TypeError(f"two values of {enum.__name__} have one description")
        strawberry.enum(enum, description=text)
        for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set above
            value.description = value.value
        return enum

    return offer
