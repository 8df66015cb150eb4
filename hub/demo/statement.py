"""What a party said of a merchant, and said again later: the unit that the demo world is made of.

In: a record kind, the party that sends, days, typed values by table column. Out: frozen `Said`
values with one or more versions. Refused (ValueError): a later version that is not of a later day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Version:
    """What changed, on which Shanghai day the hub learnt it, and from which party.

    `act`: done at the hub itself, and so without a batch.
    """

    day: date
    by: str
    values: dict[str, Any]
    act: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of a record kind, oldest version first.

    `batch`: the kind that it came along with; `rule`: by which rule the hub itself made its first
    version, so that nobody owns it.
    """

    kind: str
    versions: tuple[Version, ...]
    batch: str = ""
    rule: str | None = None

    def then(self, day: date, by: str, /, **changes: Any) -> Said:
        """The same fact, corrected or carried on."""
        return self._with(Version(day, by, changes))

    def acted(self, day: date, by: str, /, **changes: Any) -> Said:
        """The same fact, carried on by an act of a party at the hub."""
        return self._with(Version(day, by, changes, act=True))

    def _with(self, version: Version) -> Said:
        if version.day <= self.versions[-1].day:
            raise ValueError("a later version needs a later day")
        return replace(self, versions=(*self.versions, version))

    def along(self, kind: str, rule: str) -> Said:
        """The same, as the hub made it of a batch of another kind."""
        return replace(self, batch=kind, rule=rule)


def said(kind: str, day: date, by: str, /, **values: Any) -> Said:
    """A fact that the hub learnt on a day from a party; `values` by table column, and `uscc`."""
    return Said(kind, (Version(day, by, values),))


def done(kind: str, day: date, by: str, /, **values: Any) -> Said:
    """The same of what a party did at the hub itself."""
    return Said(kind, (Version(day, by, values, act=True),))
