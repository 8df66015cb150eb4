"""A source is late when any of its kinds is: by the day, by the kind, by its own batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement

import resolvers.party
from hub.clock import day_of, start_of
from hub.derive.feeds import late_feeds
from hub.derive.rhythm import last_heard
from hub.domain.identifiers import hash63, node_id
from hub.tables.base import Text
from resolvers.json_sql import Ref
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.resolvers.test_statement import asked
from tests.slow.callers import BANK, DISTRICTS, STEWARD
from tests.slow.chance import NOW, TODAY
from tests.slow.served import Served

TICK = timedelta(microseconds=1)
BOTH = ("complaints", "links")
OWN = ("acts", "operator")  # the hub's own sources


def ago(days: int) -> datetime:
    """The first instant of a day in Shanghai."""
    return start_of(TODAY - timedelta(days=days))


LONG_AGO = ago(80)


@dataclass(frozen=True)
class Fed:
    """A source, registered days ago, and what came of it: kind, when, status, state."""

    late: bool
    came: tuple[tuple[Any, ...], ...] = ()
    days: int | None = 2
    kinds: tuple[str, ...] = BOTH
    since: datetime = LONG_AGO


TODAYS = ("complaints", NOW)
FEDS = {
    "both-come": Fed(False, (TODAYS, ("links", ago(1)))),
    "one-stopped": Fed(True, (TODAYS, ("links", ago(3)))),
    "one-never-came": Fed(True, (TODAYS,)),
    "on-the-limit": Fed(False, (TODAYS, ("links", ago(2)))),
    "past-the-limit": Fed(True, (TODAYS, ("links", ago(2) - TICK))),
    "an-older-one-too": Fed(False, (TODAYS, ("links", ago(40)), ("links", ago(1)))),
    "same-day": Fed(False, (TODAYS,), 0, ("complaints",)),
    "since-yesterday": Fed(True, (("complaints", ago(0) - TICK),), 0, ("complaints",)),
    "no-rhythm": Fed(False, (), None),
    "no-kind": Fed(False, (), kinds=()),
    "longest-rhythm": Fed(False, (), (1 << 31) - 1),
    "registered-on-the-limit": Fed(False, since=ago(2)),
    "registered-before-it": Fed(True, since=ago(2) - TICK),
    "all-rows-wait": Fed(True, (TODAYS, ("links", NOW, "REFUSED"))),
    "some-rows-wait": Fed(False, (TODAYS, ("links", NOW, "PARTIAL"))),
    "still-staging": Fed(True, (TODAYS, ("links", NOW, "ACCEPTED", "STAGING"))),
    "what-nobody-agreed": Fed(True, (("merchants", NOW),), kinds=("complaints",)),
    "complaints-alone": Fed(True, (("complaints", ago(3)),), kinds=("complaints",)),
    "another-sends": Fed(False, (("complaints", NOW),), kinds=("complaints",)),
}


def rows() -> dict[str, list[dict[str, Any]]]:
    """One party for each source; a last source has left the register, its batch stays."""
    version = {"superseded_at": None, "source": "operator", "provider": "operator"}
    found: dict[str, list[dict[str, Any]]] = {"party": [], "source": [], "batch": []}
    for code, fed in {**FEDS, "withdrawn": Fed(True, (("links", ago(9)),))}.items():
        half = hash63(code)
        known = version | {"fact_id": half, "recorded_at": fed.since, "disputed": False}
        named = {"code": code, "name": code, "node_id": node_id("P", 0, half)}
        whose = {"kind": "BANK", "district": DISTRICTS[0], "industries": [code], "roles": []}
        found["party"].append(known | named | whose)
        agreed = {"party": code, "kinds": list(fed.kinds), "cadence_days": fed.days}
        own = known | named | agreed | {"node_id": node_id("S", 0, half)}
        left = {"superseded_at": ago(1)} if code == "withdrawn" else {}
        found["source"].append(own | left)
        found["batch"] += [_batch(code, *each) for each in fed.came]
    again = next(row for row in found["source"] if row["code"] == "registered-before-it")
    found["source"].append(again | {"recorded_at": ago(0)})  # corrected: known since it first was
    again["superseded_at"] = ago(0)
    return found


def _batch(
    code: str, kind: str, at: datetime, status: str = "ACCEPTED", state: str = "VISIBLE"
) -> dict[str, Any]:
    key = hash63(f"{code} {kind} {at}")
    counts = dict.fromkeys(("rows", "accepted", "unchanged", "quarantined", "staged_rows"), 0)
    return counts | {
        "batch_id": key, "node_id": node_id("B", 0, key), "idempotency_key": str(key),
        "provider": code, "source": code, "kind": kind, "received_at": at, "digest": "",
        "status": status, "codes": {}, "state": state, "settings": {}, "covers_until": None,
    }  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def fed(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Served]:
    url = engines.fresh(request.param)
    hub = Served(url, rows(), NOW)
    yield hub
    hub.close()
    engines.drop(url)


def test_a_source_is_late_with_any_of_its_kinds(fed: Served) -> None:
    with fed.statements() as seen:
        found = asked(fed, "{ sources { code late } }", STEWARD)["sources"]
    expected = {code: each.late for code, each in FEDS.items()} | dict.fromkeys(OWN, False)
    assert {one["code"]: one["late"] for one in found} == expected
    assert len(seen) == 1


def test_what_makes_codes_uncertain_is_a_late_source(fed: Served) -> None:
    """Figures and answers judge a source that owes complaints alone by one definition."""
    found = asked(fed, "{ sources { code kinds cadenceDays late } }", STEWARD)["sources"]
    listed = {one["code"] for one in found if one["kinds"] == ["complaints"] and one["late"]}
    doubted = fed.do(lambda connection: late_feeds(connection, day_of(NOW), NOW)).complaints
    told = {feed.trades[0] for feed in doubted}
    alone = {code for code, each in FEDS.items() if each.kinds == ("complaints",)}
    assert listed == told & alone == {"since-yesterday", "what-nobody-agreed", "complaints-alone"}
    assert told <= {one["code"] for one in found if one["late"]}


def test_a_source_that_left_is_not_late(fed: Served) -> None:
    asking = '{ batches(where: { source: ["withdrawn"] }) { nodes { source { code late } } } }'
    found = asked(fed, asking, STEWARD)["batches"]["nodes"]
    assert found == [{"source": {"code": "withdrawn", "late": False}}]


def test_nobody_is_told_more_of_sources(fed: Served) -> None:
    assert asked(fed, "{ sources { code late } }", BANK)["sources"] == []


def as_a_whole(own: Any, _: Any, now: Any, names: tuple[str, str]) -> ColumnElement[Any]:
    return last_heard(own, Ref(names[0], "kind", Text), now, names)


def of_any_source(own: Any, kind: Any, now: Any, names: tuple[str, str]) -> ColumnElement[Any]:
    return last_heard({**own, "code": Ref(names[0], "source", Text)}, kind, now, names)


@pytest.mark.parametrize("fault", [as_a_whole, of_any_source])
def test_a_wrong_reading_of_lateness_is_found(
    fed: Served, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., Any]
) -> None:
    monkeypatch.setattr(resolvers.party, "last_heard", fault)
    document = f"{{ sources {{ code {fault.__name__}: late }} }}"  # planned anew
    assert "errors" not in fed.ask(document, STEWARD)
    with pytest.raises(AssertionError):
        asked(fed, document, STEWARD)
