"""Tokens: the built-in issuer signs them, the verifier turns them into claims or refuses.

In: a compact JWT. Out: frozen `Claims`. Each key has one algorithm, and a header may name nothing
but `alg`, `kid` and `typ`; the key is looked up in a fixed set. Issuer, audience and the four
instants are strict, on the hub's clock: valid while nbf, iat <= now < exp. Refuses everything else
with one plain IdentityError; which part was wrong is in its code, never a value of the token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError

from hub import clock
from hub.errors import IdentityError
from hub.keys import ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from joserfc.jwk import Key

    from hub.keys import SigningKey

LONGEST = 8_192  # bytes of a token
LIFETIME = 31 * 86_400  # seconds between iat and exp, at most
SKEW = 5  # seconds that another machine's clock may be ahead
REMEMBERED = 10_000
PARTS = ("header", "payload", "signature")
HEADER_NAMES = frozenset({"alg", "kid", "typ"})
TYPES = frozenset({"JWT", "at+jwt"})
_PART = re.compile(r"[A-Za-z0-9_-]+")
_PARTY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}")
_ROLE = re.compile(r"[A-Z][A-Z0-9_]{0,39}")
_TEXT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says. `roles` is None when it names none; `expires` is in seconds."""

    party: str
    subject: str
    roles: tuple[str, ...] | None
    case: str | None
    purpose: str | None
    expires: int


class KeySource(Protocol):
    """The fixed set of keys that tokens may be signed with."""

    async def find(self, kid: str) -> tuple[str, Key] | None:
        """The one algorithm and the key of an id, or None."""
        ...

    @property
    def generation(self) -> int:
        """Changes whenever the set of keys changes."""
        ...


class OwnKeys:
    """The keys of the built-in issuer."""

    generation = 0

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        self._keys = {key.kid: (ALGORITHM, key.key) for key in keys}

    async def find(self, kid: str) -> tuple[str, Key] | None:
        return self._keys.get(kid)


class Issuer:
    """Signs tokens with the newest of the instance's keys."""

    def __init__(self, keys: Sequence[SigningKey], *, issuer: str, audience: str) -> None:
        self._key = keys[-1]
        self._fixed = {"iss": issuer, "aud": audience}

    def issue(
        self,
        *,
        party: str,
        subject: str,
        ttl: int,
        roles: Sequence[str] = (),
        case: str | None = None,
        purpose: str | None = None,
    ) -> str:
        """A token for `ttl` seconds from now. Raises IdentityError for what would be refused."""
        now = int(clock.now().timestamp())
        claims: dict[str, Any] = {**self._fixed, "sub": subject, "party": party}
        claims |= {"iat": now, "exp": now + ttl}
        more = {"roles": list(roles) or None, "case": case, "purpose": purpose}
        claims |= {name: value for name, value in more.items() if value is not None}
        _claims(claims, self._fixed["iss"], self._fixed["aud"], now)
        return jws.serialize_compact(
            {"alg": ALGORITHM, "kid": self._key.kid, "typ": "JWT"},
            json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode(),
            self._key.key,
            algorithms=[ALGORITHM],
        )


class Verifier:
    """Verifies tokens; a good one is remembered by its SHA-256 until it expires."""

    def __init__(self, keys: KeySource, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._known: OrderedDict[bytes, Claims] = OrderedDict()
        self._generation = keys.generation

    async def claims(self, token: str) -> Claims:
        """The claims of a good token; IdentityError for any other."""
        now = int(clock.now().timestamp())
        if self._generation != self._keys.generation:
            self._known.clear()
            self._generation = self._keys.generation
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is None:
            known = _claims(await self._payload(token), self._issuer, self._audience, now)
            self._known[digest] = known
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        if now >= known.expires:
            self._known.pop(digest, None)
            raise _refusal("TOKEN_EXPIRED")
        return known

    async def _payload(self, token: str) -> Mapping[str, Any]:
        parts = token.split(".")
        if len(token) > LONGEST or len(parts) != len(PARTS):
            raise _refusal()
        decoded = [_bytes_of(part) for part in parts]
        header = _object(decoded[0])
        kid, algorithm = header.get("kid"), header.get("alg")
        if not header.keys() <= HEADER_NAMES or not isinstance(kid, str):
            raise _refusal()
        if header.get("typ", "JWT") not in TYPES:
            raise _refusal()
        found = await self._keys.find(kid)
        if found is None or found[0] != algorithm:
            raise _refusal()
        try:
            jws.deserialize_compact(token.encode("ascii"), found[1], algorithms=[found[0]])
        except (JoseError, ValueError):
            raise _refusal() from None
        return _object(decoded[1])


def _refusal(code: str = "TOKEN_INVALID") -> IdentityError:
    if code == "TOKEN_EXPIRED":
        return IdentityError("令牌已过期 (the token has expired)", code)
    return IdentityError("令牌无效 (the token is not valid)", code)


def _bytes_of(part: str) -> bytes:
    """One part in its only spelling: no padding, no spare bits."""
    if not _PART.fullmatch(part):
        raise _refusal()
    try:
        content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except binascii.Error:
        raise _refusal() from None
    if base64.urlsafe_b64encode(content).decode().rstrip("=") != part:
        raise _refusal()
    return content


def _object(content: bytes) -> dict[str, Any]:
    """A JSON object without repeated names and without NaN."""
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise _refusal() from None
    if not isinstance(value, dict):
        raise _refusal()
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _refuse_constant(_: str) -> Any:
    raise ValueError("no JSON number")


def _claims(claims: Mapping[str, Any], issuer: str, audience: str, now: int) -> Claims:
    audiences = claims.get("aud")
    if isinstance(audiences, str):
        audiences = [audiences]
    if claims.get("iss") != issuer or not isinstance(audiences, list) or audience not in audiences:
        raise _refusal()
    expires, issued = _second(claims, "exp"), _second(claims, "iat")
    begins = _second(claims, "nbf") if "nbf" in claims else issued
    if max(issued, begins) > now + SKEW or not 0 < expires - issued <= LIFETIME:
        raise _refusal()
    if now >= expires:
        raise _refusal("TOKEN_EXPIRED")
    party, subject = _text(claims, "party"), _text(claims, "sub")
    if party is None or subject is None or not _PARTY.fullmatch(party):
        raise _refusal()
    case, purpose = _text(claims, "case"), _text(claims, "purpose")
    return Claims(party, subject, _roles(claims), case, purpose, expires)


def _second(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise _refusal()
    return value


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    if name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _refusal()
    if len(value) > _TEXT_LENGTH:
        raise _refusal()
    return value


def _roles(claims: Mapping[str, Any]) -> tuple[str, ...] | None:
    if "roles" not in claims:
        return None
    roles = claims["roles"]
    if not isinstance(roles, list) or not roles:
        raise _refusal()
    if not all(isinstance(role, str) and _ROLE.fullmatch(role) for role in roles):
        raise _refusal()
    return tuple(sorted(set(roles)))
