"""How fast card reports come in, beside the database's own bulk load of the same rows.

In: `python -m bench.intake [--rows N] [--merchants N] [--rounds N] [--memory N]`; PostgreSQL is
measured where HUB_TEST_DATABASE_URL names a server. Out: one JSON object. In each round the hub
takes in a file of N rows as a party's batch (encoding, digest, typing, rights, superseding,
quarantine, receipt); then the new rows that it made are loaded as they are into an equal table with
equal indexes, by binary COPY or by one `executemany`. A ratio is rows a second of the file over
rows a second of the bare load, by wall and by CPU of process and server: medians of the rounds. The
derivation that follows is shown apart. `memory`: the peak of a process that takes in a tenth of so
many rows, and all of them.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson
from sqlalchemy import select

from authz.compile import compile_policy
from authz.guard import Guard
from authz.store import shipped
from bench.bulk import Load, PostgresqlLoad, SqliteLoad
from bench.cluster import cluster
from bench.reports import SENDER, Reports
from hub import clock
from hub.derive.run import derive
from hub.ingest.batch import receive
from hub.ingest.context import OPERATOR, Sender
from hub.lasting import lasting
from hub.tables.fund import card_report
from hub.tables.intake import batch, recompute
from schema.build import planned_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.rounds import Plan

SECRET = b"bench-bench-bench-bench-bench-32"
SERVER = "HUB_TEST_DATABASE_URL"
KIND = "card-reports"
KIB = 1024
ROWS, MERCHANTS = 100_000, 20_000


class Bench:
    """One database with its register, and the rounds on it."""

    def __init__(self, load: Load, reports: Reports, folder: Path) -> None:
        self._load, self.reports, self._folder = load, reports, folder
        self._guard = Guard(compile_policy(shipped(), "shipped", planned_schema()))
        self._known: set[int] = set()
        operator = Sender(SENDER.principal, OPERATOR)
        for kind, text in reports.register():
            (folder / kind).write_text(text, encoding="utf-8")
            with (folder / kind).open("rb") as file:
                self._take_in(kind, file, operator, "register")
        self.take_in(0)
        self._load.bare(card_report, self._made("0"))

    def _take_in(self, kind: str, file: BinaryIO, sender: Sender, key: str) -> Any:
        return receive(
            self._load.transact,
            file,
            kind=kind,
            sender=sender,
            key=key,
            secret=SECRET,
            guard=None if sender.is_operator else self._guard,
        ).receipt

    def take_in(self, turn: int) -> dict[str, float]:
        """The file of one round; what it cost a row."""
        with (self._folder / KIND).open("w+b") as file:
            self.reports.write(file, turn)
            with self._load.spent() as spent:
                receipt = self._take_in(KIND, file, SENDER, str(turn))
        if receipt.accepted < receipt.rows * 0.98 or not receipt.quarantined:
            raise RuntimeError(f"not what was sent: {receipt}")
        return spent.figures(receipt.rows)

    def round(self, turn: int) -> dict[str, dict[str, float]]:
        ours = self.take_in(turn)
        rows = self._made(str(turn))
        with self._load.spent() as bare:
            self._load.bare(card_report, rows)
        return {"intake": ours, "bare": bare.figures(len(rows)), "derive": self._derived()}

    def _made(self, key: str) -> list[tuple[Any, ...]]:
        """The new rows of a round's batch, as the driver takes them."""
        named = select(batch.c.batch_id).where(batch.c.kind == KIND, batch.c.idempotency_key == key)
        chosen = select(card_report).where(card_report.c.batch_id.in_(named))
        rows = self._load.transact(lambda each: [tuple(row) for row in each.execute(chosen)])
        fresh = [row for row in rows if row[1] not in self._known]
        self._known.update(row[1] for row in fresh)
        return self._load.driver_rows(card_report, fresh)

    def _derived(self) -> dict[str, float]:
        """What the figures of some of the touched merchants cost, a merchant."""
        chosen = select(recompute.c.merchant_id).limit(1_000)
        ids = self._load.transact(lambda each: list(each.scalars(chosen)))
        now = clock.now()
        with self._load.spent() as spent:
            self._load.transact(
                lambda each: derive(
                    each, merchants=ids, day=clock.day_of(now), now=now, secret=SECRET
                )
            )
        return spent.figures(len(ids))


def summary(rounds: list[dict[str, dict[str, float]]]) -> dict[str, Any]:
    """Medians of the rounds, and of their ratios."""
    found: dict[str, Any] = {
        part: {name: median(each[part][name] for each in rounds) for name in rounds[0][part]}
        for part in rounds[0]
    }
    wall = (each["intake"]["rows_per_second"] / each["bare"]["rows_per_second"] for each in rounds)
    spent = (each["bare"]["cpu_us_per_row"] / each["intake"]["cpu_us_per_row"] for each in rounds)
    return {"ratio_wall": round(median(wall), 3), "ratio_cpu": round(median(spent), 3), **found}


def intake(plan: Plan) -> dict[str, Any]:
    """The chapter: both engines, PostgreSQL on the bench's own server."""
    reports = Reports(MERCHANTS, ROWS)
    found: dict[str, Any] = {"plan": vars(plan), "rows": ROWS, "merchants": MERCHANTS}
    found["sqlite"] = measured("sqlite", "", reports, plan.rounds)
    with cluster() as server:
        found["postgresql"] = measured("postgresql", server.url, reports, plan.rounds)
    return found


@contextmanager
def _loading(name: str, server: str) -> Iterator[tuple[Load, Path]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder)
        with lasting():  # as the hub starts, whoever takes in
            load = SqliteLoad(path) if name == "sqlite" else PostgresqlLoad(server)
        try:
            yield load, path
        finally:
            load.close()


def measured(name: str, server: str, reports: Reports, rounds: int) -> dict[str, Any]:
    with _loading(name, server) as (load, path):
        bench = Bench(load, reports, path)
        return summary([bench.round(turn) for turn in range(1, rounds + 1)])


def peak(name: str, reports: Reports) -> int:
    """MiB that a process of its own needed at most to take in one file."""
    rows = ("--rows", str(reports.rows), "--merchants", str(reports.merchants))
    command = [sys.executable, "-m", "bench.intake", "--peak-of", name, *rows]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


def _peak_here(name: str, reports: Reports) -> int:
    with _loading(name, os.environ.get(SERVER, "")) as (load, path):
        bench = Bench(load, Reports(reports.merchants, reports.merchants), path)
        bench.reports = reports
        bench.take_in(1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.intake", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--merchants", type=int, default=MERCHANTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, metavar="ROWS")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--peak-of", help=argparse.SUPPRESS)
    given = parser.parse_args()
    reports = Reports(given.merchants, given.rows)
    if given.peak_of:
        sys.stdout.write(str(_peak_here(given.peak_of, reports)))
        return
    names = [given.only] if given.only else ["sqlite", *["postgresql"] * (SERVER in os.environ)]
    found: dict[str, Any] = {"rows": given.rows, "merchants": given.merchants}
    for name in names:
        found[name] = measured(name, os.environ.get(SERVER, ""), reports, given.rounds)
        if given.memory:
            sizes = (given.memory // 10, given.memory)
            each = {rows: peak(name, Reports(given.merchants, rows)) for rows in sizes}
            found[name]["peak_mib"] = {str(rows): mib for rows, mib in each.items()}
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


if __name__ == "__main__":
    main()
