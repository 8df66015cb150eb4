"""The register of parties and officers, and who a token's party is in it.

In: the tables of parties, officers, sources and code lists. Out: a frozen `Snapshot`, taken anew
when `rights_epoch.register` has moved, and from it a `Principal`. Kind, roles, district and
industries come from the register, never from a token. Refuses (IdentityError) a party that is not
registered, an officer who is not, and roles none of which the register gives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from authz.principal import PUBLIC, Principal
from hub import rule_set
from hub.cache import Cache
from hub.codes import load as load_codes
from hub.domain.clue import READABLE
from hub.domain.identifiers import hash63, parse_case_number, parse_uscc
from hub.errors import DomainError, IdentityError, IntakeError, UnavailableError
from hub.ingest.context import OPERATOR
from hub.tables.merchant import merchant
from hub.tables.party import officer, party, source
from hub.tables.policy import rights_epoch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from hub.database import Database

CALLERS = 5_000  # remembered until the register moves
NOBODY = (PUBLIC.party,)  # among them
MERCHANT_PREFIX = "merchant-"
EVERY_TRADE = "*"
INSTITUTIONS = frozenset({"BANK", "INSURER"})
EPOCH = str(select(rights_epoch.c.register))  # one row, no parameters: the same on both databases
CHANNELS = frozenset({"HOTLINE", "CONSUMER_COUNCIL"})  # a channel is named by its party's code


@dataclass(frozen=True, slots=True)
class Party:
    """One registered party; `industries` are keys `<edition>:<code>` with all below them."""

    code: str
    kind: str
    name: str
    roles: tuple[str, ...]
    district: str | None
    industries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register as it stood at `epoch`; `sources`: party and record kinds of each source.

    `readable_days`: how long a task is read after its end, by the day from which that stands.
    """

    epoch: int
    parties: Mapping[str, Party]
    officers: frozenset[tuple[str, str]]
    sources: Mapping[str, tuple[str, frozenset[str]]]
    readable_days: tuple[tuple[date, int], ...]

    def source_for(self, party: str, kind: str, named: str | None) -> str:
        """The named source of a party, or its only one for a record kind."""
        own = {code: kinds for code, (owner, kinds) in self.sources.items() if owner == party}
        own.pop(OPERATOR, None)
        fit = [code for code, kinds in own.items() if kind in kinds]
        if named is not None:
            fit = [code for code in fit if code == named]
        if len(fit) != 1:
            raise IntakeError(
                "SOURCE_UNKNOWN",
                "须以 X-Source 指明本单位登记的数据来源 (name a registered source of yours)",
            )
        return fit[0]


def load(connection: Connection) -> Snapshot:
    """Read the register in one transaction."""
    epoch = connection.execute(select(rights_epoch.c.register)).scalar()
    if epoch is None:
        raise UnavailableError("NOT_READY", "The database has no policy yet; run `hub init`.")
    codes = load_codes(connection)
    every = tuple(sorted(key for key in codes.trees if ":" in key))
    trees = {**codes.trees, EVERY_TRADE: every}
    current = party.c.superseded_at.is_(None)
    parties = (
        Party(
            code=row.code,
            kind=row.kind,
            name=row.name,
            roles=tuple(sorted(row.roles or [row.kind])),
            district=codes.districts.get(row.district, row.district) or None,
            industries=_expanded(row.industries or [], trees),
        )
        for row in connection.execute(select(party).where(current))
    )
    people = connection.execute(
        select(officer.c.party, officer.c.subject).where(officer.c.superseded_at.is_(None))
    )
    sources = connection.execute(
        select(source.c.code, source.c.party, source.c.kinds).where(
            source.c.superseded_at.is_(None)
        )
    )
    return Snapshot(
        epoch,
        {each.code: each for each in parties},
        frozenset((code, subject) for code, subject in people),
        {code: (owner, frozenset(kinds)) for code, owner, kinds in sources},
        rule_set.thresholds_of(connection).dated(READABLE),
    )


def _expanded(codes: Iterable[str], trees: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({key for code in codes for key in trees.get(code, ())}))


