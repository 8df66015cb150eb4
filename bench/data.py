"""The data sets: made once by the product's own demo loader, grown by copies, kept and used again.

In: an engine and a size ("10k"). Out: a `DataSet`: the URL of a migrated database and the data
folder with its keys. A set whose making was cut short is made anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, func, select

from bench.copies import grow
from bench.leases import open_cases
from bench.places import DAY, NOW, SEED, SIZES, TEMPLATES, VAR
from hub.engines.sqlite import driver
from hub.tables.merchant import merchant

if TYPE_CHECKING:
    from sqlalchemy import Engine

HUB = (sys.executable, "-c", "from hub.cli.main import main; main()")


@dataclass(frozen=True)
class DataSet:
    """One database and what a hub on it needs."""

    name: str
    engine: str
    folder: Path
    url: str
    merchants: int

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process that serves this set."""
        return {
            "HUB_DATA_DIR": str(self.folder),
            "HUB_DATABASE_URL": self.url,
            "HUB_NOW": NOW.isoformat(),
        }

    @property
    def path(self) -> Path:
        """The file of an embedded database."""
        return Path(self.url.partition(":///")[2])


def sqlite_set(name: str) -> DataSet:
    """The set of a size on the embedded database."""
    folder = VAR / f"sqlite-{name}"
    found = DataSet(name, "sqlite", folder, _url(folder), SIZES[name])
    if (folder / "ready").exists():
        return found
    shutil.rmtree(folder, ignore_errors=True)
    if name == "1k":
        demo_world(found)
    else:
        model = sqlite_set("1k")
        shutil.copytree(model.folder, folder, ignore=shutil.ignore_patterns("ready", "*.log"))
        _fill(found)
    (folder / "ready").touch()
    return found


def demo_world(made: DataSet) -> None:
    """Load the demo world with the product's own command."""
    made.folder.mkdir(parents=True)
    arguments = ["demo", "--merchants", str(TEMPLATES), "--seed", str(SEED), "--day", str(DAY)]
    subprocess.run([*HUB, *arguments], cwd=made.folder, env=made.environment, check=True)
    engine = plain_engine(made.path)
    with engine.begin() as connection:
        open_cases(connection)
    settle(engine)


def _fill(made: DataSet) -> None:
    engine = plain_engine(made.path)
    with engine.begin() as connection:
        grow(connection, made.merchants)
        counted = select(func.count()).where(merchant.c.superseded_at.is_(None))
        if connection.scalar(counted) != made.merchants:
            raise ValueError(f"the set {made.name} has another number of merchants than asked for")
    settle(engine)


def plain_engine(path: Path) -> Engine:
    """An engine that writes in big strides; the database is made anew when it fails."""
    engine = create_engine(f"sqlite:///{path}", module=driver)
    with engine.connect() as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-262144"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
    return engine


def settle(engine: Engine) -> None:
    """The journal that the product uses. It takes no statistics, so none are taken here."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}"
