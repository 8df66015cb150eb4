"""The data sets: made once by the product's own demo loader, grown by copies, kept and used again.

In: a size ("10k") and, for PostgreSQL, a running cluster. Out: a `DataSet`: the URL of a migrated
database and the data folder with its keys. A set whose making was cut short is made anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, func, select

from bench.copies import grow
from bench.leases import open_cases
from bench.places import DAY, MODELS, NOW, SEED, SIZES, VAR
from hub.database import run_blocking
from hub.engines.sqlite import driver
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from bench.cluster import Cluster

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
        }


def sqlite_set(name: str) -> DataSet:
    """The set of a size on the embedded database."""
    folder = VAR / f"sqlite-{name}"
    found = DataSet(name, "sqlite", folder, f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}")
    if (folder / "ready").exists():
        return found
    shutil.rmtree(folder, ignore_errors=True)
    if name not in MODELS:
        _demo_world(found)
    else:
        model = sqlite_set(MODELS[name])
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns("ready", "*.log"))
    engine = _hasty_engine(folder / "hub.sqlite")
    with engine.begin() as connection:
        _fill(name)(connection)
    with engine.connect() as connection:  # the hub takes no statistics, so none are taken here
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()
    (folder / "ready").touch()
    return found


def postgresql_set(name: str, cluster: Cluster) -> DataSet:
    """The set of a size on the bench's PostgreSQL."""
    folder, database = VAR / f"postgresql-{name}", f"bench_{name}"
    found = DataSet(name, "postgresql", folder, cluster.database(database))
    if (folder / "ready").exists():
        return found
    shutil.rmtree(folder, ignore_errors=True)
    cluster.execute(f'drop database if exists "{database}" with (force)')
    if name not in MODELS:
        cluster.execute(f'create database "{database}" template template0')
        _demo_world(found)
    else:
        model = postgresql_set(MODELS[name], cluster)
        cluster.execute(f'create database "{database}" template "bench_{model.name}"')
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns("ready", "*.log"))
    run_blocking(found.url, _fill(name))
    cluster.execute("vacuum (analyze)", database)
    cluster.execute("checkpoint")
    (folder / "ready").touch()
    return found


def _demo_world(made: DataSet) -> None:
    """Load the demo world with the product's own command."""
    made.folder.mkdir(parents=True)
    subprocess.run(
        [
            *HUB,
            "demo",
            "--merchants",
            str(SIZES[made.name]),
            "--seed",
            str(SEED),
            "--day",
            str(DAY),
        ],
        cwd=made.folder,
        env=made.environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


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
