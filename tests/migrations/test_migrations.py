"""Migrations go up, down and up again, alone and together, and end where the tables are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, text

from hub.database import run_blocking
from hub.errors import HubError
from hub.migrate import downgrade, migrate
from hub.revision import head, is_behind, is_current, revision_of
from hub.tables.catalogue import metadata
from hub.tables.intake import recompute
from hub.tables.proof import access_recent
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.migrations.shape import content, names, shape


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, engines: Engines) -> Iterator[str]:
    url = engines.empty(request.param)
    yield url
    engines.drop(url)


def test_up_down_and_up_again(database_url: str) -> None:
    before = run_blocking(database_url, shape), run_blocking(database_url, content)
    assert run_blocking(database_url, revision_of) == head()
    downgrade(database_url, "base")
    assert run_blocking(database_url, names) <= {"alembic_version"}
    assert run_blocking(database_url, revision_of) is None
    migrate(database_url)
    assert run_blocking(database_url, is_current)
    assert (run_blocking(database_url, shape), run_blocking(database_url, content)) == before


def test_the_newest_revision_is_what_the_tables_say(empty_url: str) -> None:
    """Drift: by names, types, NOT NULL, keys, checks, indexes with their conditions."""
    migrate(empty_url)
    migrated = run_blocking(empty_url, shape)
    downgrade(empty_url, "base")
    run_blocking(empty_url, metadata.create_all)
    made = run_blocking(empty_url, shape)
    assert made - migrated == set()
    assert migrated - made == set()


def test_alembic_finds_no_drift_either(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))

    assert run_blocking(database_url, differences) == []


@pytest.mark.parametrize(
    "change",
    [
        "drop index ix_merchant_district",
        "create unique index uq_extra on merchant (uscc)",
        "alter table merchant add column extra integer",
        "drop table rating",
    ],
)
def test_a_planted_drift_is_seen(database_url: str, change: str) -> None:
    before = run_blocking(database_url, shape)
    run_blocking(database_url, lambda connection: connection.execute(text(change)))
    assert run_blocking(database_url, shape) != before


def test_one_step_down_takes_only_what_it_brought(database_url: str) -> None:
    """Reference data goes; what others imported stays."""
    row = {"merchant_id": 7, "since": datetime(2022, 3, 1, tzinfo=UTC)}
    run_blocking(database_url, lambda connection: connection.execute(insert(recompute), row))
    downgrade(database_url, "0001")
    left = run_blocking(database_url, content)
    assert {name for name, rows in left.items() if rows} == {"recompute"}


def test_a_step_down_sorts_in_what_is_recent(database_url: str) -> None:
    """No record loses whom it names, and a step up again keeps it sorted in."""
    recent = [
        {"stream": 5, "record_id": number, "merchants": merchants}
        for number, merchants in enumerate((",9223372036854775807,3,", ",3,"), 1)
    ]
    run_blocking(database_url, lambda each: each.execute(insert(access_recent), recent))
    downgrade(database_url, "0007")
    pairs = [(3, 5, 1), (3, 5, 2), (9223372036854775807, 5, 1)]
    assert run_blocking(database_url, content)["access_subject"] == pairs
    migrate(database_url)
    left = run_blocking(database_url, content)
    gathered = [(3, 5, 2, ",1,2,"), (9223372036854775807, 5, 1, ",1,")]
    assert (left["access_subject"], left["access_recent"]) == (gathered, [])
    downgrade(database_url, "0010")
    assert run_blocking(database_url, content)["access_subject"] == pairs


def test_two_at_once_end_as_one(empty_url: str) -> None:
    """T105: one migrates, the other finds it done."""

    async def together() -> None:
        await asyncio.gather(*(asyncio.to_thread(migrate, empty_url) for _ in range(3)))

    asyncio.run(together())
    assert run_blocking(empty_url, is_current)


def test_a_broken_migration_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """T100: whole or not at all, over all revisions."""

    def fails(*_: object) -> int:
        raise LookupError

    monkeypatch.setattr("migrations.reference.fact_key", fails)
    with pytest.raises(LookupError):
        migrate(empty_url)
    assert run_blocking(empty_url, names) == set()


def test_a_newer_database_is_not_touched(database_url: str) -> None:
    """T108."""
    run_blocking(
        database_url,
        lambda connection: connection.execute(
            text("update alembic_version set version_num='9999'")
        ),
    )
    for step in (migrate, lambda url: downgrade(url, "base")):
        with pytest.raises(HubError) as refusal:
            step(database_url)
        assert refusal.value.code == "DATABASE_NEWER"
    assert len(run_blocking(database_url, names)) > 50


def test_an_embedded_database_makes_its_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    migrate(f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}")
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "hub.sqlite").stat().st_size > 0


def test_revisions_are_numbered_without_a_gap() -> None:
    folder = Path(__file__).parents[2] / "migrations" / "versions"
    found = sorted(path.name[:4] for path in folder.glob("*.py"))
    assert found == [f"{number:04d}" for number in range(1, len(found) + 1)]


def test_the_newest_file_is_what_alembic_calls_its_head() -> None:
    root = Path(__file__).parents[2]
    assert ScriptDirectory.from_config(Config(root / "alembic.ini")).get_heads() == [head()]


def test_a_start_knows_whether_there_is_work(empty_url: str, tmp_path: Path) -> None:
    assert is_behind(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'hub.sqlite'}")
    assert is_behind(empty_url)
    migrate(empty_url)
    assert not is_behind(empty_url)
