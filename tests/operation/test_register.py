"""What left its register is told still, in its last version, where the contract has no null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from hub.domain.identifiers import fact_key, hash63, node_id
from hub.tables.credit import rating
from hub.tables.fund import custody_account
from hub.tables.merchant import merchant
from hub.tables.party import institution, party
from tests.operation.conftest import NOW, SALON, SECRET, SmallHub, principal

pytestmark = pytest.mark.anyio

BEFORE, LATER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)
LEFT = datetime(2026, 11, 19, tzinfo=UTC)
VERSION = {"source": "operator", "provider": "operator", "disputed": False}
ASKED = """{ merchant(uscc: "91310115MA1K00015K"%s) {
  ratings(first: 1) { nodes { publisher { code name } } }
  custodyAccounts { bank { code name } }
} }"""


def _register(
    connection: Connection, table: Any, letter: str, *names: tuple[datetime, str]
) -> None:
    """Versions of one row, the last of which has ended."""
    code = "bank-gone" if table is institution else "association-beauty"
    half = fact_key(SECRET, "Institution" if table is institution else "Party", (code,))
    key = {"fact_id": half, "node_id": node_id(letter, 0, half), "code": code}
    ends = [*(began for began, _ in names[1:]), LEFT]
    if table is party:
        same: Mapping[str, Any] = (
            connection.execute(select(party).where(party.c.code == code)).mappings().one()
        )
        connection.execute(party.delete().where(party.c.code == code))
        more = {**same}
    else:
        more = {**VERSION, **key, "kind": "BANK"}
    for (began, name), ended in zip(names, ends, strict=True):
        told = {**more, "name": name, "recorded_at": began, "superseded_at": ended}
        connection.execute(insert(table).values(told))


def _facts(connection: Connection) -> None:
    key = hash63(SALON)
    for table, letter, more in (
        (rating, "R", {"publisher": "association-beauty", "published_on": date(2026, 10, 1),
                       "grade": "A", "method": "m"}),
        (custody_account, "A", {"bank": "bank-gone", "account_number": "1",
                                "opened_on": date(2026, 1, 1)}),
    ):  # fmt: skip
        half = fact_key(SECRET, table.name, ("1",))
        row = {"merchant_id": key, "fact_id": half, "node_id": node_id(letter, key, half)}
        early = {"recorded_at": datetime(2026, 10, 2, tzinfo=UTC)}
        connection.execute(insert(table).values(VERSION | row | early | more))


def _arrange(connection: Connection) -> None:
    connection.execute(update(merchant).values(recorded_at=datetime(2026, 1, 1, tzinfo=UTC)))
    _register(connection, party, "P", (BEFORE, "旧名"), (LATER, "新名"))
    _register(connection, institution, "I", (BEFORE, "旧行"), (LATER, "新行"))
    _facts(connection)


@pytest.mark.parametrize(
    ("moment", "names"),
    [
        (None, ("新名", "新行")),  # both have left by now
        (LATER, ("新名", "新行")),
        (BEFORE, ("旧名", "旧行")),
        (datetime(2026, 10, 15, tzinfo=UTC), ("旧名", "旧行")),  # not yet registered: the first
    ],
    ids=["now", "later", "before", "earlier still"],
)
async def test_who_left_the_register_is_told_by_the_last_version(
    small_hub: SmallHub, moment: datetime | None, names: tuple[str, str]
) -> None:
    assert LEFT < NOW
    await small_hub.database.run(_arrange)
    as_of = "" if moment is None else f', asOf: "{moment.isoformat()}"'
    answer = await small_hub.ask(ASKED % as_of, principal("city-commerce"))
    found = answer["data"]["merchant"]
    (told,) = found["ratings"]["nodes"]
    (account,) = found["custodyAccounts"]
    assert (told["publisher"]["name"], account["bank"]["name"]) == names
    assert (told["publisher"]["code"], account["bank"]["code"]) == (
        "association-beauty",
        "bank-gone",
    )


async def test_nobody_finds_who_left_by_the_register_itself(small_hub: SmallHub) -> None:
    await small_hub.database.run(_arrange)
    answer = await small_hub.ask("{ institutions { code } }", principal("city-commerce"))
    assert answer["data"] == {"institutions": []}
