"""Tokens: what the built-in issuer signs is accepted, anything else is refused (T48-T55)."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from hub import clock
from hub.errors import HubError, IdentityError
from hub.jwks import OutsideKeys, parse
from hub.keys import SigningKey, add_issuer_key, instance_secret, make_keys, signing_keys
from hub.tokens import Claims, Issuer, OwnKeys, Verifier

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
ALGORITHM = "Ed25519"
SHORT = "v" + "-" * 170  # an RSA modulus of 1,024 bits


@pytest.fixture(autouse=True)
def _time() -> Any:
    clock.set_clock(NOW)
    yield
    clock.set_clock(None)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[SigningKey, ...]:
    make_keys(tmp_path, demo=True, made=1)
    return signing_keys(tmp_path, demo_mode=True)


def verifier(keys: tuple[SigningKey, ...]) -> Verifier:
    return Verifier(OwnKeys(keys), issuer="hub", audience="hub")


def good(**more: Any) -> dict[str, Any]:
    claims = {"iss": "hub", "aud": "hub", "sub": "li", "party": "bank-a"}
    return {**claims, "iat": SECOND, "exp": SECOND + 60, **more}


def signed(keys: tuple[SigningKey, ...], claims: Any, **header: Any) -> str:
    head = {"alg": ALGORITHM, "kid": keys[-1].kid, "typ": "JWT", **header}
    return raw(keys, json.dumps(head), json.dumps(claims))


def raw(keys: tuple[SigningKey, ...], header: str, payload: str) -> str:
    body = f"{part(header.encode())}.{part(payload.encode())}"
    signature = keys[-1].key.private_key.sign(body.encode())
    return f"{body}.{part(signature)}"


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def ask(checker: Verifier, token: str) -> Claims:
    return asyncio.run(checker.claims(token))


def test_an_issued_token_says_what_was_put_in(keys: tuple[SigningKey, ...]) -> None:
    issuer = Issuer(keys, issuer="hub", audience="hub")
    token = issuer.issue(
        party="court-310115",
        subject="法官甲",
        ttl=60,
        roles=["COURT"],
        case="（2026）沪0115民初1号",
        purpose="审理",
    )
    claims = ask(verifier(keys), token)
    assert claims == Claims(
        "court-310115", "法官甲", ("COURT",), "（2026）沪0115民初1号", "审理", SECOND + 60
    )


def test_a_token_ends_at_its_second_though_it_is_remembered(keys: tuple[SigningKey, ...]) -> None:
    checker, token = verifier(keys), signed(keys, good())
    clock.set_clock(NOW + timedelta(seconds=60) - timedelta(microseconds=1))
    assert ask(checker, token).party == "bank-a"
    clock.set_clock(NOW + timedelta(seconds=60))
    with pytest.raises(IdentityError) as refusal:
        ask(checker, token)
    assert refusal.value.code == "TOKEN_EXPIRED"


@pytest.mark.parametrize(
    "claims",
    [
        good(iss="other"),
        good(iss=None),
        good(aud="other"),
        good(aud=[]),
        good(aud={"hub": 1}),
        {name: value for name, value in good().items() if name != "exp"},
        {name: value for name, value in good().items() if name != "iat"},
        good(exp=str(SECOND + 60)),
        good(exp=SECOND + 60.5),
        good(exp=10**30),
        good(exp=True),
        good(exp=SECOND + 400 * 86_400),
        good(exp=SECOND - 1, iat=SECOND - 60),
        good(exp=SECOND, iat=SECOND - 60),
        good(iat=SECOND + 10, exp=SECOND + 60),
        good(nbf=SECOND + 10),
        good(nbf="0"),
        good(party=""),
        good(party="a'b"),
        good(party=["bank-a"]),
        good(sub=""),
        good(sub=None),
        good(sub="a\nb"),
        good(roles="BANK"),
        good(roles=[]),
        good(roles=["bank' or 1=1"]),
        good(case=7),
        good(purpose="x" * 201),
        [good()],
        "x",
    ],
)
def test_wrong_claims_are_refused(keys: tuple[SigningKey, ...], claims: Any) -> None:
    checker = verifier(keys)
    assert ask(checker, signed(keys, good(aud=["else", "hub"], nbf=SECOND))).party == "bank-a"
    with pytest.raises(IdentityError):
        ask(checker, signed(keys, claims))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "NoNe"},
        {"alg": "HS256"},
        {"alg": "EdDSA"},
        {"kid": "../../etc/passwd"},
        {"kid": "' or 1=1"},
        {"kid": None},
        {"kid": ["x"]},
        {"jku": "https://example.org/jwks"},
        {"x5u": "https://example.org/x"},
        {"jwk": {"kty": "OKP"}},
        {"crit": ["exp"]},
        {"b64": False, "crit": ["b64"]},
        {"typ": "JOSE"},
        {"zip": "DEF"},
    ],
)
def test_headers_name_nothing_but_a_known_key(
    keys: tuple[SigningKey, ...], header: dict[str, Any]
) -> None:
    with pytest.raises(IdentityError):
        ask(verifier(keys), signed(keys, good(), **header))


def test_bent_tokens_are_refused(keys: tuple[SigningKey, ...]) -> None:
    checker, token = verifier(keys), signed(keys, good())
    assert ask(checker, token)
    head, body, signature = token.split(".")
    other = signed(keys, good(party="bank-b")).split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    respelled = [
        f"{head}.{body}.{signature[:-1]}{letter}" for letter in alphabet if letter != signature[-1]
    ]
    bent = [
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{signature[:-4]}",
        f"{head}.{other[1]}.{signature}",
        f"{head}.{body}.{signature}=",
        f"{head}.{body}.{signature}.",
        f" {token}",
        token + "\n",
        token.replace(".", ".\u00e9", 1),
        "x" * 9000,
        "",
        *respelled,
    ]
    for each in bent:
        with pytest.raises(IdentityError):
            ask(checker, each)


def test_a_payload_is_strict_json(keys: tuple[SigningKey, ...]) -> None:
    head = json.dumps({"alg": ALGORITHM, "kid": keys[-1].kid})
    twice = json.dumps(good())[:-1] + ', "party": "bank-b"}'
    for payload in (twice, "NaN", json.dumps(good())[:-1], "[" * 4000):
        with pytest.raises(IdentityError):
            ask(verifier(keys), raw(keys, head, payload))
    head_twice = head[:-1] + ', "alg": "none"}'
    with pytest.raises(IdentityError):
        ask(verifier(keys), raw(keys, head_twice, json.dumps(good())))


def test_a_public_key_is_no_secret(keys: tuple[SigningKey, ...]) -> None:
    public = keys[-1].key.as_bytes(encoding="PEM", private=False)
    head = json.dumps({"alg": "HS256", "kid": keys[-1].kid})
    body = f"{part(head.encode())}.{part(json.dumps(good()).encode())}"
    token = f"{body}.{part(hmac.digest(public, body.encode(), 'sha256'))}"
    with pytest.raises(IdentityError):
        ask(verifier(keys), token)


def test_the_issuer_signs_nothing_that_would_be_refused(keys: tuple[SigningKey, ...]) -> None:
    issuer = Issuer(keys, issuer="hub", audience="hub")
    for wrong in ({"ttl": 0}, {"ttl": 86_400 * 32}, {"party": "a b"}, {"roles": ["x"]}):
        with pytest.raises(IdentityError):
            issuer.issue(**{"party": "bank-a", "subject": "li", "ttl": 60, **wrong})


def test_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    assert make_keys(tmp_path, demo=False, made=1)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert not make_keys(tmp_path, demo=True, made=2)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    assert len(instance_secret(tmp_path)) == 32


def test_a_demo_key_is_for_the_demo(tmp_path: Path) -> None:
    make_keys(tmp_path, demo=True, made=1)
    add_issuer_key(tmp_path, demo=False, made=2)
    assert [key.demo for key in signing_keys(tmp_path, demo_mode=True)] == [True, False]
    with pytest.raises(HubError) as refusal:
        signing_keys(tmp_path, demo_mode=False)
    assert refusal.value.code == "KEYS_DEMO"


def test_after_a_rotation_the_new_key_signs_and_the_old_one_verifies(tmp_path: Path) -> None:
    make_keys(tmp_path, demo=False, made=1)
    old = Issuer(signing_keys(tmp_path, demo_mode=False), issuer="hub", audience="hub")
    token = old.issue(party="bank-a", subject="li", ttl=60)
    add_issuer_key(tmp_path, demo=False, made=2)
    keys = signing_keys(tmp_path, demo_mode=False)
    new = Issuer(keys, issuer="hub", audience="hub").issue(party="bank-a", subject="li", ttl=60)
    checker = verifier(keys)
    assert ask(checker, token) == ask(checker, new)
    assert token.split(".")[0] != new.split(".")[0]


def test_damaged_and_missing_keys_are_named(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="no signing key"):
        signing_keys(tmp_path, demo_mode=True)
    (tmp_path / "issuer-x.json").write_text("{}")
    (tmp_path / "instance.key").write_bytes(b"short")
    with pytest.raises(HubError, match="damaged"):
        signing_keys(tmp_path, demo_mode=True)
    with pytest.raises(HubError, match="32 bytes"):
        instance_secret(tmp_path)


def jwks(*keys: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


def ec(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid}, private=True)


def test_an_outside_set_gives_each_key_one_algorithm(tmp_path: Path) -> None:
    one, rsa = ec("one"), RSAKey.generate_key(2048, {"kid": "two", "alg": "PS256"})
    okp = OKPKey.generate_key("X25519", {"kid": "three"})
    keys = parse(jwks(one, rsa, okp))
    assert {kid: algorithm for kid, (algorithm, _) in keys.items()} == {
        "one": "ES256",
        "two": "PS256",
    }


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b"{",
        b'{"keys": []}',
        b'{"keys": [7]}',
        b'{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "a"}]}',
        json.dumps({"keys": [ec("a").as_dict(private=True)]}).encode(),
        jwks(ec("a"), ec("a")),
        json.dumps({"keys": [{"kty": "RSA", "kid": "a", "e": "AQAB", "n": SHORT}]}).encode(),
    ],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_set_with_secrets_or_faults_is_refused(content: bytes) -> None:
    with pytest.raises(HubError):
        parse(content)


@pytest.mark.parametrize(
    "location", ["http://example.org/jwks", "ftp://example.org/x", "data:,{}", "gopher://x/"]
)
def test_only_a_file_or_https_is_read(location: str) -> None:
    with pytest.raises(HubError):
        OutsideKeys(location)


def test_an_unknown_key_refreshes_the_set_once_a_minute(tmp_path: Path) -> None:
    path, seconds = tmp_path / "jwks.json", [0.0]
    path.write_bytes(jwks(ec("one")))
    keys = OutsideKeys(str(path), clock=lambda: seconds[0])

    async def scene() -> None:
        assert await keys.find("one")
        path.write_bytes(jwks(ec("two")))
        assert await keys.find("two") is None  # asked too soon
        seconds[0] = 61
        before = keys.generation
        assert await keys.find("two")
        assert keys.generation > before
        assert await keys.find("one") is None
        path.unlink()
        seconds[0] = 2_000
        assert await keys.find("two")  # the old set serves on
        seconds[0] = 90_000
        with pytest.raises(HubError):
            await keys.find("two")

    asyncio.run(scene())


def test_an_outside_token_is_verified_by_its_key(tmp_path: Path) -> None:
    key, path = ec("one"), tmp_path / "jwks.json"
    path.write_bytes(jwks(key))
    head = {"alg": "ES256", "kid": "one", "typ": "at+jwt"}
    token = jws.serialize_compact(head, json.dumps(good()).encode(), key)
    checker = Verifier(OutsideKeys(str(path)), issuer="hub", audience="hub")
    assert ask(checker, token).subject == "li"
