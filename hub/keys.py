"""The key files of an instance under `var/keys/`: the issuer's signing keys, the instance secret.

In: the folder. Out: signing keys as JWK (Ed25519), 32 secret bytes; files are made once, with
mode 0600, and never overwritten. A key made for the demo says so in its file and in its id.
Refuses (KEYS_DEMO) a demo key outside demo mode, (KEYS_MISSING) a folder without keys and
(KEYS_BROKEN) a file that is not what it should be.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc.jwk import OKPKey

from hub.errors import HubError

if TYPE_CHECKING:
    from pathlib import Path

INSTANCE = "instance.key"
ISSUER = "issuer-*.json"
DEMO = "demo-"
ALGORITHM = "Ed25519"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key of the built-in issuer; `made` orders them, the last one signs."""

    kid: str
    made: int
    demo: bool
    key: OKPKey


def make_keys(folder: Path, *, demo: bool, made: int) -> bool:
    """Make what is missing: an issuer's key and the instance secret. True when something was made.

    `made` is the present second since 1970. Existing files stay as they are.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = _keep(folder / INSTANCE, secrets.token_bytes(SECRET_BYTES))
    if any(folder.glob(ISSUER)):
        return fresh
    return add_issuer_key(folder, demo=demo, made=made) or fresh


def add_issuer_key(folder: Path, *, demo: bool, made: int) -> bool:
    """Make one more signing key, which signs from now on; the older ones still verify."""
    key = OKPKey.generate_key("Ed25519", private=True)
    kid = (DEMO if demo else "") + key.thumbprint()[:16]
    document: dict[str, Any] = {**key.as_dict(private=True), "kid": kid, "alg": ALGORITHM}
    document |= {"use": "sig", "hub_demo": demo, "hub_made": made}
    return _keep(folder / f"issuer-{kid}.json", json.dumps(document, indent=1).encode())


def signing_keys(folder: Path, *, demo_mode: bool) -> tuple[SigningKey, ...]:
    """The issuer's keys, oldest first."""
    keys = sorted((_read(path) for path in folder.glob(ISSUER)), key=lambda key: key.made)
    if not keys:
        raise HubError(
            "KEYS_MISSING",
            503,
            "There is no signing key; run `hub init`, or name an outside issuer by HUB_JWKS.",
        )
    if not demo_mode and any(key.demo for key in keys):
        raise HubError(
            "KEYS_DEMO",
            503,
            "A demo key lies in the folder of keys; outside demo mode the hub does not start.",
        )
    return tuple(keys)


def instance_secret(folder: Path) -> bytes:
    """The 32 bytes that the ids of this instance hang on."""
    path = folder / INSTANCE
    if not path.is_file():
        raise HubError("KEYS_MISSING", 503, "There is no instance secret; run `hub init`.")
    secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise HubError("KEYS_BROKEN", 503, "The instance secret is not 32 bytes long.")
    return secret


def _read(path: Path) -> SigningKey:
    try:
        document: dict[str, Any] = json.loads(path.read_bytes())
        kid = str(document["kid"])
        demo = bool(document.pop("hub_demo")) or kid.startswith(DEMO)
        made = int(document.pop("hub_made"))
        key = OKPKey.import_key(document)
    except (ValueError, KeyError, TypeError) as error:
        raise HubError("KEYS_BROKEN", 503, "A file of the issuer's keys is damaged.") from error
    if not key.is_private or document.get("crv") != "Ed25519":
        raise HubError("KEYS_BROKEN", 503, "An issuer's key is not a private Ed25519 key.")
    return SigningKey(kid, made, demo, key)


def _keep(path: Path, content: bytes) -> bool:
    """Write a file that is not there yet; two makers at once end with one whole file."""
    if path.exists():
        return False
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
