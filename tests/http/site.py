"""The public pages over the hostile world, with canaries where the public sees nothing.

`planted()` is the world with a secret word or amount in every cell of a withheld family; a few
merchants have hostile names, many outlets or much to tell. `Site.get` is a browser without a token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
from sqlalchemy import Column

from authz.principal import Principal
from hub import clock
from hub.domain.text import mask_name1, mask_street, normalise
from hub.http.routes import Application
from hub.http.service import Service
from hub.settings import Settings
from hub.tables.base import Money
from hub.tables.catalogue import TABLES
from tests.world.acts import acts
from tests.world.cases import cases
from tests.world.firms import firms, key
from tests.world.ground import NOW, Rows, day
from tests.world.hub import WorldHub
from tests.world.money import money
from tests.world.parties import register
from tests.world.standing import standing

SECRET_WORD, OPEN_WORD = "密不外传", "已经公示"
SECRET_FEN, SECRET_YUAN = 765_432_109, "7654321"
HOSTILE = "<script>alert(1)</script>\"'&amp;{{7*7}}🌸（店）</title>"
LONG = "上海" + "极长名称" * 60 + "x" * 200
HOSTILE_ONE, LONG_ONE, CHAIN, REPORTED = 1, 2, 4, 6
OUTLETS = 130
OPEN_FAMILIES = frozenset({None, "META", "PUBLIC", "PUBLISHED", "CUSTODYSTATUS", "INTAKE"})
WORDS = frozenset(  # texts that are not of a closed list
    {
        *("holder", "text", "result", "evidence", "note", "account_number", "claim", "main_uses"),
        *("findings", "statement", "decision", "legal_representative", "registered_address"),
        *("contact_phone", "legal_representative_id_number", "ticket", "court", "outcome"),
    }
)

MASKED: dict[str, dict[str, Callable[[str], str]]] = {  # what intake stores beside
    "registered_address": {"registered_address_street": mask_street},
    "legal_representative": {"legal_representative_name1": mask_name1},
}


def planted() -> Rows:
    """The hostile world, with what these tests look for."""
    rows = Rows()
    for part in (register, firms, money, standing, acts, cases):
        part(rows)
    for table, found in rows.items():
        for row in found:
            _plant(table, row)
    _names(rows)
    for at in range(OUTLETS):
        rows.fact(
            "outlet", key(CHAIN), f"chain{at}", code=f"C{at:03d}", name=f"连锁{at:03d}店",
            address="世纪大道", district="310115", status="OPEN", opened_on=day(-500 - at),
            closed_on=None,
        )  # fmt: skip
    rows.searchable()
    return rows


def _plant(table: str, row: dict[str, Any]) -> None:
    for column in TABLES[table].c:
        if column.info.get("family") not in OPEN_FAMILIES and row.get(column.name) is not None:
            _hide(row, column, closed=(table, column.name) == ("inspection", "result"))
    if table == "penalty":
        row["authority"] = SECRET_WORD if row["published_on"] is None else OPEN_WORD
    if table == "risk_status" and row["reasons"]:
        row["reasons"] = [{"code": "W", "text": SECRET_WORD, "rule": "PLAN"}]


def _hide(row: dict[str, Any], column: Column[Any], *, closed: bool) -> None:
    if isinstance(column.type, Money):
        row[column.name] = SECRET_FEN
    elif column.name in WORDS and not closed:
        row[column.name] = f"甲{SECRET_WORD}1号"
        for masked, mask in MASKED.get(column.name, {}).items():
            row[masked] = mask(row[column.name])


def _names(rows: Rows) -> None:
    for number, name in ((HOSTILE_ONE, HOSTILE), (LONG_ONE, LONG)):
        for row in rows["merchant"]:
            if row["merchant_id"] == key(number):
                row.update(name=name, name_folded=normalise(name), brand=name)
        for row in rows["outlet"]:
            if row["merchant_id"] == key(number):
                row.update(name=name, address=name)
        for row in (*rows["rating"], *rows["warning"]):
            if row["merchant_id"] == key(number):
                row.update(
                    {column: name for column in ("comment", "title", "text") if column in row}
                )


@dataclass(frozen=True)
class Nobody:
    """A register that knows nobody but the public."""

    principal: Principal

    async def nobody(self, **_: bool) -> Principal:
        return self.principal


@dataclass
class Site:
    """The pages of one hub."""

    hub: WorldHub
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def app(self) -> Application:
        return application(self.hub.operations, self)

    def get(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        """What a browser gets; redirects are not followed."""
        clock.set_clock(NOW)
        return self.hub.run(self._get(address, method, headers))

    async def _get(self, address: str, method: str, headers: Mapping[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
            return await client.request(method, address, headers=headers)


def application(operations: Any, site: Site) -> Application:
    """The edge of a hub, as far as the public pages need it."""
    nothing: Any = None
    service = Service(
        settings=site.settings,
        secret=bytes(32),
        database=nothing,
        operations=operations,
        register=Nobody(site.hub.parties["public"]),  # type: ignore[arg-type]
        verifier=nothing,
        guard=nothing,
        sdl=nothing,
        checks=nothing,
        taken_in=nothing,
        turned_away=nothing,
    )
    return Application(service, opening=nothing, closing=nothing)
