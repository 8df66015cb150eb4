"""The data sets: made once by the product's own demo loader, grown by copies, kept and used again.

In: a size ("10k") and, for PostgreSQL, a running cluster. Out: a `DataSet`: the URL of a migrated
database and the data folder with its keys. A set whose making was cut short is made anew.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, delete, func, select
from sqlalchemy.engine import make_url

from bench.copies import grow
from bench.leases import open_cases
from bench.places import DAY, MODELS, NOW, ROOM, ROOT, SEED, SIZES, VAR
from hub import rule_set
from hub.database import run_blocking
from hub.derive import waiting
from hub.derive.feeds import late_feeds
from hub.engines.sqlite import driver
from hub.tables.intake import recompute
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bench.cluster import Cluster

READY = "ready"  # the note that a set is whole, and what it was made for
POLICY = ROOT / "authz" / "policy.csv"
HUB = (sys.executable, "-c", "from hub.cli.main import main; main()")


@dataclass(frozen=True)
class DataSet:
    """One database and what a hub on it needs."""

    name: str
    engine: str
    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process that serves this set."""
        return {
            "HUB_DATA_DIR": str(self.folder),
            "HUB_DATABASE_URL": self.url,
            "HUB_NOW": NOW.isoformat(),
            "HUB_DEADLINE_MS": "120000",  # a busy machine makes everybody wait; CPU is what counts
            "BENCH_PEER_URL": self._plain_url,
        }

    @property
    def _plain_url(self) -> str:
        """The address as other drivers than Python's write it, for the peer's own role."""
        address = make_url(self.url)
        return f"postgres://bench_peer@{address.host}:{address.port}/{address.database}"


def sqlite_set(name: str) -> DataSet:
    """The set of a size on the embedded database."""
    folder = VAR / f"sqlite-{name}"
    found = DataSet(name, "sqlite", folder, f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}")
    if (folder / READY).exists():
        return _renewed(found)
    shutil.rmtree(folder, ignore_errors=True)
    if name not in MODELS:
        _demo_world(found)
    else:
        model = sqlite_set(MODELS[name])
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns(READY, "*.log"))
    engine = _hasty_engine(folder / "hub.sqlite")
    with engine.begin() as connection:
        _fill(name)(connection)
    with engine.connect() as connection:  # the hub takes no statistics, so none are taken here
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()
    run_blocking(found.url, _judged)
    (folder / READY).write_text(_edition())
    return found


def postgresql_set(name: str, cluster: Cluster) -> DataSet:
    """The set of a size on the bench's PostgreSQL."""
    folder, database = VAR / f"postgresql-{name}", f"bench_{name}"
    found = DataSet(name, "postgresql", folder, cluster.database(database))
    if (folder / READY).exists():
        return _renewed(found)
    shutil.rmtree(folder, ignore_errors=True)
    cluster.execute(f'drop database if exists "{database}" with (force)')
    if name not in MODELS:
        cluster.execute(f'create database "{database}" template template0')
        _demo_world(found)
    else:
        model = postgresql_set(MODELS[name], cluster)
        cluster.execute(f'create database "{database}" template "bench_{model.name}"')
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns(READY, "*.log"))
    run_blocking(found.url, _fill(name))
    run_blocking(found.url, _judged)
    cluster.execute("vacuum (analyze)", database)
    cluster.execute("checkpoint")
    (folder / READY).write_text(_edition())
    return found


def peer_set(model: DataSet, cluster: Cluster) -> DataSet:
    """A copy of a set that has the peer's schema beside the hub's tables."""
    name, folder = f"{model.name}_peer", VAR / f"postgresql-{model.name}-peer"
    found = DataSet(name, "postgresql", folder, cluster.database(f"bench_{name}"))
    if not (folder / READY).exists():
        folder.mkdir(parents=True, exist_ok=True)
        cluster.execute(f'drop database if exists "bench_{name}" with (force)')
        cluster.execute(f'create database "bench_{name}" template "bench_{model.name}"')
        cluster.execute((ROOM / "peers" / "setup.sql").read_text(encoding="utf-8"), f"bench_{name}")
        cluster.execute("vacuum (analyze)", f"bench_{name}")
        (folder / READY).write_text(_edition())
    return found


def _renewed(kept: DataSet) -> DataSet:
    """A kept set under the newest revision of the tables, the shipped policy, the newest rules."""
    note = kept.folder / READY
    if note.read_text() != _edition():
        for verb in (
            ("migrate",),
            ("policy", "apply", str(POLICY), "--by", "bench", "--lead", "0"),
        ):
            _hub(kept, *verb)
        note.write_text(_edition())
    run_blocking(kept.url, _judged)
    return kept


def _judged(connection: Connection) -> None:
    """Nobody waits to be judged: a copy's figures are those of its original, whatever the rules."""
    rules = rule_set.thresholds_of(connection)
    waiting.reach(connection, rules.rule_version, DAY)
    waiting.feeds_changed(connection, late_feeds(connection, DAY, NOW).digest, DAY)
    connection.execute(delete(recompute))


def _edition() -> str:
    """What a kept set must fit: the revision of the tables, and the policy."""
    revisions = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("0*.py"))
    return f"{revisions[-1]} {hashlib.sha256(POLICY.read_bytes()).hexdigest()}"


def _hub(made: DataSet, *arguments: str) -> None:
    """Run a verb of the product on a set."""
    subprocess.run(
        [*HUB, *arguments],
        cwd=made.folder,
        env={**made.environment, "PYTHONPATH": str(ROOT)},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _demo_world(made: DataSet) -> None:
    """Load the demo world with the product's own command."""
    made.folder.mkdir(parents=True)
    many = str(SIZES[made.name])
    _hub(made, "demo", "--merchants", many, "--seed", str(SEED), "--day", str(DAY))


def _fill(name: str) -> Callable[[Connection], None]:
    """Cases into the demo's own worlds, copies into the others."""

    def work(connection: Connection) -> None:
        if name not in MODELS:
            open_cases(connection)
            return
        grow(connection, SIZES[name])
        counted = select(func.count()).where(merchant.c.superseded_at.is_(None))
        if connection.scalar(counted) != SIZES[name]:
            raise ValueError(f"the set {name} has another number of merchants than asked for")

    return work


def _hasty_engine(path: Path) -> Engine:
    """An engine that writes in big strides; what it leaves behind is of no use when it fails."""
    engine = create_engine(f"sqlite:///{path}", module=driver)
    with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-262144"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    return engine
