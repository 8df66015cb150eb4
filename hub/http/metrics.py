"""Figures of one process in the text format of Prometheus.

In: counts and durations under fixed names and labels; a label is never a value of a request. Out:
the page of `/metrics`. Several workers each have their own figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def _empty() -> list[int]:
    return [0] * (len(BUCKETS) + 1)


class Metrics:
    """Requests by route and status, and how long they took; totals that others keep.

    `totals`: by name (without `_total`) what it counts, and the figure now.
    """

    def __init__(self, totals: Mapping[str, tuple[str, Callable[[], int]]] | None = None) -> None:
        self._totals = totals or {}
        self._requests: dict[tuple[str, int], int] = defaultdict(int)
        self._buckets: dict[str, list[int]] = defaultdict(_empty)
        self._seconds: dict[str, float] = defaultdict(float)

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests[route, status] += 1
        self._seconds[route] += seconds
        self._buckets[route][bisect_left(BUCKETS, seconds)] += 1

    def page(self) -> str:
        """All figures, sorted."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# HELP hub_requests_total Answered HTTP requests."
        yield "# TYPE hub_requests_total counter"
        for (route, status), count in sorted(self._requests.items()):
            yield f'hub_requests_total{{route="{route}",status="{status}"}} {count}'
        yield "# HELP hub_request_seconds Time from the first byte to the end of the answer."
        yield "# TYPE hub_request_seconds histogram"
        for route, counts in sorted(self._buckets.items()):
            for bound, count in zip((*BUCKETS, "+Inf"), accumulate(counts), strict=True):
                yield f'hub_request_seconds_bucket{{route="{route}",le="{bound}"}} {count}'
            yield f'hub_request_seconds_sum{{route="{route}"}} {self._seconds[route]:.6f}'
            yield f'hub_request_seconds_count{{route="{route}"}} {sum(counts)}'
        for name, (meaning, total) in sorted(self._totals.items()):
            yield f"# HELP hub_{name}_total {meaning}"
            yield f"# TYPE hub_{name}_total counter"
            yield f"hub_{name}_total {total()}"
