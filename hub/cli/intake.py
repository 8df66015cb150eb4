"""Batches from the command line: one open database, transactions one after the other.

In: files, or rows made here. Out: receipts. The sender is the operator, who is not judged, or a
registered source, whose party is judged like anybody. A file that was killed half-way goes on
where it stopped; a file that came whole before is received anew, and its rows are `unchanged`.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypeVar

from authz.guard import Guard
from authz.principal import Principal
from hub import clock
from hub.cli.surroundings import demand_migrated
from hub.database import open_database
from hub.errors import IntakeError
from hub.ingest.batch import Options, Outcome, receive
from hub.ingest.context import OPERATOR, Sender
from hub.ingest.quarantine import repair_file
from hub.keys import instance_secret
from hub.policies import TableRows, own_store
from hub.register import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from hub.settings import Settings

T = TypeVar("T")
CHUNK = 1 << 20
TIMES = 10_000  # that one file may come whole


class Intake:
    """A context: the database is open inside it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._secret = instance_secret(settings.keys_dir)
        self._runner = asyncio.Runner()
        self._database = open_database(settings.database_url)

    def __enter__(self) -> Self:
        self.transact(demand_migrated)
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._database.close())
        self._runner.close()

    def transact(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in one transaction."""
        return self._runner.run(self._database.run(work))

    def file(self, kind: str, body: BinaryIO, options: Options, source: str = OPERATOR) -> Outcome:
        """Receive a file, under the first of its keys that is not whole yet."""
        sender, guard = self._sender(source)
        name = f"{_digest(body)[:40]}-{options.mapping.digest[:16]}"
        for time in range(1, TIMES):
            outcome = receive(
                self.transact,
                body,
                kind=kind,
                sender=sender,
                key=f"{name}-{time}",
                secret=self._secret,
                guard=guard,
                options=options,
            )
            if not outcome.stored:
                return outcome
        raise IntakeError("BATCH_TOO_OFTEN", "This very file came too often.")

    def rows(self, kind: str, rows: Sequence[Mapping[str, str]]) -> Outcome:
        """Receive rows made here, as the operator."""
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        return self.file(kind, io.BytesIO(text.getvalue().encode()), Options())

    def repair(self, batch: str) -> bytes:
        """The repair file of a batch."""
        return self.transact(lambda connection: repair_file(connection, batch, party=None))

    def _sender(self, source: str) -> tuple[Sender, Guard | None]:
        if source == OPERATOR:
            return Sender(_operator(), OPERATOR), None
        register = Register(self._database, demo_mode=True)
        snapshot = self._runner.run(register.snapshot())
        if source not in snapshot.sources:
            raise IntakeError("SOURCE_UNKNOWN", "没有登记这一数据来源 (no such source)")
        party = snapshot.sources[source][0]
        principal = self._runner.run(register.principal(party, "hub import"))
        policy = self.transact(lambda each: own_store().refresh(TableRows(each, clock.now())))
        return Sender(principal, source), Guard(policy)


def _operator() -> Principal:
    return Principal(party=OPERATOR, kind="STEWARD", subject="hub import", roles=("STEWARD",))


def _digest(body: BinaryIO) -> str:
    digest = hashlib.sha256()
    body.seek(0)
    while part := body.read(CHUNK):
        digest.update(part)
    body.seek(0)
    return digest.hexdigest()


def as_table(receipts: Sequence[tuple[str, dict[str, Any]]]) -> list[tuple[str, ...]]:
    """Receipts as rows of a table, each with the name of its file."""
    names = ("rows", "accepted", "unchanged", "quarantined", "status")
    return [
        (name, *(str(receipt[each]) for each in names), _codes(receipt["codes"]))
        for name, receipt in receipts
    ]


def _codes(codes: Mapping[str, int]) -> str:
    return " ".join(f"{code}={count}" for code, count in sorted(codes.items()))
