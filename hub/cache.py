"""A bounded memory of what is dear to make: the least recently used goes first.

In: how many values it may hold and, where values differ much in size, how many bytes and how a
value is weighed. Out: values by key. It never refuses; what is too heavy is not remembered.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """At most `size` values, of `room` bytes together; used from one event loop."""

    def __init__(self, size: int, room: int = 0, weigh: Callable[[V], int] | None = None) -> None:
        self._size = size
        self._room = room
        self._weigh = weigh
        self._values: OrderedDict[K, V] = OrderedDict()
        self._weights: dict[K, int] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """The value of a key, if it is remembered."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Remember a value that is not None."""
        self._forget(key)
        if self._weigh is not None:
            weight = self._weigh(value)
            if weight > self._room:
                return value
            self._weights[key] = weight
            self.bytes += weight
        self._values[key] = value
        while len(self._values) > self._size or self.bytes > self._room > 0:
            self._forget(next(iter(self._values)))
        return value

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key; made when it is not remembered. What raises is not remembered."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        return self.put(key, make())

    def items(self) -> list[tuple[K, V]]:
        """All that is remembered now, the least recently used first."""
        return list(self._values.items())

    def keep(self, wanted: Callable[[V], bool]) -> None:
        """Forget all values but these."""
        for key in [key for key, value in self._values.items() if not wanted(value)]:
            self._forget(key)

    def clear(self) -> None:
        self._values.clear()
        self._weights.clear()
        self.bytes = 0

    def _forget(self, key: K) -> None:
        self._values.pop(key, None)
        self.bytes -= self._weights.pop(key, 0)
