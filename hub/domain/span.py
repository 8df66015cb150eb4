"""What sums of groups tell together: the space of all their combinations, asked one by one.

In: groups as sets of places, the sums that must stay unknown. Out: whether one more published sum
would tell one of them, by whatever additions and subtractions. It refuses nothing.

A sum is a row of zeros and ones, kept as one long integer with a lane of 64 bits a place and
counted modulo 2³¹ - 1: a whole row is multiplied and added at once, and what follows over the
fractions follows here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIME = 2**31 - 1
LANE = 64


class Span:
    """All that follows from the sums published so far, and the sums that must not follow."""

    def __init__(self, places: int, secrets: Iterable[Iterable[int]]) -> None:
        ones = sum(1 << place * LANE for place in range(places))
        self._ones, self._low, self._high = ones, ones * PRIME, ones * ((1 << 33) - 1)
        self._rows: list[tuple[int, int]] = []  # (where its last one stands, the row)
        self._secrets = {row(secret) for secret in secrets} - {0}

    def rest(self, group: frozenset[int]) -> int:
        """What a sum says that the others do not: zero when it follows from them."""
        left = row(group)
        for at, known in self._rows:
            left = self._without(left, at, known)
        return self._ending_in_one(left)

    def tells(self, rest: int) -> bool:
        """Whether a secret would follow, were a sum with this rest published."""
        return rest in self._secrets

    def publish(self, rest: int) -> None:
        """The sum is known from now on."""
        if not rest:
            return
        at = _last(rest)
        self._rows.append((at, rest))
        touched = [secret for secret in self._secrets if secret >> at & PRIME]
        self._secrets.difference_update(touched)
        left = (self._without(secret, at, rest) for secret in touched)
        self._secrets.update(self._ending_in_one(secret) for secret in left)

    def _without(self, one: int, at: int, known: int) -> int:
        times = one >> at & PRIME
        return self._modulo(one + (PRIME - times) * known) if times else one

    def _ending_in_one(self, one: int) -> int:
        if not one:
            return 0
        last = one >> _last(one) & PRIME
        return one if last == 1 else self._modulo(one * pow(last, -1, PRIME))

    def _modulo(self, one: int) -> int:
        """Every lane modulo the prime: its upper part counts as much as its lower one."""
        for _ in range(2):
            one = (one & self._low) + (one >> 31 & self._high)
        carried = one + (one + self._ones >> 31 & self._ones)
        return carried & self._low


def row(group: Iterable[int]) -> int:
    """A group as a row with a one at each of its places."""
    return sum(1 << place * LANE for place in set(group))


def _last(one: int) -> int:
    """Where the last lane that is not zero begins: the one that is read fastest."""
    return (one.bit_length() - 1) // LANE * LANE
