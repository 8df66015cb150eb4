"""The settings of one process: one frozen record, read once from `HUB_*`.

In: the environment and, beneath it, the lines of a `.env` file. Out: `Settings`. Refuses, all at
once and in one message: a name it does not know, a value it cannot read, and what demo mode alone
may have (`HUB_NOW`) in production. Values never appear in the message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Mode = Literal["demo", "production"]

# Read by the test suite and by make, not by the hub.
FOREIGN = frozenset({"HUB_TEST_DATABASE_URL"})


_ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/?")


class SettingsError(ValueError):
    """What is wrong with the configuration, one line a finding."""


@dataclass(frozen=True)
class Settings:
    """Each field is the variable `HUB_<NAME>`; `docs/reference/settings.md` explains them."""

    mode: Mode = "demo"
    data_dir: Path = Path("var")
    database_url: str = ""  # empty: the embedded database under `data_dir`
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    now: datetime | None = None  # fixes the clock, in demo mode only
    issuer: str = "prepaid-card-hub"
    audience: str = "prepaid-card-hub"
    jwks: str = ""  # file or https address of an outside issuer's keys; empty: the built-in issuer
    jwks_issuer: str = ""
    readers: int = 4
    deadline_ms: int = 10_000
    max_body: int = 262_144  # bytes of a GraphQL request
    max_tokens: int = 4_000
    max_depth: int = 14
    max_aliases: int = 30
    max_values: int = 40_000
    max_values_public: int = 4_000
    max_batch: int = 104_857_600  # bytes of one intake request
    judge_every: int = 1_000  # reads of which one is judged again by stock Casbin
    public_url: str = ""  # where the public reaches this hub; empty: by its own address, in a demo
    keeper: str = ""  # who keeps the hub, as the public pages name it
    policy: Path | None = None  # a policy.csv instead of the shipped one, for a new database
    log_level: str = "info"
    environment: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def deadline(self) -> float:
        """Seconds that one read may take."""
        return self.deadline_ms / 1000

    @property
    def keys_dir(self) -> Path:
        """Where the issuer's keys and the instance secret lie."""
        return self.data_dir / "keys"

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], *, dotenv: Path | None = None
    ) -> Settings:
        """Settings of `environ`, and beneath it of the file `dotenv`, if it exists."""
        given = {**_lines(dotenv), **{k: v for k, v in environ.items() if k.startswith("HUB_")}}
        values: dict[str, Any] = {"environment": given}
        findings: list[str] = []
        for name, text in given.items():
            if name in FOREIGN:
                continue
            reader = _READERS.get(name)
            if reader is None:
                findings.append(f"{name}: no such setting")
                continue
            try:
                values[name.removeprefix("HUB_").lower()] = reader(text)
            except ValueError as error:
                findings.append(f"{name}: {error}")
        if values.get("mode") == "production" and values.get("now") is not None:
            findings.append("HUB_NOW: the clock may be set in demo mode only")
        if findings:
            raise SettingsError("; ".join(sorted(findings)))
        if not values.get("database_url"):
            folder = values.get("data_dir", cls.data_dir)
            values["database_url"] = f"sqlite+aiosqlite:///{folder / 'hub.sqlite'}"
        return cls(**values)


def known() -> frozenset[str]:
    """Every variable that may be set."""
    return frozenset(_READERS) | FOREIGN


def _lines(dotenv: Path | None) -> dict[str, str]:
    """The `HUB_NAME=value` lines of a file; quotes around a value are taken off."""
    if dotenv is None or not dotenv.is_file():
        return {}
    pairs: dict[str, str] = {}
    for line in dotenv.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and name.strip().startswith("HUB_"):
            pairs[name.strip()] = value.strip().strip("\"'")
    return pairs


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.strip().isascii() or not text.strip().isdigit():
            raise ValueError("is not a whole number")
        if not low <= int(text) <= high:
            raise ValueError(f"is not between {low} and {high}")
        return int(text)

    return read


def _choice(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.strip().lower() not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return text.strip().lower()

    return read


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("is not an instant such as 2026-11-23T09:00:00+08:00") from None
    if instant.tzinfo is None:
        raise ValueError("is an instant without its offset")
    return instant


def _database(text: str) -> str:
    if not text.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("begins neither with sqlite+aiosqlite:/// nor with postgresql+asyncpg://")
    return text


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text.strip()):
        raise ValueError("is no address such as https://hub.example")
    return text.strip().rstrip("/")


def _path(text: str) -> Path:
    return Path(_text(text)).expanduser()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "HUB_MODE": _choice("demo", "production"),
    "HUB_DATA_DIR": _path,
    "HUB_DATABASE_URL": _database,
    "HUB_HOST": _text,
    "HUB_PORT": _whole(0, 65_535),
    "HUB_WORKERS": _whole(1, 64),
    "HUB_NOW": _instant,
    "HUB_ISSUER": _text,
    "HUB_AUDIENCE": _text,
    "HUB_JWKS": _text,
    "HUB_JWKS_ISSUER": _text,
    "HUB_READERS": _whole(1, 256),
    "HUB_DEADLINE_MS": _whole(1, 600_000),
    "HUB_MAX_BODY": _whole(1_024, 16_777_216),
    "HUB_MAX_TOKENS": _whole(10, 100_000),
    "HUB_MAX_DEPTH": _whole(2, 40),
    "HUB_MAX_ALIASES": _whole(0, 10_000),
    "HUB_MAX_VALUES": _whole(1, 10_000_000),
    "HUB_MAX_VALUES_PUBLIC": _whole(1, 10_000_000),
    "HUB_MAX_BATCH": _whole(1_024, 10_737_418_240),
    "HUB_JUDGE_EVERY": _whole(1, 1_000_000),
    "HUB_PUBLIC_URL": _origin,
    "HUB_KEEPER": _text,
    "HUB_POLICY": _path,
    "HUB_LOG_LEVEL": _choice("debug", "info", "warning", "error"),
}
