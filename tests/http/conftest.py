"""A served edge over a register of four parties and a stand-in for the heart."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from authz.principal import PUBLIC, Principal
from hub.cli.intake import Intake
from hub.errors import IdentityError
from hub.http.routes import Application
from hub.http.service import Service
from hub.ingest.batch import Options
from hub.keys import make_keys, signing_keys
from hub.operation import Answer, Request
from hub.settings import Settings
from hub.tokens import Issuer, OwnKeys, Verifier
from tests.serving import Command

PARTIES = {
    "bank-a": "BANK",
    "court-310115": "COURT",
    "city-commerce": "CITY_COMMERCE",
    "merchant-x": "MERCHANT",
}

CODE = "91310115MA1K000016"
MERCHANT = f"uscc,name,industry,industry_edition\n{CODE},甲美容,8040,2017\n"


class FakeRegister:
    def __init__(self) -> None:
        self.revoked: set[str] = set()

    async def nobody(self, *, fresh: bool = False) -> Principal:
        return replace(PUBLIC, epoch=int(fresh))

    async def principal(
        self,
        code: str,
        subject: str,
        roles: Any = None,
        case: Any = None,
        purpose: Any = None,
        *,
        fresh: bool = False,
    ) -> Principal:
        if fresh and code in self.revoked:
            raise IdentityError("revoked", "PARTY_UNKNOWN")
        if code not in PARTIES:
            raise IdentityError("not registered", "PARTY_UNKNOWN")
        kind = PARTIES[code]
        return Principal(
            party=code,
            kind=kind,
            subject=subject,
            roles=tuple(roles or [kind]),
            case_number=case,
            purpose=purpose,
        )


@dataclass
class FakeOperations:
    """Remembers what it was asked and answers as told."""

    answer_with: Answer = field(default_factory=lambda: Answer(200, b'{"data":{}}'))
    asked: list[tuple[Request, Principal]] = field(default_factory=list)
    action: Callable[[], Any] | None = None
    cancelled: int = 0

    async def answer(self, request: Request, principal: Principal) -> Answer:
        self.asked.append((request, principal))
        try:
            if self.action is not None:
                await self.action()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if request.document.startswith("mutation") and not request.allow_mutation:
            return Answer(405, b'{"errors":[{"message":"POST it"}]}')
        return self.answer_with


@dataclass
class Edge:
    client: httpx.AsyncClient
    app: Application
    operations: FakeOperations
    issuer: Issuer
    service: Service
    turned_away: list[Principal]

    def token(self, party: str, **more: Any) -> dict[str, str]:
        token = self.issuer.issue(**{"party": party, "subject": "li", "ttl": 60, **more})
        return {"authorization": f"Bearer {token}"}

    @property
    def caller(self) -> Principal:
        return self.operations.asked[-1][1]

    @property
    def request(self) -> Request:
        return self.operations.asked[-1][0]

    async def post(self, document: Any, **more: Any) -> httpx.Response:
        content = json.dumps(document) if not isinstance(document, bytes) else document
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        return await self.client.post("/graphql", content=content, headers=headers, **more)


async def _sdl(principal: Principal) -> str:
    return f"# {principal.party}\ntype Query {{ a: Int }}\n"


async def _checks() -> dict[str, str | None]:
    return {"database": None}


def _opening() -> None:
    return None


async def _closing() -> None:
    return None


@pytest.fixture
def settings() -> Settings:
    return Settings(mode="demo")


@pytest.fixture
async def edge(tmp_path: Path, settings: Settings) -> AsyncIterator[Edge]:
    make_keys(tmp_path, demo=True, made=1)
    keys = signing_keys(tmp_path, demo_mode=True)
    operations = FakeOperations()
    service = Service(
        settings=settings,
        secret=bytes(32),
        guard=_closing,  # type: ignore[arg-type]
        database=None,  # type: ignore[arg-type]
        operations=operations,
        register=FakeRegister(),  # type: ignore[arg-type]
        verifier=Verifier(OwnKeys(keys), issuer="hub", audience="hub"),
        sdl=_sdl,
        checks=_checks,
        taken_in=_opening,
        turned_away=_closing,  # type: ignore[arg-type]
    )
    turned_away: list[Principal] = []

    async def away(caller: Principal) -> None:
        turned_away.append(caller)

    service = replace(service, turned_away=away)
    app = Application(service, opening=_opening, closing=_closing)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        issuer = Issuer(keys, issuer="hub", audience="hub")
        yield Edge(client, app, operations, issuer, service, turned_away)


@pytest.fixture
def begun(tmp_path: Path, database_url: str) -> Settings:
    """A hub of its own on either engine, that has taken in one merchant."""
    command = Command(tmp_path, {"HUB_DATABASE_URL": database_url})
    command.done("init", "--steward", "a", "--steward", "b")
    found = Settings.from_environment(command.environment)
    with Intake(found) as intake:
        intake.file("merchants", io.BytesIO(MERCHANT.encode()), Options())
    return found
