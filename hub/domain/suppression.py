"""Which figures of many merchants may be published, and in what form, so that none tells of one.

In: groups of merchants in the order of their worth; what some readers know besides; each group's
total, largest and second largest part. Out: the groups that may be published together, and each
figure or None. Refused: a least size below 2 (ValueError). Sources: domain I-22; DATA-SH Art. 41.

- Least size: a group has `least` merchants or it is not published; and so it is for whoever knows
  one part of them already (an insider): the others are counted.
- Complementary: no combination of published groups gives a group that is too small.
- Dominance: without its largest and second largest part a sum is at least `PERCENT` of the largest.
- Rounding: to a step no smaller than the largest part, so that one merchant more or less, tomorrow
  or in a group beside, moves a figure by one step or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from hub.domain.span import Span

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

PERCENT = 10  # p of the p% rule
COUNTS = 5  # figures that count are multiples of it
YUAN = 1_000_000  # amounts are multiples of ten thousand yuan, in fen
SMALLEST = 2  # merchants that can hide one another
FORMS = (1, 2, 5)  # steps are these times a power of ten times the smallest

Places = frozenset[int]


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


def publishable(
    groups: Mapping[Hashable, Places],
    sizes: Sequence[int],
    *,
    least: int,
    insiders: Sequence[Places] = (),
) -> frozenset[Hashable]:
    """The groups that may be published together; who comes first in `groups` is asked first.

    `sizes` are merchants by place, a place being what groups cannot tell apart.
    """
    if least < SMALLEST:
        raise ValueError("a group that hides its members has at least two")
    known = {frozenset(each) for each in insiders} - {frozenset()}
    nobody: Places = frozenset()
    views = [_View(groups, sizes, least, inside) for inside in [*known, nobody]]
    return frozenset(name for name, group in groups.items() if _admit(group, views))


def _admit(group: Places, views: Sequence[_View]) -> bool:
    """Publish a group unless somebody would learn too much."""
    rests = [(view.span, view.span.rest(group - view.inside)) for view in views]
    if any(span.tells(rest) for span, rest in rests):
        return False
    for span, rest in rests:
        span.publish(rest)
    return True


class _View:
    """What follows for a reader who knows the merchants of some places anyway."""

    def __init__(
        self, groups: Mapping[Hashable, Places], sizes: Sequence[int], least: int, inside: Places
    ) -> None:
        single = (frozenset({place}) for place in range(len(sizes)))
        others = {each - inside for each in chain(groups.values(), single)}
        small = (each for each in others if 0 < sum(sizes[at] for at in each) < least)
        self.inside = inside
        self.span = Span(len(sizes), small)


def published(parts: Parts, base: int) -> int | None:
    """A group's figure as it is published: rounded, or None where one merchant dominates it."""
    if 2 * abs(parts.total) < base and parts.largest < base:
        return 0
    if 100 * (abs(parts.total) - parts.largest - parts.second) < PERCENT * parts.largest:
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
