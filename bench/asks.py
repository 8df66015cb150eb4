"""What is asked: for every operation many requests, each of another caller.

In: a data set. Out: by operation the requests, as bytes ready to send. A and D name another
merchant each time, B and C another officer of another district, E another case. A token is signed
for each caller by the instance's own keys, so that the hub sees as many identities as requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, select

from bench.leases import POLICE, leases
from bench.places import NOW
from hub import clock
from hub.database import run_blocking
from hub.keys import signing_keys
from hub.tables.merchant import merchant
from hub.tables.party import district
from hub.tokens import Issuer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from bench.data import DataSet

OPERATIONS = ("A", "B", "C", "D", "E")
POINTS = 4_096  # requests of A and of D, at most
STEP = 2**63 // POINTS
OFFICERS = 8  # of each district that ask B and C
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: who, in which case, with which variables."""

    operation: str
    party: str
    subject: str
    case: str
    variables: dict[str, Any]
    token: str

    def request(self, path: str, text: str) -> bytes:
        """The whole HTTP request for a document."""
        body = orjson.dumps({"query": text, "variables": self.variables})
        lines = [
            f"POST {path} HTTP/1.1",
            "host: bench",
            "accept: application/graphql-response+json",
            "content-type: application/json",
            f"content-length: {len(body)}",
            f"x-caller: {self.party}|{self.subject}|{self.case}",
        ]
        if self.token:
            lines.append(f"authorization: Bearer {self.token}")
        return "\r\n".join([*lines, "", ""]).encode() + body


def asks(data: DataSet) -> dict[str, list[Ask]]:
    """The requests on a data set, by operation."""
    clock.set_clock(NOW)
    keys = signing_keys(data.folder / "keys", demo_mode=True)
    issuer = Issuer(keys, issuer="prepaid-card-hub", audience="prepaid-card-hub")
    found = run_blocking(data.url, _read)
    made: dict[str, list[Ask]] = {name: [] for name in OPERATIONS}
    for operation, party, subject, case, variables in _planned(found):
        more = {"case": case} if case else {}
        token = (
            issuer.issue(party=party, subject=subject, ttl=DAY_SECONDS, **more) if subject else ""
        )
        made[operation].append(Ask(operation, party, subject, case, variables, token))
    return made


@dataclass(frozen=True)
class _Read:
    usccs: list[str]
    districts: list[str]
    leases: list[tuple[str, str]]


def _read(connection: Connection) -> _Read:
    districts = connection.scalars(select(district.c.code).order_by(district.c.code)).all()
    return _Read(_spread(connection), list(districts), leases(connection))


def _spread(connection: Connection) -> list[str]:
    """The codes of merchants all over the table: keys are hashes, so equal steps meet them all."""
    key = merchant.c.merchant_id
    at = bindparam("at", type_=key.type)
    first = select(merchant.c.uscc).where(merchant.c.superseded_at.is_(None), key >= at)
    nearest = first.order_by(key).limit(1)
    found = [connection.scalar(nearest, {"at": place * STEP}) for place in range(POINTS)]
    return list(dict.fromkeys(filter(None, found)))


Planned = tuple[str, str, str, str, dict[str, Any]]


def _planned(found: _Read) -> Iterator[Planned]:
    for number, uscc in enumerate(found.usccs):
        yield "A", "city-commerce", f"officer-{number}", "", {"uscc": uscc}
        yield "D", "public", "", "", {"uscc": uscc}
    for number in range(OFFICERS):
        for code in found.districts:
            for operation in ("B", "C"):
                party = f"district-commerce-{code}"
                yield operation, party, f"officer-{number}", "", {"district": code}
    for number, (case, uscc) in enumerate(found.leases):
        yield "E", POLICE, f"officer-{number % 2 + 1}", case, {"uscc": uscc}
