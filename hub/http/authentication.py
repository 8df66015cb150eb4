"""Who asks: the Authorization header and the request's own case and purpose → `Principal`.

In: headers. Out: the register's `Principal`, or PUBLIC when there is no header at all; the caller
whose turns at the database are counted (`hub.engines.turns`). Refuses a header that is not one good
Bearer token (401; never PUBLIC), a case or purpose that contradicts the token's claim, and, in
production, a request without a purpose of all but PUBLIC and MERCHANT (403).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from authz.principal import PUBLIC
from hub.domain.identifiers import parse_case_number
from hub.engines.turns import CALLER
from hub.errors import DomainError, ForbiddenError, IdentityError

if TYPE_CHECKING:
    from authz.principal import Principal
    from hub.http.service import Service

_BEARER = re.compile(rb"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*) *")
FREE_OF_PURPOSE = frozenset({"PUBLIC", "MERCHANT"})


async def principal_of(
    service: Service, found: dict[bytes, bytes], *, fresh: bool = False
) -> Principal:
    """The caller by the request's headers; `fresh`: by the register as it is at this moment."""
    given = found.get(b"authorization")
    if given is None:
        return await service.register.nobody(fresh=fresh)
    try:
        return await _named(service, given, fresh=fresh)
    except IdentityError:
        await service.turned_away(PUBLIC)
        raise


async def _named(service: Service, given: bytes, *, fresh: bool) -> Principal:
    match = _BEARER.fullmatch(given)
    if match is None:
        raise IdentityError("需要唯一的 Bearer 令牌 (one Bearer token is needed)")
    claims = await service.verifier.claims(match[1].decode("ascii"))
    CALLER.set((claims.party, claims.subject))
    return await service.register.principal(
        claims.party, claims.subject, claims.roles, claims.case, claims.purpose, fresh=fresh
    )


def in_request(
    principal: Principal, case: str | None, purpose: str | None, *, production: bool
) -> Principal:
    """The caller with the case and purpose that this one request names."""
    if case is not None or purpose is not None:
        principal = _narrowed(principal, case, purpose)
    if production and principal.purpose is None and principal.kind not in FREE_OF_PURPOSE:
        raise ForbiddenError("PURPOSE_REQUIRED", "须说明查询用途 (say the purpose of the request)")
    return principal


def _narrowed(principal: Principal, case: str | None, purpose: str | None) -> Principal:
    number = _number(case)
    if _contradicts(principal.case_number, number, case) or _contradicts(
        principal.purpose, purpose, purpose
    ):
        raise ForbiddenError(
            "ACCESS_CONTRADICTION", "案号或用途与令牌不符 (case or purpose differ from the token's)"
        )
    return principal.in_case(principal.case_number or number, principal.purpose or purpose)


def _contradicts(claimed: str | None, asked: str | None, given: str | None) -> bool:
    return claimed is not None and given is not None and claimed != asked


def _number(case: str | None) -> str | None:
    try:
        return None if case is None else parse_case_number(case)
    except DomainError:
        return None
