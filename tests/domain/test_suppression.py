"""What is published of groups: least size, insiders, combinations, dominance, rounding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from hub.domain import suppression
from hub.domain.span import Span
from hub.domain.suppression import Limits, Parts, publishable, rounded, step
from hub.domain.thresholds import shipped_thresholds

LIMITS = Limits.of(shipped_thresholds().on(date(2026, 1, 1)))
COUNTS, YUAN, PERCENT = LIMITS.counts, LIMITS.amounts, 10

LEAST, PLACES = 5, 7
SIZES = st.lists(st.integers(1, 9), min_size=PLACES, max_size=PLACES)
GROUP = st.frozensets(st.integers(0, PLACES - 1), min_size=1)
GROUPS = st.lists(GROUP, min_size=1, max_size=9, unique=True)
FIGURES = st.lists(st.integers(0, 10**12), min_size=1, max_size=12)


def published(parts: Parts, base: int) -> int | None:
    return suppression.published(parts, base, LIMITS.share)


def rank(groups: Iterable[frozenset[int]]) -> int:
    """How many of the sums are independent, by plain elimination over the fractions."""
    done: list[tuple[int, list[Fraction]]] = []
    for group in groups:
        row = [Fraction(place in group) for place in range(PLACES)]
        for at, known in done:
            row = [mine - row[at] * its for mine, its in zip(row, known, strict=True)]
        first = next((at for at, value in enumerate(row) if value), None)
        if first is not None:
            done.append((first, [value / row[first] for value in row]))
    return len(done)


def follows(groups: list[frozenset[int]], wanted: frozenset[int]) -> bool:
    return rank([*groups, wanted]) == rank(groups)


def small(group: frozenset[int], sizes: list[int]) -> bool:
    return 0 < sum(sizes[at] for at in group) < LEAST


@settings(deadline=None)
@given(GROUPS, st.lists(GROUP, max_size=5))
def test_a_span_tells_what_follows_over_the_fractions(
    groups: list[frozenset[int]], secrets: list[frozenset[int]]
) -> None:
    span, known = Span(PLACES, secrets), []
    for group in groups:
        open_ = [secret for secret in secrets if not follows(known, secret)]
        told = [secret for secret in open_ if follows([*known, group], secret)]
        assert span.tells(span.rest(group)) == bool(told)
        if not told:
            known.append(group)
            span.publish(span.rest(group))


def test_an_odd_circle_of_sums_tells_its_parts() -> None:
    """(a + b) + (a + c) - (b + c) is twice a: no sum of whole groups, and yet it follows."""
    pairs = [frozenset({0, 1}), frozenset({0, 2})]
    span = Span(3, [frozenset({0})])
    for pair in pairs:
        assert not span.tells(span.rest(pair))
        span.publish(span.rest(pair))
    assert span.tells(span.rest(frozenset({1, 2})))


@settings(deadline=None)
@given(GROUPS, SIZES, st.lists(GROUP, max_size=2), st.integers(1, 9))
def test_no_small_group_follows_for_anybody(
    groups: list[frozenset[int]], sizes: list[int], inside: list[frozenset[int]], known: int
) -> None:
    insiders = [_without(sizes, each, known) for each in inside]
    shown = publishable(dict(enumerate(groups)), sizes, least=LEAST, insiders=insiders)
    for unknown in [*insiders, sizes]:
        there = frozenset(place for place, size in enumerate(unknown) if size)
        told = [groups[name] & there for name in shown]
        secrets = {group & there for group in groups} | {frozenset({place}) for place in there}
        assert not [s for s in secrets if small(s, unknown) and follows(told, s)]


def _without(sizes: list[int], seen: frozenset[int], known: int) -> list[int]:
    """The merchants that are left when so many of each of these places are known."""
    return [max(0, size - known * (place in seen)) for place, size in enumerate(sizes)]


@settings(deadline=None)
@given(GROUPS, SIZES)
def test_nothing_is_withheld_without_need(groups: list[frozenset[int]], sizes: list[int]) -> None:
    """Whatever is withheld would tell of a small group beside what is shown."""
    named = dict(enumerate(groups))
    shown = publishable(named, sizes, least=LEAST)
    known = [group for name, group in named.items() if name in shown]
    secrets = {*groups, *(frozenset({place}) for place in range(PLACES))}
    for name, group in named.items():
        if name not in shown:
            assert any(small(s, sizes) and follows([*known, group], s) for s in secrets)


def test_the_rest_of_a_total_is_hidden_with_a_small_part() -> None:
    parts = {"all": {0, 1, 2}, "a": {0}, "b": {1}, "c": {2}}
    groups = {name: frozenset(places) for name, places in parts.items()}
    assert publishable(groups, [20, 10, 3], least=5) == {"all", "a"}
    assert publishable(groups, [20, 10, 6], least=5) == {"all", "a", "b", "c"}
    assert publishable(groups, [20, 10, 6], least=5, insiders=[[0, 0, 6]]) == set(groups)


def test_an_insider_counts_the_others() -> None:
    groups = {"trade": frozenset({0, 1})}
    assert publishable(groups, [30, 4], least=5) == {"trade"}
    assert publishable(groups, [30, 4], least=5, insiders=[[0, 4]]) == frozenset()
    assert publishable(groups, [30, 4], least=5, insiders=[[1, 4], [30, 0]]) == {"trade"}
    with pytest.raises(ValueError, match="at least two"):
        publishable(groups, [30, 4], least=1)


def of(figures: Iterable[int]) -> Parts:
    parts = Parts()
    for figure in figures:
        parts = parts.with_part(figure)
    return parts


@given(FIGURES)
def test_parts_are_the_sum_and_the_two_largest(figures: list[int]) -> None:
    ordered = [*sorted(figures, reverse=True), 0]
    assert of(figures) == Parts(sum(figures), ordered[0], ordered[1])
    assert of(figures[::2]) + of(figures[1::2]) == of(figures)


@given(FIGURES, st.sampled_from((COUNTS, YUAN)))
def test_a_published_figure_names_nobody(figures: list[int], base: int) -> None:
    parts = of(figures)
    shown = published(parts, base)
    if shown is None:
        assert parts.total - parts.largest - parts.second < parts.largest
        return
    wide = step(parts.largest, base)
    assert shown % base == 0
    assert abs(shown - parts.total) * 2 <= wide
    assert wide >= parts.largest or shown == 0, "one merchant more moves it by a step at most"
    rest = parts.total - parts.largest - parts.second
    assert 100 * rest >= PERCENT * parts.largest or shown == 0 == parts.total * 2 // base


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ([], 0),
        ([1, 1], 0),  # two of three: nobody knows whether any
        ([1, 1, 1], 5),
        ([40, 0, 0, 0, 0], None),  # one of them has all
        ([40, 30, 0, 0], None),  # the second could tell the first
        ([40, 30, 4], 50),  # multiples of fifty: no part is larger
        ([-300, 5, 5], None),
    ],
)
def test_counts(figures: list[int], shown: int | None) -> None:
    assert published(of(figures), COUNTS) == shown


def test_steps_are_one_two_or_five_times_a_power_of_ten() -> None:
    assert [step(n, 5) for n in (0, 5, 6, 11, 26, 51, 251, 500)] == [
        5,
        5,
        10,
        25,
        50,
        100,
        500,
        500,
    ]
    assert [rounded(n, 5) for n in (2, 3, 7, 8, -2, -3)] == [0, 5, 5, 10, 0, -5]
