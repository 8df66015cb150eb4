"""What the rows of one batch are judged by: the day, the registers and code lists, the sender.

In: a connection, who sends, when the batch came. Out: a frozen `Context`, read once a batch, with
the thresholds and the calendar of the registers. It refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import select

from hub import rule_set
from hub.clock import day_of
from hub.domain.identifiers import parse_uscc
from hub.domain.text import normalise
from hub.domain.vocabulary import PartyKind
from hub.errors import DomainError
from hub.tables.party import district, district_alias, industry, party

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection

    from authz.principal import Principal
    from hub.domain.calendar import WorkCalendar
    from hub.domain.thresholds import Thresholds

MERCHANT_PREFIX = "merchant-"
OPERATOR = "operator"  # the source of the command line; it may send every kind about everybody


@dataclass(frozen=True, slots=True)
class Sender:
    """The party that sends, and its source. A batch of the source `operator` has no limits."""

    principal: Principal
    source: str

    @property
    def is_operator(self) -> bool:
        return self.source == OPERATOR


def merchant_of(party: str) -> str | None:
    """The credit code in `merchant-<uscc>`, or None."""
    text = party.removeprefix(MERCHANT_PREFIX)
    try:
        return text if text != party and parse_uscc(text) == text else None
    except DomainError:
        return None


@dataclass(frozen=True)
class Context:
    """`districts`: code by folded name, code or alias; `industries`: keys `2017:8040`."""

    sender: Sender
    received_at: datetime
    secret: bytes
    calendar: WorkCalendar
    thresholds: Thresholds
    districts: Mapping[str, str]
    industries: frozenset[str]
    parties: Mapping[str, str]

    @cached_property
    def today(self) -> date:
        """The Shanghai day on which the batch came."""
        return day_of(self.received_at)

    @cached_property
    def _editions(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key in sorted(self.industries):
            code = key.partition(":")[2]
            found[code] = (*found.get(code, ()), key)
        return found

    def editions(self, code: str) -> tuple[str, ...]:
        """The keys of an industry code in every edition that has it."""
        return self._editions.get(code, ())

    def kind_of(self, party: str) -> str | None:
        """The kind of a party; a merchant is one by its code, without a row of its own."""
        found = self.parties.get(party)
        return found or (PartyKind.MERCHANT.value if merchant_of(party) else None)

    def district(self, text: str) -> str | None:
        """The code of a district's code, retired code, name or alias, or None."""
        return self.districts.get(normalise(text))


def load_context(
    connection: Connection,
    *,
    sender: Sender,
    received_at: datetime,
    secret: bytes,
    trades: bool = True,
) -> Context:
    """Read the registers and code lists of the moment; without `trades`, no industry is known."""
    codes = connection.execute(select(district.c.code, district.c.name)).all()
    aliases = connection.execute(select(district_alias.c.alias, district_alias.c.district)).all()
    every = select(industry.c.edition, industry.c.code)
    industries = connection.execute(every).all() if trades else ()
    parties = connection.execute(
        select(party.c.code, party.c.kind).where(party.c.superseded_at.is_(None))
    ).all()
    known = {normalise(alias): code for alias, code in aliases}
    known |= {normalise(name): code for code, name in codes} | {code: code for code, _ in codes}
    return Context(
        sender=sender,
        received_at=received_at,
        secret=secret,
        calendar=rule_set.calendar_of(connection),
        thresholds=rule_set.thresholds_of(connection),
        districts=known,
        industries=frozenset(f"{edition}:{code}" for edition, code in industries),
        parties={row.code: row.kind for row in parties},
    )
