"""Which figures of many merchants may be published, and in what form, so that none tells of one.

In: groups of merchants in the order of their worth; what some readers know besides; each group's
total, largest and second largest part. Out: the groups that may be published together, and each
figure or None. Refused: a least size below 2 (ValueError). Sources: domain I-22; DATA-SH Art. 41.

- Least size: a group has `least` merchants or it is not published; and so it is for whoever knows
  some of them already (an insider): the others are counted.
- Complementary: no combination of published groups gives a group that is too small.
- Dominance: without its largest and second largest part a sum is at least a share of the largest.
- Rounding: to a step, from the smallest one on, no smaller than the largest part, so that one
  merchant more or less, tomorrow or in a group beside, moves a figure by one step or not at all.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hub.domain.money import ONE
from hub.domain.span import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.domain.thresholds import Standards

SMALLEST = 2  # merchants that can hide one another
FORMS = (1, 2, 5)  # steps are these times a power of ten times the smallest

Places = frozenset[int]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Limits:
    """What binds published figures on a day; `share` is the p of the p% rule, in millionths."""

    least: int
    share: int
    counts: int  # figures that count are multiples of it
    amounts: int  # and amounts of so many fen

    @classmethod
    def of(cls, values: Standards) -> Limits:
        names = ("min_group", "dominance_share", "count_step", "amount_step")
        return cls(*(values[f"statistics.{name}"] for name in names))


@dataclass(frozen=True, slots=True)
class Parts:
    """What a sum is made of: itself, its largest and its second largest part."""

    total: int = 0
    largest: int = 0
    second: int = 0

    def with_part(self, part: int) -> Parts:
        """One merchant more; an amount below zero weighs as much as one above."""
        size, total = abs(part), self.total + part
        if size > self.largest:
            return Parts(total, size, self.largest)
        return Parts(total, self.largest, max(self.second, size))

    def __add__(self, other: Parts) -> Parts:
        """Two groups as one."""
        sizes = sorted((self.largest, self.second, other.largest, other.second))
        return Parts(self.total + other.total, sizes[-1], sizes[-2])


def publishable(
    groups: Mapping[Name, Places],
    sizes: Sequence[int],
    *,
    least: int,
    insiders: Sequence[Sequence[int]] = (),
) -> frozenset[Name]:
    """The groups that may be published together; who comes first in `groups` is asked first.

    `sizes` are merchants by place, a place being what no two groups tell apart. An insider is the
    same of the merchants that somebody does not know already.
    """
    if least < SMALLEST:
        raise ValueError("a group that hides its members has at least two")
    unknown = dict.fromkeys([tuple(sizes), *map(tuple, insiders)])
    views = [_View(groups, each, least) for each in unknown]
    return frozenset(name for name, group in groups.items() if _admit(group, views))


def _admit(group: Places, views: Sequence[_View]) -> bool:
    """Publish a group unless somebody would learn too much."""
    if any(view.is_small(group) for view in views):
        return False
    rests = []
    for view in views:
        rests.append(view.span.rest(group & view.places))
        if view.span.tells(rests[-1]):
            return False
    for view, rest in zip(views, rests, strict=True):
        view.span.publish(rest)
    return True


class _View:
    """What follows for a reader to whom so many merchants are unknown."""

    def __init__(self, groups: Mapping[Name, Places], sizes: Sequence[int], least: int) -> None:
        self.sizes, self.least = sizes, least
        self.places = frozenset(place for place, size in enumerate(sizes) if size)
        single = (frozenset({place}) for place in self.places)
        others = {each & self.places for each in groups.values()}.union(single)
        self.span = Span(len(sizes), (each for each in others if self.is_small(each)))

    def is_small(self, group: Places) -> bool:
        """Somebody unknown is in it, but too few."""
        return 0 < sum(self.sizes[place] for place in group) < self.least


def published(parts: Parts, base: int, share: int) -> int | None:
    """A group's figure as it is published: rounded, or None where one merchant dominates it.

    `base` is the smallest step, `share` the p of the p% rule in millionths.
    """
    if 2 * abs(parts.total) < base and parts.largest < base:
        return 0
    rest = abs(parts.total) - parts.largest - parts.second
    if ONE * rest < share * parts.largest:
        return None
    return rounded(parts.total, step(parts.largest, base))


def step(largest: int, base: int) -> int:
    """The smallest step of 1, 2 or 5 times a power of ten of the base that hides the largest."""
    unit = base
    while True:
        for form in FORMS:
            if form * unit >= largest:
                return form * unit
        unit *= 10


def rounded(value: int, to: int) -> int:
    """The nearest multiple, halves away from zero: the same for a figure and its opposite."""
    size = (2 * abs(value) + to) // (2 * to) * to
    return size if value >= 0 else -size
