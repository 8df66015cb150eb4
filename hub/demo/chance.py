"""The dice of the demo world: the same seed throws the same numbers on every machine and version.

In: a seed. Out: whole numbers, choices, amounts in fen. SplitMix64 is written out here because the
promise "same N, S and D, same bytes" must outlive any library. It refuses nothing; it is no source
of secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
FEN = 100


class Chance:
    """One stream of numbers, and what was chosen by name so far."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK
        self._seen: dict[str, int] = {}

    def _next(self) -> int:
        self._state = (self._state + _STEP) & _MASK
        word = self._state
        word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
        return word ^ (word >> 31)

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` through `high`."""
        return low + self._next() % (high - low + 1)

    def yes(self, percent: int) -> bool:
        """True in `percent` of a hundred cases."""
        return self._next() % 100 < percent

    def often(self, name: str, percent: int, first: int) -> bool:
        """True the first times under this name, from then on in `percent` of a hundred cases."""
        return self.yes(percent) if self.number(name) > first else True

    def one(self, options: Sequence[T]) -> T:
        """One of some, all alike."""
        return options[self._next() % len(options)]

    def weighted(self, weights: Mapping[T, int]) -> T:
        """One of some, by weight."""
        place = self._next() % sum(weights.values())
        for option, weight in weights.items():
            place -= weight
            if place < 0:
                return option
        raise ValueError("weights are positive")

    def each(self, name: str, weights: Mapping[T, int]) -> T:
        """Every option once under this name, in order; from then on by weight.

        So every word of a vocabulary occurs, however rare it is, before the world gets realistic.
        """
        turn = self._seen.get(name, 0)
        self._seen[name] = turn + 1
        return list(weights)[turn] if turn < len(weights) else self.weighted(weights)

    def number(self, name: str) -> int:
        """1, 2, 3 … under this name."""
        turn = self._seen.get(name, 0) + 1
        self._seen[name] = turn
        return turn

    def yuan(self, low: int, high: int, step: int = 1) -> int:
        """Fen of a whole multiple of `step` yuan between two amounts in yuan."""
        return self.whole(low // step, high // step) * step * FEN

    def share(self, amount: int, low: int, high: int) -> int:
        """Whole yuan, in fen, of an amount in fen times `low` to `high` per cent."""
        return amount * self.whole(low, high) // 100 // FEN * FEN
