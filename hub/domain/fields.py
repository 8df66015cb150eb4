"""Typed reading of one JSON object, as the calculator gets it.

In: an object of JSON values. Out: fen, days, instants, flags, counts, members of vocabularies.
Refused (DomainError CASE_FIELD, or MONEY): a field that is missing though required, or of another
kind. The path of the refusal names the field, the message never its value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from hub.domain.money import parse_money
from hub.errors import DomainError

if TYPE_CHECKING:
    from enum import StrEnum

_DAY = re.compile(r"(?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")
Member = TypeVar("Member", bound="StrEnum")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an object; an absent one reads as null."""

    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object, name: str = "") -> Fields:
        if not isinstance(value, Mapping):
            raise refusal(name)
        return cls(value)

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise refusal(name)
        return value

    def money(self, name: str) -> int | None:
        """Fen, or None."""
        value = self.values.get(name)
        try:
            return None if value is None else parse_money(value)
        except DomainError as problem:
            raise DomainError(problem.code, problem.message, path=(name,)) from None

    def day(self, name: str) -> date | None:
        """A day of the form 2022-01-21 between 1900 and 2999, or None."""
        text = self.text(name)
        if text and not _DAY.fullmatch(text):
            raise refusal(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise refusal(name) from None

    def required_day(self, name: str) -> date:
        day = self.day(name)
        if day is None:
            raise refusal(name)
        return day

    def instant(self, name: str) -> datetime:
        """An RFC 3339 instant; without an offset it is Shanghai time."""
        try:
            return datetime.fromisoformat(self.text(name))
        except ValueError:
            raise refusal(name) from None

    def flag(self, name: str) -> bool | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, bool):
            raise refusal(name)
        return value

    def required_flag(self, name: str) -> bool:
        value = self.flag(name)
        if value is None:
            raise refusal(name)
        return value

    def count(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise refusal(name)
        return value

    def number(self, name: str) -> float | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal(name)
        return value

    def member(self, name: str, vocabulary: type[Member], default: Member) -> Member:
        text = self.text(name)
        try:
            return vocabulary(text) if text else default
        except ValueError:
            raise refusal(name) from None

    def objects(self, name: str) -> tuple[Fields, ...]:
        return tuple(Fields.of(value, name) for value in self._items(name))

    def days(self, name: str) -> tuple[date, ...]:
        each = (Fields({name: value}) for value in self._items(name))
        return tuple(one.required_day(name) for one in each)

    def moneys(self, name: str) -> tuple[int, ...]:
        each = (Fields({name: value}).money(name) for value in self._items(name))
        return tuple(fen for fen in each if fen is not None)

    def _items(self, name: str) -> list[object]:
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise refusal(name)
        return value


def refusal(name: str) -> DomainError:
    """The refusal of one field."""
    return DomainError(
        "CASE_FIELD", "字段缺失或格式不符 (a field is missing or of another kind)", path=(name,)
    )
