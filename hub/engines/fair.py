"""A fair queue: party after party, within a party caller after caller, each in order of asking.

In: what waits, with the party and the subject that it waits for. Out: the next of it that is still
`wanted`; its party and caller then go to the end. Whom the moment favours may go first, past nobody
for ever. Refuses with TOO_MANY what waits beyond `WAITING` of one party, in all queues that share
their numbers.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import TYPE_CHECKING, Generic, TypeVar

from hub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
PASSED = 8  # times that somebody else may go before the first
WAITING = 500  # half of the connections that the server takes


class FairQueue(Generic[T]):
    """What waits, by party and subject; `numbers`: how much of each party waits."""

    def __init__(self, wanted: Callable[[T], bool], numbers: Counter[str] | None = None) -> None:
        self._wanted = wanted
        self._numbers: Counter[str] = Counter() if numbers is None else numbers
        self._lines: OrderedDict[str, OrderedDict[str, deque[T]]] = OrderedDict()
        self._passed = 0

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __contains__(self, party: object) -> bool:
        return party in self._lines

    def stand(self, party: str, subject: str, one: T) -> None:
        """Put one at the end of its own line."""
        if self._numbers[party] >= WAITING:
            raise HubError("TOO_MANY", 429, "Too much is asked at once; wait for the answers.")
        self._numbers[party] += 1
        self._lines.setdefault(party, OrderedDict()).setdefault(subject, deque()).append(one)

    def take(
        self,
        may: Callable[[str], bool] = lambda _: True,
        rather: Callable[[str], bool] | None = None,
    ) -> tuple[str, T] | None:
        """The first party that may have its turn, and its next one.

        One whom `rather` favours goes before, until others were passed over `PASSED` times.
        """
        parties = list(filter(may, self._lines))
        front = parties[:1]
        if rather is not None and self._passed < PASSED:
            parties.sort(key=rather, reverse=True)  # which keeps the order of equals
        for party in parties:
            one = self._first(party)
            if one is not None:
                self._passed = 0 if [party] == front else self._passed + 1
                return party, one
        return None

    def _first(self, party: str) -> T | None:
        self._lines.move_to_end(party)
        while party in self._lines:
            subject, lane = next(iter(self._lines[party].items()))
            one = lane.popleft()
            self._lines[party].move_to_end(subject)
            self._sweep(party, subject)
            if self._wanted(one):
                return one
        return None

    def leave(self, party: str, subject: str, one: T) -> None:
        """One waits no more, and may be passed over already."""
        lanes = self._lines.get(party)
        if lanes is not None and one in lanes.get(subject, ()):
            lanes[subject].remove(one)
            self._sweep(party, subject)

    def _sweep(self, party: str, subject: str) -> None:
        """One less waits; where nobody does there is no line."""
        self._numbers[party] -= 1
        if not self._numbers[party]:
            del self._numbers[party]
        if not self._lines[party][subject]:
            del self._lines[party][subject]
        if not self._lines[party]:
            del self._lines[party]