class Register:
    """The snapshot in force of one process."""

    def __init__(self, database: Database, *, demo_mode: bool) -> None:
        self._database = database
        self._demo_mode = demo_mode
        self._snapshot: Snapshot | None = None
        self._merchants: dict[str, str] = {}
        self._callers: Cache[tuple[Any, ...], Principal] = Cache(CALLERS)

    async def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """The register as this process knows it; `fresh`: as the database has it now."""
        known = self._snapshot
        if known is not None and not fresh:
            return known
        row = await self._database.read(EPOCH)
        if known is None or row is None or row[0] != known.epoch:
            return self._taken(known, await self._database.run(load))
        return known

    def _taken(self, before: Snapshot | None, found: Snapshot) -> Snapshot:
        """Put a snapshot in force, unless a newer one came while it was read."""
        now = self._snapshot
        if now is not None and now is not before and now.epoch >= found.epoch:
            return now
        self._snapshot = found
        self._merchants.clear()
        self._callers.clear()
        return found

    async def nobody(self, *, fresh: bool = False) -> Principal:
        """Who asks without a token."""
        known = None if fresh else self._callers.get(NOBODY)
        if known is not None:
            return known
        register = await self.snapshot(fresh=fresh)
        found = replace(PUBLIC, epoch=register.epoch)
        return self._callers.put(NOBODY, found) if self._snapshot is register else found

    async def principal(
        self,
        code: str,
        subject: str,
        roles: Sequence[str] | None = None,
        case: str | None = None,
        purpose: str | None = None,
        *,
        fresh: bool = False,
    ) -> Principal:
        """Who acts when `subject` of the party `code` asks; `roles` None takes the kind's own.

        Its `epoch` says which register it was taken from; a statement compares it with the one in
        force. Nobody is refused by an old register: before a refusal it is read again.
        """
        key = (code, subject, None if roles is None else tuple(roles), case, purpose)
        known = None if fresh else self._callers.get(key)
        if known is not None:
            return known
        found = await self._found(*key, fresh=fresh)
        if self._snapshot is not None and self._snapshot.epoch == found.epoch:
            self._callers.put(key, found)  # the register did not move while it was looked up
        return found

    async def _found(
        self,
        code: str,
        subject: str,
        roles: Sequence[str] | None,
        case: str | None,
        purpose: str | None,
        *,
        fresh: bool,
    ) -> Principal:
        try:
            register = await self.snapshot(fresh=fresh)
            found = await self._admitted(register, code, subject)
            roles_now = _roles(found, roles)
        except IdentityError:
            if fresh:
                raise
            return await self._found(code, subject, roles, case, purpose, fresh=True)
        return Principal(
            party=found.code,
            kind=found.kind,
            subject=subject,
            roles=roles_now,
            name=found.name,
            district=found.district,
            industries=found.industries,
            institution=found.code if found.kind in INSTITUTIONS else None,
            merchant_id=_merchant_id(found),
            channels=(found.code,) if found.kind in CHANNELS else (),
            case_number=_case(case),
            purpose=purpose,
            readable_days=register.readable_days,
            epoch=register.epoch,
        )

    async def _admitted(self, register: Snapshot, code: str, subject: str) -> Party:
        found = register.parties.get(code) or await self._merchant(register, code)
        if found is None or found.kind == "PUBLIC" or code == OPERATOR:
            raise IdentityError("该单位未登记 (this party is not registered)", "PARTY_UNKNOWN")
        if not self._demo_mode and (code, subject) not in register.officers:
            raise IdentityError("该人员未登记 (this officer is not registered)", "OFFICER_UNKNOWN")
        return found

    async def _merchant(self, register: Snapshot, code: str) -> Party | None:
        """A merchant's party needs no row of its own: the merchant is known, or it is not."""
        uscc = _uscc(code)
        if uscc is None:
            return None
        name = self._merchants.get(uscc)
        if name is None:
            name = await self._database.run(lambda connection: _name_of(connection, uscc))
            if name is None:
                return None
            if self._snapshot is register:
                self._merchants[uscc] = name
        return Party(code, "MERCHANT", name, ("MERCHANT",), None, ())


def _name_of(connection: Connection, uscc: str) -> str | None:
    return connection.execute(
        select(merchant.c.name).where(
            merchant.c.merchant_id == hash63(uscc),
            merchant.c.uscc == uscc,
            merchant.c.superseded_at.is_(None),
        )
    ).scalar()


def _roles(found: Party, asked: Sequence[str] | None) -> tuple[str, ...]:
    given = (found.kind,) if asked is None else tuple(sorted(set(asked)))
    roles = tuple(role for role in given if role in found.roles)
    if not roles:
        raise IdentityError(
            "令牌中的角色均未登记 (the register gives none of these roles)", "ROLE_UNKNOWN"
        )
    return roles


def _uscc(code: str) -> str | None:
    text = code.removeprefix(MERCHANT_PREFIX)
    try:
        return text if text != code and parse_uscc(text) == text else None
    except DomainError:
        return None


def _merchant_id(found: Party) -> int | None:
    uscc = _uscc(found.code) if found.kind == "MERCHANT" else None
    return None if uscc is None else hash63(uscc)


def _case(text: str | None) -> str | None:
    """The normalised number; one that cannot be a case's number gives nothing, and is no error."""
    if text is None:
        return None
    try:
        return parse_case_number(text)
    except DomainError:
        return None
