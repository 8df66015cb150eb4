"""The keys of an outside issuer, from a file or from one fixed address.

In: the setting `HUB_JWKS`, a path or an https address (http on this very machine only). Out: a
`KeySource`. The set is fetched anew every ten minutes, and at most once a minute when a token
names a key that is not known; a set that cannot be fetched keeps the old one for a day. Only
public keys of the kinds below count, each with one algorithm. Refuses (JWKS_BROKEN) other
addresses, redirects, large or malformed sets, shared secrets and RSA keys under 2048 bits.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from typing_extensions import override

from hub.errors import HubError

if TYPE_CHECKING:
    from collections.abc import Callable

    from joserfc.jwk import Key

LARGEST = 262_144  # bytes
SECONDS = 5.0
EVERY = 600.0
AGAIN = 60.0
OLDEST = 86_400.0
RSA_BITS = 2_048
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ALGORITHMS = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("OKP", "Ed25519"): ("Ed25519",),
    ("RSA", None): ("RS256", "PS256"),
}


class OutsideKeys:
    """`hub.tokens.KeySource` over a JWKS. `clock` counts seconds and never goes back."""

    def __init__(self, location: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._location = _checked(location)
        self._clock = clock
        self._keys: dict[str, tuple[str, Key]] = {}
        self._fetched: float | None = None
        self._tried: float | None = None
        self._turn = asyncio.Lock()
        self._generation = 0

    @property
    def generation(self) -> int:
        return self._generation

    async def find(self, kid: str) -> tuple[str, Key] | None:
        await self._refresh(kid)
        if self._fetched is None or self._clock() - self._fetched > OLDEST:
            raise HubError("JWKS_AWAY", 503, "The issuer's keys cannot be had; try again.")
        return self._keys.get(kid)

    async def _refresh(self, kid: str) -> None:
        if not self._due(kid):
            return
        async with self._turn:
            if not self._due(kid):
                return
            self._tried = self._clock()
            try:
                keys = parse(await asyncio.to_thread(_content, self._location))
            except (HubError, OSError):
                return
            if keys.keys() != self._keys.keys() or _prints(keys) != _prints(self._keys):
                self._generation += 1
            self._keys, self._fetched = keys, self._tried

    def _due(self, kid: str) -> bool:
        now = self._clock()
        if self._tried is not None and now - self._tried < AGAIN:
            return False
        old = self._fetched is None or now - self._fetched >= EVERY
        return old or kid not in self._keys


def parse(content: bytes) -> dict[str, tuple[str, Key]]:
    """The verifying keys of a JWKS by their id, each with its one algorithm."""
    try:
        documents = json.loads(content)["keys"]
        entries = [entry for document in documents if (entry := _key(document)) is not None]
    except (ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
        raise _broken("The issuer's set of keys cannot be read.") from error
    keys = {kid: (algorithm, key) for kid, algorithm, key in entries}
    if not keys or len(keys) != len(entries):
        raise _broken("The issuer's set has no key that signs, or an id twice.")
    return keys


def _key(document: dict[str, Any]) -> tuple[str, str, Key] | None:
    if document.get("use", "sig") != "sig":
        return None
    kind = document["kty"]
    if kind == "oct" or "d" in document:
        raise _broken("The issuer's set holds a secret.")
    allowed = ALGORITHMS.get((kind, document.get("crv")), ())
    algorithm = document.get("alg", allowed[0] if allowed else None)
    if algorithm not in allowed:
        return None
    classes: dict[str, Any] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
    key: Key = classes[kind].import_key({**document, "alg": algorithm})
    if isinstance(key, RSAKey) and key.public_key.key_size < RSA_BITS:
        raise _broken("The issuer's set holds an RSA key of less than 2048 bits.")
    return str(document["kid"]), algorithm, key


def _prints(keys: dict[str, tuple[str, Key]]) -> list[str]:
    return sorted(key.thumbprint() for _, key in keys.values())


def _broken(message: str) -> HubError:
    return HubError("JWKS_BROKEN", 503, message)


def _checked(location: str) -> str:
    parts = urlsplit(location)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.scheme in {"", "file"} or parts.scheme == "https" or local:
        return location
    raise _broken("HUB_JWKS is neither a file nor an https address.")


def _content(location: str) -> bytes:
    if urlsplit(location).scheme not in {"http", "https"}:
        return Path(location.removeprefix("file://")).read_bytes()
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(location, timeout=SECONDS) as answer:  # the scheme was checked above
            content: bytes = answer.read(LARGEST + 1)
    except urllib.error.URLError as error:
        raise _broken("The issuer's keys cannot be fetched.") from error
    if len(content) > LARGEST:
        raise _broken("The issuer's set of keys is too large.")
    return content


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    @override
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None
