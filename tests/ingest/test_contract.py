"""Section 4 of the contract, file by file: by `hub import` and by `POST /ingest`."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from hub.app import asgi
from hub.keys import signing_keys
from hub.settings import Settings
from hub.tokens import Issuer
from tests.ingest.hostile import FILES, Sent
from tests.serving import Command

PARTIES = "code,kind,name\ndata-center,DATA_CENTER,市大数据中心\n"
SOURCES = "code,name,party,kinds\nregistry,登记,data-center,merchants;revenues;shareholders\n"
SENT_BY_THE_CENTER = ("merchants", "revenues", "shareholders")


@pytest.fixture
def hub(tmp_path: Path, database_url: str) -> Command:
    more = {"HUB_DATABASE_URL": database_url, "HUB_NOW": "2022-03-02T09:00:00+08:00"}
    command = Command(tmp_path / "var", more)
    command.done("init", "--steward", "a", "--steward", "b")
    for kind, text in (("parties", PARTIES), ("sources", SOURCES)):
        (tmp_path / "var" / f"{kind}.csv").write_text(text, "utf-8")
        command.done("import", kind, f"{kind}.csv")
    return command


def told(receipt: dict[str, object]) -> tuple[object, ...]:
    return tuple(receipt[name] for name in ("accepted", "unchanged", "codes"))


def meant(sent: Sent) -> tuple[object, ...]:
    return sent.accepted, sent.unchanged, sent.codes


def test_by_the_command(hub: Command) -> None:
    odd: list[tuple[object, ...]] = []
    for sent in FILES:
        (hub.folder / "sent.csv").write_bytes(sent.raw)
        dry = hub.run("import", sent.kind, "sent.csv", "--dry-run", "--json")
        ended = hub.run("import", sent.kind, "sent.csv", "--json")
        if sent.refused:
            fine = ended.status == 1 and ended.err.startswith(f"hub: {sent.refused}: ")
            fine = fine and ended.err.count("\n") == 1 and not ended.out
        else:
            receipt = json.loads(ended.out) if ended.out else {}
            fine = bool(receipt) and told(receipt) == meant(sent)
            fine = fine and ended.status == int(bool(sent.codes)) and not ended.err
            fine = fine and told(json.loads(dry.out)) == told(receipt)
        if not fine:
            odd.append((sent.name, ended, dry))
    assert not odd, "\n".join(map(str, odd))


@pytest.mark.anyio
async def test_over_http(hub: Command) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(hub.folder)
        settings = Settings.from_environment(hub.environment)
        app = asgi(settings)
    keys = signing_keys(settings.keys_dir, demo_mode=True)
    issuer = Issuer(keys, issuer=settings.issuer, audience=settings.audience)
    token = issuer.issue(party="data-center", subject="li", ttl=3600)
    headers = {"authorization": f"Bearer {token}", "content-type": "text/csv"}
    odd: list[tuple[object, ...]] = []
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        for number, sent in enumerate(FILES):
            if sent.kind not in SENT_BY_THE_CENTER:
                continue
            keyed = {**headers, "idempotency-key": f"k{number}"}
            first, again = [
                await client.post(f"/ingest/{sent.kind}", content=sent.raw, headers=keyed)
                for _ in range(2)
            ]
            if sent.refused:
                statuses = (422, 422)
                fine = first.json()["errors"][0]["extensions"]["code"] == sent.refused
            else:
                statuses = (207 if sent.codes else 201, 200)
                fine = told(first.json()) == meant(sent) and first.json() == again.json()
            if not fine or (first.status_code, again.status_code) != statuses:
                odd.append((sent.name, first.status_code, first.text, again.status_code))
            other = await client.post(
                f"/ingest/{sent.kind}", content=sent.raw + b"\n", headers=keyed
            )
            if not sent.refused and other.status_code != 409:
                odd.append((sent.name, "other bytes", other.status_code))
    await app.closing()
    assert not odd, "\n".join(map(str, odd))
