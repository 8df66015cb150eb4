"""End to end, cell by cell: every caller × coordinate × row is what stock Casbin says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from authz.principal import Principal
from authz.store import shipped
from authz.vocabulary import HIDDEN
from tests.engines import Engines
from tests.rights.cells import Comparison, Everything
from tests.rights.facts import FactsOf
from tests.rights.judge import Judge
from tests.rights.policies import compiled, generated, ids_everywhere, seeing_all
from tests.world.build import world
from tests.world.hub import WorldHub

SEEDS = (0, 1, 2)  # 0: rows that show no more than their ids


@pytest.fixture(scope="module")
def everything(engines: Engines) -> Iterator[Everything]:
    """All cells of the world, read on SQLite whatever is tested."""
    url = engines.fresh("sqlite")
    hub = WorldHub(url, policy=seeing_all())
    yield Everything(hub, hub.parties["city"])
    hub.close()
    engines.drop(url)


def _dividing(comparison: Comparison) -> list[tuple[str, str]]:
    """(party, coordinate) with cells on both sides: shown here, withheld or masked there."""
    return [key for key, masks in comparison.sides.items() if len(masks) > 1]


@pytest.mark.slow
def test_cells_are_what_casbin_says(
    world_hub: WorldHub, everything: Everything, judge: Judge, figures: Callable[..., None]
) -> None:
    comparison = Comparison(world_hub, judge, everything)
    for caller in world_hub.parties.values():
        comparison.caller(caller)
    _show(comparison, judge, figures)
    assert not comparison.differences, "\n".join(comparison.differences)
    dividing = _dividing(comparison)
    assert len(dividing) > 500, "nothing divides"
    assert {masks for key in dividing for masks in comparison.sides[key]} > {HIDDEN, "phone3+4"}


@pytest.mark.parametrize("days", [89, 91])
def test_how_long_a_task_opens_is_dated_data(
    world_hub: WorldHub, everything: Everything, days: int
) -> None:
    """I-25: another number of days opens other rows, and Casbin says so too."""
    usual = world_hub.parties["enforcement-pudong"]
    given = ((date(2020, 1, 1), days), (date(2999, 1, 1), 1_000))
    other = replace(usual, readable_days=given)
    comparison = Comparison(world_hub, Judge(compiled(shipped()), FactsOf(world())), everything)
    comparison.caller(other)
    assert not comparison.differences, "\n".join(comparison.differences)
    asked = "{ merchants(first: 50) { nodes { contactPhone } } }"
    assert world_hub.ask(asked, other) != world_hub.ask(asked, usual)


@pytest.mark.slow
def test_a_past_moment_needs_both_rights(
    world_hub: WorldHub, everything: Everything, judge: Judge, figures: Callable[..., None]
) -> None:
    comparison = Comparison(world_hub, judge, everything)
    for caller in world_hub.parties.values():
        comparison.caller(caller, past=True)
    _show(comparison, judge, figures)
    assert not comparison.differences, "\n".join(comparison.differences)
    assert len(_dividing(comparison)) > 10, "nothing divides"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_generated_policies_too(
    database_url: str, everything: Everything, seed: int, figures: Callable[..., None]
) -> None:
    text = generated(seed) if seed else ids_everywhere()
    hub = WorldHub(database_url, policy=text)
    judge = Judge(compiled(text), FactsOf(world()))
    comparison = Comparison(hub, judge, everything)
    for caller in _some(hub):
        comparison.caller(caller)
    hub.close()
    _show(comparison, judge, figures)
    assert not comparison.differences, "\n".join(comparison.differences)
    assert len(_dividing(comparison)) > 20, "nothing divides"


def _some(hub: WorldHub) -> list[Principal]:
    names = ("pudong", "enforcement-pudong", "court-period", "bank-b", "merchant", "public")
    return [hub.parties[name] for name in names]


def _show(comparison: Comparison, judge: Judge, figures: Callable[..., None]) -> None:
    names = ("operations", "rows", "cells", "plain", "masked", "hidden")
    figures(
        decisions=judge.decisions,
        dividing=len(_dividing(comparison)),
        **{name: comparison.seen[name] for name in names},
    )
