"""Who is asking: one frozen record that every stage of a request reads and none writes.

Comes in: what the register says about the token's party, and the case and purpose of the request.
Goes out: `Principal`. Nothing of it is ever part of a plan: party, district, clients and case are
bound values. It refuses nothing; a fact that is not known is None or empty and gives no right.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.domain.clue import READABLE, readable_since
from hub.domain.thresholds import shipped_thresholds

if TYPE_CHECKING:
    from datetime import date

SHIPPED = shipped_thresholds().dated(READABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A caller. Codes as in the register of parties; `kind` is a PartyKind name.

    `roles`: the role names, sorted, that the register gives the party and the token asks for;
    `district`: a GB/T 2260 code in force today; `industries`: keys in the spelling that rows
    carry (`<edition>:<code>`), with all below them; `institution`: the
    party code of a bank or insurer; `merchant_id`: the key of the caller's own merchant;
    `channels`: the complaint channels that are the caller's; `case_number`: normalised;
    `readable_days`: how long it reads on after a task has ended (I-25), by from-day.
    """

    party: str
    kind: str
    subject: str
    roles: tuple[str, ...]
    name: str = ""
    district: str | None = None
    industries: tuple[str, ...] = ()
    institution: str | None = None
    merchant_id: int | None = None
    channels: tuple[str, ...] = ()
    case_number: str | None = None
    purpose: str | None = None
    readable_days: tuple[tuple[date, int], ...] = SHIPPED
    epoch: int = 0  # of the register that this was read from

    def readable_since(self, today: date) -> date:
        """A clue or referral that ended before this day opens nothing any more."""
        return readable_since(today, self.readable_days)

    def in_case(self, case_number: str | None, purpose: str | None) -> Principal:
        """The same caller with the case and purpose that this request carries."""
        return replace(self, case_number=case_number, purpose=purpose)


PUBLIC = Principal(
    party="public", kind="PUBLIC", subject="", roles=("PUBLIC",), name="公众 · public"
)
